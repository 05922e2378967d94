"""The inputs of a policy: named facts with the evidence they rest on.

A fact without a value is unknown and says why. This module does not know
where facts come from; `mappings` reads them from FHIR.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from criteria.events import Events
from criteria.nearest import nearest
from criteria.reasons import UNREAD, ReasonCode
from criteria.spans import BirthDate, Span
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
    CHANGE = "change"
    COUNT = "count"
    EVENTS = "events"
    DATE = "date"
    BIRTH_DATE = "birth-date"

    @property
    def called(self) -> str:
        """How a message calls one fact of it."""
        return "list of events" if self is FactKind.EVENTS else self.value


class Count(NamedTuple):
    """How many there are: at least `low`, and at most `high` when that is known."""

    low: int
    high: int | None = None


Value = Truth | int | Count | Events | date | BirthDate
"""By kind: truth; score, rating (an index into SEVERITIES) and change; count, events, date, birth date.

A change is how much a score or a rating rose, negative where it fell.
A date fact may also be `Truth.NOT_MET`: someone stated that there is no such date.
"""


class FactType(NamedTuple):
    """What a policy needs to know of a fact: its kind, and what belongs to that kind.

    `members` are those of a group. `range` is the least and the greatest value of
    a score. A date that `recurs` is the latest on file, and a later one may be
    missing from the record; one that does not is of what happens once. Of events
    a clinician is asked how many there were in the time that the fact `looks_back`,
    or since the date of the fact `since`. `policy` is the id of the one policy that
    brings it; empty where all of them share it. `counts_for` is how long an answer
    counts; None where it does not lapse.
    """

    kind: FactKind
    members: tuple[str, ...] = ()
    is_diagnosis: bool = False
    range: tuple[int, int] | None = None
    recurs: bool = True
    looks_back: Span | None = None
    since: str | None = None
    policy: str = ""
    counts_for: Span | None = None


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
    where it says so; one that is none of ours as the empty name. `day` is the
    day that a score or a rating is of.
    """

    name: str
    value: Value | None = None
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    hints: tuple[Evidence, ...] = ()
    code: ReasonCode = ReasonCode.NOT_ON_FILE
    about: tuple[str, ...] = ()
    day: date | None = None

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


def known_to(policy: str, vocabulary: Vocabulary) -> Vocabulary:
    """The facts that a policy may name: those that all share, and those that it brings."""
    return {name: each for name, each in vocabulary.items() if each.policy in ("", policy)}


def unknown_fact(name: str, vocabulary: Vocabulary) -> str:
    """What to say to someone who names a fact that there is not."""
    return f"no fact {name!r} in mappings/facts.yaml or the policy's own{nearest(name, vocabulary)}"
