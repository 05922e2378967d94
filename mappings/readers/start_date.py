"""Reads the day the service began; it does not go stale."""

from __future__ import annotations

from typing import Literal

from criteria.facts import Evidence, Fact, FactKind, FactType
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import Answer, answers_that_settle
from mappings.readers.fact_reader import ANSWER, FactReader
from mappings.readers.newest_answer import Reading, fact_from_newest, past_day
from mappings.readers.plans import find_plan, start_of
from mappings.readers.values import Unusable, a_date
from mappings.search_keys import ANSWERS, PLAN


class StartDateSpec(FactSpec):
    """The day the service began."""

    reader: Literal["start-date"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.DATE)


def read_start_date(name: str, spec: StartDateSpec, facts: PatientFacts) -> Fact:
    """The day the service began: attested, else the start of the plan that names it."""

    def read(answer: Answer) -> Reading | Unusable:
        return past_day(a_date(answer.source.valued, facts), facts.on)

    found = answers_that_settle(name, PRACTITIONER, facts)
    fact = fact_from_newest(name, spec, found, read, facts)
    plan = None if found[0] else find_plan(facts)
    if plan is None or not plan.names_service:
        return fact
    began = past_day(start_of(plan.found.resource, facts), facts.on)
    if isinstance(began, Unusable):
        return fact
    proof = Evidence(name, plan.found.reference, str(began.shown), value=began.shown)
    return Fact(name, began.value, evidence=(proof,))


def _described(name: str, _: StartDateSpec, __: FactMap) -> str:
    return f"{ANSWER.format(name=name)}: a date; or the start of the service's CarePlan"


START_DATE = FactReader(StartDateSpec, read_start_date, (*ANSWERS, *PLAN), _described)
