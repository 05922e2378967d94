"""Excuses: mistakes that no case can notice and numbers that no leaf can state, each with a reason."""

from __future__ import annotations

from pydantic import model_validator

from criteria.check.quantities import Quantity, quantities
from criteria.strict_model import Strict, Text


class Excuse(Strict):
    """A mistake that comes to the same as what is right, by its name; or a number of a criterion's quote.

    `of` is the criterion's id, `population`, or `text` for the words of the rule set itself.
    """

    mistake: Text | None = None
    number: Text | None = None
    of: Text | None = None
    reason: Text

    @model_validator(mode="after")
    def _of_one_thing(self) -> Excuse:
        if bool(self.mistake) == bool(self.number) or bool(self.number) != bool(self.of):
            raise ValueError("expected a 'mistake', or a 'number' with 'of'")
        if self.number and len(self.quantities) != 1:
            raise ValueError("expected a number as the quote says it, such as 21 or six months")
        return self

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """The number that is excused; nothing where it is a mistake."""
        return tuple(quantities(self.number or ""))
