"""Whether the values under a code fit a fact, and what a site's file has to say of them besides the code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from criteria.facts import SEVERITIES, FactKind
from mappings.codes.code_systems import Token
from mappings.codes.fact_specs import FactSpec
from mappings.codes.site_mapping import SiteMapping
from mappings.unmapped.answer_values import AnswerValues, StatedRange
from mappings.unmapped.names import NameIndex

_STATED = re.compile(r"(?<!\d)(\d)\s*(?:-|\u2013|to)\s*(\d)(?!\d)")
_SCALES = ((0, 4), (1, 5))
"""The ranges of numbers that five severities fill."""
_ANSWERS = {FactKind.TRUTH: frozenset(("yes", "no", "cannot_tell")), FactKind.RATING: frozenset(SEVERITIES)}

Lines = Mapping[str, Any]
"""Sections of a site's file besides `codes`."""
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Fit(NamedTuple):
    """Whether values fit, what to say of them in the file, and what whoever decides should check."""

    fits: bool
    besides: Lines = NOTHING
    caution: tuple[str, ...] = ()
    steps: Mapping[str, int] = NOTHING
    """The number of each severity, where the code rates by numbers."""


_NO_FIT = Fit(False)


def fit(fact: str, spec: FactSpec, values: AnswerValues, display: str, words: Words) -> Fit:
    """How the values under a code fit a fact."""
    match spec.type.kind:
        case FactKind.TRUTH:
            return _of_answers(fact, FactKind.TRUTH, values, words) if values.numbers is None else _NO_FIT
        case FactKind.RATING:
            return _of_rating(fact, values, display, words)
        case FactKind.SCORE:
            return _of_score(spec, values)
        case FactKind.DATE:
            return Fit(values.has_dates)
    return _NO_FIT


class Words(NamedTuple):
    """What tells answers: the words that people use, and what the site's mapping knows already."""

    names: NameIndex
    mapping: SiteMapping


def _of_answers(fact: str, kind: FactKind, values: AnswerValues, words: Words) -> Fit:
    """Answers in codes or words; one that is not known yet is listed where its word says what it means.

    Words that say nothing are no answers; codes that say nothing may be, and are named.
    """
    listed: dict[str, list[Mapping[str, str]]] = {}
    strange: list[str] = []
    stated = list(_stated(values, words.mapping))
    known = _known(fact, words.mapping)
    for said, token, code in stated:
        answer = words.names.answer_of(said)
        if token not in known and answer in _ANSWERS[kind] and "" not in code.values():
            listed.setdefault(answer, []).append(code)
        elif token not in known and "code" in code:
            strange.append(said)
    caution = (f"say under answers what {', '.join(map(repr, strange))} mean",) if strange else ()
    if values.is_empty:
        caution = ("look up its answers, and say under answers which of them mean what",)
    is_known = any(token in known for _, token, _ in stated)
    fits = bool(listed or is_known or values.coded or values.booleans or values.is_empty)
    return Fit(fits, {"answers": {fact: listed}} if listed else NOTHING, caution)


def _known(fact: str, mapping: SiteMapping) -> frozenset[Token]:
    """The codes and words that the mapping has as answers to a fact already."""
    answers = mapping.answers.of(fact)
    return frozenset((*answers.yes_or_no, *answers.severities))


def _stated(values: AnswerValues, mapping: SiteMapping) -> Iterator[tuple[str, Token, Mapping[str, str]]]:
    """Each answer: its word, its token, and how a site's file names it; numbers are none."""
    for answer, _ in values.coded or ():
        token = Token(mapping.systems.canonical(answer.system), answer.code)
        yield answer.display or answer.code, token, {"system": answer.system, "code": answer.code}
    for text, _ in values.texts or ():
        if not text.isdecimal():
            yield text, Token("", text), {"text": text}


def _of_rating(fact: str, values: AnswerValues, display: str, words: Words) -> Fit:
    if values.numbers is None:
        found = _of_answers(fact, FactKind.RATING, values, words)
        is_rated = found.besides or (values.coded and not found.caution)
        return found if is_rated and not values.booleans else _NO_FIT
    if not values.numbers.are_whole or not 0 <= values.numbers.low <= values.numbers.high <= _SCALES[-1][1]:
        return _NO_FIT
    stated = _range_of(values, display)
    if stated is None:
        return Fit(True, caution=("its numbers mean nothing until scales says which of them is moderate",))
    low, high = stated
    steps = dict(zip(SEVERITIES, range(low, high + 1), strict=True))
    said = ", ".join(f"{number} is {word}" for word, number in steps.items())
    return Fit(True, NOTHING, (f"whether {said}",), steps)


def _range_of(values: AnswerValues, display: str) -> tuple[int, int] | None:
    """The scale of five that the range of reference or the name of the code states."""
    ranges = set(values.ranges or ())
    if len(ranges) == 1:
        [only] = ranges
        return next((each for each in _SCALES if only == StatedRange(*map(float, each))), None)
    named = _STATED.search(display) if not ranges else None
    found = (int(named[1]), int(named[2])) if named else None
    return found if found in _SCALES else None


def _of_score(spec: FactSpec, values: AnswerValues) -> Fit:
    low, high = getattr(spec, "range", (0, -1))
    numbers = values.numbers
    if numbers is None or not numbers.are_whole or not low <= numbers.low <= numbers.high <= high:
        return _NO_FIT
    said = f"its numbers go from {numbers.low:g} to {numbers.high:g}; the score goes from {low} to {high}"
    return Fit(True, NOTHING, (f"whether it is the whole form's score: {said}",))
