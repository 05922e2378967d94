"""What each list takes for a diagnosis: its codes, no near miss, a header whose leaves all count."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.reading import Reader
from tests.support.fhir import condition, icd, snomed

DIAGNOSES = {
    "dx-bipolar",
    "dx-major-depression",
    "dx-psychotic",
    "dx-sud",
    "dx-sed-eligible",
    "dx-mental-disorder",
    "dx-mental-disorder-current",
    "dx-dsm",
    "dx-z-candidate",
}


@pytest.mark.parametrize(
    ("fact", "code", "value"),
    [
        pytest.param("dx-bipolar", icd("F31.81"), Truth.MET, id="bipolar II is bipolar disorder"),
        pytest.param("dx-bipolar", icd("F30.2"), Truth.MET, id="a single manic episode is bipolar disorder"),
        pytest.param("dx-bipolar", snomed("13746004"), Truth.MET, id="bipolar disorder in SNOMED CT"),
        pytest.param("dx-bipolar", icd("F34.0"), None, id="cyclothymia is near, not in"),
        pytest.param("dx-bipolar", icd("F31.78"), None, id="bipolar disorder in full remission is over"),
        pytest.param("dx-bipolar", icd("F31.77"), Truth.MET, id="partial remission is present"),
        pytest.param("dx-bipolar", icd("F30.4"), None, id="a manic episode in full remission is over"),
        pytest.param("dx-bipolar", snomed("12969000"), None, id="remission in SNOMED CT is over"),
        pytest.param(
            "dx-major-depression", icd("F32.9"), Truth.MET, id="a single episode is major depression"
        ),
        pytest.param(
            "dx-major-depression",
            icd("F33.41"),
            Truth.MET,
            id="partial remission of major depression is present",
        ),
        pytest.param(
            "dx-major-depression", snomed("370143000"), Truth.MET, id="major depression in SNOMED CT"
        ),
        pytest.param("dx-major-depression", icd("F32.A"), None, id="unspecified depression is near, not in"),
        pytest.param("dx-major-depression", icd("F34.1"), None, id="dysthymia is near, not in"),
        pytest.param("dx-major-depression", icd("F32.81"), None, id="premenstrual disorder is near, not in"),
        pytest.param(
            "dx-major-depression", icd("F33.42"), None, id="full remission of major depression is over"
        ),
        pytest.param("dx-psychotic", icd("F20.9"), Truth.MET, id="schizophrenia is psychotic"),
        pytest.param("dx-psychotic", icd("F22"), Truth.MET, id="delusional disorder is psychotic"),
        pytest.param("dx-psychotic", icd("F24"), Truth.MET, id="shared psychosis is psychotic"),
        pytest.param("dx-psychotic", snomed("58214004"), Truth.MET, id="schizophrenia in SNOMED CT"),
        pytest.param(
            "dx-psychotic", snomed("69322001"), Truth.MET, id="psychosis of no stated type is psychotic"
        ),
        pytest.param("dx-psychotic", icd("F06.2"), None, id="psychosis from an illness is near, not in"),
        pytest.param("dx-psychotic", snomed("4926007"), None, id="schizophrenia in remission is over"),
        pytest.param("dx-sud", icd("F10.20"), Truth.MET, id="alcohol dependence is an SUD"),
        pytest.param("dx-sud", icd("F19.10"), Truth.MET, id="abuse of another substance is an SUD"),
        pytest.param("dx-sud", snomed("66590003"), Truth.MET, id="alcohol dependence in SNOMED CT"),
        pytest.param("dx-sud", icd("F10.90"), None, id="use without a disorder is near, not in"),
        pytest.param("dx-sud", icd("F17.210"), None, id="nicotine is near, not in"),
        pytest.param("dx-sud", icd("Z72.0"), None, id="tobacco use is near, not in"),
        pytest.param("dx-sud", icd("F63.0"), None, id="gambling is not in any list for SUD"),
        pytest.param("dx-sud", icd("F10.21"), None, id="alcohol dependence in remission is over"),
        pytest.param("dx-sed-eligible", icd("F90.0"), Truth.MET, id="ADHD is SED-eligible"),
        pytest.param("dx-sed-eligible", icd("F43.10"), Truth.MET, id="PTSD is SED-eligible"),
        pytest.param("dx-sed-eligible", icd("F84.0"), None, id="autism alone is no SED"),
        pytest.param("dx-sed-eligible", icd("F70"), None, id="intellectual disability alone is no SED"),
        pytest.param("dx-sed-eligible", icd("F10.20"), None, id="an SUD alone is no SED"),
        pytest.param("dx-sed-eligible", icd("F33.42"), None, id="full remission is no SED"),
        pytest.param("dx-sed-eligible", icd("F55.2"), None, id="laxative abuse is no SED"),
        pytest.param("dx-sed-eligible", icd("F98.8"), None, id="nail-biting is no SED"),
        pytest.param("dx-sed-eligible", icd("F05"), None, id="delirium is no SED"),
        pytest.param(
            "dx-sed-eligible", icd("F06.1"), Truth.MET, id="a disorder of biological etiology is an SED"
        ),
        pytest.param("dx-mental-disorder", icd("F41.1"), Truth.MET, id="anxiety is a mental disorder"),
        pytest.param("dx-mental-disorder", icd("F01.50"), None, id="dementia leaves a mental disorder open"),
        pytest.param(
            "dx-mental-disorder-current", icd("F41.1"), Truth.MET, id="anxiety is a current mental disorder"
        ),
        pytest.param(
            "dx-mental-disorder-current",
            icd("F10.20"),
            None,
            id="an SUD alone leaves a current mental disorder open",
        ),
        pytest.param(
            "dx-mental-disorder-current",
            icd("F33.42"),
            None,
            id="remission leaves a current mental disorder open",
        ),
        pytest.param("dx-dsm", icd("F84.0"), Truth.MET, id="autism is a DSM diagnosis"),
        pytest.param("dx-dsm", icd("F10.20"), Truth.MET, id="an SUD is a DSM diagnosis"),
        pytest.param("dx-dsm", icd("F17.210"), None, id="nicotine alone leaves a DSM diagnosis open"),
        pytest.param("dx-dsm", icd("F10.90"), None, id="use alone leaves a DSM diagnosis open"),
        pytest.param("dx-dsm", icd("F02.80"), None, id="dementia leaves a DSM diagnosis open"),
        pytest.param("dx-dsm", icd("G30.9"), None, id="a neurological code is no DSM diagnosis"),
        pytest.param("dx-dsm", icd("F31.76"), None, id="full remission is no DSM diagnosis"),
        pytest.param("dx-z-candidate", icd("Z62.820"), Truth.MET, id="parent-child conflict is a candidate"),
        pytest.param("dx-z-candidate", icd("Z59.6"), Truth.MET, id="Z59.6, of Z55-Z65, is a candidate"),
        pytest.param("dx-z-candidate", icd("Z72.811"), None, id="an adult's conduct is near, not in"),
        pytest.param("dx-z-candidate", icd("F43.10"), None, id="a diagnosis is no Z-code"),
    ],
)
def test_each_list_takes_its_codes_and_no_near_miss(
    facts: Reader, fact: str, code: dict[str, str], value: Truth | None
) -> None:
    read = facts(condition(code))[fact]
    assert read.value == value
    assert bool(read.reason) is (value is None)


@pytest.mark.parametrize("fact", sorted(DIAGNOSES))
@pytest.mark.parametrize("verification", ["refuted", "entered-in-error"])
def test_a_refuted_diagnosis_is_none_in_any_list(facts: Reader, fact: str, verification: str) -> None:
    codes = {"dx-z-candidate": "Z62.820", "dx-sud": "F10.20", "dx-psychotic": "F20.9", "dx-bipolar": "F31.9"}
    code = codes.get(fact, "F32.1")
    stated = {"coding": [{"code": verification}]}
    assert facts(condition(icd(code)))[fact].value is Truth.MET
    denied = facts(condition(icd(code), verificationStatus=stated))[fact]
    assert denied.value is None
    assert denied.hints == ()
    assert denied.reason == "no qualifying diagnosis among the 1 conditions the EHR sent"


@pytest.mark.parametrize(
    ("fact", "header", "counts"),
    [
        pytest.param("dx-bipolar", "F31", True, id="all of F31 is bipolar disorder"),
        pytest.param("dx-bipolar", "F31.1", True, id="all of F31.1 is bipolar disorder"),
        pytest.param("dx-psychotic", "F20", True, id="all of F20 is psychotic"),
        pytest.param("dx-sud", "F10.2", True, id="all of F10.2 is an SUD"),
        pytest.param("dx-major-depression", "F33", False, id="F33 holds more than major depression"),
        pytest.param("dx-major-depression", "F32", False, id="F32 holds more than major depression"),
        pytest.param("dx-sud", "F10", False, id="F10 holds mere use"),
        pytest.param("dx-sed-eligible", "F32", True, id="all of F32 is SED-eligible"),
        pytest.param("dx-z-candidate", "Z73.81", True, id="all of Z73.81 is a candidate"),
        pytest.param("dx-z-candidate", "Z73.8", False, id="Z73.8 holds more, which no list of ours does"),
        pytest.param("dx-dsm", "F17", False, id="F17 is no more than its leaves"),
    ],
)
def test_a_header_code_counts_where_all_its_leaves_do(
    facts: Reader, fact: str, header: str, counts: bool
) -> None:
    read = facts(condition(icd(header)))[fact]
    assert (read.value is Truth.MET) is counts
    if counts:
        assert read.evidence[0].note == "a header code, not a billable one"


@pytest.mark.parametrize(("fact", "header"), [("dx-bipolar", "F31.7"), ("dx-major-depression", "F33.4")])
def test_a_header_most_of_whose_leaves_are_in_remission_is_in_remission(
    facts: Reader, fact: str, header: str
) -> None:
    read = facts(condition(icd(header)))[fact]
    assert read.value is None
    assert read.reason == f"{header}: in remission: was it active in the past year?"
