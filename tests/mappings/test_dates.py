"""Days of a time zone: to which one a moment belongs, and what can be put in order."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from criteria.truth import Truth
from mappings.fhir.dates import parse_when
from tests.mappings.reading import Reader
from tests.support.fhir import observation

NEW_YORK = ZoneInfo("America/New_York")
CHICAGO = "time_zone: America/Chicago\n"
SAID = "documented-on-diagnostic-assessment"


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        pytest.param("2026-03-01", "2026-03-01", "2026-03-01", id="a date stays as written"),
        pytest.param("2026-03", "2026-03-01", "2026-03-31", id="a month is all its days"),
        pytest.param("2026-03-02T04:59:59Z", "2026-03-01", "2026-03-01", id="UTC, a second before midnight"),
        pytest.param("2026-03-02T05:00:00Z", "2026-03-02", "2026-03-02", id="UTC, at midnight"),
        pytest.param("2026-07-02T03:59:59Z", "2026-07-01", "2026-07-01", id="a second before, in summer"),
        pytest.param("2026-07-02T04:00:00Z", "2026-07-02", "2026-07-02", id="at midnight in summer"),
        pytest.param("2026-03-01T23:30:00-08:00", "2026-03-02", "2026-03-02", id="an evening further west"),
        pytest.param("2026-03-01T23:30:00", "2026-03-01", "2026-03-01", id="without an offset it is local"),
        pytest.param("2026-03-01T25:00:00Z", "2026-03-01", "2026-03-01", id="no time of day: its day"),
        pytest.param("9999-12-31T23:59:59-14:00", "9999-12-31", "9999-12-31", id="beyond the calendar"),
    ],
)
def test_a_moment_belongs_to_the_day_it_is_in_the_zone(written: str, first: str, last: str) -> None:
    when = parse_when(written, NEW_YORK)
    assert when is not None
    assert (when.first, when.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("written", ["2026-3-1", "20260301", "2026-03-01 10:00", "", None, 7])
def test_what_is_no_fhir_date_is_none(written: object) -> None:
    assert parse_when(written, NEW_YORK) is None


@pytest.mark.parametrize(
    ("when", "site", "expected"),
    [
        pytest.param("2026-03-02T04:59:00Z", "", Truth.MET, id="this evening, sent in UTC"),
        pytest.param("2026-03-02T05:00:00Z", "", None, id="tomorrow's first minute"),
        pytest.param("2026-03-02T05:59:00Z", CHICAGO, Truth.MET, id="this evening further west"),
        pytest.param("2026-03-02T06:00:00Z", CHICAGO, None, id="tomorrow further west"),
        pytest.param("2025-12-01T05:00:00Z", "", Truth.MET, id="90 days ago there"),
        pytest.param("2025-12-01T04:59:00Z", "", None, id="91 days ago there, though UTC says 90"),
    ],
)
def test_the_future_and_windows_are_told_by_the_day_at_the_site(
    facts: Reader, when: str, site: str, expected: Truth | None
) -> None:
    assert facts(observation(SAID, {"valueBoolean": True}, when), site=site)[SAID].value is expected
