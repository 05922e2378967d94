"""Of which diagnosis an answer is, where the policy asks for the cause of an impairment."""

from __future__ import annotations

import pytest

from criteria.evaluate import determine
from criteria.findings import Finding
from criteria.reasons import ReasonCode
from mappings.patient_facts import PatientFacts
from tests.mappings.reading import Reader, policy_for
from tests.support.fhir import Json, clinical, condition, icd, patient, reference, verification, yes

CAUSE = "impairment-attributable"
PTSD = condition(icd("F43.10"), identity="ptsd")
ALCOHOL = condition(icd("F10.20"), identity="aud")
DIABETES = condition(icd("E11.9"), identity="diabetes")
REFUTED = condition(icd("F10.20"), identity="refuted", verificationStatus=verification("refuted"))
OVER = condition(icd("F10.20"), identity="over", abatementDateTime="2019-05-05")
SUPPOSED = condition(icd("F10.20"), identity="supposed", verificationStatus=verification("provisional"))
REMITTED = condition(
    icd("F10.20"), identity="remitted", clinicalStatus=clinical("remission"), recordedDate="2019-05-05"
)
ADULT, CHILD = patient(), patient("2015-05-05")


def cause_in_policy(facts: PatientFacts) -> Finding:
    """The item of the policy that asks for the cause of the impairment."""
    vocabulary = facts.mapping.fact_map.vocabulary
    (found,) = determine(policy_for(facts.service), vocabulary, facts, facts.on, in_progress=False)
    return next(each for path, each in found.walk() if path.endswith(("C.2", "3.2")))


@pytest.mark.parametrize(
    ("focus", "person", "service", "value"),
    [
        pytest.param([], ADULT, "H2017", "met", id="no focus"),
        pytest.param(["Condition/aud"], ADULT, "H2017", "met", id="alcohol, adult PRS"),
        pytest.param(["Condition/ptsd"], ADULT, "H2017", "unknown", id="PTSD, adult PRS"),
        pytest.param(
            ["Condition/ptsd", "Condition/aud"], ADULT, "H2017", "met", id="PTSD and alcohol, adult PRS"
        ),
        pytest.param(["Condition/ptsd"], CHILD, "H2017", "met", id="PTSD, child PRS"),
        pytest.param(["Condition/ptsd"], ADULT, "H0024", "met", id="PTSD, peer support"),
        pytest.param(["Condition/aud"], ADULT, "H0024", "unknown", id="alcohol, peer support"),
        pytest.param(["Condition/diabetes"], ADULT, "H0024", "unknown", id="diabetes, peer support"),
        pytest.param(["Condition/refuted"], ADULT, "H2017", "unknown", id="a refuted diagnosis"),
        pytest.param(["Condition/over"], ADULT, "H2017", "unknown", id="a diagnosis that is over"),
        pytest.param(["Condition/supposed"], ADULT, "H2017", "unknown", id="a provisional diagnosis"),
        pytest.param(
            ["Condition/remitted"], ADULT, "H2017", "met", id="one in remission, which a word may settle"
        ),
        pytest.param(["Condition/not-sent"], ADULT, "H2017", "unknown", id="a diagnosis that was not sent"),
        pytest.param(["Goal/g1"], ADULT, "H2017", "met", id="a goal, which is no cause"),
    ],
)
def test_the_cause_of_an_impairment_is_a_diagnosis_of_the_policy(
    facts: Reader, focus: list[str], person: Json, service: str, value: str
) -> None:
    about = [reference(each) for each in focus] or None
    listed = (PTSD, ALCOHOL, DIABETES, REFUTED, OVER, SUPPOSED, REMITTED)
    read = facts(person, *listed, yes(CAUSE, focus=about), service=service)
    found = cause_in_policy(read)
    assert found.outcome == value
    assert [each.reference for each in (*found.evidence, *found.hints)] == [f"Observation/{CAUSE}"]
    assert [each.code for each in found.missing] == ([] if value == "met" else [ReasonCode.NEAR_MISS])


@pytest.mark.parametrize(
    ("focus", "said"),
    [
        pytest.param(["Condition/aud"], "said of F10.20", id="one diagnosis"),
        pytest.param(["Condition/ptsd", "Condition/aud"], "said of F43.10, F10.20", id="two diagnoses"),
        pytest.param(
            ["Condition/gone"], "said of a condition that was not sent", id="a diagnosis that was not sent"
        ),
        pytest.param(["Goal/g1"], "", id="a goal"),
    ],
)
def test_an_answer_says_of_which_diagnosis_it_is(facts: Reader, focus: list[str], said: str) -> None:
    of_these = yes(CAUSE, focus=[reference(each) for each in focus])
    (cited,) = facts(PTSD, ALCOHOL, of_these)[CAUSE].evidence
    assert cited.note.partition(";")[0] == said
