"""What the cards of a call offer: a link that leads somewhere, a Task, a reason for an order without one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.application import call
from tests.support.cards import cards_of
from tests.support.fhir import Json, no, patient, reference
from tests.support.hook_calls import (
    ORDER_SELECT,
    PATIENT_VIEW,
    adult,
    diagnosis,
    draft,
    order_select,
    patient_view,
    plan_for,
    prefetched,
)

CONDITION = "Condition/dx-F31-9"


def kinds(card: Json) -> list[str]:
    return [each["extension"]["com.criteria-cards.suggestion"] for each in card.get("suggestions", ())]


def selected(order: Json, *record: Json, **settings: Any) -> Json:
    (card,) = cards_of(call(ORDER_SELECT, order_select(order, prefetch=prefetched(*record)), **settings))
    return card


def test_an_order_without_a_reason_is_offered_the_qualifying_condition() -> None:
    card = selected(draft(), *adult())
    (suggestion,) = card["suggestions"]
    (action,) = suggestion["actions"]
    assert action["type"] == "update"
    assert action["resource"] == draft() | {"reasonReference": [{"reference": CONDITION}]}
    assert card["selectionBehavior"] == "any"


@pytest.mark.parametrize("reason", [[reference("Condition/other")], [reference(CONDITION)]], ids=str)
def test_an_order_with_a_reason_is_left_alone(reason: list[Json]) -> None:
    card = selected(draft(reasonReference=reason), *adult())
    assert "suggestions" not in card
    assert "selectionBehavior" not in card


def test_a_diagnosis_that_comes_near_is_offered_to_no_order() -> None:
    assert kinds(selected(draft(), patient(), diagnosis("F43.10"))) == ["complete-questionnaire"]


def test_an_open_card_offers_a_task_beside_the_reason() -> None:
    assert kinds(selected(draft(), patient(), diagnosis())) == ["complete-questionnaire", "reason-reference"]


def test_a_chart_that_is_opened_has_no_order_to_give_a_reason() -> None:
    record = prefetched(*adult(), plan_for("H2017"))
    (card,) = cards_of(call(PATIENT_VIEW, patient_view(record)))
    assert kinds(card) == ["complete-questionnaire"]


def test_no_form_is_offered_where_no_answer_is_open() -> None:
    denied = [each for each in adult() if each["id"] != "lpha-recommends"]
    card = selected(draft(), *denied, no("lpha-recommends"))
    assert "1 of 7 not met" in card["summary"]
    assert kinds(card) == ["reason-reference"]


@pytest.mark.parametrize(("is_open", "labels"), [(True, ["Answer the open question"]), (False, [])], ids=str)
def test_the_worksheet_is_linked_where_it_opens_for_everybody(is_open: bool, labels: list[str]) -> None:
    record = [each for each in adult() if each["id"] != "lpha-recommends"]
    card = selected(draft(), *record, open_worksheet=is_open)
    worksheets = [link for link in card["links"] if "/policies/" not in link["url"]]
    assert [link["label"] for link in worksheets] == labels
    for link in worksheets:
        assert link["type"] == "absolute"
        assert f"evaluation={card['uuid']}" in link["url"]
        assert "policy=sc-medicaid-h2017-prs&phase=admission" in link["url"]
