"""Which entries of a record are events of a kind: by the class of an encounter, by codes, by the reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from mappings.fhir.elements import EncounterDiagnosis, decoded_list
from mappings.fhir.references import Reference
from mappings.fhir.resources import Concept, Resource, is_absent
from mappings.patient_facts import PatientFacts
from mappings.readers.dated_events import FoundEvent, class_of, event_of, told_once
from mappings.record.patient_record import CodedResource

EncounterClass = Literal["AMB", "EMER", "FLD", "HH", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR"]
Entries = Literal["encounters", "procedures", "orders"]
_TYPES = {"encounters": "Encounter", "procedures": "Procedure", "orders": "ServiceRequest"}
_NO_REASON = "its reason is not stated"
_ANOTHER_REASON = "its reason is not on the list"


class EventKind:
    """What makes an entry of the record an event of a kind; all that is asked for has to be so.

    `classes` are those of encounters, `value_set` lists the codes of an encounter's type, a procedure
    or an order, `reason` those of an encounter's or a procedure's reason or diagnosis. Of `entries` only
    these are looked at. `is_service` asks for contacts at which the service under review was given.
    """

    def __init__(
        self,
        classes: tuple[EncounterClass, ...],
        value_set: str | None,
        reason: str | None,
        entries: tuple[Entries, ...],
        is_service: bool = False,
    ) -> None:
        self._classes, self._value_set, self._reason = frozenset[str](classes), value_set, reason
        self._types = frozenset(_TYPES[each] for each in entries)
        self._is_service = is_service

    def all_of(self, facts: PatientFacts) -> list[FoundEvent]:
        """Every entry of the kind, with why it does not count or has no date."""
        found = {each.reference: each for each in self._coded(facts)}
        return [self._with_reason(event_of(each, facts), facts) for each in found.values()]

    def _coded(self, facts: PatientFacts) -> Iterator[CodedResource]:
        for each in self._entries(facts):
            kind = each.resource.resourceType
            if kind in self._types and not (
                self._classes and kind == "Encounter" and class_of(each.resource) not in self._classes
            ):
                yield each

    def _entries(self, facts: PatientFacts) -> Iterator[CodedResource]:
        record = facts.record
        if self._is_service:
            yield from (each for each in record.contacts if each.token.code == facts.service)
        elif value_set := self._value_set:
            listed = (*record.coded.get(value_set, ()), *record.coded_orders.get(value_set, ()))
            counts_in = facts.mapping.terminology.counts_in
            yield from (each for each in listed if counts_in(each.token, value_set))
        else:
            yield from record.encounters

    def _with_reason(self, event: FoundEvent, facts: PatientFacts) -> FoundEvent:
        if self._reason is None or not event.counts:
            return event
        terminology = facts.mapping.terminology
        reasons = list(_reasons(event.found.resource, facts))
        tokens = [token for each in reasons for token in terminology.tokens(each)]
        if any(terminology.counts_in(token, self._reason) for token in tokens):
            return event
        problem = _ANOTHER_REASON if reasons else _NO_REASON
        return FoundEvent(event.found, event.visit, problem=problem, counts=False)


def counted(events: list[FoundEvent]) -> list[FoundEvent]:
    """Those that count, oldest first, each once."""
    return told_once(each for each in events if each.counts)


def _reasons(resource: Resource, facts: PatientFacts) -> Iterator[Concept]:
    """The codes of why something was done, and of the conditions that it names as the reason."""
    yield from decoded_list(resource.reasonCode, Concept)
    named = decoded_list(resource.reasonReference, Reference)
    if not is_absent(resource.diagnosis):
        diagnoses = decoded_list(resource.diagnosis, EncounterDiagnosis)
        named += [each.condition for each in diagnoses if isinstance(each.condition, Reference)]
    for each in named:
        condition = facts.record.resolve(each, resource)
        if condition and isinstance(condition.resource.code, Concept):
            yield condition.resource.code
