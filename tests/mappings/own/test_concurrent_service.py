"""Whether another service is received now: by what is on file, or by a clinician's word; silence is no no."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.own.own_facts import own_facts, set_aside, stay
from tests.support.fhir import HCPCS, Json, coding, concept, encounter, no, order, plan, procedure, yes

FACT = "receives-crisis-care"
CRISIS = concept(coding(HCPCS, "H2011"))


def ordered(**elements: Any) -> Json:
    return {**order("x", **elements), "code": CRISIS}


def planned(**detail: Any) -> Json:
    return plan("x", activity=[{"detail": {"status": "in-progress", "code": CRISIS, **detail}}])


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(ordered(), id="an order in force"),
        pytest.param(planned(), id="an activity of a plan"),
        pytest.param(
            procedure(*CRISIS["coding"], identity="x", on="2026-02-15"), id="a contact of 14 days ago"
        ),
        pytest.param(encounter("x", "2026-03-01", type=[CRISIS]), id="a visit today"),
    ],
)
def test_what_is_ordered_planned_or_delivered_now_is_met(resource: Json) -> None:
    fact = own_facts(resource)[FACT]
    assert fact.value is Truth.MET
    assert [each.reference for each in fact.evidence] == [f"{resource['resourceType']}/x"]


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        pytest.param(ordered(status="completed"), "the order is completed", id="an order that is over"),
        pytest.param(ordered(intent="proposal"), "the order is only a proposal", id="a proposal"),
        pytest.param(
            planned(status="stopped"), "its activity for the service is stopped", id="an activity stopped"
        ),
        pytest.param(
            procedure(*CRISIS["coding"], identity="x", on="2026-02-14"), "it is not of now", id="15 days ago"
        ),
        pytest.param(
            procedure(*CRISIS["coding"], identity="x", status="not-done"),
            "its status is not-done",
            id="a contact not done",
        ),
    ],
)
def test_what_is_over_settles_nothing(resource: Json, why: str) -> None:
    facts = own_facts(resource)
    assert (facts[FACT].value, facts[FACT].code) == (None, ReasonCode.NOT_ON_FILE)
    assert [*set_aside(FACT, facts)] == [(f"{resource['resourceType']}/x", why)]


def test_the_order_under_review_shows_nothing() -> None:
    draft = {**order("draft"), "code": CRISIS}
    assert own_facts(draft)[FACT].value is None


def test_silence_is_unknown_and_only_a_clinicians_no_is_not_met() -> None:
    assert own_facts()[FACT].value is None
    assert own_facts(no(FACT))[FACT].value is Truth.NOT_MET
    assert own_facts(no(FACT, by="Patient/p1"))[FACT].value is None
    assert own_facts(yes(FACT))[FACT].value is Truth.MET


def test_a_no_against_what_is_on_file_is_a_conflict() -> None:
    fact = own_facts(no(FACT), ordered())[FACT]
    assert (fact.value, fact.code) == (None, ReasonCode.CONFLICT_PEOPLE)
    assert {each.reference for each in fact.hints} == {f"Observation/{FACT}", "ServiceRequest/x"}


@pytest.mark.parametrize(
    ("event", "truth"),
    [
        pytest.param(stay("x", "2026-02-10", status="in-progress"), Truth.MET, id="goes on"),
        pytest.param(stay("x", "2026-02-10", "2026-02-28"), None, id="ended yesterday"),
        pytest.param(stay("x", "2026-02-10"), None, id="finished without an end"),
        pytest.param(encounter("x", "2026-02-10", status="in-progress"), None, id="a visit left open"),
    ],
)
def test_a_stay_of_a_class_is_received_while_it_goes_on(event: Json, truth: Truth | None) -> None:
    assert own_facts(event)["is-inpatient"].value is truth
