"""Of several scores the newest counts, and two at one time contradict each other."""

from __future__ import annotations

import pytest

from tests.mappings.reading import Reader
from tests.mappings.scores.instruments import INFANT, PSI
from tests.support.fhir import Json, item, observation, questionnaire_response


def test_a_preliminary_score_is_passed_over_and_noted(facts: Reader) -> None:
    newer = observation(PSI, {"valueInteger": 90}, "2026-02-25", identity="newer", status="preliminary")
    older = observation(PSI, {"valueInteger": 70}, "2026-01-10", identity="older")
    fact = facts(INFANT, newer, older)[PSI]
    assert fact.value == 70
    assert [evidence.reference for evidence in fact.evidence] == ["Observation/older"]
    assert [(hint.reference, hint.note) for hint in fact.hints] == [
        ("Observation/newer", "its status is preliminary, not final")
    ]


def test_of_several_scores_passed_over_the_newest_is_told_first(facts: Reader) -> None:
    older = observation(PSI, {"valueInteger": 90}, "2026-01-10", identity="older", status="registered")
    newer = observation(PSI, {"valueInteger": 90}, "2026-02-25", identity="newer", status="preliminary")
    fact = facts(INFANT, older, newer)[PSI]
    assert fact.reason == "its status is preliminary, not final"
    assert [hint.reference for hint in fact.hints] == ["Observation/newer", "Observation/older"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"valueInteger": 120}, id="out of range"),
        pytest.param({"valueString": "high"}, id="unreadable"),
        pytest.param({}, id="empty"),
    ],
)
def test_a_newer_score_that_cannot_be_used_is_not_passed_over(facts: Reader, value: Json) -> None:
    newer = observation(PSI, value, "2026-02-25", identity="newer")
    older = observation(PSI, {"valueInteger": 70}, "2026-01-10", identity="older")
    assert facts(INFANT, newer, older)[PSI].value is None


@pytest.mark.parametrize("order", [1, -1])
def test_the_newest_score_counts_whatever_the_order(facts: Reader, order: int) -> None:
    scores = [
        observation(PSI, {"valueInteger": 70}, "2026-01-10", identity="older"),
        observation(PSI, {"valueInteger": 90}, "2026-02-25", identity="newer"),
    ]
    assert facts(INFANT, *scores[::order])[PSI].value == 90


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        pytest.param("2026-02-20", "2026-02-20", None, id="the same day"),
        pytest.param("2026-02-20T09:00:00Z", "2026-02-20T04:00:00-05:00", None, id="the same moment"),
        pytest.param("2026-02-20", "2026-02-20T09:00:00Z", None, id="a day and an hour within it"),
        pytest.param(
            "2026-02-20", "2026-02-20T22:00:00-05:00", None, id="a day and an evening hour in the west"
        ),
        pytest.param("2026-02", "2026-02-20", None, id="a month and a day within it"),
        pytest.param("2026-02-19", "2026-02-20", 90, id="the second a day later"),
        pytest.param("2026-02-20T09:00:00Z", "2026-02-20T05:00:00-05:00", 90, id="the second an hour later"),
        pytest.param("2026-01", "2026-02-01", 90, id="the second after the month"),
    ],
)
def test_two_scores_at_one_time_contradict_each_other(
    facts: Reader, first: str, second: str, number: int | None
) -> None:
    one = observation(PSI, {"valueInteger": 70}, first, identity="one")
    two = observation(PSI, {"valueInteger": 90}, second, identity="two")
    fact = facts(INFANT, one, two)[PSI]
    assert fact.value == number
    assert fact.reason.startswith("contrary answers on 2026-02") is (number is None)


def test_an_answer_known_to_be_superseded_contradicts_nothing(facts: Reader) -> None:
    morning = observation(PSI, {"valueInteger": 70}, "2026-02-20T09:00:00Z", identity="morning")
    noon = observation(PSI, {"valueInteger": 90}, "2026-02-20T12:00:00Z", identity="noon")
    that_day = observation(PSI, {"valueInteger": 90}, "2026-02-20", identity="day")
    assert facts(INFANT, morning, noon, that_day)[PSI].value == 90


def test_the_same_score_twice_counts_once(facts: Reader) -> None:
    observed = observation(PSI, {"valueInteger": 84})
    answered = questionnaire_response(item(PSI, {"valueInteger": 84}))
    fact = facts(INFANT, observed, answered)[PSI]
    assert fact.value == 84
    assert len(fact.evidence) == 1
