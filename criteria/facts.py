"""The inputs of a policy: named facts with the evidence they rest on.

A fact without a value is unknown and says why. This module does not know
where facts come from; `mappings` reads them from FHIR.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from criteria.nearest import nearest
from criteria.reasons import UNREAD, ReasonCode
from criteria.spans import BirthDate, parse_birth_date
from criteria.truth import Truth

CANNOT_TELL = "cannot tell"
"""The value of evidence that somebody could not tell; it settles nothing."""
SEVERITIES = ("none", "mild", "moderate", "severe", "extreme")
"""The domain severities in rising order; a rating is an index into them."""


class FactKind(StrEnum):
    """What sort of value a fact has, hence which leaves of a policy may use it."""

    TRUTH = "truth"
    SCORE = "score"
    SCORE_GROUP = "score-group"
    RATING = "rating"
    COUNT = "count"
    DATE = "date"
    BIRTH_DATE = "birth-date"


class Count(NamedTuple):
    """How many there are: at least `low`, and at most `high` when that is known."""

    low: int
    high: int | None = None


Value = Truth | int | Count | date | BirthDate
"""By kind: truth, score and rating (an index into SEVERITIES), count, date, birth date.

A date fact may also be `Truth.NOT_MET`: someone stated that there is no such date.
"""


class FactType(NamedTuple):
    """What a policy needs to know of a fact: its kind, of a group the members, whether it is a diagnosis."""

    kind: FactKind
    members: tuple[str, ...] = ()
    is_diagnosis: bool = False


Vocabulary = Mapping[str, FactType]


class License(StrEnum):
    """What is known of a practitioner's license, by the qualifications that the site lists.

    `ended` is a listed one that was over by then, `unread` one for which the EHR was asked in vain.
    """

    LISTED = "listed"
    NOT_LISTED = "not-listed"
    ENDED = "ended"
    UNREAD = "unread"
    NOT_CHECKED = "not-checked"


class Author(Struct, frozen=True, gc=False, omit_defaults=True):
    """Who gave an answer: the reference, and the name and role as the record has them.

    `license` is only said of a practitioner; one that is not checked is never
    called licensed.
    """

    reference: str = ""
    name: str = ""
    role: str = ""
    license: License | None = None


class Evidence(Struct, frozen=True, gc=False, omit_defaults=True, rename="camel"):
    """One item of the record behind a fact.

    `reference` is `Type/id`, `date` an ISO date as the record gives it, `code`
    is `system|code` and `display` what the record calls it, `note` says what a
    reader should know of the item, and `by` who gave an answer. `counts_until` is
    the last day, as an ISO date, on which an answer counts; empty where it does not lapse.
    """

    fact: str
    reference: str = ""
    date: str = ""
    code: str = ""
    value: str | int | bool = ""
    note: str = ""
    by: Author | None = None
    counts_until: str = ""
    display: str = ""


class Fact(Struct, frozen=True, gc=False):
    """A named input: a value with its evidence, or no value and the reason, in words and as a code.

    Evidence settles the value. Hints are shown beside an open question and
    settle nothing. `about` names the diagnoses that an answer says it is about,
    where it says so; one that is none of ours as the empty name.
    """

    name: str
    value: Value | None = None
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    hints: tuple[Evidence, ...] = ()
    code: ReasonCode = ReasonCode.NOT_ON_FILE
    about: tuple[str, ...] = ()

    @property
    def is_on_file(self) -> bool:
        """Whether something was read that speaks for it and can be shown, though it may not settle it."""
        return self.value is not None or (self.code not in UNREAD and bool(self.hints))

    @property
    def is_unread(self) -> bool:
        """Whether it is unknown because what it rests on was not read."""
        return self.value is None and self.code in UNREAD and self.code is not ReasonCode.NOT_ON_FILE

    @property
    def truth(self) -> Truth:
        """The value of a truth fact; unknown when there is none."""
        return self.value if isinstance(self.value, Truth) else Truth.UNKNOWN


Facts = Mapping[str, Fact]


class ServedFacts(Facts):
    """Facts of which some are those of a later question; `served_by` names it by the fact that it serves."""

    def __init__(self, facts: Facts, served_by: Mapping[str, str]) -> None:
        self._facts = facts
        self._served_by = served_by

    def __getitem__(self, name: str) -> Fact:
        return self._facts[self._served_by.get(name, name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def unknown_fact(name: str, vocabulary: Vocabulary) -> str:
    """What to say to someone who names a fact that there is not."""
    return f"mappings/facts.yaml declares no fact {name!r}{nearest(name, vocabulary)}"


def parse_value(kind: FactKind, text: str) -> Value | None:
    """Read a value as a case table writes it; "unknown" is None.

    A rating is a severity word, a count a number ("at least so many") or
    `none`, a date an ISO date or `not_met`, a birth date may be partial.

    Raises:
        ValueError: when the text is no value of that kind.
    """
    return None if text == Truth.UNKNOWN.value else _PARSERS[kind](text)


def _parse_truth(text: str) -> Truth:
    if text not in (known := [truth.value for truth in Truth]):
        raise ValueError(f"expected {', '.join(known)}, got {text!r}")
    return Truth(text)


def _parse_rating(text: str) -> int:
    if text not in SEVERITIES:
        raise ValueError(f"expected {', '.join(SEVERITIES)} or unknown, got {text!r}")
    return SEVERITIES.index(text)


def _parse_count(text: str) -> Count:
    return Count(0, 0) if text == "none" else Count(int(text))


def _parse_date(text: str) -> date | Truth:
    return Truth.NOT_MET if text == Truth.NOT_MET.value else date.fromisoformat(text)


def _parse_group(text: str) -> Value:
    raise ValueError(f"a group of scores has no value of its own, got {text!r}: give its members")


_PARSERS: Mapping[FactKind, Callable[[str], Value]] = {
    FactKind.TRUTH: _parse_truth,
    FactKind.SCORE: int,
    FactKind.SCORE_GROUP: _parse_group,
    FactKind.RATING: _parse_rating,
    FactKind.COUNT: _parse_count,
    FactKind.DATE: _parse_date,
    FactKind.BIRTH_DATE: parse_birth_date,
}
