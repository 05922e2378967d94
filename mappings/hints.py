"""What stands beside an open question in the record: shown, and never decisive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from criteria.facts import Evidence
from criteria.spans import Span
from mappings.answers import effective
from mappings.dates import When, parse_when
from mappings.fact_map import HintSpec
from mappings.inquiry import Inquiry
from mappings.plans import achievement, find_plan, plan_goals
from mappings.resources import (
    Concept,
    Participant,
    Period,
    Reference,
    Resource,
    codings,
    first,
    kind_of,
    one,
    opened,
    text,
)

_SHOWN = 3
_DID_NOT_HAPPEN = frozenset(
    {
        "entered-in-error",
        "not-done",
        "cancelled",
        "planned",
        "preparation",
        "unknown",
        "refuted",
        "superseded",
    }
)
_INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})
_REACHED = frozenset({"achieved", "sustaining"})


class _Hint(NamedTuple):
    reference: str
    when: When | None
    code: str
    value: str


Reader = Callable[[HintSpec, Inquiry], Iterable[_Hint]]


def read_hints(fact: str, names: Iterable[str], inquiry: Inquiry) -> Iterator[Evidence]:
    """The hints of those names for one fact, at most three of each, the newest first."""
    for name in names:
        spec = inquiry.mapping.fact_map.hints[name]
        hints = sorted(
            _READERS[spec.reader](spec, inquiry), key=lambda h: h.when.text if h.when else "", reverse=True
        )
        for hint in hints[:_SHOWN]:
            day = hint.when.day if hint.when else ""
            yield Evidence(fact, hint.reference, day, hint.code, hint.value, spec.note)


def site_hints(fact: str, inquiry: Inquiry) -> Iterator[Evidence]:
    """What a site's other instruments say beside a fact; their numbers are not read as a rating."""
    for source in inquiry.record.hints.get(fact, ())[:_SHOWN]:
        when = effective(source.resource)
        note = "another instrument; a clinician's own rating settles it"
        yield Evidence(
            fact, source.reference, when.day if when else "", str(source.token), source.title, note
        )


def happened(resource: Resource) -> When | None:
    """When an entry of the record took place, or was recorded."""
    period = first(resource.period, Period) or first(resource.performedPeriod, Period)
    return (
        (parse_when(period.end) or parse_when(period.start) if period else None)
        or parse_when(resource.performedDateTime)
        or parse_when(resource.date)
        or parse_when(resource.recordedDate)
        or parse_when(resource.onsetDateTime)
        or effective(resource)
    )


def _recent(when: When | None, within: Span | None, inquiry: Inquiry) -> bool:
    if within is None:
        return when is None or when.first <= inquiry.on
    return when is not None and within.before(inquiry.on) <= when.first <= inquiry.on


def _took_place(resource: Resource) -> bool:
    verification = {text(c.code) for c in codings(first(resource.verificationStatus, Concept))}
    return text(resource.status) not in _DID_NOT_HAPPEN and verification.isdisjoint(_DID_NOT_HAPPEN)


def _coded(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    value_set = spec.value_set or ""
    title = inquiry.mapping.terminology.value_sets[value_set].title
    found = [(f.resource, f.reference, str(f.token)) for f in inquiry.record.coded.get(value_set, ())]
    found += [
        (d.resource, d.reference, str(token))
        for d in inquiry.record.diagnoses.get(value_set, ())
        for token, memberships, _ in d.known
        if value_set in memberships
    ]
    for resource, reference, token in found:
        when = happened(resource)
        if _took_place(resource) and _recent(when, spec.within, inquiry):
            yield _Hint(reference, when, token, title)


def _service_order(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    for found in inquiry.record.orders:
        status = text(found.resource.status)
        if found.token.code == inquiry.service and status in ("active", "completed"):
            yield _Hint(found.reference, parse_when(found.resource.authoredOn), str(found.token), status)


def _inpatient_stay(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    for reference, resource in inquiry.record.by_reference.items():
        when = happened(resource)
        inpatient = any(text(c.code) in _INPATIENT for c in codings(one(resource.class_, Concept)))
        if inpatient and _took_place(resource) and _recent(when, spec.within, inquiry):
            yield _Hint(reference, when, "", "inpatient stay")


def _service_plan(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    plan = find_plan(inquiry)
    if plan and plan.names_service:
        yield _Hint(plan.found.reference, None, "", text(plan.found.resource.status))


def _plan_participants(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    plan = find_plan(inquiry)
    if plan is None:
        return
    resource = plan.found.resource
    took_part = {
        kind_of(r) for r in (*opened(resource.contributor, Reference), *opened(resource.author, Reference))
    }
    for kind in sorted(took_part & {"Patient", "RelatedPerson", "CareTeam"}):
        yield _Hint(plan.found.reference, None, "", kind)


def _plan_period(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    plan = find_plan(inquiry)
    period = first(plan.found.resource.period, Period) if plan else None
    start, end = (parse_when(period.start), parse_when(period.end)) if period else (None, None)
    if plan and (start or end):
        shown = f"{start.day if start else '?'} to {end.day if end else 'open'}"
        yield _Hint(plan.found.reference, start, "", shown)


def _plan_goals(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    goals = list(plan_goals(inquiry))
    plan = find_plan(inquiry)
    if plan and goals:
        reached = sum(achievement(goal) in _REACHED for _, goal in goals)
        yield _Hint(plan.found.reference, None, "", f"{reached} of {len(goals)} goals achieved")


def _plan_ended(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    for found in (*inquiry.record.plans, *inquiry.record.orders):
        status = text(found.resource.status)
        if status == "revoked" and found.token.code in ("", inquiry.service):
            yield _Hint(found.reference, None, "", status)


def _contacts(inquiry: Inquiry) -> list[tuple[str, When]]:
    """The finished contacts coded as the service, up to the evaluation date, oldest first."""
    contacts = []
    for found in inquiry.record.contacts:
        when = happened(found.resource)
        finished = text(found.resource.status) in ("finished", "completed")
        if found.token.code == inquiry.service and finished and when and when.first <= inquiry.on:
            contacts.append((found.reference, when))
    return sorted(contacts, key=lambda contact: contact[1].start)


def _delivered_service(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    recent = [(r, w) for r, w in _contacts(inquiry) if _recent(w, spec.within, inquiry)]
    if recent:
        reference, when = recent[-1]
        yield _Hint(
            reference,
            when,
            "",
            f"{len(recent)} contacts coded {inquiry.service} in {spec.within}, the last one",
        )


def _monthly_contacts(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    minimum = inquiry.mapping.site.monthly_minimum_contacts.get(inquiry.service)
    contacts = _contacts(inquiry)
    by_month = Counter(when.first.strftime("%Y-%m") for _, when in contacts)
    last_month = Span(1, "day").before(inquiry.on.replace(day=1))
    month = last_month.strftime("%Y-%m")
    if contacts:
        against = f"; the minimum set here is {minimum}" if minimum else ""
        yield _Hint(contacts[-1][0], contacts[-1][1], "", f"{by_month[month]} contacts in {month}{against}")


def _last_contact(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    contacts = _contacts(inquiry)
    if contacts and not _recent(contacts[-1][1], spec.within, inquiry):
        reference, when = contacts[-1]
        yield _Hint(reference, when, "", "last contact")


def _family_contact(spec: HintSpec, inquiry: Inquiry) -> Iterator[_Hint]:
    for reference, resource in inquiry.record.by_reference.items():
        when = happened(resource)
        people = {
            kind_of(person)
            for participant in opened(resource.participant, Participant)
            if (person := one(participant.individual, Reference))
        }
        if "RelatedPerson" in people and _took_place(resource) and _recent(when, spec.within, inquiry):
            yield _Hint(reference, when, "", "a contact with a related person")


_READERS: Mapping[str, Reader] = {
    "coded": _coded,
    "service-order": _service_order,
    "inpatient-stay": _inpatient_stay,
    "service-plan": _service_plan,
    "plan-participants": _plan_participants,
    "plan-period": _plan_period,
    "plan-goals": _plan_goals,
    "plan-ended": _plan_ended,
    "delivered-service": _delivered_service,
    "monthly-contacts": _monthly_contacts,
    "last-contact": _last_contact,
    "family-contact": _family_contact,
}
