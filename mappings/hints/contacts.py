"""What the contacts on record show beside an open question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from criteria.spans import Span
from mappings.codes.fact_specs import HintSpec
from mappings.fhir.dates import When
from mappings.fhir.elements import Participant, decoded_first, decoded_list
from mappings.fhir.references import Reference, reference_target
from mappings.fhir.resources import string_or_empty
from mappings.hints.hint_reader import Hint, HintReader, RecentHintSpec
from mappings.patient_facts import PatientFacts, once
from mappings.readers.events import happened, recent, took_place
from mappings.record.patient_record import CodedResource


class _Contact(NamedTuple):
    """A visit at which the service was given: how to cite it, and when it was."""

    reference: str
    when: When


@once
def _contacts(facts: PatientFacts) -> list[_Contact]:
    """The finished contacts coded as the service, up to the evaluation date, oldest first.

    What was done at one visit is one contact: the visit itself, and the
    procedures that say they were done at it.
    """
    at_visit: dict[str, list[_Contact]] = {}
    for found in facts.record.contacts:
        when = happened(found.resource, facts)
        finished = string_or_empty(found.resource.status) in ("finished", "completed")
        if found.token.code == facts.service and finished and when and when.first <= facts.on:
            at_visit.setdefault(_visit_of(found, facts), []).append(_Contact(found.reference, when))
    contacts = [_told(visit, told) for visit, told in at_visit.items()]
    return sorted(contacts, key=lambda contact: (contact.when.start, contact.reference))


def _told(visit: str, contacts: list[_Contact]) -> _Contact:
    """One contact for all that was done at a visit: the visit itself, else the last procedure of it."""
    return max(contacts, key=lambda each: (each.reference == visit, each.when.start, each.reference))


def _visit_of(found: CodedResource, facts: PatientFacts) -> str:
    """The visit at which something was done, as it is cited; itself where it names none."""
    if found.resource.resourceType == "Encounter":
        return found.reference
    named = decoded_first(found.resource.encounter, Reference)
    visit = facts.record.resolve(named, found.resource)
    if visit:
        return visit.reference
    return reference_target(named) or found.reference


def _delivered_service(spec: RecentHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """How many contacts there were lately."""
    lately = [contact for contact in _contacts(facts) if recent(contact.when, spec.within, facts)]
    if lately:
        told = f"{_counted(len(lately))} coded {facts.service} in {spec.within}, the last one"
        yield Hint(lately[-1].reference, lately[-1].when, "", told)


def _monthly_contacts(_: HintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """How many contacts there were in the last whole month, against the minimum the site has set."""
    minimum = facts.mapping.site.monthly_minimum_contacts.get(facts.service)
    contacts = _contacts(facts)
    by_month = Counter(contact.when.first.strftime("%Y-%m") for contact in contacts)
    last_month = Span(1, "day").before(facts.on.replace(day=1))
    month = last_month.strftime("%Y-%m")
    if contacts:
        against = f"; the minimum set here is {minimum}" if minimum else ""
        told = f"{_counted(by_month[month])} in {month}{against}"
        yield Hint(contacts[-1].reference, contacts[-1].when, "", told)


def _counted(contacts: int) -> str:
    return f"{contacts} contact" if contacts == 1 else f"{contacts} contacts"


def _last_contact(spec: RecentHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """The last contact, where it lies back longer than the span."""
    contacts = _contacts(facts)
    if contacts and not recent(contacts[-1].when, spec.within, facts):
        yield Hint(contacts[-1].reference, contacts[-1].when, "", "last contact")


def _family_contact(spec: RecentHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    """The encounters a related person took part in."""
    for found in facts.record.encounters:
        people = [p.individual for p in decoded_list(found.resource.participant, Participant)]
        kinds = {facts.record.type_of(p, found.resource) for p in people if type(p) is Reference}
        when = happened(found.resource, facts)
        if "RelatedPerson" in kinds and took_place(found.resource, facts):
            if recent(when, spec.within, facts):
                yield Hint(found.reference, when, "", "a contact with a related person")


DELIVERED_SERVICE = HintReader(
    "delivered-service", RecentHintSpec, _delivered_service, ("encounters", "procedures")
)
MONTHLY_CONTACTS = HintReader("monthly-contacts", HintSpec, _monthly_contacts, ("encounters", "procedures"))
LAST_CONTACT = HintReader("last-contact", RecentHintSpec, _last_contact, ("encounters", "procedures"))
FAMILY_CONTACT = HintReader("family-contact", RecentHintSpec, _family_contact, ("encounters",))
