"""Only a confirmed diagnosis counts."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.diagnoses.conditions import CURRENT, PAST_YEAR, anxiety
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import HL7, coding, concept, verification


@pytest.mark.parametrize("fact", [PAST_YEAR, CURRENT])
@pytest.mark.parametrize(
    ("verification", "value", "note"),
    [
        pytest.param(verification("confirmed"), MET, "", id="confirmed"),
        pytest.param(None, MET, "verification not stated", id="absent counts, flagged"),
        pytest.param(
            verification("provisional"),
            OPEN,
            "its verification status is provisional, not confirmed",
            id="provisional",
        ),
        pytest.param(
            verification("unconfirmed"),
            OPEN,
            "its verification status is unconfirmed, not confirmed",
            id="unconfirmed",
        ),
        pytest.param(
            verification("differential"),
            OPEN,
            "its verification status is differential, not confirmed",
            id="differential",
        ),
        pytest.param(
            {"text": "Confirmed"},
            OPEN,
            "its verification status is not readable, not confirmed",
            id="words alone are not read",
        ),
        pytest.param(
            concept(coding("urn:vendor", "C")),
            OPEN,
            "its verification status is not readable, not confirmed",
            id="a vendor's code alone is not read",
        ),
        pytest.param(
            "refuted",
            OPEN,
            "its verification status is not readable, not confirmed",
            id="a bare string, as in older FHIR, is not taken for absent",
        ),
        pytest.param(
            concept(coding("urn:vendor", "1"), coding(f"{HL7}/condition-ver-status", "confirmed")),
            MET,
            "",
            id="a vendor's code before the one of FHIR",
        ),
        pytest.param(
            concept(coding("urn:vendor", "confirmed"), coding(f"{HL7}/condition-ver-status", "provisional")),
            OPEN,
            "its verification status is provisional, not confirmed",
            id="HL7's own code decides beside a vendor's",
        ),
        pytest.param(
            concept(
                coding(f"{HL7}/condition-ver-status", "confirmed"),
                coding(f"{HL7}/condition-ver-status", "entered-in-error"),
            ),
            OPEN,
            "its verification status is contradictory, not confirmed",
            id="two codes of HL7 contradict each other",
        ),
        pytest.param(
            concept(coding("http: //terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed")),
            MET,
            "",
            id="a blank in the system",
        ),
    ],
)
def test_only_a_confirmed_diagnosis_counts(
    facts: Reader, fact: str, verification: object, value: Truth | None, note: str
) -> None:
    read = facts(anxiety(verificationStatus=verification))[fact]
    assert read.value == value
    assert (read.evidence or read.hints)[0].note == note
