"""A condition chosen by the person's age, and the age that somebody had at an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from criteria.reasons import ReasonCode
from tests.criteria.evaluated import ALSO, SAID, Evaluate, criterion, found

INSTRUMENTS = {"by_age": [{"below": "19 years", "when": SAID}, {"from": "19 years", "when": ALSO}]}
WITH_A_GAP = {
    "by_age": [
        {"from": "5 years", "below": "13 years", "when": SAID},
        {"from": "18 years", "below": "65 years", "when": ALSO},
    ]
}
YOUNG_THEN = {"age": {"below": "18 years"}, "at": "enrolled"}
GROWN_THEN = {"age": {"from": "18 years"}, "at": "enrolled"}


@pytest.mark.parametrize(
    ("condition", "born", "expected"),
    [
        # the condition of the young is met, that of the others is not
        pytest.param(INSTRUMENTS, "2007-03-02", "met", id="19 tomorrow"),
        pytest.param(INSTRUMENTS, "2007-03-01", "not_met", id="19 today"),
        pytest.param(INSTRUMENTS, "2007", "unknown", id="born in a year of which both may be"),
        pytest.param(INSTRUMENTS, "2007-03", "unknown", id="born in a month of which both may be"),
        pytest.param(INSTRUMENTS, "2007-02", "not_met", id="born in a month that is old enough"),
        pytest.param(INSTRUMENTS, "2008", "met", id="born in a year that is young enough"),
        pytest.param(INSTRUMENTS, "unknown", "unknown", id="no birth date"),
        pytest.param(WITH_A_GAP, "2021-03-02", "unknown", id="4: no condition is for this age"),
        pytest.param(WITH_A_GAP, "2021-03-01", "met", id="5"),
        pytest.param(WITH_A_GAP, "2013-03-02", "met", id="12"),
        pytest.param(WITH_A_GAP, "2013-03-01", "unknown", id="13: none again"),
        pytest.param(WITH_A_GAP, "2008-03-02", "unknown", id="17"),
        pytest.param(WITH_A_GAP, "2008-03-01", "not_met", id="18"),
        pytest.param(WITH_A_GAP, "1961-03-02", "not_met", id="64"),
        pytest.param(WITH_A_GAP, "1961-03-01", "unknown", id="65"),
    ],
)
def test_the_condition_is_that_of_the_age(
    evaluated: Evaluate, condition: Mapping[str, Any], born: str, expected: str
) -> None:
    stated = {"said": "met", "also-said": "not_met", "birth-date": born}
    assert found(evaluated, criterion("A", condition), stated).outcome == expected


@pytest.mark.parametrize("truth", ["met", "not_met", "unknown"])
def test_what_the_condition_of_the_age_comes_to_is_what_by_age_comes_to(
    evaluated: Evaluate, truth: str
) -> None:
    stated = {"said": "met", "also-said": truth, "birth-date": "1990-01-01"}
    assert found(evaluated, criterion("A", INSTRUMENTS), stated).outcome == truth


@pytest.mark.parametrize(
    ("condition", "born", "missing"),
    [
        pytest.param(INSTRUMENTS, "2007", ("birth-date", ReasonCode.UNDATED), id="too coarse a birth date"),
        pytest.param(INSTRUMENTS, "unknown", ("birth-date", ReasonCode.NOT_ON_FILE), id="no birth date"),
        pytest.param(WITH_A_GAP, "2010-01-01", ("policy", ReasonCode.POLICY_SILENT), id="an age in a gap"),
        pytest.param(
            INSTRUMENTS, "1990-01-01", ("also-said", ReasonCode.NOT_ON_FILE), id="only what is for the age"
        ),
    ],
)
def test_what_is_missing_where_the_age_chooses(
    evaluated: Evaluate, condition: Mapping[str, Any], born: str, missing: tuple[str, ReasonCode]
) -> None:
    finding = found(evaluated, criterion("A", condition), {"birth-date": born})
    assert [(each.fact, each.code) for each in finding.missing] == [missing]


@pytest.mark.parametrize(
    ("on", "expected"), [("2025-02-28", "met"), ("2025-03-01", "not_met"), ("2024-02-28", "met")]
)
def test_who_was_born_on_29_february_changes_on_1_march_of_a_common_year(
    evaluated: Evaluate, on: str, expected: str
) -> None:
    stated = {"said": "met", "also-said": "not_met", "birth-date": "2004-02-29"}
    bands = {"by_age": [{"below": "21 years", "when": SAID}, {"from": "21 years", "when": ALSO}]}
    assert evaluated(criterion("A", bands), stated, date.fromisoformat(on)).outcome.value == expected


@pytest.mark.parametrize(
    ("leaf", "born", "enrolled", "expected"),
    [
        pytest.param(YOUNG_THEN, "2002-06-15", "2020-06-14", "met", id="17 when enrolled, grown by now"),
        pytest.param(YOUNG_THEN, "2002-06-15", "2020-06-15", "not_met", id="18 on the day of enrolment"),
        pytest.param(GROWN_THEN, "2002-06-15", "2020-06-14", "not_met", id="not 18 yet when enrolled"),
        pytest.param(GROWN_THEN, "2002-06-15", "2020-06-15", "met", id="18 when enrolled"),
        pytest.param(YOUNG_THEN, "2002", "2020-06-15", "unknown", id="a birth year of which both may be"),
        pytest.param(YOUNG_THEN, "2003", "2020-06-15", "met", id="a birth year that is young enough"),
        pytest.param(YOUNG_THEN, "unknown", "2020-06-14", "unknown", id="no birth date"),
        pytest.param(YOUNG_THEN, "2002-06-15", "unknown", "unknown", id="no date of enrolment"),
        pytest.param(YOUNG_THEN, "2002-06-15", "not_met", "unknown", id="never enrolled"),
        pytest.param(YOUNG_THEN, "2010-06-15", "2026-03-01", "met", id="enrolled today"),
        pytest.param(YOUNG_THEN, "2010-06-15", "2026-03-02", "unknown", id="enrolled tomorrow"),
        pytest.param(
            GROWN_THEN, "2004-02-29", "2022-02-28", "not_met", id="born on 29 February, the day before"
        ),
        pytest.param(GROWN_THEN, "2004-02-29", "2022-03-01", "met", id="born on 29 February, on 1 March"),
    ],
)
def test_the_age_at_an_event(
    evaluated: Evaluate, leaf: Mapping[str, Any], born: str, enrolled: str, expected: str
) -> None:
    stated = {"birth-date": born, "enrolled": enrolled}
    assert found(evaluated, criterion("A", leaf), stated).outcome == expected


@pytest.mark.parametrize(
    ("enrolled", "code"),
    [
        ("unknown", ReasonCode.NOT_ON_FILE),
        ("not_met", ReasonCode.POLICY_SILENT),
        ("2026-03-02", ReasonCode.FUTURE),
    ],
)
def test_why_the_age_at_an_event_is_open(evaluated: Evaluate, enrolled: str, code: ReasonCode) -> None:
    finding = found(evaluated, criterion("A", YOUNG_THEN), {"birth-date": "2002", "enrolled": enrolled})
    assert [(each.fact, each.code, bool(each.reason)) for each in finding.missing] == [
        ("enrolled", code, True)
    ]
