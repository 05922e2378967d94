"""How a code is recognized in the wild: its spelling, its system's spelling, its version."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.reading import Reader
from tests.support.fhir import ICD, SNOMED, coding, condition, icd


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("F3181", id="without the dot"),
        pytest.param("f31.81", id="in lower case"),
        pytest.param("f3181", id="in lower case without the dot"),
        pytest.param(" F31.81 ", id="with blanks around it"),
    ],
)
def test_an_icd_code_is_known_however_it_is_typed(facts: Reader, code: str) -> None:
    assert facts(condition(icd(code)))["dx-bipolar"].value is Truth.MET


@pytest.mark.parametrize(
    "system",
    [
        pytest.param("urn:oid:2.16.840.1.113883.6.90", id="the OID"),
        pytest.param("2.16.840.1.113883.6.90", id="the bare OID"),
        pytest.param("http: //hl7.org/fhir/sid/icd-10-cm", id="a blank inside"),
        pytest.param(" http://hl7.org/fhir/sid/icd-10-cm ", id="blanks around"),
    ],
)
def test_icd_10_cm_is_known_under_its_spellings(facts: Reader, system: str) -> None:
    assert facts(condition(coding(system, "F31.81")))["dx-bipolar"].value is Truth.MET


def test_snomed_ct_is_known_under_its_oid(facts: Reader) -> None:
    assert (
        facts(condition(coding("urn:oid:2.16.840.1.113883.6.96", "13746004")))["dx-bipolar"].value
        is Truth.MET
    )


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(coding("http://hl7.org/fhir/sid/icd-10", "F31.81"), id="the ICD-10 of the WHO"),
        pytest.param(coding("http://hl7.org/fhir/sid/icd-9-cm", "296.89"), id="ICD-9-CM"),
        pytest.param(coding(SNOMED, "F31.81"), id="an ICD code called SNOMED CT"),
        pytest.param({"code": "F31.81"}, id="no system"),
        pytest.param({"system": ICD}, id="a system without a code"),
        pytest.param({"system": ICD, "display": "Bipolar II disorder"}, id="a system and a display"),
    ],
)
def test_another_system_is_another_code(facts: Reader, code: dict[str, str]) -> None:
    read = facts(condition(code))["dx-bipolar"]
    assert read.value is None
    assert read.reason == "no qualifying diagnosis among the 1 conditions the EHR sent"


def test_a_version_on_the_coding_does_not_matter(facts: Reader) -> None:
    assert facts(condition(icd("F31.81", version="2024")))["dx-bipolar"].value is Truth.MET


def test_one_coding_stands_for_a_list_of_one(facts: Reader) -> None:
    assert facts(condition(code={"coding": icd("F31.81")}))["dx-bipolar"].value is Truth.MET
