"""Entries of the record that are coded by a value set."""

from __future__ import annotations

from collections.abc import Iterator

from criteria.strict_model import SpanField, Text
from mappings.codes.fact_specs import HintSpec
from mappings.fhir.resources import Resource
from mappings.hints.hint_reader import Hint, HintReader
from mappings.patient_facts import PatientFacts
from mappings.readers.coded_name import coded_name
from mappings.readers.condition_status import (
    clinical_status,
    ended,
    has_abatement,
    is_visit_diagnosis,
    verification_status,
)
from mappings.readers.events import happened, recent, took_place
from mappings.readers.listed_diagnoses import listed_diagnoses
from mappings.readers.status_codes import UNCLEAR
from mappings.record.patient_record import CodedResource

_OVER = frozenset({"inactive", "resolved", "remission"})


class CodedHintSpec(HintSpec):
    """Which entries, and how old they may be; without `within`, of any age."""

    value_set: Text
    """The codes that are shown."""
    within: SpanField | None = None
    """How old an entry may be; of any age without it."""

    @property
    def value_sets(self) -> tuple[str, ...]:
        return (self.value_set,)


def _coded(spec: CodedHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    found = list(facts.record.coded.get(spec.value_set, ()))
    found += [
        CodedResource(d.resource, d.reference, token)
        for d in listed_diagnoses(facts).get(spec.value_set, ())
        for token, memberships, _ in d.known
        if spec.value_set in memberships
    ]
    for each in found:
        when = happened(each.resource, facts)
        if took_place(each.resource, facts) and recent(when, spec.within, facts):
            called = coded_name(each.resource, each.token, facts)
            state = _state(each.resource, facts) if each.resource.resourceType == "Condition" else ""
            yield Hint(each.reference, when, str(each.token), called, state)


def _state(condition: Resource, facts: PatientFacts) -> str:
    """What a Condition says of itself, where it is not simply there."""
    verification = verification_status(condition, facts)
    status, end = clinical_status(condition, facts), ended(condition, facts)
    told = [verification] if verification not in ("", "confirmed") else []
    if has_abatement(condition) and not (end and end.first > facts.on):
        told.append(f"ended on {end.day}" if end else "ended on a day that the record does not give")
    elif status in _OVER:
        told.append(f"{status}, and the record does not say since when")
    elif status in UNCLEAR:
        told.append(f"its clinical status is {status}")
    elif is_visit_diagnosis(condition, facts):
        told.append("noted at a visit")
    return "; ".join(told)


CODED = HintReader(
    "coded", CodedHintSpec, _coded, ("conditions", "encounters", "procedures", "documents", "criteriaInputs")
)
