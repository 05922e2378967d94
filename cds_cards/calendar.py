"""Dates as a card writes them: "Nov 19", with the year when it is not that of the evaluation date."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ISO = re.compile(r"\b([12][0-9]{3})-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?\b")


class Calendar:
    """Writes ISO dates, whole or not, as people of one year read them."""

    def __init__(self, months: Sequence[str], year: int) -> None:
        self._months = months
        self._year = str(year)

    def written(self, text: str) -> str:
        """A text with every ISO date in it as a card writes it; "2026" stays as it is."""
        return _ISO.sub(self._day, text)

    def _day(self, iso: re.Match[str]) -> str:
        year, month, day = iso.groups()
        name = self._months[int(month) - 1]
        if day is None:
            return f"{name} {year}"
        return f"{name} {int(day)}" if year == self._year else f"{name} {int(day)}, {year}"
