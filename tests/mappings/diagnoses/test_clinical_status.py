"""The clinical status of a Condition: the codes that tell it, and what is said where it leaves it open."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.diagnoses.conditions import PAST_YEAR, anxiety
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import HL7, Json, clinical, coding, concept, condition, icd


@pytest.mark.parametrize(
    ("elements", "value"),
    [
        pytest.param(
            {"clinicalStatus": {"text": "Active"}, "recordedDate": "2025-12-01"}, OPEN, id="status in words"
        ),
        pytest.param(
            {"clinicalStatus": "active", "recordedDate": "2025-12-01"}, OPEN, id="status as a bare string"
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "1")), "onsetDateTime": "2025-12-01"},
            OPEN,
            id="status in a vendor's code only",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "1"), coding("urn:vendor", "active"))},
            MET,
            id="the second code is a known word",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:a", "active"), coding("urn:b", "active"))},
            MET,
            id="the known words of two vendors agree",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:a", "active"), coding("urn:b", "resolved"))},
            OPEN,
            id="the known words of two vendors differ",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "resolved"), *clinical("active")["coding"])},
            MET,
            id="a vendor's resolved before HL7's active",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "active"), *clinical("resolved")["coding"])},
            OPEN,
            id="a vendor's active before HL7's resolved",
        ),
        pytest.param(
            {"clinicalStatus": concept(*clinical("active")["coding"], *clinical("resolved")["coding"])},
            OPEN,
            id="two words of HL7",
        ),
        pytest.param(
            {"clinicalStatus": concept(*clinical("active")["coding"], *clinical("active")["coding"])},
            MET,
            id="one word of HL7, twice",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "active"), *clinical("open")["coding"])},
            OPEN,
            id="a word of HL7's system that it does not have, beside a vendor's",
        ),
    ],
)
def test_a_clinical_status_is_the_word_of_hl7_or_one_that_all_vendors_share(
    facts: Reader, elements: Json, value: Truth | None
) -> None:
    assert facts(anxiety(**elements))[PAST_YEAR].value == value


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        pytest.param(
            {"clinicalStatus": clinical("resolved")},
            "F41.1: resolved, and the record does not say when it ended",
            id="no end",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2024-02-28"},
            "F41.1: active, but it ended on 2024-02-28, more than a year ago",
            id="statuses that contradict the end",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025"},
            "F41.1: it ended on 2025, perhaps more than a year ago",
            id="an end that may lie on either side",
        ),
        pytest.param(
            {"clinicalStatus": {"text": "Active"}},
            "F41.1: its clinical status is not readable",
            id="a status nobody can read",
        ),
        pytest.param(
            {"clinicalStatus": None},
            "F41.1: clinical status not stated, and nothing dates it within the past year",
            id="neither status nor date",
        ),
        pytest.param(
            {"onsetDateTime": "2026-03-02"}, "F41.1: it is dated in the future", id="a date that has not come"
        ),
    ],
)
def test_an_open_diagnosis_says_why(facts: Reader, elements: Json, reason: str) -> None:
    assert facts(anxiety(**elements))[PAST_YEAR].reason == reason


def test_a_system_of_status_codes_is_the_one_of_hl7(facts: Reader) -> None:
    stated = concept(coding("urn:vendor", "active"), coding(f"{HL7}/condition-clinical", "resolved"))
    fact = facts(condition(icd("F33.1"), clinicalStatus=stated))["dx-major-depression"]
    assert fact.reason == "F33.1: resolved, and the record does not say when it ended"
