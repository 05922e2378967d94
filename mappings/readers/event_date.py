"""Reads the date of an event; the policy says how far back it counts."""

from __future__ import annotations

from typing import Literal

from criteria.facts import Fact, FactKind, FactType
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import Answer, answers_that_settle
from mappings.readers.fact_reader import ANSWER, FactReader
from mappings.readers.newest_answer import Reading, fact_from_newest, past_day, stale
from mappings.readers.values import Unusable, a_date, yes_or_no
from mappings.search_keys import ANSWERS


class EventDateSpec(FactSpec):
    """The date of an event."""

    reader: Literal["event-date"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.DATE)


def read_event_date(name: str, spec: EventDateSpec, facts: PatientFacts) -> Fact:
    """The date of an event, or a clinician's word that there was none; the policy judges its age."""

    def read(answer: Answer) -> Reading | Unusable:
        if yes_or_no(answer.source.valued, facts.mapping) is False:
            return Reading(Truth.NOT_MET, "none")
        return past_day(a_date(answer.source.valued, facts), facts.on)

    found = answers_that_settle(name, PRACTITIONER, facts)
    fact = fact_from_newest(name, spec, found, read, facts)
    if fact.value is not Truth.NOT_MET:
        return fact
    when, window = found[0][0].when, facts.mapping.windows[name]
    if when.first < window.before(facts.on):
        return Fact(name, reason=stale(when, window, "none").reason, hints=fact.evidence)
    return fact


def _described(name: str, _: EventDateSpec, __: FactMap) -> str:
    return f"{ANSWER.format(name=name)}: a date, or no, by practitioner"


EVENT_DATE = FactReader(EventDateSpec, read_event_date, ANSWERS, _described)
