"""`scales` of a site's file: what the numbers mean by which its EHR rates a severity."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated

from msgspec import Struct
from pydantic import BeforeValidator, model_validator

from criteria.facts import SEVERITIES
from criteria.strict_model import Strict
from mappings.codes.site_codes import LocalCode

_MILD = SEVERITIES.index("mild")

Numbers = Annotated[
    tuple[int, ...], BeforeValidator(lambda value: [value] if isinstance(value, str | int) else value)
]
"""The numbers that mean one severity: one, or a list of them."""


class Steps(Strict):
    """The numbers of each severity."""

    none: Numbers = ()
    mild: Numbers = ()
    moderate: Numbers = ()
    severe: Numbers = ()
    extreme: Numbers = ()

    @model_validator(mode="after")
    def _in_order(self) -> Steps:
        steps = [sorted(getattr(self, name)) for name in SEVERITIES if getattr(self, name)]
        if len(steps) < 2:
            raise ValueError("give the numbers of two severities or more")
        rising = all(lower[-1] < higher[0] for lower, higher in pairwise(steps))
        falling = all(lower[0] > higher[-1] for lower, higher in pairwise(steps))
        if not (rising or falling):
            raise ValueError("its numbers neither rise nor fall from none to extreme")
        return self

    @property
    def scale(self) -> SeverityScale:
        """The same, for lookup."""
        levels = {number: level for level, name in enumerate(SEVERITIES) for number in getattr(self, name)}
        return SeverityScale(levels)


class SiteScale(Steps, LocalCode):
    """The numbers of each severity under one code of the site."""


class SeverityScale(Struct, frozen=True, gc=False):
    """Severities, as indices into SEVERITIES, by number."""

    levels: Mapping[int, int]

    @property
    def ends(self) -> tuple[int, int]:
        """Its least and its greatest number."""
        return min(self.levels), max(self.levels)

    def fits(self, low: float | None, high: float | None) -> bool:
        """Whether a range of reference is that of the scale, or what is normal on it.

        Normal is what holds none and nothing from moderate on. Any other range
        is of another scale.
        """
        least, greatest = self.ends
        low, high = least if low is None else low, greatest if high is None else high
        if (low, high) == (least, greatest):
            return True
        normal = {level for number, level in self.levels.items() if low <= number <= high}
        return least <= low <= high <= greatest and 0 in normal and max(normal) <= _MILD


OWN_SCALE = SeverityScale({level: level for level in range(len(SEVERITIES))})
"""What a number means under our own codes: 0 is none, 4 is extreme."""
