"""What was diagnosed at a visit, or has no status, is judged by its dates: EHRs never close those."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import (
    Json,
    clinical,
    coding,
    concept,
    condition,
    encounter,
    icd,
    no,
    reference,
    status,
    yes,
)

FACTS = {"H2017": "dx-major-depression", "H0024": "dx-mental-disorder-current"}
VISIT = status("condition-category", "encounter-diagnosis")
LISTED = status("condition-category", "problem-list-item")


def at_visit(**elements: Any) -> Json:
    """Major depression as one visit's diagnosis; its only date is what is given."""
    stated: Json = {"category": [VISIT], "recordedDate": None} | elements
    return condition(icd("F33.1"), **stated)


@pytest.mark.parametrize("service", FACTS)
@pytest.mark.parametrize(
    ("elements", "value"),
    [
        pytest.param({"recordedDate": "2025-03-01"}, MET, id="recorded a year ago to the day"),
        pytest.param({"recordedDate": "2025-02-28"}, OPEN, id="recorded a year and a day ago"),
        pytest.param({"recordedDate": "2013-05-02", "onsetDateTime": "2025-06-01"}, MET, id="begun lately"),
        pytest.param({"recordedDate": "2013-05-02", "onsetDateTime": "2012"}, OPEN, id="begun long ago"),
        pytest.param({}, OPEN, id="undated"),
        pytest.param({"recordedDate": "2013-05-02", "category": [VISIT, LISTED]}, MET, id="listed as well"),
        pytest.param(
            {"recordedDate": "2013-05-02", "category": [concept(*VISIT["coding"], *LISTED["coding"])]},
            MET,
            id="listed as well, in one category",
        ),
        pytest.param({"recordedDate": "2013-05-02", "category": None}, MET, id="of no category"),
        pytest.param(
            {
                "recordedDate": "2013-05-02",
                "category": [
                    concept(coding("http://hl7.org/fhir/condition-category", "encounter-diagnosis"))
                ],
            },
            OPEN,
            id="a visit's under the old spelling of the system",
        ),
        pytest.param(
            {"recordedDate": "2025-10-01", "abatementDateTime": "2024-01-01"}, OPEN, id="over before the year"
        ),
        pytest.param(
            {"recordedDate": "2025-10-01", "abatementString": "as a child"}, OPEN, id="over nobody knows when"
        ),
    ],
)
def test_a_visits_diagnosis_counts_by_its_dates(
    facts: Reader, service: str, elements: Json, value: Truth | None
) -> None:
    assert facts(at_visit(**elements), service=service)[FACTS[service]].value == value


@pytest.mark.parametrize("service", FACTS)
@pytest.mark.parametrize(
    ("period", "value"),
    [
        pytest.param({"start": "2025-02-01", "end": "2025-03-01"}, MET, id="ended a year ago to the day"),
        pytest.param({"start": "2025-02-01", "end": "2025-02-28"}, OPEN, id="ended a year and a day ago"),
        pytest.param({"start": "2025-02-01"}, OPEN, id="begun before the year, nobody says when it ended"),
        pytest.param({"start": "2025-03-01"}, MET, id="begun a year ago to the day"),
        pytest.param({"end": "2025-03-01"}, MET, id="only its end, a year ago to the day"),
        pytest.param({"start": "2025-02-01", "end": "2025"}, OPEN, id="ended in a year that began before"),
        pytest.param({"start": "2026-03-02", "end": "2026-03-03"}, OPEN, id="from tomorrow"),
    ],
)
@pytest.mark.parametrize("category", [pytest.param([VISIT], id="visit"), pytest.param(None, id="no status")])
def test_any_part_of_the_visit_within_the_past_year_counts(
    facts: Reader, service: str, period: Json, value: Truth | None, category: list[Json] | None
) -> None:
    stay = encounter("e1", period=period)
    statused = {} if category else {"clinicalStatus": None}
    seen = at_visit(category=category, encounter=reference("Encounter/e1"), **statused)
    assert facts(seen, stay, service=service)[FACTS[service]].value == value


@pytest.mark.parametrize(
    ("state", "value"),
    [
        pytest.param("finished", MET, id="finished"),
        pytest.param("in-progress", MET, id="in progress"),
        pytest.param("cancelled", OPEN, id="cancelled"),
        pytest.param("planned", OPEN, id="planned"),
        pytest.param("entered-in-error", OPEN, id="in error"),
        pytest.param(None, OPEN, id="no status"),
    ],
)
def test_only_a_visit_that_took_place_dates_a_diagnosis(
    facts: Reader, state: str | None, value: Truth | None
) -> None:
    seen = at_visit(encounter=reference("Encounter/e1"))
    assert facts(seen, encounter("e1", "2026-02-10", status=state))["dx-major-depression"].value == value


@pytest.mark.parametrize(
    ("elements", "reason", "code"),
    [
        pytest.param(
            {"recordedDate": "2013-05-02"}, "a visit's diagnosis of 2013", ReasonCode.STALE, id="of 2013"
        ),
        pytest.param({}, "a visit's diagnosis without a date", ReasonCode.UNDATED, id="undated"),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2013-05-02", "category": None},
            "clinical status not stated, and nothing dates it within the past year",
            ReasonCode.STALE,
            id="without a status",
        ),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "recordedDate": "2026-01-02"},
            "its clinical status is remission, and nothing dates it within the past year",
            ReasonCode.REMISSION,
            id="in remission at a visit of this year",
        ),
    ],
)
def test_an_old_visits_diagnosis_says_so(
    facts: Reader, elements: Json, reason: str, code: ReasonCode
) -> None:
    fact = facts(at_visit(**elements))["dx-major-depression"]
    assert (fact.reason, fact.code) == (f"F33.1: {reason}", code)


def test_a_visits_diagnosis_that_counts_is_told_as_one(facts: Reader) -> None:
    (cited,) = facts(at_visit(recordedDate="2025-10-02", clinicalStatus=None))["dx-major-depression"].evidence
    assert cited.note == "a visit's diagnosis; clinical status not stated"


@pytest.mark.parametrize("service", FACTS)
@pytest.mark.parametrize(
    ("word", "value"), [pytest.param(yes, MET, id="yes"), pytest.param(no, OPEN, id="no")]
)
@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"recordedDate": "2013-05-02"}, id="of 2013"),
        pytest.param({"clinicalStatus": None, "category": None}, id="no status and no date"),
    ],
)
def test_a_clinicians_word_settles_an_old_visits_diagnosis(
    facts: Reader, service: str, word: Any, value: Truth | None, elements: Json
) -> None:
    read = facts(at_visit(**elements), word("dx-active-past-year"), service=service)[FACTS[service]]
    assert read.value == value


def test_a_visits_diagnosis_over_since_long_is_not_settled_by_a_word(facts: Reader) -> None:
    over = at_visit(recordedDate="2013-05-02", abatementDateTime="2014-01-01")
    assert facts(over, yes("dx-active-past-year"))["dx-major-depression"].value is OPEN
