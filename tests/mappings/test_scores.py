"""Instrument scores: the shapes they come in, their range, their age band, and which one counts."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.facts import Evidence
from tests.mappings.reading import BY_CLINICIAN, Reader
from tests.support.fhir import (
    OWN,
    RECENT,
    Json,
    coding,
    concept,
    item,
    observation,
    patient,
    questionnaire_response,
    reference,
    score,
)

PSI = "psi-total-stress-percentile"
CBCL = "cbcl-t-withdrawn"
CALOCUS = "calocus-composite"
INFANT, TODDLER, CHILD = patient("2025-03-01"), patient("2022-03-01"), patient("2016-03-01")
PEOPLE = {PSI: INFANT, CBCL: TODDLER, CALOCUS: CHILD}


def quantity(value: object, **more: Any) -> Json:
    return {"valueQuantity": {"value": value, **more}}


# --- the shape of the value ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "value", "number"),
    [
        pytest.param(PSI, {"valueInteger": 81}, 81, id="an integer"),
        pytest.param(PSI, {"valueInteger": 81.0}, 81, id="an integer written with a point"),
        pytest.param(PSI, quantity(81), 81, id="a quantity without a unit"),
        pytest.param(PSI, quantity(81.0), 81, id="a quantity written with a point"),
        pytest.param(PSI, quantity(81, code="1"), 81, id="unit 1"),
        pytest.param(PSI, quantity(81, unit="score"), 81, id="unit score"),
        pytest.param(PSI, quantity(81, unit="score", code="{score}"), 81, id="unit {score}"),
        pytest.param(PSI, quantity(81, unit="percentile"), 81, id="unit percentile"),
        pytest.param(PSI, quantity(81, code="{percentile}"), 81, id="unit {percentile}"),
        pytest.param(PSI, {"valueString": "81"}, 81, id="text that is a number"),
        pytest.param(PSI, {"valueString": " 81 "}, 81, id="text that is a number with blanks"),
        pytest.param(PSI, {"valueString": ">99"}, 99, id="above the greatest percentile, in text"),
        pytest.param(
            PSI, {"valueString": "> 99"}, 99, id="above the greatest percentile, in text with a blank"
        ),
        pytest.param(PSI, quantity(99, comparator=">"), 99, id="above the greatest percentile, a quantity"),
        pytest.param(
            PSI, quantity(99.0, comparator=">"), 99, id="above the greatest percentile, a decimal quantity"
        ),
        pytest.param(CBCL, quantity(65, code="{T_score}"), 65, id="a T score has its unit"),
        pytest.param(
            CBCL, quantity(65, code="{T_score}", unit="T-score"), 65, id="a T score has the text of its unit"
        ),
        pytest.param(
            CBCL, quantity(65, code="1", unit="Withdrawn T score"), 65, id="a text of the words of the title"
        ),
        pytest.param(PSI, quantity(81, code="{score}", unit="points"), 81, id="points"),
        pytest.param(CALOCUS, quantity(16.0), 16, id="16.0 is 16"),
    ],
)
def test_a_score_is_read_in_every_shape_it_comes_in(
    facts: Reader, code: str, value: Json, number: int
) -> None:
    assert facts(PEOPLE[code], observation(code, value))[code].value == number


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        pytest.param(CALOCUS, quantity(16.5), "16.5 is no whole number", id="16.5 is neither 16 nor 17"),
        pytest.param(
            CALOCUS, {"valueInteger": 16.5}, "16.5 is no whole number", id="16.5 sent as an integer"
        ),
        pytest.param(CALOCUS, {"valueString": "16.5"}, "its text is no plain number", id="16.5 sent as text"),
        pytest.param(PSI, {"valueString": "about 81"}, "its text is no plain number", id="words around it"),
        pytest.param(PSI, {"valueString": "81st"}, "its text is no plain number", id="an ordinal"),
        pytest.param(PSI, {"valueString": "80-85"}, "its text is no plain number", id="a range in text"),
        pytest.param(
            PSI, {"valueString": "<1"}, "its text is no plain number", id="below the least, in text"
        ),
        pytest.param(
            CALOCUS, {"valueString": ">34"}, "its text is no plain number", id="only the PSI has >99"
        ),
        pytest.param(
            PSI, quantity(90, comparator=">"), "it is a bound, not a score", id="above a percentile"
        ),
        pytest.param(PSI, quantity(99, comparator=">="), "it is a bound, not a score", id="at least 99"),
        pytest.param(PSI, quantity(1, comparator="<"), "it is a bound, not a score", id="below a percentile"),
        pytest.param(CBCL, quantity(65, comparator=">"), "it is a bound, not a score", id="above a T score"),
        pytest.param(PSI, quantity(81, comparator=5), "it is a bound, not a score", id="an odd comparator"),
        pytest.param(
            PSI, quantity(81, unit="kg"), "its unit leaves the scale in doubt", id="a unit of weight"
        ),
        pytest.param(
            PSI, quantity(60, code="{T_score}"), "its unit leaves the scale in doubt", id="T is no percentile"
        ),
        pytest.param(
            CBCL,
            quantity(93, unit="percentile"),
            "its unit leaves the scale in doubt",
            id="a percentile is no T score",
        ),
        pytest.param(
            CBCL,
            quantity(70, code="{score}", unit="raw score"),
            "its unit leaves the scale in doubt",
            id="a raw score by its text",
        ),
        pytest.param(
            CBCL,
            quantity(70, code="1", unit="percentile"),
            "its unit leaves the scale in doubt",
            id="a percentile by its text",
        ),
        pytest.param(
            CALOCUS,
            quantity(20, code="{score}", unit="level"),
            "its unit leaves the scale in doubt",
            id="a level",
        ),
        pytest.param(
            CALOCUS, quantity(17, unit="%"), "its unit leaves the scale in doubt", id="a composite in percent"
        ),
        pytest.param(PSI, quantity("81"), "it holds no value that can be read", id="a quantity of text"),
        pytest.param(PSI, quantity(None), "it holds no value that can be read", id="an empty quantity"),
        pytest.param(PSI, {"valueInteger": "81"}, "it holds no value that can be read", id="text as integer"),
        pytest.param(PSI, {"valueInteger": True}, "it holds no value that can be read", id="yes as integer"),
        pytest.param(PSI, {"valueBoolean": True}, "it holds no value that can be read", id="a yes"),
        pytest.param(
            PSI,
            {"valueRange": {"low": {"value": 81}, "high": {"value": 90}}},
            "it holds no value that can be read",
            id="a range",
        ),
        pytest.param(PSI, {}, "it holds no value that can be read", id="no value"),
        pytest.param(PSI, quantity(10**300), "its number is no score", id="a number beyond all measure"),
        pytest.param(PSI, quantity(10**300, comparator=">"), "it is a bound, not a score", id="above one"),
        pytest.param(PSI, {"valueInteger": 0}, "0 is out of the range 1-99", id="percentile 0"),
        pytest.param(PSI, {"valueInteger": 100}, "100 is out of the range 1-99", id="percentile 100"),
        pytest.param(PSI, {"valueInteger": 96}, None, id="a percentile in the upper range is one"),
        pytest.param(PSI, {"valueInteger": -5}, "-5 is out of the range 1-99", id="a negative one"),
        pytest.param(CBCL, {"valueInteger": 49}, "49 is out of the range 50-100", id="T 49"),
        pytest.param(CBCL, {"valueInteger": 101}, "101 is out of the range 50-100", id="T 101"),
    ],
)
def test_a_score_in_doubt_is_unknown_and_shown(
    facts: Reader, code: str, value: Json, reason: str | None
) -> None:
    fact = facts(PEOPLE[code], observation(code, value))[code]
    if reason is None:
        assert fact.value == 96
    else:
        assert fact.value is None
        assert fact.reason == reason
        assert [hint.reference for hint in fact.hints] == [f"Observation/{code}"]


@pytest.mark.parametrize(
    ("code", "number"),
    [
        pytest.param(PSI, 1, id="the least percentile"),
        pytest.param(PSI, 80, id="one below the PSI cut"),
        pytest.param(PSI, 81, id="the PSI cut"),
        pytest.param(PSI, 82, id="one above the PSI cut"),
        pytest.param(PSI, 99, id="the greatest percentile"),
        pytest.param(CBCL, 50, id="the least T score"),
        pytest.param(CBCL, 64, id="one below the CBCL cut"),
        pytest.param(CBCL, 65, id="the CBCL cut"),
        pytest.param(CBCL, 66, id="one above the CBCL cut"),
        pytest.param(CBCL, 100, id="the greatest T score"),
        pytest.param(CALOCUS, 7, id="the least composite"),
        pytest.param(CALOCUS, 16, id="one below the CALOCUS cut"),
        pytest.param(CALOCUS, 17, id="the CALOCUS cut"),
        pytest.param(CALOCUS, 18, id="one above the CALOCUS cut"),
        pytest.param(CALOCUS, 35, id="the greatest composite"),
    ],
)
def test_a_score_in_range_is_handed_on_as_it_is(facts: Reader, code: str, number: int) -> None:
    fact = facts(PEOPLE[code], score(code, number))[code]
    assert fact.value == number
    assert fact.evidence == (
        Evidence(code, f"Observation/{code}", RECENT, f"{OWN}|{code}", number, by=BY_CLINICIAN),
    )


# --- where the score stands ----------------------------------------------------------------------------


def test_a_score_may_be_a_component(facts: Reader) -> None:
    panel = observation(
        concept(coding("urn:vendor", "psi-panel")),
        {},
        component=[{"code": concept(coding(OWN, PSI)), "valueInteger": 84}],
    )
    fact = facts(INFANT, panel)[PSI]
    assert fact.value == 84
    assert fact.evidence[0].reference == "Observation/o1"


def test_a_panel_without_a_value_holds_its_members_together(facts: Reader) -> None:
    panel = observation(PSI, {}, identity="panel", hasMember=[reference("Observation/total")])
    total = observation(PSI, {"valueInteger": 84}, identity="total")
    fact = facts(INFANT, panel, total)[PSI]
    assert fact.value == 84
    assert fact.evidence[0].reference == "Observation/total"


def test_a_panel_may_be_coded_as_the_score_its_component_holds(facts: Reader) -> None:
    component = {"code": concept(coding(OWN, PSI)), "valueInteger": 84}
    assert facts(INFANT, observation(PSI, {}, component=[component]))[PSI].value == 84


def test_a_score_may_be_an_answer_in_a_form(facts: Reader) -> None:
    fact = facts(INFANT, questionnaire_response(item(PSI, {"valueInteger": 84})))[PSI]
    assert fact.value == 84
    assert fact.evidence == (
        Evidence(PSI, "QuestionnaireResponse/q1", RECENT, f"{OWN}|{PSI}", 84, by=BY_CLINICIAN),
    )


def test_a_form_may_answer_with_a_decimal(facts: Reader) -> None:
    assert facts(INFANT, questionnaire_response(item(PSI, {"valueDecimal": 84.0})))[PSI].value == 84
    assert facts(INFANT, questionnaire_response(item(PSI, {"valueDecimal": 84.5})))[PSI].value is None


def test_a_scale_we_do_not_know_is_reported(facts: Reader) -> None:
    gaps = facts.gaps(score("cbcl-t-thought-problems", 70))
    assert gaps == [
        (
            "Observation/cbcl-t-thought-problems",
            "criteria-input has no code cbcl-t-thought-problems to answer under",
        )
    ]


def test_an_unknown_scale_beside_known_ones_costs_only_itself(facts: Reader) -> None:
    scales = [{"code": concept(coding(OWN, name)), "valueInteger": 70} for name in ("cbcl-t-sleep", CBCL)]
    report = observation(concept(coding("urn:vendor", "cbcl")), {}, component=scales)
    assert facts(TODDLER, report)[CBCL].value == 70
    assert [reference for reference, _ in facts.gaps(report)] == ["Observation/o1"]


# --- the age at the time of the score ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "birth_date", "on", "fits"),
    [
        pytest.param(PSI, "2026-01-20", "2026-02-20", True, id="PSI at one month"),
        pytest.param(PSI, "2024-08-21", "2026-02-20", True, id="PSI the day before 18 months"),
        pytest.param(PSI, "2024-08-20", "2026-02-20", False, id="PSI at 18 months"),
        pytest.param(PSI, "2024-08-31", "2026-02-27", True, id="PSI the day before 18 months of a 31st"),
        pytest.param(PSI, "2024-08-31", "2026-02-28", False, id="PSI at 18 months of a 31st"),
        pytest.param(CBCL, "2024-08-21", "2026-02-20", False, id="CBCL the day before 18 months"),
        pytest.param(CBCL, "2024-08-20", "2026-02-20", True, id="CBCL at 18 months"),
        pytest.param(CBCL, "2020-02-21", "2026-02-20", True, id="CBCL the day before the sixth birthday"),
        pytest.param(CBCL, "2020-02-20", "2026-02-20", False, id="CBCL on the sixth birthday"),
        pytest.param(CBCL, "2020-02-29", "2026-02-28", True, id="CBCL on 28 February, born on the 29th"),
        pytest.param(CBCL, "2020-02-29", "2026-03-01", False, id="CBCL on 1 March, born on 29 February"),
        pytest.param(
            CALOCUS, "2020-02-29", "2026-02-28", False, id="CALOCUS on 28 February, born on the 29th"
        ),
        pytest.param(CALOCUS, "2020-02-29", "2026-03-01", True, id="CALOCUS on 1 March, born on 29 February"),
        pytest.param(CALOCUS, "2020-02-21", "2026-02-20", False, id="CALOCUS before the sixth birthday"),
        pytest.param(CALOCUS, "2020-02-20", "2026-02-20", True, id="CALOCUS on the sixth birthday"),
        pytest.param(
            CALOCUS, "2007-02-21", "2026-02-20", True, id="CALOCUS the day before the 19th birthday"
        ),
        pytest.param(CALOCUS, "2007-02-20", "2026-02-20", False, id="CALOCUS on the 19th birthday"),
    ],
)
def test_a_score_counts_while_the_tool_is_right_for_the_age(
    facts: Reader, code: str, birth_date: str, on: str, fits: bool
) -> None:
    fact = facts(patient(birth_date), score(code, 60 if code != CALOCUS else 17, on))[code]
    assert (fact.value is not None) is fits
    if not fits:
        assert fact.reason == f"taken on {on}, when this was not the tool for the age"
        assert fact.hints[0].value == (60 if code != CALOCUS else 17)


def test_a_psi_of_a_newborn_is_below_its_norms(facts: Reader) -> None:
    fact = facts(patient("2026-01-20"), score(PSI, 60, "2026-02-19"))[PSI]
    assert (fact.value, fact.reason) == (None, "taken on 2026-02-19; the PSI is normed from 1 month")


@pytest.mark.parametrize(
    ("birth_date", "on", "number", "reason"),
    [
        pytest.param(
            "2020", "2026-02-20", None, "the age at the time of the score cannot be told", id="a year"
        ),
        pytest.param("2019", "2026-02-20", 17, "", id="a year that leaves no doubt"),
        pytest.param(
            "2020-02", "2026-02-20", None, "the age at the time of the score cannot be told", id="month"
        ),
        pytest.param("2020-01", "2026-02-20", 17, "", id="a month that leaves no doubt"),
        pytest.param(None, "2026-02-20", None, "the age at the time of the score cannot be told", id="none"),
        pytest.param(
            "2020-02-10", "2026-02", None, "the age at the time of the score cannot be told", id="score"
        ),
        pytest.param("2020-01-31", "2026-02", 17, "", id="a score of a month that leaves no doubt"),
        pytest.param(
            "2021",
            "2026-02-20",
            None,
            "taken on 2026-02-20, when this was not the tool for the age",
            id="taken when the child was too young for the tool",
        ),
    ],
)
def test_a_coarse_birth_date_may_leave_the_age_at_the_score_open(
    facts: Reader, birth_date: str | None, on: str, number: int | None, reason: str
) -> None:
    fact = facts(patient(birth_date), score(CALOCUS, 17, on))[CALOCUS]
    assert fact.value == number
    assert fact.reason == reason


# --- which score counts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("elements", "number"),
    [
        pytest.param({"effectiveDateTime": "2025-09-02"}, 60, id="180 days old"),
        pytest.param({"effectiveDateTime": "2025-09-01"}, None, id="181 days old"),
        pytest.param({"effectiveDateTime": "2025-09"}, None, id="of a month that began before the window"),
        pytest.param({"effectiveDateTime": "2026-03-01"}, 60, id="of today"),
        pytest.param({"effectiveDateTime": "2026-03-02"}, None, id="of tomorrow"),
        pytest.param(
            {"effectiveDateTime": "2026-03-01T23:59:59-05:00"}, 60, id="late today, where it was taken"
        ),
        pytest.param({"effectiveDateTime": "2026-02-10T09:30:00"}, 60, id="with a time but no offset"),
        pytest.param({"effectiveDateTime": "2026-02-30"}, None, id="of a day that does not exist"),
        pytest.param({"effectiveDateTime": "2026-02-20x"}, None, id="of a date with something behind it"),
        pytest.param(
            {"effectiveDateTime": "0001-01-01T00:00:00+14:00"}, None, id="before the calendar begins"
        ),
        pytest.param({"effectiveDateTime": None}, None, id="without a date"),
        pytest.param(
            {"effectiveDateTime": None, "effectiveInstant": "2026-02-20T09:00:00Z"}, 60, id="instant"
        ),
        pytest.param(
            {"effectiveDateTime": None, "effectivePeriod": {"start": "2025-01-01", "end": "2026-02-20"}},
            60,
            id="of a period that ended",
        ),
        pytest.param(
            {"effectiveDateTime": None, "effectivePeriod": {"start": "2026-02-20"}},
            None,
            id="period without end",
        ),
        pytest.param({"effectiveDateTime": None, "issued": "2026-02-20T09:00:00Z"}, 60, id="only issued"),
        pytest.param({"status": "final"}, 60, id="final"),
        pytest.param({"status": "amended"}, 60, id="amended"),
        pytest.param({"status": "corrected"}, 60, id="corrected"),
        pytest.param({"status": "preliminary"}, None, id="preliminary"),
        pytest.param({"status": "registered"}, None, id="registered"),
        pytest.param({"status": "cancelled"}, None, id="cancelled"),
        pytest.param({"status": "unknown"}, None, id="of unknown status"),
        pytest.param({"status": "done"}, None, id="of a status FHIR does not have"),
        pytest.param({"status": None}, None, id="without a status"),
        pytest.param({"status": "entered-in-error"}, None, id="entered in error"),
        pytest.param({"performer": None}, 60, id="by nobody named"),
        pytest.param({"performer": [reference("Practitioner/a")]}, 60, id="by a practitioner"),
        pytest.param({"performer": [reference("PractitionerRole/a")]}, 60, id="by a practitioner in a role"),
        pytest.param({"performer": [reference("Organization/a")]}, 60, id="by an organization"),
        pytest.param(
            {"performer": [{"display": "Dr. Roe"}]}, None, id="by somebody whose kind does not show"
        ),
        pytest.param({"performer": "Practitioner/a"}, None, id="by somebody in a form that cannot be read"),
        pytest.param({"performer": []}, 60, id="by nobody in a list"),
        pytest.param({"performer": [reference("Patient/p1")]}, None, id="by the patient only"),
        pytest.param({"performer": [reference("RelatedPerson/a")]}, None, id="by a parent only"),
        pytest.param(
            {"performer": [reference("RelatedPerson/a"), reference("Practitioner/a")]},
            60,
            id="by a parent and a practitioner",
        ),
        pytest.param({"category": [concept(coding("urn:x", "laboratory"))]}, 60, id="filed under laboratory"),
    ],
)
def test_a_score_counts_when_it_is_final_fresh_and_not_the_familys_alone(
    facts: Reader, elements: dict[str, Any], number: int | None
) -> None:
    assert facts(INFANT, observation(PSI, {"valueInteger": 60}, **elements))[PSI].value == number


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        pytest.param(
            {"effectiveDateTime": "2025-09-01"}, "the latest, of 2025-09-01, is older than 180 days", id="old"
        ),
        pytest.param({"effectiveDateTime": "2026-03-02"}, "it is dated in the future", id="future"),
        pytest.param({"effectiveDateTime": None}, "it has no readable date", id="undated"),
        pytest.param({"status": "preliminary"}, "its status is preliminary, not final", id="preliminary"),
        pytest.param({"status": None}, "it has no status", id="no status"),
        pytest.param(
            {"status": "entered-in-error"},
            "what answered it was entered in error",
            id="entered in error",
        ),
        pytest.param(
            {"performer": [reference("RelatedPerson/a")]}, "scoring by an LPHA is not shown", id="a parent's"
        ),
    ],
)
def test_a_score_that_does_not_count_says_why(facts: Reader, elements: dict[str, Any], reason: str) -> None:
    fact = facts(INFANT, observation(PSI, {"valueInteger": 60}, **elements))[PSI]
    assert fact.reason == reason


def test_a_score_dated_by_its_issue_says_so(facts: Reader) -> None:
    issued = observation(PSI, {"valueInteger": 60}, None, issued="2026-02-20T09:00:00Z")
    assert facts(INFANT, issued)[PSI].evidence[0].note == "dated by when it was issued"


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


def test_a_window_is_the_sites_to_set(facts: Reader) -> None:
    old = score(PSI, 60, "2025-09-01")
    assert facts(INFANT, old, site="windows: {score: 181 days}")[PSI].value == 60
    assert facts(INFANT, old, site=f"windows: {{{PSI}: 12 months}}")[PSI].value == 60
    assert facts(INFANT, score(PSI, 60), site="windows: {score: 8 days}")[PSI].value is None


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(concept(coding("https://ehr.example/flowsheet", "81002")), id="by its code"),
        pytest.param({"text": "PSI percentile"}, id="by its words"),
        pytest.param({"text": " PSI percentile ", "coding": []}, id="by its words with blanks"),
    ],
)
def test_a_site_has_codes_of_its_own(facts: Reader, code: Json) -> None:
    site = (
        f"codes: {{{PSI}: "
        '[{system: "https://ehr.example/flowsheet", code: "81002"}, {text: PSI percentile}]}'
    )
    assert facts(INFANT, observation(code, {"valueInteger": 84}), site=site)[PSI].value == 84
    assert facts(INFANT, observation(code, {"valueInteger": 84}))[PSI].value is None


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(concept(coding("https://elsewhere.example/flowsheet", "81002")), id="another system"),
        pytest.param(concept(coding("https://ehr.example/flowsheet", "81003")), id="another code"),
        pytest.param({"text": "psi percentile"}, id="words in other letters"),
        pytest.param({"text": "PSI percentile (parent)"}, id="more words"),
    ],
)
def test_a_sites_codes_and_words_are_taken_exactly(facts: Reader, code: Json) -> None:
    site = (
        f"codes: {{{PSI}: "
        '[{system: "https://ehr.example/flowsheet", code: "81002"}, {text: PSI percentile}]}'
    )
    assert facts(INFANT, observation(code, {"valueInteger": 84}), site=site)[PSI].value is None
