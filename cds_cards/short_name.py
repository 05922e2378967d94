"""Names of persons as a card has room for them."""

from __future__ import annotations

import re

MAX_FULL_NAME_LENGTH = 32
"""Of a longer name the given names are initials."""
_PERSON = re.compile(r"[^,(]*[^,(\s]")
"""A name without what follows it: degrees, or how somebody is related."""


def short_name(name: str) -> str:
    """A name as sent; of a long one the given names as initials: "M.-T. Obi, LPC", "A. Obi (mother)"."""
    if len(name) <= MAX_FULL_NAME_LENGTH or not (person := _PERSON.match(name)):
        return name
    *given, family = person[0].split()
    return " ".join([*map(_initials, given), family]) + name[person.end() :]


def _initials(given: str) -> str:
    """ "Anne-Marie" as "A.-M."; a particle or an abbreviation as it is."""
    if given.islower() or given.endswith("."):
        return given
    return "-".join(f"{part[0]}." for part in given.split("-") if part)
