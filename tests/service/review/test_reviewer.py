"""A review without a hook: what is asked is answered in order, and gaps of a record stay bounded."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from pathlib import Path

import pytest

from criteria.gaps import Gap, GapKind
from criteria.reasons import ReasonCode
from mappings.record.ledger import SetAside
from service.review.question import OrderUnderReview, Question
from service.review.reviewer import Review
from service.review.rule_files import INSTALLED
from tests.service.review.reviewing import (
    OPENED,
    SCREENING,
    ordered,
    record_of,
    reviewed,
    reviewer,
    reviewer_of,
)
from tests.support.fhir import ON, Json, order, patient
from tests.support.hook_calls import adult, diagnosis, plan_for

Said = list[tuple[str, str, str]]


def said(review: Review) -> Said:
    """Service, rule set and outcome of each determination, in their order."""
    return [
        (each.policy.service.code, each.rule_set.id if each.rule_set else "", each.outcome.value)
        for each in review.determinations
    ]


ADMISSION = ("H2017", "admission-adult", "met")
PEER_ADMISSION = ("H0024", "admission", "unknown")
CONTINUED = ("H2017", "continued-stay-adult", "unknown")
PEER_CONTINUED = [("H0024", "continued-stay", "unknown"), ("H0024", "discharge", "unknown")]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(ordered("H2017"), [ADMISSION], id="one service"),
        pytest.param(ordered("H0024", "H2017"), [ADMISSION, PEER_ADMISSION], id="the policies' order"),
        pytest.param(ordered("H2014"), [], id="a service of no policy"),
        pytest.param(Question({}), [], id="no service"),
        pytest.param(OPENED, [], id="a chart is opened of somebody who receives none"),
    ],
)
def test_the_services_asked_about_are_reviewed(question: Question, expected: Said) -> None:
    review = reviewed(*adult(), question=question)
    assert said(review) == expected
    assert len(review.cards) == len(expected)


@pytest.mark.parametrize(
    ("plans", "expected"),
    [
        pytest.param(("H2017",), [CONTINUED], id="one service received"),
        pytest.param(("H0024",), PEER_CONTINUED, id="the other service received"),
        pytest.param(("H0024", "H2017"), [CONTINUED, *PEER_CONTINUED], id="both services received"),
    ],
)
def test_of_a_chart_that_is_opened_the_services_received_are_reviewed(
    plans: Collection[str], expected: Said
) -> None:
    assert said(reviewed(*adult(), *map(plan_for, plans), question=OPENED)) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(ordered("H2017"), [ADMISSION], id="the order under review shows no service begun"),
        pytest.param(OPENED, [CONTINUED], id="once a chart is opened it is an order like any other"),
    ],
)
def test_an_order_that_is_on_file_and_under_review(question: Question, expected: Said) -> None:
    assert said(reviewed(*adult(), order("draft-H2017"), question=question)) == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(adult(), [ADMISSION, PEER_ADMISSION], id="age and diagnosis fit both"),
        pytest.param((patient(),), [], id="no diagnosis"),
        pytest.param((patient("2010-06-01"), diagnosis()), [], id="a child without a score"),
        pytest.param(
            (*adult(), plan_for("H0024")),
            [*PEER_CONTINUED, ADMISSION],
            id="what is received comes before what is screened for",
        ),
    ],
)
def test_a_site_that_screens_is_told_of_services_not_received(
    record: tuple[Json, ...], expected: Said
) -> None:
    assert said(reviewed(*record, question=OPENED, site=SCREENING)) == expected


def test_a_policy_that_names_nothing_to_screen_is_never_screened_for(tmp_path: Path) -> None:
    policies = Path(shutil.copytree(INSTALLED.policies, tmp_path / "policies"))
    for path in policies.glob("*/policy.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"    screening: .*\n", "", text), encoding="utf-8")
    silent = reviewer_of(INSTALLED._replace(policies=policies), SCREENING)
    review = silent.review(record_of(*adult()), OPENED, ON)
    assert (review.determinations, review.cards) == ((), ())


@pytest.mark.parametrize("question", [ordered("H2017"), OPENED], ids=["an order", "an opened chart"])
def test_of_the_dead_nothing_is_reviewed(question: Question) -> None:
    dead = patient(deceasedBoolean=True)
    assert reviewed(dead, *adult()[1:], plan_for("H2017"), question=question) == Review()


@pytest.mark.parametrize(
    ("record", "site", "expected"),
    [
        pytest.param((patient(), plan_for("H2017")), "", True, id="a plan for one of ours"),
        pytest.param((patient(),), "", False, id="no plan and no order"),
        pytest.param((patient(),), SCREENING, True, id="a site that screens"),
        pytest.param((patient(deceasedBoolean=True), plan_for("H2017")), "", False, id="somebody dead"),
        pytest.param((patient(deceasedBoolean=True),), SCREENING, False, id="somebody dead, screened"),
    ],
)
def test_whether_more_of_a_record_is_worth_asking_for(
    record: tuple[Json, ...], site: str, expected: bool
) -> None:
    assert reviewer(site).may_show(record_of(*record, site=site), ON) is expected


def with_gaps(count: int, *codes: str) -> list[Gap]:
    """The gaps of a review of a record with so many."""
    record = record_of(*adult())
    record.gaps.extend(Gap(f"Condition/{number}", GapKind.OF_ANOTHER_PATIENT) for number in range(count))
    return list(reviewer().review(record, ordered(*codes), ON).gaps)


@pytest.mark.parametrize(
    ("count", "listed", "further"),
    [
        pytest.param(200, 200, [], id="as many as are listed"),
        pytest.param(201, 200, ["further gaps are not listed: 1"], id="one more"),
        pytest.param(207, 200, ["further gaps are not listed: 7"], id="seven more"),
    ],
)
def test_of_a_record_full_of_gaps_the_first_are_listed_and_the_rest_counted(
    count: int, listed: int, further: list[str]
) -> None:
    gaps = with_gaps(count, "H2017")
    assert [gap.reference for gap in gaps[:listed]] == [f"Condition/{number}" for number in range(listed)]
    assert [gap.problem for gap in gaps[listed:]] == further


def test_what_two_policies_say_of_a_record_is_told_once() -> None:
    assert len(with_gaps(3, "H2017", "H0024")) == 3


def test_what_was_left_out_of_the_question_comes_before_what_is_wrong_with_the_record() -> None:
    of_question = Gap("ServiceRequest/1", GapKind.OF_ANOTHER_PATIENT)
    question = Question(ordered("H2017").services, gaps=(of_question,))
    record = record_of(*adult())
    record.gaps.append(Gap("Condition/1", GapKind.OF_ANOTHER_PATIENT))
    assert [gap.reference for gap in reviewer().review(record, question, ON).gaps] == [
        "ServiceRequest/1",
        "Condition/1",
    ]


def test_what_is_cited_is_validated_and_a_finding_of_it_changes_no_outcome() -> None:
    asked: list[Collection[str]] = []

    def validate(cited: Collection[str]) -> list[Gap]:
        asked.append(cited)
        return [Gap("Condition/dx-F31-9", GapKind.OF_ANOTHER_PATIENT)]

    review = reviewed(*adult(), question=ordered("H2017"), validate=validate)
    assert said(review) == [ADMISSION]
    assert [gap.reference for gap in review.gaps] == ["Condition/dx-F31-9"]
    (cited,) = asked
    assert {"Condition/dx-F31-9", "Observation/lpha-evaluation", "Patient/p1"} <= set(cited)


def test_orders_for_one_service_are_named_once_each() -> None:
    first, second = OrderUnderReview("ServiceRequest/1"), OrderUnderReview("ServiceRequest/2")
    review = reviewed(*adult(), question=Question({"H2017": (first, second, first)}))
    (card,) = review.cards
    assert card.detail is not None
    assert card.detail.count("ServiceRequest/1") == card.detail.count("ServiceRequest/2") == 1


@pytest.mark.parametrize("modifier", ["implicitRules", "modifierExtension"])
def test_of_a_patient_under_a_modifier_one_card_says_so_and_nothing_is_judged(modifier: str) -> None:
    value: object = "urn:rules" if modifier == "implicitRules" else [{"url": "urn:x", "valueBoolean": True}]
    person, *rest = adult()
    review = reviewed({**person, modifier: value}, *rest, question=ordered("H2017"))
    assert said(review) == [("H2017", "", "unknown")]
    (card,) = review.cards
    assert "no criteria were evaluated" in card.summary
    assert "not understood here" in card.detail
    (missing,) = review.determinations[0].population.missing
    assert missing.code is ReasonCode.MODIFIER_NOT_UNDERSTOOD


def test_a_review_keeps_what_was_set_aside_and_what_was_not_read() -> None:
    theirs = order(subject={"reference": "Patient/p2"})
    review = reviewed(*adult(), theirs, question=ordered("H2017"))
    assert SetAside("ServiceRequest/order", GapKind.OF_ANOTHER_PATIENT) in review.set_aside
    assert review.unread == {}
    cut_off = record_of(*adult(), conditions={"resourceType": "Bundle", "type": "searchset", "total": 9})
    review = reviewer().review(cut_off, ordered("H2017"), ON)
    assert review.unread == {"conditions": ReasonCode.UNREAD_CUT_OFF}


@pytest.mark.parametrize(("site", "is_full"), [("", False), ("card: brief\n", False), ("card: full\n", True)])
def test_a_site_chooses_how_much_a_card_says(site: str, is_full: bool) -> None:
    (card,) = reviewed(*adult(), question=ordered("H2017"), site=site).cards
    assert ("Condition/dx-F31-9" in card.detail) is is_full
    assert ("How doubtful wording is read:" in card.detail) is is_full
