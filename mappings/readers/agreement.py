"""A yes or no on which people agree: the newest word of each person, unless one was read and superseded.

Where people contradict each other nobody's word is taken for the last: the fact
is unknown until one amends their own, or a later answer says that it is derived
from the earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from criteria.facts import Evidence, Fact
from criteria.reasons import ReasonCode
from mappings.codes.fact_specs import AnsweredSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, Found, evidence_of, is_fresh
from mappings.readers.newest_answer import (
    ReadAnswer,
    Reading,
    contrary,
    fact_from_newest,
    newest,
    settled,
    unsettled,
)
from mappings.readers.sources import is_named_in
from mappings.readers.values import Unusable

Said = tuple[Answer, Reading]


def fact_from_people(
    name: str, spec: AnsweredSpec, found: Found, read: ReadAnswer, facts: PatientFacts
) -> Fact:
    """The fact on which those who answered within the window agree.

    An answer that cannot be read takes its own person's earlier ones away, and
    leaves the fact unknown only where it is the newest of all.
    """
    fresh = [answer for answer in found.answers if is_fresh(answer, name, facts)]
    if len(fresh) < 2:
        return fact_from_newest(name, spec, found, read, facts)
    last = _newest_of_each(fresh)
    superseded = [each for each in last if any(_supersedes(later, each, facts) for later in fresh)]
    gone = set(map(id, superseded))
    words = [answer for answer in last if id(answer) not in gone]
    said = [(answer, read(answer)) for answer in words]
    readable = [(answer, reading) for answer, reading in said if isinstance(reading, Reading)]
    for answer, reading in said:
        if isinstance(reading, Unusable) and (not readable or answer.when.overlaps(words[0].when)):
            return unsettled(name, answer, reading, found, facts)
    if len({reading.value for _, reading in readable}) > 1:
        return _contradicted(name, readable, found, facts)
    fact = settled(name, *readable[0], found, facts)
    read_before = _superseded(name, superseded, read, readable[0], facts)
    return msgspec.structs.replace(fact, evidence=(*fact.evidence, *read_before))


def _newest_of_each(answers: Sequence[Answer]) -> list[Answer]:
    """The newest of each person, newest first; several of one person where they cannot be put in order."""
    people = dict.fromkeys(person for answer in answers for person in answer.people)
    kept = {id(a) for person in people for a in newest([a for a in answers if person in a.people])}
    return [answer for answer in answers if id(answer) in kept]


def _supersedes(later: Answer, earlier: Answer, facts: PatientFacts) -> bool:
    if later.when.overlaps(earlier.when) or later.when.start < earlier.when.start:
        return False
    return is_named_in(earlier.source, later.source, facts)


def _contradicted(name: str, said: Sequence[Said], found: Found, facts: PatientFacts) -> Fact:
    """Unknown, naming each side by its newest word."""
    (first, one), (second, other) = _sides(said)
    same_time = first.when.overlaps(second.when) and bool(first.people & second.people)
    why = contrary([first, second])
    if not same_time:
        told = f"{_told(first, one, name, facts)}, {_told(second, other, name, facts)}"
        why = Unusable(f"people contradict each other: {told}", code=ReasonCode.CONFLICT_PEOPLE)
    shown = tuple(evidence_of(answer, name, facts, reading.shown) for answer, reading in said)
    return Fact(name, reason=why.reason, hints=(*shown, *found.hints), code=why.code)


def _sides(said: Sequence[Said]) -> tuple[Said, Said]:
    """The newest word of each side; rather two of one person at one instant, if there are such."""
    pairs = [(a, b) for a in said for b in said if a[1].value != b[1].value]
    return min(pairs, key=lambda pair: not _is_one_persons(pair[0][0], pair[1][0]))


def _is_one_persons(one: Answer, other: Answer) -> bool:
    return bool(one.people & other.people) and one.when.overlaps(other.when)


def _told(answer: Answer, reading: Reading, name: str, facts: PatientFacts) -> str:
    by = evidence_of(answer, name, facts).by
    who = (by.name or by.reference) if by else ""
    return f"{reading.shown} by {who or 'somebody unnamed'} on {answer.when.day}"


def _superseded(
    name: str, earlier: Sequence[Answer], read: ReadAnswer, now: Said, facts: PatientFacts
) -> list[Evidence]:
    """The contrary answers that whoever answered last had read."""
    told = []
    for answer in earlier:
        reading = read(answer)
        if isinstance(reading, Reading) and reading.value != now[1].value:
            note = f"read and superseded by {now[0].source.reference}"
            told.append(evidence_of(answer, name, facts, reading.shown, note))
    return told
