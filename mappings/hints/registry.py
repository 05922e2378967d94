"""What stands beside an open question in the record: shown, and never decisive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from criteria.facts import Evidence
from mappings.codes.fact_map import HintSpec
from mappings.fhir.dates import parse_when
from mappings.fhir.resources import codings, string_or_empty
from mappings.hints import contacts, plans
from mappings.hints.events import Hint, happened, recent, took_place
from mappings.patient_facts import PatientFacts
from mappings.readers.answers import evidence_of, usable_answers

_SHOWN = 3
_INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})


Reader = Callable[[HintSpec, PatientFacts], Iterable[Hint]]


def read_hints(fact: str, names: Iterable[str], facts: PatientFacts) -> Iterator[Evidence]:
    """The hints of those names for one fact, at most three of each, the newest first."""
    for name in names:
        spec = facts.mapping.fact_map.hints[name]
        hints = sorted(_READERS[spec.reader](spec, facts), key=_newest, reverse=True)
        for hint in hints[:_SHOWN]:
            day = hint.when.day if hint.when else ""
            yield Evidence(fact, hint.reference, day, hint.code, hint.value, spec.note)


def _newest(hint: Hint) -> tuple[str, str]:
    return hint.when.text if hint.when else "", hint.reference


def site_hints(fact: str, facts: PatientFacts) -> Iterator[Evidence]:
    """What a site's other instruments say beside a fact; their numbers are not read as a rating."""
    sources = facts.record.hints.get(fact)
    answers = usable_answers(sources, facts, fact)[0] if sources else []
    for answer in answers[:_SHOWN]:
        note = "another instrument; a clinician's own rating settles it"
        yield evidence_of(answer.source, fact, answer.when, note=note)


def _coded(spec: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    value_set = spec.value_set or ""
    title = facts.mapping.terminology.value_sets[value_set].title
    found = [(f.resource, f.reference, str(f.token)) for f in facts.record.coded.get(value_set, ())]
    found += [
        (d.resource, d.reference, str(token))
        for d in facts.record.diagnoses.get(value_set, ())
        for token, memberships, _ in d.known
        if value_set in memberships
    ]
    for resource, reference, token in found:
        when = happened(resource)
        if took_place(resource) and recent(when, spec.within, facts):
            yield Hint(reference, when, token, title)


def _service_order(spec: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    for found in facts.record.orders:
        status = string_or_empty(found.resource.status)
        if found.token.code == facts.service and status in ("active", "completed"):
            yield Hint(found.reference, parse_when(found.resource.authoredOn), str(found.token), status)


def _inpatient_stay(spec: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    for found in facts.record.encounters:
        if any(string_or_empty(c.code) in _INPATIENT for c in codings(found.resource.class_)):
            when = happened(found.resource)
            if took_place(found.resource) and recent(when, spec.within, facts):
                yield Hint(found.reference, when, "", "inpatient stay")


_READERS: Mapping[str, Reader] = {
    "coded": _coded,
    "service-order": _service_order,
    "inpatient-stay": _inpatient_stay,
    "service-plan": plans.service_plan,
    "plan-participants": plans.participants,
    "plan-period": plans.time_frame,
    "plan-goals": plans.goals_reached,
    "plan-ended": plans.ended,
    "delivered-service": contacts.delivered_service,
    "monthly-contacts": contacts.monthly_contacts,
    "last-contact": contacts.last_contact,
    "family-contact": contacts.family_contact,
}
