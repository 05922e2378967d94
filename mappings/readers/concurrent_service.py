"""Reads whether the person receives another service now: ordered, planned or delivered on file, or told.

That the person does not is only a clinician's word: what a record does not hold
may be given elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Self

from msgspec.structs import replace
from pydantic import model_validator

from criteria.facts import Evidence, Fact
from criteria.reasons import ReasonCode
from criteria.strict_model import SpanField, Text
from criteria.truth import Truth
from mappings.codes.code_systems import Token
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec
from mappings.fhir.elements import Activity, Detail, decoded_list
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.attestation import attested
from mappings.readers.considered import practitioners_considered
from mappings.readers.event_kinds import EncounterClass, EventKind, counted
from mappings.readers.events_fact import event_shown
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.form_item import FormItem, yes_or_no_item
from mappings.readers.in_force import activity_in_force, order_in_force, plan_in_force
from mappings.search_keys import ANSWERS

_CONFLICT = "conflict: a clinician answered no, and the record shows the service"
_OLDER = "it is not of now"


class ConcurrentServiceSpec(AnsweredSpec):
    """Another service that the person may receive at the same time."""

    reader: Literal["concurrent-service"]
    value_set: Text | None = None
    """The codes of the service, in orders, plans of care, encounters' types and procedures."""
    encounter_class: tuple[EncounterClass, ...] = ()
    """Codes of Encounter.class that are the service, such as IMP; with a value set both are asked for."""
    delivered_within: SpanField | None = None
    """How long after a contact the service still counts as received; left out, only while one goes on."""

    @model_validator(mode="after")
    def _some_service(self) -> Self:
        if not (self.value_set or self.encounter_class):
            raise ValueError("a concurrent service needs 'value_set', 'encounter_class' or both")
        return self

    @property
    def value_sets(self) -> tuple[str, ...]:
        return (self.value_set,) if self.value_set else ()

    @property
    def order_sets(self) -> tuple[str, ...]:
        return self.value_sets


def read_concurrent_service(name: str, spec: ConcurrentServiceSpec, facts: PatientFacts) -> Fact:
    """Met by a clinician's word or what is on file; not met by a clinician's word alone."""
    word = attested(name, spec, PRACTITIONER, facts)
    shown = tuple(each for each in _on_file(name, spec, facts) if not each.note)
    if word.value is Truth.NOT_MET and shown:
        return Fact(
            name,
            reason=_CONFLICT,
            hints=(*word.evidence, *shown, *word.hints),
            code=ReasonCode.CONFLICT_PEOPLE,
        )
    if word.value is None and shown:
        return Fact(name, Truth.MET, evidence=shown, hints=word.hints)
    return word


def _on_file(name: str, spec: ConcurrentServiceSpec, facts: PatientFacts) -> Iterator[Evidence]:
    """What the record has of the service, each with why it does not show that it is received now."""
    if spec.value_set:
        yield from _ordered(name, spec.value_set, facts)
        yield from _planned(name, spec.value_set, facts)
    kind = EventKind(spec.encounter_class, spec.value_set, None, ("encounters", "procedures"))
    since = spec.delivered_within.before(facts.on) if spec.delivered_within else facts.on
    every = kind.all_of(facts)
    for each in (*counted(every), *(each for each in every if not each.counts)):
        is_now = (
            each.event is not None
            and each.event.lasted_to >= since
            and not (each.is_over and spec.delivered_within is None)
        )
        yield replace(event_shown(name, each, facts), note=each.problem or ("" if is_now else _OLDER))


def _ordered(name: str, value_set: str, facts: PatientFacts) -> Iterator[Evidence]:
    for found in facts.record.coded_orders.get(value_set, ()):
        if facts.mapping.terminology.counts_in(found.token, value_set):
            force = order_in_force(found.resource, facts)
            why = "it is the order under review" if found.reference in facts.ordered else force.problem
            day = force.since.day if force.since else ""
            yield Evidence(name, found.reference, day, str(found.token), "ordered", why)


def _planned(name: str, value_set: str, facts: PatientFacts) -> Iterator[Evidence]:
    for found in facts.record.plans:
        plan = plan_in_force(found.resource, facts)
        for each in decoded_list(found.resource.activity, Activity):
            detail = each.detail if isinstance(each.detail, Detail) else None
            if detail and (token := _listed(detail, value_set, facts)):
                why = plan.problem or activity_in_force(detail, facts).problem
                day = plan.since.day if plan.since else ""
                yield Evidence(name, found.reference, day, str(token), "planned", why)


def _listed(detail: Detail, value_set: str, facts: PatientFacts) -> Token | None:
    """The code of an activity that the value set lists."""
    terminology = facts.mapping.terminology
    tokens = terminology.tokens(detail.code)
    return next((token for token in tokens if terminology.counts_in(token, value_set)), None)


def _described(name: str, spec: ConcurrentServiceSpec, fact_map: FactMap) -> str:
    codes = f"order, plan or contact of value set `{spec.value_set}`" if spec.value_set else "encounter"
    classes = f" of class {', '.join(spec.encounter_class)}" if spec.encounter_class else ""
    return f"{codes}{classes}, now; {answer_in_words(name, 'yes or no', spec, fact_map)}, by practitioner"


def _asked(name: str, spec: ConcurrentServiceSpec, fact_map: FactMap) -> FormItem | None:
    return yes_or_no_item(name, spec, PRACTITIONER, fact_map)


def _considered(name: str, spec: ConcurrentServiceSpec, facts: PatientFacts) -> Iterator[Evidence]:
    yield from practitioners_considered(name, spec, facts)
    yield from _on_file(name, spec, facts)


CONCURRENT_SERVICE = FactReader(
    ConcurrentServiceSpec,
    read_concurrent_service,
    (*ANSWERS, "carePlans", "serviceRequests", "encounters", "procedures"),
    _described,
    undone_by=ANSWERS,
    asks=_asked,
    considers=_considered,
)
