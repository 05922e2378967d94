"""Bounds of a number: at least so many, at most so many, or both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Self

from pydantic import model_validator

from criteria.form import Form
from criteria.truth import Truth, all_of


def between(low: int, high: int | None, minimum: int | None, maximum: int | None) -> Truth:
    """Whether a number of which only bounds are known lies within bounds; a bound that is None is none."""
    truths: list[Truth] = []
    if minimum is not None:
        truths.append(_at_least(low, high, minimum))
    if maximum is not None:
        truths.append(_at_most(low, high, maximum))
    return all_of(truths)


class Bounded(Form):
    """A leaf that compares a number with a least value, a greatest value, or both; both are included."""

    key: ClassVar[str] = ""
    minimum: int | None = None
    maximum: int | None = None

    @model_validator(mode="after")
    def _has_bounds(self) -> Self:
        if self.minimum is None and self.maximum is None:
            raise ValueError(f"{self.key} needs 'minimum', 'maximum' or both")
        if self.minimum is not None and self.maximum is not None and self.maximum < self.minimum:
            raise ValueError(f"no number is {self.minimum} or more and {self.maximum} or less")
        return self

    def holds(self, value: object) -> Truth:
        """Whether a number lies within the bounds; what is no number is unknown."""
        if not isinstance(value, int):
            return Truth.UNKNOWN
        return between(value, value, self.minimum, self.maximum)

    def out_of(self, lowest: int, highest: int) -> Iterator[str]:
        """What is wrong with bounds that no value of a range can be on both sides of."""
        if self.minimum is not None and not lowest < self.minimum <= highest:
            yield f"minimum {self.minimum} tells nothing apart in the range {lowest} to {highest}"
        if self.maximum is not None and not lowest <= self.maximum < highest:
            yield f"maximum {self.maximum} tells nothing apart in the range {lowest} to {highest}"


def _at_least(low: int, high: int | None, minimum: int) -> Truth:
    if low >= minimum:
        return Truth.MET
    return Truth.NOT_MET if high is not None and high < minimum else Truth.UNKNOWN


def _at_most(low: int, high: int | None, maximum: int) -> Truth:
    if low > maximum:
        return Truth.NOT_MET
    return Truth.MET if high is not None and high <= maximum else Truth.UNKNOWN
