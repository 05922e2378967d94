"""What the contacts on record show beside an open question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from criteria.spans import Span
from mappings.codes.fact_map import HintSpec
from mappings.fhir.dates import When
from mappings.fhir.elements import Participant, Reference, kind_of, opened
from mappings.fhir.resources import text
from mappings.hints.events import Hint, happened, recent, took_place
from mappings.patient_facts import Inquiry, once


@once
def _contacts(inquiry: Inquiry) -> list[tuple[str, When]]:
    """The finished contacts coded as the service, up to the evaluation date, oldest first."""
    contacts = []
    for found in inquiry.record.contacts:
        when = happened(found.resource)
        finished = text(found.resource.status) in ("finished", "completed")
        if found.token.code == inquiry.service and finished and when and when.first <= inquiry.on:
            contacts.append((found.reference, when))
    return sorted(contacts, key=lambda contact: (contact[1].start, contact[0]))


def delivered_service(spec: HintSpec, inquiry: Inquiry) -> Iterator[Hint]:
    """How many contacts there were lately."""
    lately = [(r, w) for r, w in _contacts(inquiry) if recent(w, spec.within, inquiry)]
    if lately:
        reference, when = lately[-1]
        yield Hint(
            reference,
            when,
            "",
            f"{len(lately)} contacts coded {inquiry.service} in {spec.within}, the last one",
        )


def monthly_contacts(spec: HintSpec, inquiry: Inquiry) -> Iterator[Hint]:
    """How many contacts there were in the last whole month, against the minimum the site has set."""
    minimum = inquiry.mapping.site.monthly_minimum_contacts.get(inquiry.service)
    contacts = _contacts(inquiry)
    by_month = Counter(when.first.strftime("%Y-%m") for _, when in contacts)
    last_month = Span(1, "day").before(inquiry.on.replace(day=1))
    month = last_month.strftime("%Y-%m")
    if contacts:
        against = f"; the minimum set here is {minimum}" if minimum else ""
        yield Hint(contacts[-1][0], contacts[-1][1], "", f"{by_month[month]} contacts in {month}{against}")


def last_contact(spec: HintSpec, inquiry: Inquiry) -> Iterator[Hint]:
    """The last contact, where it lies back longer than the span."""
    contacts = _contacts(inquiry)
    if contacts and not recent(contacts[-1][1], spec.within, inquiry):
        reference, when = contacts[-1]
        yield Hint(reference, when, "", "last contact")


def family_contact(spec: HintSpec, inquiry: Inquiry) -> Iterator[Hint]:
    """The encounters a related person took part in."""
    for found in inquiry.record.encounters:
        people = [p.individual for p in opened(found.resource.participant, Participant)]
        if "RelatedPerson" in {kind_of(person) for person in people if type(person) is Reference}:
            when = happened(found.resource)
            if took_place(found.resource) and recent(when, spec.within, inquiry):
                yield Hint(found.reference, when, "", "a contact with a related person")
