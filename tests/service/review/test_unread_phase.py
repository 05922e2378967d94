"""Where plans or orders were not read nobody knows whether a service is in progress, and a review says so."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from criteria.reasons import ReasonCode
from mappings.search_keys import SearchKey
from service.review.question import Question
from service.review.reviewer import Review
from tests.service.review.reviewing import OPENED, SCREENING, ordered, record_of, reviewer
from tests.support.fhir import ON, Json, no, order
from tests.support.hook_calls import adult, plan_for

ORDERED = ordered("H2017")
UNREAD = [
    ReasonCode.UNREAD_FAILED,
    ReasonCode.UNREAD_LATE,
    ReasonCode.UNREAD_CUT_OFF,
    ReasonCode.UNREAD_WITHHELD,
]


def review_without(
    search: SearchKey,
    code: ReasonCode,
    question: Question,
    resources: Sequence[Json] = (),
    site: str = "",
) -> Review:
    """The review of an adult who meets every criterion of admission, where one search was not read."""
    record = record_of(*adult(), *resources, site=site)
    record.unread = {search: code}
    return reviewer(site).review(record, question, ON)


@pytest.mark.parametrize("code", [*UNREAD, ReasonCode.NOT_SENT])
@pytest.mark.parametrize("search", ["carePlans", "serviceRequests"])
def test_an_order_gets_the_admission_criteria_with_their_outcome_unknown(
    search: SearchKey, code: ReasonCode
) -> None:
    review = review_without(search, code, ORDERED)
    (found,), (card,) = review.determinations, review.cards
    assert (found.rule_set and found.rule_set.id, found.outcome.value) == ("admission-adult", "unknown")
    assert {each.outcome for each in found.criteria} == {"met"}
    assert card.summary == (
        "H2017 PRS adult admission: 7 of 7 met; plans and orders could not be read, "
        "it may be a continued stay"
    )
    assert card.detail.startswith("**It may be a continued stay**: ")


@pytest.mark.parametrize(
    ("code", "indicator", "is_told"),
    [*((code, "warning", True) for code in UNREAD), (ReasonCode.NOT_SENT, "info", False)],
)
def test_it_is_told_whether_to_try_again(code: ReasonCode, indicator: str, is_told: bool) -> None:
    (card,) = review_without("carePlans", code, ORDERED).cards
    assert card.indicator == indicator
    assert ("Open the chart again, or tell IT" in card.detail) is is_told


@pytest.mark.parametrize("search", ["conditions", "goals", "encounters", "documents"])
def test_what_tells_no_phase_leaves_the_admission_as_it_is(search: SearchKey) -> None:
    (found,) = review_without(search, ReasonCode.UNREAD_FAILED, ORDERED).determinations
    assert found.outcome.value == "met"


def test_a_plan_in_force_that_was_read_tells_the_phase_all_the_same() -> None:
    review = review_without("serviceRequests", ReasonCode.UNREAD_FAILED, ORDERED, [plan_for("H2017")])
    assert [each.rule_set and each.rule_set.id for each in review.determinations] == ["continued-stay-adult"]


def test_admission_criteria_that_are_not_met_are_shown_and_deny_no_continued_stay() -> None:
    newer = no("expected-benefit", "2026-02-21", identity="newer")
    (found,) = review_without("carePlans", ReasonCode.UNREAD_FAILED, ORDERED, [newer]).determinations
    assert found.outcome.value == "unknown"
    assert {each.outcome for each in found.criteria if each.id == "F"} == {"not_met"}


def test_admission_criteria_that_are_not_met_stay_so_where_the_phase_is_known() -> None:
    newer = no("expected-benefit", "2026-02-21", identity="newer")
    (found,) = review_without("goals", ReasonCode.UNREAD_FAILED, ORDERED, [newer]).determinations
    assert found.outcome.value == "not_met"


@pytest.mark.parametrize("code", UNREAD)
@pytest.mark.parametrize("site", [pytest.param("", id="as shipped"), pytest.param(SCREENING, id="screening")])
def test_a_chart_that_is_opened_gets_one_card_where_the_search_failed(code: ReasonCode, site: str) -> None:
    review = review_without("carePlans", code, OPENED, site=site)
    (card,) = review.cards
    assert review.determinations == ()
    assert (card.indicator, card.summary) == (
        "warning",
        "H2017 PRS, H0024 Peer Support: plans and orders could not be read; "
        "whether the beneficiary receives them is not known",
    )
    assert card.detail == (
        "Nothing was evaluated: plans and orders could not be read to their end.  \n"
        "Open the chart again, or tell IT."
    )


def test_a_chart_that_is_opened_gets_no_card_where_plans_were_merely_not_sent() -> None:
    assert review_without("carePlans", ReasonCode.NOT_SENT, OPENED).cards == ()


def test_a_service_that_is_in_progress_is_reviewed_beside_the_card_on_the_other() -> None:
    active = order(code="H2017")
    review = review_without("carePlans", ReasonCode.UNREAD_FAILED, OPENED, [active])
    assert [each.rule_set and each.rule_set.id for each in review.determinations] == ["continued-stay-adult"]
    assert review.cards[-1].summary.startswith("H0024 Peer Support: plans and orders could not be read")
    assert len(review.cards) == 2
