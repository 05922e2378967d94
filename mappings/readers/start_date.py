"""Reads the day the service began; it does not go stale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from criteria.facts import Evidence, Fact, FactKind, FactType
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import FactSpec
from mappings.fhir.elements import Period, decoded_first, decoded_list
from mappings.fhir.references import Reference, reference_target
from mappings.fhir.resources import Concept, list_of, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, Found, PassedOver, evidence_of
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle
from mappings.readers.considered import answers_considered
from mappings.readers.fact_reader import ANSWER, FactReader
from mappings.readers.form_item import FormItem, ItemKind
from mappings.readers.newest_answer import Reading, fact_from_newest, past_day
from mappings.readers.plans import find_plan, is_for_service, naming, start_of
from mappings.readers.values import Unusable, a_date
from mappings.record.patient_record import CodedResource
from mappings.search_keys import ANSWERS, PLAN


class StartDateSpec(FactSpec):
    """The day the service began."""

    reader: Literal["start-date"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.DATE, recurs=False)


SERVICE_START = "service-start"
_OF_A_SERVICE = frozenset({"CarePlan", "ServiceRequest", "EpisodeOfCare", ""})
_OVER = frozenset({"completed", "revoked", "finished", "cancelled"})
"""Statuses of plans, orders and episodes that are no longer carried out."""


class Started(NamedTuple):
    """An attested start, and how it ended since; empty where nothing says so."""

    evidence: Evidence
    ended: str


def read_start_date(name: str, spec: StartDateSpec, facts: PatientFacts) -> Fact:
    """The day the service began: attested, else the start of the plan that names it."""
    found = _of_this_service(name, facts)
    fact = _attested(name, spec, found, facts)
    plan = None if found.answers else find_plan(facts)
    if plan is None or not plan.names_service:
        return fact
    began = past_day(start_of(plan.found.resource, facts), facts.on)
    if isinstance(began, Unusable):
        return fact
    proof = Evidence(name, plan.found.reference, str(began.shown), value=began.shown)
    return Fact(name, began.value, evidence=(proof,))


def attested_start(facts: PatientFacts) -> Started | None:
    """The attested start of the service, with how it ended since, if it did.

    An answer on a page that was not read may give another day; that the
    service has begun it does not undo.
    """
    found = _of_this_service(SERVICE_START, facts)
    fact = _attested(SERVICE_START, facts.mapping.fact_map.facts[SERVICE_START], found, facts)
    if not found.answers or not isinstance(fact.value, date):
        return None
    ends = [_over(each) for each in _about(found.answers[0], facts)]
    ends += [_ended_after(fact.value, plan, facts) for plan in facts.record.plans]
    return Started(fact.evidence[0], next(filter(None, ends), ""))


def _attested(name: str, spec: FactSpec, found: Found, facts: PatientFacts) -> Fact:
    def read(answer: Answer) -> Reading | Unusable:
        return past_day(a_date(answer.source.valued, facts), facts.on)

    return fact_from_newest(name, spec, found, read, facts)


def _of_this_service(name: str, facts: PatientFacts) -> Found:
    """The answers about this service; those about another are passed over."""
    found = answers_that_settle(name, PRACTITIONER, facts)
    ours = [answer for answer in found.answers if _is_of_this_service(answer, facts)]
    others = [each for each in found.answers if each not in ours]
    why = Unusable("which service it is the start of is not shown, or it is another")
    shown = [PassedOver(why, evidence_of(each, name, facts, note=why.reason)) for each in others]
    return Found(ours, [*found.passed_over, *shown])


def _is_of_this_service(answer: Answer, facts: PatientFacts) -> bool:
    """By what the answer is based on or about; else the ordered service's, or the only one's there is.

    An order hook asks about the ordered service, which it is the start of
    unless the record shows another of ours. Where a record is merely opened,
    nothing says which of several services is meant; nor does a plan, an order
    or an episode that was not sent, or names none of ours.
    """
    if named := _services(_about(answer, facts), facts):
        return facts.service in named
    if any(_may_name_a_service(each, answer, facts) for each in _references(answer)):
        return False
    shown = _services([*facts.record.plans, *facts.record.orders], facts)
    if facts.is_ordered:
        return facts.service in shown or not shown
    return shown == {facts.service} or len(facts.mapping.services.codes) == 1


def _references(answer: Answer) -> list[Reference]:
    resource = answer.source.resource
    return [*decoded_list(resource.basedOn, Reference), *decoded_list(resource.focus, Reference)]


def _about(answer: Answer, facts: PatientFacts) -> list[CodedResource]:
    """What the answer is based on or about, as far as it was sent and may be used."""
    found = [facts.record.resolve(each, answer.source.resource) for each in _references(answer)]
    return [each for each in found if each]


def _may_name_a_service(reference: Reference, answer: Answer, facts: PatientFacts) -> bool:
    """Whether a reference is to what has a service, or cannot be told; the order being drafted has ours."""
    if reference_target(reference) in facts.ordered:
        return False
    return facts.record.type_of(reference, answer.source.resource) in _OF_A_SERVICE


def _services(on_file: list[CodedResource], facts: PatientFacts) -> set[str]:
    """The services of ours that plans and orders on file are for."""
    return {
        service
        for found in on_file
        if found.resource.status != "entered-in-error" and found.reference not in facts.ordered
        for service in facts.mapping.services.codes
        if found.token.code == service or _is_coded(found, service, facts) or naming(found, service, facts)
    }


def _is_coded(found: CodedResource, service: str, facts: PatientFacts) -> bool:
    """Whether an order's code, or an episode's type, is a service."""
    concepts = (*list_of(found.resource.code, Concept), *list_of(found.resource.type, Concept))
    return any(token.code == service for each in concepts for token in facts.mapping.services.named_by(each))


def _over(found: CodedResource) -> str:
    """How what a start is of says itself that it is over; empty where it does not."""
    status = string_or_empty(found.resource.status)
    return f"{found.reference} is {status}" if status in _OVER else ""


def _ended_after(start: date, plan: CodedResource, facts: PatientFacts) -> str:
    """How a plan for the service says that it ended since that start; empty where it does not."""
    status = string_or_empty(plan.resource.status)
    if status not in ("completed", "revoked") or not is_for_service(plan, facts):
        return ""
    period = decoded_first(plan.resource.period, Period)
    dates = [facts.when(period.end), facts.when(period.start)] if period else []
    last = next((when for when in dates if when), None)
    return f"a later plan for the service is {status}" if last and last.last >= start else ""


def _described(name: str, _: StartDateSpec, __: FactMap) -> str:
    return f"{ANSWER.format(name=name)}: a date; or the start of the service's CarePlan"


def _asked(name: str, spec: StartDateSpec, _: FactMap) -> FormItem | None:
    return FormItem(name, ItemKind.DATE, spec.asks, spec.title, PRACTITIONER) if spec.asks else None


def _considered(name: str, _: StartDateSpec, facts: PatientFacts) -> Iterator[Evidence]:
    """The answers, those about other services as well, and the plan of care where it names the service."""
    sources = facts.record.answers.get(name, ())
    yield from answers_considered(name, sources, _of_this_service(name, facts), facts)
    plan = find_plan(facts)
    if plan and plan.names_service:
        began = past_day(start_of(plan.found.resource, facts), facts.on)
        why = began.reason if isinstance(began, Unusable) else "an answer goes before it"
        yield Evidence(name, plan.found.reference, note=why)


START_DATE = FactReader(
    StartDateSpec,
    read_start_date,
    (*ANSWERS, *PLAN),
    _described,
    undone_by=ANSWERS,
    asks=_asked,
    considers=_considered,
)
