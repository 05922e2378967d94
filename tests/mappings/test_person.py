"""The person and the setting: birth date, death, kind of provider."""

from __future__ import annotations

from datetime import date

import pytest

from criteria.facts import Evidence, Fact
from criteria.reasons import ReasonCode
from criteria.spans import BirthDate
from criteria.truth import Truth
from mappings.readers.deceased import is_deceased
from tests.mappings.reading import Reader
from tests.support.fhir import ABSENT_FOR_A_REASON, ON, Json, patient


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        pytest.param("2010-06-30", date(2010, 6, 30), date(2010, 6, 30), id="a whole date is that day"),
        pytest.param("2020-02-29", date(2020, 2, 29), date(2020, 2, 29), id="29 February is kept as it is"),
        pytest.param("2010-06", date(2010, 6, 1), date(2010, 6, 30), id="a month is any of its days"),
        pytest.param(
            "2024-02", date(2024, 2, 1), date(2024, 2, 29), id="February of a leap year has 29 days"
        ),
        pytest.param("2010", date(2010, 1, 1), date(2010, 12, 31), id="a year is any of its days"),
        pytest.param("2026-03-01", ON, ON, id="born on the evaluation date"),
        pytest.param("2026", date(2026, 1, 1), date(2026, 12, 31), id="born in the year of the evaluation"),
        pytest.param(
            " 2010-06-30 ", date(2010, 6, 30), date(2010, 6, 30), id="blanks around it do not matter"
        ),
    ],
)
def test_a_birth_date_may_be_partial(facts: Reader, written: str, earliest: date, latest: date) -> None:
    fact = facts(patient(written))["birth-date"]
    proof = Evidence("birth-date", "Patient/p1", written.strip(), value=written.strip())
    assert fact == Fact("birth-date", BirthDate(earliest, latest), evidence=(proof,))


@pytest.mark.parametrize(
    ("birth_date", "reason", "code"),
    [
        pytest.param(None, "the EHR sent no birth date", ReasonCode.NOT_ON_FILE, id="none"),
        pytest.param("", "the EHR sent no birth date", ReasonCode.NOT_ON_FILE, id="empty"),
        pytest.param(
            "2026-03-02", "the birth date on file lies in the future", ReasonCode.FUTURE, id="tomorrow"
        ),
        pytest.param(
            "2026-04", "the birth date on file lies in the future", ReasonCode.FUTURE, id="next month"
        ),
        pytest.param(
            "2010-02-30",
            "the birth date on file cannot be read",
            ReasonCode.UNDATED,
            id="no day of the calendar",
        ),
        pytest.param(
            "06/30/2010",
            "the birth date on file cannot be read",
            ReasonCode.UNDATED,
            id="written the American way",
        ),
        pytest.param(
            "2010-06-30T00:00:00Z",
            "the birth date on file cannot be read",
            ReasonCode.UNDATED,
            id="with a time",
        ),
        pytest.param(2010, "the birth date on file cannot be read", ReasonCode.UNDATED, id="a number"),
        pytest.param(
            ["2010-06-30"], "the birth date on file cannot be read", ReasonCode.UNDATED, id="a list"
        ),
    ],
)
def test_a_birth_date_that_does_not_tell_the_age_is_unknown(
    facts: Reader, birth_date: str | None, reason: str, code: ReasonCode
) -> None:
    assert facts(patient(birth_date))["birth-date"] == Fact("birth-date", reason=reason, code=code)


def test_without_a_patient_there_is_no_birth_date(facts: Reader) -> None:
    someone_else = patient() | {"id": "p2"}
    assert facts(someone_else)["birth-date"] == Fact("birth-date", reason="the EHR sent no birth date")


@pytest.mark.parametrize(
    ("death", "deceased"),
    [
        pytest.param({}, False, id="nothing said"),
        pytest.param({"deceasedBoolean": True}, True, id="yes"),
        pytest.param({"deceasedBoolean": False}, False, id="no"),
        pytest.param({"deceasedBoolean": "true"}, True, id="yes, as a text"),
        pytest.param({"deceasedBoolean": "false"}, False, id="no, as a text"),
        pytest.param(
            {"deceasedBoolean": True, "deceasedDateTime": "2026-03-02"},
            True,
            id="yes, and a date that has not come",
        ),
        pytest.param({"deceasedDateTime": "2026-03-01"}, True, id="today"),
        pytest.param({"deceasedDateTime": "2026-03-02"}, False, id="tomorrow"),
        pytest.param({"deceasedDateTime": "2025-12"}, True, id="in a month that has passed"),
        pytest.param({"deceasedDateTime": "last winter"}, True, id="on a day that cannot be read"),
        pytest.param(
            {"_deceasedDateTime": ABSENT_FOR_A_REASON},
            True,
            id="on a day that is not given",
        ),
        pytest.param(
            {"deceasedDateTime": "2025-12-24T08:30:00-05:00"}, True, id="at an hour that has passed"
        ),
    ],
)
def test_a_person_has_died_by_a_yes_or_a_date_that_has_come(
    facts: Reader, death: Json, deceased: bool
) -> None:
    record = facts.record({"patient": patient(**death)})
    assert is_deceased(record, ON) is deceased


def test_a_person_whose_patient_was_not_sent_is_not_taken_for_dead(facts: Reader) -> None:
    assert is_deceased(facts.record({}), ON) is False


@pytest.mark.parametrize(
    ("site", "value"),
    [
        pytest.param("provider_type: private", Truth.MET, id="private"),
        pytest.param("provider_type: public", Truth.NOT_MET, id="public"),
        pytest.param("", None, id="a site that does not say"),
    ],
)
def test_the_kind_of_provider_is_the_sites_to_say(facts: Reader, site: str, value: Truth | None) -> None:
    fact = facts(site=site)["provider-is-private"]
    assert fact.value == value
    assert bool(fact.reason) is (value is None)
