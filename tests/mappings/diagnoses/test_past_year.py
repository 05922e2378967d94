"""A disorder that is there, or was at any time during the past year."""

from __future__ import annotations

from datetime import date

import pytest

from criteria.truth import Truth
from tests.mappings.diagnoses.conditions import PAST_YEAR, anxiety
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import ABSENT_FOR_A_REASON, Json, clinical, encounter, reference


@pytest.mark.parametrize(
    ("elements", "value"),
    [
        pytest.param({"clinicalStatus": clinical("active")}, MET, id="active"),
        pytest.param({"clinicalStatus": clinical("recurrence")}, MET, id="recurrence"),
        pytest.param({"clinicalStatus": clinical("relapse")}, MET, id="relapse"),
        pytest.param(
            {"clinicalStatus": clinical("active"), "recordedDate": "2001-01-01"}, MET, id="active since long"
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025-03-01"},
            MET,
            id="resolved a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025-02-28"},
            OPEN,
            id="resolved a year and a day ago",
        ),
        pytest.param(
            {"clinicalStatus": clinical("inactive"), "abatementPeriod": {"end": "2025-03-01"}},
            MET,
            id="inactive, its abatement period ended a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": clinical("inactive"), "abatementPeriod": {"end": "2025-02-28"}},
            OPEN,
            id="inactive, its abatement period ended a year and a day ago",
        ),
        pytest.param({"clinicalStatus": clinical("resolved")}, OPEN, id="resolved, nobody says when"),
        pytest.param({"clinicalStatus": clinical("inactive")}, OPEN, id="inactive, nobody says when"),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "recordedDate": "2025-12-01"},
            OPEN,
            id="resolved, recorded lately, nobody says when it ended",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025"},
            OPEN,
            id="resolved in a year that began before the window",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025-03"},
            MET,
            id="resolved in the month the window begins with",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementString": "last spring"},
            OPEN,
            id="resolved, in words",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2025-03-01"},
            MET,
            id="active, but it ended within the year",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2025-02-28"},
            OPEN,
            id="active, but it ended before the window",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2026-03-02"},
            MET,
            id="active, to end tomorrow",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementAge": {"value": 12}},
            OPEN,
            id="active, but it ended at an age",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "_abatementDateTime": ABSENT_FOR_A_REASON},
            OPEN,
            id="active, but it ended on a day that is not given",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "_onsetDateTime": ABSENT_FOR_A_REASON},
            MET,
            id="active, begun on a day that is not given",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "spring"},
            OPEN,
            id="active, but it ended on a day nobody can read",
        ),
        pytest.param({"clinicalStatus": clinical("remission")}, OPEN, id="in remission, undated"),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "recordedDate": "2025-12-01"},
            OPEN,
            id="in remission, recorded lately",
        ),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "onsetDateTime": "2025-03-01"},
            MET,
            id="in remission, begun a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "onsetDateTime": "2025-02-28"},
            OPEN,
            id="in remission, begun a year and a day ago",
        ),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "abatementDateTime": "2025-03-01"},
            MET,
            id="in remission for a year to the day",
        ),
        pytest.param({"clinicalStatus": None}, OPEN, id="no status, no date"),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-03-01"},
            MET,
            id="no status, recorded a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-02-28"},
            OPEN,
            id="no status, recorded a year and a day ago",
        ),
        pytest.param(
            {"clinicalStatus": None, "onsetDateTime": "2025-06-01"},
            MET,
            id="no status, begun within the year",
        ),
        pytest.param(
            {"clinicalStatus": None, "onsetPeriod": {"start": "2025-06-01"}},
            MET,
            id="no status, its onset period within the year",
        ),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-12-01", "abatementDateTime": "2024-01-01"},
            OPEN,
            id="no status, ended long ago",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "onsetDateTime": "2026-03-01"}, MET, id="begins today"
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "onsetDateTime": "2026-03-02"}, OPEN, id="begins tomorrow"
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "recordedDate": "2026-03-02"}, OPEN, id="recorded tomorrow"
        ),
    ],
)
def test_a_disorder_counts_now_and_for_a_year_after_its_end(
    facts: Reader, elements: Json, value: Truth | None
) -> None:
    read = facts(anxiety(**elements))[PAST_YEAR]
    assert read.value == value
    assert read.value is MET or read.reason.startswith("F41.1: ")


@pytest.mark.parametrize(
    ("start", "value"),
    [
        pytest.param("2025-03-01", MET, id="a year ago to the day"),
        pytest.param("2025-02-28", OPEN, id="a year and a day ago"),
    ],
)
@pytest.mark.parametrize("link", ["Encounter/e1", "https://ehr.example/fhir/Encounter/e1"])
def test_without_a_status_the_date_of_the_encounter_counts(
    facts: Reader, start: str, value: Truth | None, link: str
) -> None:
    met_in = anxiety(clinicalStatus=None, encounter=reference(link))
    assert facts(met_in, encounter("e1", start))[PAST_YEAR].value == value


def test_an_end_in_the_month_the_window_begins_with_is_in_doubt_to_its_last_day(facts: Reader) -> None:
    ended = anxiety(clinicalStatus=clinical("resolved"), abatementDateTime="2025-02")
    reason = "F41.1: it ended on 2025-02, perhaps more than a year ago"
    assert facts(ended, on=date(2026, 2, 28))[PAST_YEAR].reason == reason
    assert facts(ended)[PAST_YEAR].reason == "F41.1: it ended on 2025-02, more than a year ago"


def test_the_year_before_29_february_begins_on_1_march(facts: Reader) -> None:
    ended = anxiety(clinicalStatus=clinical("resolved"), abatementDateTime="2023-03-01")
    assert facts(ended, on=date(2024, 2, 29))[PAST_YEAR].value is MET
    before = anxiety(clinicalStatus=clinical("resolved"), abatementDateTime="2023-02-28")
    assert facts(before, on=date(2024, 2, 29))[PAST_YEAR].value is OPEN
