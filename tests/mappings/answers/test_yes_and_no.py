"""What only a person can say: the shapes in which a yes and a no come."""

from __future__ import annotations

import pytest

from criteria.facts import Evidence, Fact
from criteria.truth import Truth
from tests.mappings.answers.asked import FACT
from tests.mappings.reading import BY_CLINICIAN, MET, NOT_MET, OPEN, Reader
from tests.support.fhir import (
    HL7,
    LOINC,
    OWN,
    RECENT,
    SNOMED,
    YES,
    Json,
    coding,
    concept,
    item,
    observation,
    questionnaire_response,
    yes,
)


def test_a_yes_names_where_it_stands(facts: Reader) -> None:
    proof = Evidence(
        FACT,
        f"Observation/{FACT}",
        RECENT,
        f"{OWN}|{FACT}",
        "yes",
        by=BY_CLINICIAN,
        counts_until="2026-05-21",
    )
    assert facts(yes(FACT))[FACT] == Fact(FACT, MET, evidence=(proof,))


@pytest.mark.parametrize(
    ("site", "until"),
    [("", "2026-05-21"), ("windows: {attestation: 30 days}", "2026-03-22")],
    ids=["90 days", "the site's own window"],
)
def test_an_answer_says_until_when_it_counts(facts: Reader, site: str, until: str) -> None:
    (proof,) = facts(yes(FACT), site=site)[FACT].evidence
    assert proof.counts_until == until


def test_silence_is_unknown_and_says_who_can_speak(facts: Reader) -> None:
    assert facts()[FACT] == Fact(FACT, reason="the treating clinician can supply it")


def coded(*codings: Json) -> Json:
    return {"valueCodeableConcept": concept(*codings)}


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        pytest.param({"valueBoolean": True}, MET, id="true"),
        pytest.param({"valueBoolean": False}, NOT_MET, id="false"),
        pytest.param(coded(coding(LOINC, "LA33-6")), MET, id="yes in LOINC"),
        pytest.param(coded(coding(LOINC, "LA32-8")), NOT_MET, id="no in LOINC"),
        pytest.param(
            coded(coding("urn:oid:2.16.840.1.113883.6.1", "LA33-6")), MET, id="yes under the LOINC OID"
        ),
        pytest.param(coded(coding(SNOMED, "373066001")), MET, id="yes in SNOMED CT"),
        pytest.param(coded(coding(SNOMED, "373067005")), NOT_MET, id="no in SNOMED CT"),
        pytest.param(coded(coding(f"{HL7}/v2-0136", "Y")), MET, id="yes in HL7 version 2"),
        pytest.param(coded(coding(f"{HL7}/v2-0136", "N")), NOT_MET, id="no in HL7 version 2"),
        pytest.param(
            coded(coding("http://hl7.org/fhir/v2/0136", "Y")), MET, id="yes under the old v2 system"
        ),
        pytest.param(
            coded(coding("urn:x", "1"), coding(LOINC, "LA33-6")), MET, id="yes in the second coding"
        ),
        pytest.param(
            coded(coding(LOINC, "LA33-6"), coding(SNOMED, "373066001")), MET, id="yes in two systems"
        ),
        pytest.param(coded(coding(LOINC, "LA33-6"), coding(LOINC, "LA32-8")), OPEN, id="yes and no at once"),
        pytest.param(coded(coding(LOINC, "LA137-2")), OPEN, id="none of the above"),
        pytest.param(coded(coding("urn:x", "LA33-6")), OPEN, id="yes of another system"),
        pytest.param({"valueCodeableConcept": {"text": "Yes"}}, OPEN, id="yes in words"),
        pytest.param({"valueString": "yes"}, OPEN, id="yes as text"),
        pytest.param({"valueInteger": 1}, OPEN, id="the number one"),
        pytest.param({"valueBoolean": "true"}, OPEN, id="true as text"),
        pytest.param({}, OPEN, id="no value"),
    ],
)
def test_a_yes_and_a_no_are_read_in_every_shape_they_come_in(
    facts: Reader, value: Json, truth: Truth | None
) -> None:
    fact = facts(observation(FACT, value))[FACT]
    assert fact.value == truth
    if truth is OPEN:
        assert fact.reason == "it is neither a yes nor a no that can be read"


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        pytest.param({"valueBoolean": True}, MET, id="true"),
        pytest.param({"valueBoolean": False}, NOT_MET, id="false"),
        pytest.param({"valueCoding": coding(LOINC, "LA33-6")}, MET, id="yes in LOINC"),
        pytest.param({"valueCoding": coding(SNOMED, "373067005")}, NOT_MET, id="no in SNOMED CT"),
        pytest.param({"valueString": "Yes"}, OPEN, id="yes as text"),
    ],
)
def test_an_answer_in_a_form_is_read_as_an_observation_is(
    facts: Reader, answer: Json, truth: Truth | None
) -> None:
    fact = facts(questionnaire_response(item(FACT, answer)))[FACT]
    assert fact.value == truth
    cited = (fact.evidence or fact.hints)[0]
    assert (cited.reference, cited.date) == ("QuestionnaireResponse/q1", RECENT)


@pytest.mark.parametrize(
    ("value", "truth", "code"),
    [
        pytest.param({"valueBoolean": True, **YES}, MET, "", id="two values that agree"),
        pytest.param(
            {"valueBoolean": False, **YES}, OPEN, "conflict-one-person", id="two values that differ"
        ),
        pytest.param(
            {"valueBoolean": True, "valueString": "no"},
            OPEN,
            "conflict-one-person",
            id="a value beside one that cannot be read",
        ),
        pytest.param(
            {"valueBoolean": True, "dataAbsentReason": concept(coding(f"{HL7}/data-absent-reason", "error"))},
            OPEN,
            "unclear-scale",
            id="a value beside a reason why there is none",
        ),
    ],
)
def test_one_answer_holds_one_value(facts: Reader, value: Json, truth: Truth | None, code: str) -> None:
    fact = facts(observation(FACT, value))[FACT]
    assert fact.value == truth
    if code:
        assert fact.code.value == code
