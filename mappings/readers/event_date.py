"""Reads the date of an event; the policy says how far back it counts.

A word that there was none tells nothing of the days since, so that it counts
for a short time only, and not against what the record has of an event.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal

from criteria.facts import Evidence, Fact, FactKind, FactType
from criteria.reasons import ReasonCode
from criteria.spans import Span
from criteria.strict_model import SpanField, Text
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec, Window
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, Found, evidence_of, is_fresh
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle
from mappings.readers.coded_name import coded_name
from mappings.readers.considered import practitioners_considered
from mappings.readers.events import happened, took_place
from mappings.readers.fact_reader import ANSWER, FactReader
from mappings.readers.form_item import FormItem, ItemKind
from mappings.readers.newest_answer import Reading, fact_from_newest, past_day, stale
from mappings.readers.sources import is_named_in
from mappings.readers.values import Unusable, a_date, yes_or_no
from mappings.search_keys import ANSWERS

Contradiction = tuple[Unusable, Evidence]


class EventDateSpec(AnsweredSpec):
    """The date of an event, and what speaks against a word that there was none."""

    goes_stale: ClassVar[bool] = False
    reader: Literal["event-date"]
    window: Window = "denial"
    """How long a word that there was none counts; a date counts as long as the policy says."""
    looks_back: SpanField
    """How far back the question asks, as its policy does: a date within it contradicts a later no."""
    contradicted_by: Text
    """The value set of what, coded after a no, contradicts it."""

    @property
    def type(self) -> FactType:
        return FactType(FactKind.DATE)

    @property
    def asks_back(self) -> Span:
        return self.looks_back

    @property
    def value_sets(self) -> tuple[str, ...]:
        return (self.contradicted_by,)


def read_event_date(name: str, spec: EventDateSpec, facts: PatientFacts) -> Fact:
    """The date of an event, or a clinician's word that there was none; the policy judges its age."""

    def read(answer: Answer) -> Reading | Unusable:
        return _read(answer, name, facts)

    found = answers_that_settle(name, PRACTITIONER, facts)
    fact = fact_from_newest(name, spec, found, read, facts)
    if fact.value is not Truth.NOT_MET:
        return fact
    denial = found.answers[0]
    if not is_fresh(denial, name, facts):
        why = stale(denial.when, facts.mapping.windows[name], "none")
        return Fact(name, reason=why.reason, hints=(*fact.evidence, *fact.hints), code=why.code)
    contrary = [*_dates_given(name, spec, found, facts), *_coded_since(name, spec, denial, facts)]
    if not contrary:
        return fact
    why = contrary[0][0]
    shown = tuple(evidence for _, evidence in contrary)
    return Fact(name, reason=why.reason, hints=(*fact.evidence, *shown, *fact.hints), code=why.code)


def _read(answer: Answer, name: str, facts: PatientFacts) -> Reading | Unusable:
    if yes_or_no(answer.source.valued, name, facts.mapping) is False:
        return Reading(Truth.NOT_MET, "none")
    reading = past_day(a_date(answer.source.valued, facts), facts.on)
    if isinstance(reading, Reading) and isinstance(reading.value, date) and reading.value > answer.when.last:
        return Unusable(f"{reading.shown} is later than the answer that tells it", code=ReasonCode.FUTURE)
    return reading


def _dates_given(
    name: str, spec: EventDateSpec, found: Found, facts: PatientFacts
) -> Iterator[Contradiction]:
    """The dates within the span asked about, given before the no, unless it says that it has read them."""
    denial, *earlier = found.answers
    for answer in earlier:
        reading = _read(answer, name, facts)
        if not isinstance(reading, Reading) or not isinstance(reading.value, date):
            continue
        if reading.value >= spec.looks_back.before(facts.on) and not is_named_in(
            answer.source, denial.source, facts
        ):
            same = answer.people & denial.people
            code = ReasonCode.CONFLICT_ONE_PERSON if same else ReasonCode.CONFLICT_PEOPLE
            reason = f"the no of {denial.when.day} contradicts {reading.shown}, given on {answer.when.day}"
            yield Unusable(reason, code=code), evidence_of(answer, name, facts, reading.shown)


def _coded_since(
    name: str, spec: EventDateSpec, denial: Answer, facts: PatientFacts
) -> Iterator[Contradiction]:
    """What the record has coded after the no; on the same day it cannot be put in order."""
    for found in facts.record.coded.get(spec.contradicted_by, ()):
        when = happened(found.resource, facts) if took_place(found.resource, facts) else None
        if when is None or when.first > facts.on:
            continue
        if when.start > denial.when.end or when.overlaps(denial.when):
            reason = f"the no of {denial.when.day} contradicts what is coded on {when.day}"
            why = Unusable(reason, code=ReasonCode.CONFLICT_PEOPLE)
            called = coded_name(found.resource, found.token, facts)
            yield why, Evidence(name, found.reference, when.day, str(found.token), called)


def _described(name: str, _: EventDateSpec, __: FactMap) -> str:
    return f"{ANSWER.format(name=name)}: a date, or no, by practitioner"


def _asked(name: str, spec: EventDateSpec, _: FactMap) -> FormItem | None:
    if spec.asks is None:
        return None
    return FormItem(
        name, ItemKind.DATE, spec.asks, spec.title, PRACTITIONER, may_be_none=True, looks_back=spec.looks_back
    )


EVENT_DATE = FactReader(
    EventDateSpec, read_event_date, ANSWERS, _described, asks=_asked, considers=practitioners_considered
)
