"""A clinic that lists what an LPHA is, its staff, and what a card says of their licenses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.service.ehr.asking import asking
from tests.support.application import call
from tests.support.cards import DETERMINATION, cards_of
from tests.support.fhir import (
    Json,
    coding,
    order,
    practitioner,
    reference,
    yes,
)
from tests.support.hook_calls import ORDER_SELECT, adult, draft, order_select

LICENSES = "https://ehr.example/license"
LPC = coding(LICENSES, "LPC")
NURSE = coding(LICENSES, "RN")
LISTED = "Practitioner/listed"
UNLISTED = "Practitioner/unlisted"
ROLE = "PractitionerRole/role"
RECOMMENDED = "lpha-recommends"
SITE = f"""\
site: clinic
order_of_lpha_recommends: 'true'
lpha_qualifications: [{{system: "{LICENSES}", code: LPC}}]
"""
STAFF = (
    practitioner("listed", LPC),
    practitioner("unlisted", NURSE),
    {"resourceType": "PractitionerRole", "id": "role", "practitioner": reference(LISTED)},
)


def answered_by(who: str) -> tuple[Json, ...]:
    """The record of an adult of whom everything was answered by one person."""
    return tuple(
        each | {"performer": [reference(who)]} if each["resourceType"] == "Observation" else each
        for each in adult()
    )


def ordered_by(who: str) -> tuple[Json, ...]:
    """The record of an adult for whom the service was ordered, and nobody said that it is recommended."""
    answered = [each for each in adult() if each["id"] != yes(RECOMMENDED)["id"]]
    return (*answered, order(requester=reference(who), intent="order", status="completed"))


def card(url: str, site: str, budget_ms: int = 5000, **prefetch: Any) -> Json:
    """The card for an order, where the server is asked for everything but what is sent."""
    body = order_select(draft(), prefetch=prefetch or None)
    settings = {"allow_loopback_fhir": True, "budget_ms": budget_ms, "site": site}
    (found,) = cards_of(call(ORDER_SELECT, asking(url, body), **settings))
    return found


def evidence_of(fact: str, found: Json) -> list[Json]:
    """What a card cites for a fact."""
    return [each for each in _each(found["extension"][DETERMINATION]["criteria"]) if each.get("fact") == fact]


def _each(part: Any) -> Iterator[Json]:
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _each(each)


def license_of(fact: str, found: Json) -> str:
    """What a card says of the license of who settled a fact; where nobody did, why not."""
    shown = evidence_of(fact, found)
    reasons: list[str] = [each["reasonCode"] for each in shown if "reasonCode" in each]
    return reasons[0] if reasons else next(each["by"]["license"] for each in shown if "by" in each)
