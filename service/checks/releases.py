"""The release of ICD-10-CM in force on a day, and the code lists that were held against an older one.

The tabular list of a fiscal year is in force from October 1 of the year before; its update from April 1
(45 CFR 162.1002; CMS and NCHS publish both).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from criteria.strict_yaml import Document
from service.checks.problem import Problem, shown

_OCTOBER, _APRIL = 10, 4


def release_in_force(on: date) -> str:
    """The year and month of the release in force on a day, as code lists name theirs."""
    if on.month >= _OCTOBER:
        return f"{on.year}-10"
    if on.month >= _APRIL:
        return f"{on.year}-04"
    return f"{on.year - 1}-10"


def older_than_in_force(document: Document, on: date) -> Iterator[Problem]:
    """What to say of a code list's file whose release is older than the one in force on a day."""
    named = document.value.get("release") if isinstance(document.value, dict) else None
    in_force = release_in_force(on)
    if isinstance(named, str) and named < in_force:
        said = f"the list was held against ICD-10-CM {named}; in force since {in_force}-01 is {in_force}"
        yield Problem(shown(document.path), document.lines["release",], "release", said)
