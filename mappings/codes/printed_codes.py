"""Codes as a policy's text prints them: of ICD-10-CM with dots or without, as ranges, as a whole category."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_CODE = r"[A-Z][0-9][0-9AB](?:\.?[0-9A-Z]{1,4})?"
_TO = r"\s*(?:[-\u2013\u2014]|\bTO\b|\bTHROUGH\b)\s*"
_ONE = re.compile(_CODE)
_RANGE = re.compile(f"({_CODE}){_TO}({_CODE})")
_BELOW = re.compile(r"([A-Z][0-9][0-9AB](?:\.?[0-9A-Z]{1,3}?)??)\.?(?:-|\*|X{1,3})")
"""A category with all that is below it, as the tabular list and payers write it: F20.-, F20.x, F20*.

An X at the end is no part of a code: in ICD-10-CM it only holds the place before a seventh character.
"""
_MAX_SERVICES = 200
"""Codes of services that one range may stand for."""


class _Form(NamedTuple):
    """How a code of a system is written."""

    pattern: re.Pattern[str]
    words: str


_FORMS: Mapping[str, _Form] = {
    "hcpcs": _Form(re.compile(r"[A-V][0-9]{4}"), "a letter and four digits, such as H2011"),
    "cpt": _Form(re.compile(r"[0-9]{4}[0-9A-Z]"), "five characters, such as 90839"),
    "loinc": _Form(re.compile(r"(?:L[A-Z])?[0-9]{1,7}-[0-9]"), "digits with a check digit, such as 44261-6"),
    "snomed": _Form(re.compile(r"[1-9][0-9]{5,17}"), "6 to 18 digits, such as 58214004"),
}
"""By the alias of a code system; those of ICD-10-CM are read as texts print them."""
_SERVICES = ("hcpcs", "cpt")
_LIKE_HCPCS = re.compile(r"[A-EGHJ-MP-V][0-9]{4}")
"""What may as well be a code of HCPCS Level II, which uses these letters."""

EXAMPLES = "such as F20.0, F200, F20.-, F20-F29 or F20.0-F20.9"


class CodeRange(NamedTuple):
    """Codes from `first` to `last` and whatever is below these two, in their normal form.

    `is_one` where a single code is printed, and nothing says that those below it are meant.
    """

    first: str
    last: str
    is_one: bool = False

    def holds(self, code: str) -> bool:
        """Whether a code, in its normal form, is one of them."""
        return code[: len(self.first)] >= self.first and code[: len(self.last)] <= self.last

    def touches(self, start: str) -> bool:
        """Whether some of its codes begin so."""
        return start[: len(self.first)] >= self.first[: len(start)] and (
            start[: len(self.last)] <= self.last[: len(start)]
        )


def normal_code(code: str) -> str:
    """A code without blanks and dot, in capitals: ICD-10-CM codes arrive in all of these forms."""
    return code.strip().upper().replace(".", "")


def printed_range(printed: str) -> CodeRange:
    """The codes of ICD-10-CM that a text prints as a code, a category or a range.

    Raises:
        ValueError: when it is none of these, or a range ends before it begins.
    """
    written = printed.strip().upper()
    if found := _BELOW.fullmatch(written):
        return CodeRange(normal_code(found[1]), normal_code(found[1]))
    if _ONE.fullmatch(written):
        return CodeRange(normal_code(written), normal_code(written), is_one=True)
    if found := _RANGE.fullmatch(written):
        first, last = map(normal_code, found.groups())
        if first[: len(last)] > last:
            raise ValueError(f"{printed!r} ends before it begins")
        return CodeRange(first, last)
    raise ValueError(f"{printed!r} is no code of ICD-10-CM as texts print them, {EXAMPLES}")


def written_codes(alias: str, printed: str) -> Iterator[str]:
    """The codes that a list names by one entry: itself, or each service of a range such as H2011-H2014.

    Raises:
        ValueError: when the entry has not the form of the code system's codes, or is no range of services.
    """
    if alias not in _FORMS:
        yield printed
        return
    pattern, words = _FORMS[alias]
    found = re.split(_TO, printed.strip().upper()) if alias in _SERVICES else [printed.strip()]
    if len(found) > 2 or not all(pattern.fullmatch(code) for code in found):
        raise ValueError(f"{printed!r} is no code of {alias}: {words}")
    yield from found if len(found) == 1 else _services(printed, *found)


def _services(printed: str, first: str, last: str) -> Iterator[str]:
    """Each code from one to another, which differ in their digits alone."""
    if not (first[0] == last[0] and first[1:].isdigit() and last[1:].isdigit()):
        raise ValueError(f"{printed!r} is no range: its ends begin alike and end in digits")
    begin, end = int(first[1:]), int(last[1:])
    if not begin <= end < begin + _MAX_SERVICES:
        raise ValueError(f"{printed!r} ends before it begins, or stands for more than {_MAX_SERVICES} codes")
    yield from (f"{first[0]}{number:04}" for number in range(begin, end + 1))


def could_be_hcpcs(codes: Iterable[str]) -> Iterator[str]:
    """Those of some codes without a system that may as well be codes of HCPCS."""
    return (code for code in codes if _LIKE_HCPCS.fullmatch(code.strip().upper()))
