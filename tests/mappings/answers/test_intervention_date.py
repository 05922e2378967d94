"""The date of the last intervention, or a clinician's word that there was none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.reading import NOT_MET, Reader
from tests.support.fhir import (
    HCPCS,
    NO,
    RECENT,
    Json,
    coding,
    item,
    observation,
    procedure,
    questionnaire_response,
    reference,
)


@pytest.mark.parametrize(
    ("value", "on", "expected", "reason"),
    [
        pytest.param({"valueDateTime": "2026-02-10"}, RECENT, date(2026, 2, 10), "", id="a date"),
        pytest.param(
            {"valueDateTime": RECENT}, RECENT, date(2026, 2, 20), "", id="the day that it is told on"
        ),
        pytest.param(
            {"valueDateTime": "2026-02-21"},
            RECENT,
            None,
            "2026-02-21 is later than the answer that tells it",
            id="the day after it is told",
        ),
        pytest.param(
            {"valueDateTime": "2026-02-10T20:00:00-05:00"},
            RECENT,
            date(2026, 2, 10),
            "",
            id="a date and time",
        ),
        pytest.param(
            {"valueDateTime": "2025-11-30"}, RECENT, date(2025, 11, 30), "", id="a date before any window"
        ),
        pytest.param(
            {"valueDateTime": "2025-02-10"}, "2025-03-01", date(2025, 2, 10), "", id="however long ago told"
        ),
        pytest.param({"valueBoolean": False}, "2026-02-22", NOT_MET, "", id="none, said 7 days ago"),
        pytest.param(NO, "2026-02-22", NOT_MET, "", id="none, coded"),
        pytest.param(
            {"valueBoolean": False},
            "2026-02-21",
            None,
            "the latest, of 2026-02-21, is older than 7 days",
            id="none, said 8 days ago",
        ),
        pytest.param(
            {"valueBoolean": True}, RECENT, None, "it holds no date that can be read", id="a mere yes"
        ),
        pytest.param(
            {"valueDateTime": "2026-03-02"}, RECENT, None, "2026-03-02 lies in the future", id="tomorrow"
        ),
        pytest.param({"valueDateTime": "2026-02"}, RECENT, None, "2026-02 is no whole date", id="a month"),
        pytest.param(
            {"valueDateTime": "recently"}, RECENT, None, "it holds no date that can be read", id="a word"
        ),
        pytest.param(
            {"valueString": "2026-02-10"}, RECENT, None, "it holds no date that can be read", id="text"
        ),
    ],
)
def test_an_intervention_is_a_date_or_none(
    facts: Reader, value: Json, on: str, expected: date | Truth | None, reason: str
) -> None:
    fact = facts(observation("intervention-date", value, on))["intervention-date"]
    assert fact.value == expected
    assert fact.reason == reason


def test_an_intervention_may_be_answered_in_a_form(facts: Reader) -> None:
    answered = questionnaire_response(item("intervention-date", {"valueDate": "2026-02-10"}))
    assert facts(answered)["intervention-date"].value == date(2026, 2, 10)


def test_a_date_and_none_at_one_instant_are_a_conflict(facts: Reader) -> None:
    dated = observation("intervention-date", {"valueDateTime": "2026-02-10"}, identity="a")
    none = observation("intervention-date", {"valueBoolean": False}, identity="b")
    assert facts(dated, none)["intervention-date"].reason == f"contrary answers on {RECENT}"


NONE_NOW = observation("intervention-date", {"valueBoolean": False}, "2026-02-25", identity="none")
CRISIS = coding(HCPCS, "S9485")


def told(day: str, on: str, **elements: Any) -> Json:
    return observation("intervention-date", {"valueDateTime": day}, on, identity=f"told-{day}", **elements)


@pytest.mark.parametrize(
    ("resources", "expected", "code"),
    [
        pytest.param(
            [told("2026-01-20", "2026-01-21")],
            None,
            ReasonCode.CONFLICT_ONE_PERSON,
            id="a date in the window",
        ),
        pytest.param(
            [told("2026-01-20", "2026-01-21", by="Practitioner/other")],
            None,
            ReasonCode.CONFLICT_PEOPLE,
            id="a date that somebody else gave",
        ),
        pytest.param(
            [told("2025-12-01", "2025-12-05")], None, ReasonCode.CONFLICT_ONE_PERSON, id="a date 90 days ago"
        ),
        pytest.param([told("2025-11-30", "2025-12-05")], NOT_MET, None, id="a date 91 days ago"),
        pytest.param([told("2026-01-20", "2026-02-26")], date(2026, 1, 20), None, id="a date told later"),
        pytest.param(
            [told("2026-01-20", "2026-01-21", by="Patient/p1")],
            NOT_MET,
            None,
            id="a date that the patient told",
        ),
        pytest.param(
            [procedure(CRISIS, on="2026-02-26")],
            None,
            ReasonCode.CONFLICT_PEOPLE,
            id="a crisis the day after",
        ),
        pytest.param(
            [procedure(CRISIS, on="2026-02-25")], None, ReasonCode.CONFLICT_PEOPLE, id="a crisis on the day"
        ),
        pytest.param([procedure(CRISIS, on="2026-02-24")], NOT_MET, None, id="a crisis the day before"),
        pytest.param(
            [procedure(CRISIS, on="2026-02-26", status="not-done")],
            NOT_MET,
            None,
            id="a crisis that was none",
        ),
        pytest.param([procedure(CRISIS, on="2026-03-02")], NOT_MET, None, id="a crisis planned for tomorrow"),
    ],
)
def test_a_no_does_not_stand_against_an_intervention_on_file(
    facts: Reader, resources: list[Json], expected: date | Truth | None, code: ReasonCode | None
) -> None:
    fact = facts(NONE_NOW, *resources)["intervention-date"]
    assert fact.value == expected
    if code:
        assert fact.code is code
        assert [hint.value for hint in fact.hints[:1]] == ["none"]
        assert len(fact.hints) > 1


def test_a_no_that_has_read_the_date_stands(facts: Reader) -> None:
    date_given = told("2026-01-20", "2026-01-21")
    read = NONE_NOW | {"derivedFrom": [reference(f"Observation/{date_given['id']}")]}
    assert facts(date_given, read)["intervention-date"].value is NOT_MET


def test_a_site_sets_how_long_a_no_counts(facts: Reader) -> None:
    said = observation("intervention-date", {"valueBoolean": False}, "2026-02-15")
    assert facts(said)["intervention-date"].value is None
    assert facts(said, site="windows: {denial: 14 days}")["intervention-date"].value is NOT_MET
