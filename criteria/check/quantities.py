"""Quantities in a text: the numbers that its sentences state, as digits or in words, with their unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from criteria.check.references import without_references

Limit = Literal["", "more", "less"]

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {
    **{word: Fraction(i) for i, word in enumerate(_SMALL)},
    **{word: Fraction(10 * i) for i, word in enumerate(_TENS, 2)},
    "twice": Fraction(2),
    "thrice": Fraction(3),
    "half": Fraction(1, 2),
}
_IN_UNITS = {
    "year": (Fraction(12), "month"),
    "month": (Fraction(1), "month"),
    "week": (Fraction(7), "day"),
    "day": (Fraction(1), "day"),
    "hour": (Fraction(1, 24), "day"),
}
"""Units of time in months or in days, of which neither is a number of the other."""

_WORD = rf"(?:{'|'.join(sorted((*_WORDS, 'hundred'), key=len, reverse=True))})"
_QUANTITY = re.compile(
    rf"(?<![\w.])(?P<number>\d[\d,]*(?:\.\d+)?|{_WORD}(?:(?:[\s-]|(?<=hundred)\sand\s){_WORD})*)(?:st|nd|rd|th)?\b"
    r"(?:\s\(\d+\))?"
    r"(?:[\s-](?P<sort>calendar|consecutive|continuous|full|working|business)?[\s-]?(?P<unit>year|month|week|day|hour)s?\b)?",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?P<negated>\b(?:no|not|not to|not be) )?\b(?:"
    r"(?P<more>(?:more|greater|longer|older|higher) than|exceed(?:s|ing)?|in excess of|above)|"
    r"(?P<less>(?:less|fewer|shorter|younger|lower) than|under|below)"
    r")(?: an?| the)?(?: (?:age|score|total) of)? $",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:all|all of the|of the|these|following|each of the|any of the) $", re.IGNORECASE)


class Quantity(NamedTuple):
    """A number as a text says it.

    `unit` is `month`, `day`, `working day` or empty; `limit` tells which side
    of it is meant, where it is not itself; `whole` that it may tell how many
    items a list has, as in "all three".
    """

    value: Fraction
    unit: str
    said: str
    limit: Limit = ""
    whole: bool = False


def quantities(text: str) -> Iterator[Quantity]:
    """The quantities in a text, in its order."""
    plain = without_references(text)
    for match in _QUANTITY.finditer(plain):
        yield _quantity(match, plain[: match.start()])


def _quantity(match: re.Match[str], before: str) -> Quantity:
    value, unit = _value(match["number"].lower()), ""
    if match["unit"]:
        factor, unit = _IN_UNITS[match["unit"].lower()]
        value *= factor
    if match["sort"] and match["sort"].lower() in ("working", "business"):
        unit = "working day"
    limit = _LIMIT.search(before)
    said = (limit[0] if limit else "") + match[0]
    return Quantity(value, unit, said, _limit_of(limit), not unit and bool(_WHOLE.search(before)))


def _limit_of(match: re.Match[str] | None) -> Limit:
    if match is None or match["negated"]:
        return ""
    return "more" if match["more"] else "less"


def _value(number: str) -> Fraction:
    if number[0].isdigit():
        return Fraction(number.replace(",", ""))
    value = Fraction(0)
    for word in re.findall(_WORD, number):
        value = max(value, Fraction(1)) * 100 if word == "hundred" else value + _WORDS[word]
    return value
