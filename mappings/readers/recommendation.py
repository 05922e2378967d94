"""Reads an LPHA's recommendation of the service: attested or, where a site says so, an LPHA's order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from criteria.facts import Evidence, Fact, License
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec
from mappings.fhir.dates import When
from mappings.fhir.elements import decoded_first
from mappings.fhir.references import Reference
from mappings.fhir.resources import string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import PRACTITIONER, Named, named
from mappings.readers.answers import is_answered
from mappings.readers.attestation import attested
from mappings.readers.considered import practitioners_considered
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.form_item import FormItem, yes_or_no_item
from mappings.readers.in_force import is_order
from mappings.readers.practitioners import author_of
from mappings.readers.unread import unlicensed
from mappings.record.patient_record import CodedResource
from mappings.search_keys import ANSWERS

_ORDERED = frozenset({"active", "completed"})
_NO_ORDER = "it is no order in force or completed that was written within the window"
_NO_LPHA = "whoever ordered it is not shown to be {reviewer}"
_LICENSED_OR_UNREAD = (License.LISTED, License.UNREAD)


class RecommendationSpec(AnsweredSpec):
    """A recommendation."""

    reader: Literal["recommendation"]


def read_recommendation(name: str, spec: RecommendationSpec, facts: PatientFacts) -> Fact:
    """The LPHA's recommendation: attested or, where the site says so, an order for the service by an LPHA."""
    fact = attested(name, spec, PRACTITIONER, facts)
    if is_answered(name, facts) or not facts.mapping.site.order_of_lpha_recommends:
        return fact
    orders = (_recommending(order, name, facts) for order in facts.record.orders)
    shown = [evidence for evidence in orders if evidence]
    if proof := next((each for each in shown if each.by and each.by.license is License.LISTED), None):
        return Fact(name, Truth.MET, evidence=(proof,))
    return unlicensed(fact, shown, facts) if shown and fact.code is ReasonCode.NOT_ON_FILE else fact


def requesters(name: str, facts: PatientFacts) -> Iterator[tuple[Named, When]]:
    """Those whose orders would recommend the service if they were LPHAs then, and when they wrote them."""
    if facts.mapping.site.order_of_lpha_recommends:
        for order in facts.record.orders:
            if authored := _authored(order, name, facts):
                yield from ((each, authored) for each in _requester(order, facts))


def _recommending(order: CodedResource, name: str, facts: PatientFacts) -> Evidence | None:
    """An order of within the window by an LPHA, or by somebody whose license could not be read."""
    authored, by = _authored(order, name, facts), _requester(order, facts)
    author = author_of(by, authored, facts) if authored else None
    if authored is None or author is None or author.license not in _LICENSED_OR_UNREAD:
        return None
    reviewer = facts.mapping.words.reviewer
    note = f"an order by {reviewer}, which the site takes as the recommendation"
    if author.license is License.UNREAD:
        note = f"an order, which the site takes as the recommendation where it is by {reviewer}"
    told = f"{note}; {order.note}" if order.note else note
    return Evidence(name, order.reference, authored.day, str(order.token), "yes", told, author)


def _authored(order: CodedResource, name: str, facts: PatientFacts) -> When | None:
    """When an order for the service was written, if that is within the window."""
    is_ordered = string_or_empty(order.resource.status) in _ORDERED and is_order(order.resource)
    if order.token.code != facts.service or not is_ordered:
        return None
    authored = facts.when(order.resource.authoredOn)
    since = facts.mapping.windows[name].before(facts.on)
    return authored if authored and since <= authored.first <= facts.on else None


def _requester(order: CodedResource, facts: PatientFacts) -> tuple[Named, ...]:
    requester = decoded_first(order.resource.requester, Reference)
    return (named(requester, order.resource, facts.record),) if requester else ()


def _described(name: str, spec: RecommendationSpec, fact_map: FactMap) -> str:
    order = "or, where the site says so, an LPHA's ServiceRequest"
    return f"{answer_in_words(name, 'yes or no', spec, fact_map)}, by practitioner; {order}"


def _asked(name: str, spec: RecommendationSpec, fact_map: FactMap) -> FormItem | None:
    return yes_or_no_item(name, spec, PRACTITIONER, fact_map)


def _considered(name: str, spec: RecommendationSpec, facts: PatientFacts) -> Iterator[Evidence]:
    """The answers and, where the site takes an LPHA's order for one, the orders for the service."""
    yield from practitioners_considered(name, spec, facts)
    for order in facts.record.orders if facts.mapping.site.order_of_lpha_recommends else ():
        if order.token.code == facts.service:
            authored, by = _authored(order, name, facts), _requester(order, facts)
            why = _NO_LPHA.format(reviewer=facts.mapping.words.reviewer) if authored else _NO_ORDER
            day = authored.day if authored else ""
            author = author_of(by, authored, facts) if authored else None
            yield Evidence(name, order.reference, day, str(order.token), note=why, by=author)


RECOMMENDATION = FactReader(
    RecommendationSpec,
    read_recommendation,
    (*ANSWERS, "serviceRequests"),
    _described,
    undone_by=ANSWERS,
    asks=_asked,
    considers=_considered,
)
