"""What the contacts on record show beside an open question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from criteria.spans import Span
from mappings.codes.fact_specs import HintSpec
from mappings.fhir.dates import When
from mappings.fhir.elements import Participant, decoded_list
from mappings.fhir.references import Reference, reference_type
from mappings.fhir.resources import string_or_empty
from mappings.hints.hint_reader import Hint, HintReader, RecentHintSpec
from mappings.patient_facts import PatientFacts, once
from mappings.readers.events import happened, recent, took_place


@once
def _contacts(facts: PatientFacts) -> list[tuple[str, When]]:
    """The finished contacts coded as the service, up to the evaluation date, oldest first."""
    contacts = []
    for found in facts.record.contacts:
        when = happened(found.resource, facts)
        finished = string_or_empty(found.resource.status) in ("finished", "completed")
        if found.token.code == facts.service and finished and when and when.first <= facts.on:
            contacts.append((found.reference, when))
    return sorted(contacts, key=lambda contact: (contact[1].start, contact[0]))


def _delivered_service(spec: RecentHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """How many contacts there were lately."""
    lately = [(r, w) for r, w in _contacts(facts) if recent(w, spec.within, facts)]
    if lately:
        reference, when = lately[-1]
        yield Hint(
            reference,
            when,
            "",
            f"{len(lately)} contacts coded {facts.service} in {spec.within}, the last one",
        )


def _monthly_contacts(_: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """How many contacts there were in the last whole month, against the minimum the site has set."""
    minimum = facts.mapping.site.monthly_minimum_contacts.get(facts.service)
    contacts = _contacts(facts)
    by_month = Counter(when.first.strftime("%Y-%m") for _, when in contacts)
    last_month = Span(1, "day").before(facts.on.replace(day=1))
    month = last_month.strftime("%Y-%m")
    if contacts:
        against = f"; the minimum set here is {minimum}" if minimum else ""
        yield Hint(contacts[-1][0], contacts[-1][1], "", f"{by_month[month]} contacts in {month}{against}")


def _last_contact(spec: RecentHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """The last contact, where it lies back longer than the span."""
    contacts = _contacts(facts)
    if contacts and not recent(contacts[-1][1], spec.within, facts):
        reference, when = contacts[-1]
        yield Hint(reference, when, "", "last contact")


def _family_contact(spec: RecentHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """The encounters a related person took part in."""
    for found in facts.record.encounters:
        people = [p.individual for p in decoded_list(found.resource.participant, Participant)]
        if "RelatedPerson" in {reference_type(person) for person in people if type(person) is Reference}:
            when = happened(found.resource, facts)
            if took_place(found.resource) and recent(when, spec.within, facts):
                yield Hint(found.reference, when, "", "a contact with a related person")


DELIVERED_SERVICE = HintReader(
    "delivered-service", RecentHintSpec, _delivered_service, ("encounters", "procedures")
)
MONTHLY_CONTACTS = HintReader("monthly-contacts", HintSpec, _monthly_contacts, ("encounters", "procedures"))
LAST_CONTACT = HintReader("last-contact", RecentHintSpec, _last_contact, ("encounters", "procedures"))
FAMILY_CONTACT = HintReader("family-contact", RecentHintSpec, _family_contact, ("encounters",))
