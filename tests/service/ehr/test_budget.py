"""The time budget of a call: searches that hang cost no more, and leave nothing to the next call."""

from __future__ import annotations

import threading

import pytest

from tests.service.ehr.asking import (
    ASKED,
    BUDGET_MS,
    CONDITIONS,
    HERE,
    NOT_REACHED,
    TOO_LATE,
    answered,
    honest,
    page_of,
    without,
)
from tests.support.application import call
from tests.support.bundles import operation_outcome
from tests.support.cards import cards_of, gaps, outcomes
from tests.support.fhir import Json, patient
from tests.support.fhir_server import Exchange, FhirDouble, Reply, after, dripping, hanging, waiting_for
from tests.support.hook_calls import KEYS, ORDER_SELECT, draft, order_select, patient_view, plan_for

AMPLE_BUDGET_MS = 2000
"""Time enough, on a busy machine too, for the searches that are answered beside one that is not."""


@pytest.mark.parametrize("reply", [hanging, dripping, after(20, honest)])
def test_a_server_that_hangs_costs_the_budget_and_no_more(server: FhirDouble, reply: Reply) -> None:
    for kind in ASKED:
        server.replies[kind] = reply
    (card,) = answered(server, order_select(draft(), prefetch={"patient": patient()}), BUDGET_MS)
    assert gaps(card) == {f"prefetch/{key}": TOO_LATE for key in KEYS}


def test_one_search_that_hangs_leaves_the_others(server: FhirDouble) -> None:
    server.replies["Encounter"] = hanging
    (card,) = answered(server, order_select(draft()), AMPLE_BUDGET_MS)
    assert gaps(card) == {"prefetch/encounters": TOO_LATE}
    assert set(outcomes(card).values()) == {"met"}


def test_of_a_budget_that_the_first_step_of_patient_view_used_up_nothing_is_left_for_the_second(
    server: FhirDouble,
) -> None:
    server.resources.append(plan_for("H2017"))
    server.replies["Condition"] = hanging
    (card,) = answered(server, patient_view(), AMPLE_BUDGET_MS)
    assert gaps(card)["prefetch/conditions"] == TOO_LATE
    assert gaps(card)["prefetch/encounters"] == TOO_LATE


def test_pages_that_come_slowly_end_with_the_budget(server: FhirDouble) -> None:
    server.replies["Condition"] = after(0.12, page_of(HERE, link="{url}/Condition?page=next"))
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")), BUDGET_MS)
    assert gaps(card) == {CONDITIONS: TOO_LATE}


def test_of_a_search_whose_second_page_hangs_the_first_is_used_and_the_rest_is_late(
    server: FhirDouble,
) -> None:
    first = page_of(HERE, link="{url}/Condition?page=next")

    def reply(exchange: Exchange) -> None:
        hanging(exchange) if "page" in exchange.query else first(exchange)

    server.replies["Condition"] = reply
    (card,) = answered(server, order_select(draft(), prefetch=without("conditions")), BUDGET_MS)
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {CONDITIONS: TOO_LATE}


@pytest.mark.parametrize("late", sorted(KEYS))
def test_one_late_search_of_all_costs_what_it_would_have_told_and_no_more(
    server: FhirDouble, late: str
) -> None:
    """Observations are searched twice: a search is told from its twin by the category it asks for."""

    def reply(exchange: Exchange) -> None:
        is_survey = "category" in exchange.query
        is_it = KEYS[late] != "Observation" or is_survey is (late == "observations")
        hanging(exchange) if is_it else server.search(exchange)

    server.replies[KEYS[late]] = reply
    (card,) = answered(server, order_select(draft()), BUDGET_MS)
    told = {**without(late), late: operation_outcome("timeout")}
    (told_by_the_ehr,) = cards_of(call(ORDER_SELECT, order_select(draft(), prefetch=told)))
    assert gaps(card) == {f"prefetch/{late}": TOO_LATE}
    assert outcomes(card) == outcomes(told_by_the_ehr)


def test_nobody_listening_is_noticed_before_the_budget_is_used_up(server: FhirDouble) -> None:
    with FhirDouble() as gone:
        pass
    (card,) = answered(gone, order_select(draft(), prefetch=without("conditions")), budget_ms=5000)
    assert gaps(card) == {CONDITIONS: NOT_REACHED}


ALL_BUT_EIGHT: Json = {"goals": None, "documents": None, "encounters": None}


def eight_under_way_together(server: FhirDouble, budget_ms: int) -> None:
    """Make a request of which each of eight searches waits for the seven others."""
    together = threading.Barrier(8)

    def held(exchange: Exchange) -> None:
        together.wait(10)
        server.search(exchange)

    server.replies = dict.fromkeys(ASKED, held)
    (card,) = answered(server, order_select(draft(), prefetch=ALL_BUT_EIGHT), budget_ms)
    assert gaps(card) == {}
    assert len(server.asked) == 8


def test_eight_searches_are_under_way_together(server: FhirDouble) -> None:
    eight_under_way_together(server, budget_ms=5000)


def test_after_the_answer_nothing_more_is_asked(server: FhirDouble, elsewhere: FhirDouble) -> None:
    answer_given = threading.Event()
    page = page_of(HERE, link="{url}/Condition?page=next")
    server.replies = dict.fromkeys(ASKED, waiting_for(answer_given, page))
    (card,) = answered(server, order_select(draft(), prefetch={"patient": patient()}), budget_ms=1000)
    assert gaps(card) == {f"prefetch/{key}": TOO_LATE for key in KEYS}
    asked = list(server.asked)
    assert len(asked) == len(KEYS)
    answer_given.set()

    # Eight further searches under way together need all threads: none is left with the first request's.
    eight_under_way_together(elsewhere, budget_ms=1000)
    assert server.asked == asked


@pytest.mark.parametrize("reply", [hanging, dripping])
def test_a_request_is_not_kept_waiting_by_the_one_before(
    server: FhirDouble, elsewhere: FhirDouble, reply: Reply
) -> None:
    server.replies = dict.fromkeys(ASKED, reply)
    answered(server, order_select(draft(), prefetch={"patient": patient()}), budget_ms=1000)
    eight_under_way_together(elsewhere, budget_ms=1000)
