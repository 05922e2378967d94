"""Phrases about one thing, and about several."""

from __future__ import annotations

from typing import Annotated

from criteria.strict_model import Strict
from criteria.words import with_fields


class ByCount(Strict):
    """A phrase or a sentence about one thing, and about several."""

    one: str
    several: Annotated[str, with_fields("count")]

    def of(self, count: int) -> str:
        """The one about so many."""
        return self.one if count == 1 else self.several.format(count=count)
