"""A diagnosis that is met is cited with what the record has of it."""

from __future__ import annotations

import pytest

from criteria.facts import Evidence
from tests.mappings.diagnoses.conditions import PAST_YEAR, anxiety
from tests.mappings.reading import MET, Reader
from tests.support.fhir import ICD, Json, condition, icd


def test_a_met_diagnosis_names_the_condition_the_code_the_date_and_the_status(facts: Reader) -> None:
    fact = facts(condition(icd("F31.81")))["dx-bipolar"]
    assert fact.value is MET
    assert fact.evidence == (Evidence("dx-bipolar", "Condition/c1", "2025-10-01", f"{ICD}|F31.81", "active"),)


@pytest.mark.parametrize(
    ("elements", "day", "value"),
    [
        pytest.param(
            {"recordedDate": "2025-12-01", "onsetDateTime": "2025-06-01"},
            "2025-12-01",
            "active",
            id="recorded",
        ),
        pytest.param({"onsetDateTime": "2025-06-01"}, "2025-06-01", "active", id="begun, never recorded"),
        pytest.param({}, "", "active", id="undated"),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-12-01"},
            "2025-12-01",
            "status not stated",
            id="without a clinical status",
        ),
    ],
)
def test_a_diagnosis_is_cited_with_what_the_record_has(
    facts: Reader, elements: Json, day: str, value: str
) -> None:
    (cited,) = facts(anxiety(**elements))[PAST_YEAR].evidence
    assert (cited.date, cited.value) == (day, value)


def test_the_newest_three_conditions_are_cited(facts: Reader) -> None:
    recorded = ["2025-04-01", "2025-07-01", "2025-05-01", "2025-08-01", "2025-06-01"]
    conditions = [
        condition(icd("F31.9"), identity=f"c{i}", recordedDate=day) for i, day in enumerate(recorded)
    ]
    cited = facts(*conditions)["dx-bipolar"].evidence
    assert [evidence.date for evidence in cited] == ["2025-08-01", "2025-07-01", "2025-06-01"]
