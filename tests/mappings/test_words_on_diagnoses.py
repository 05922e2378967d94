"""Words on a diagnosis: of which Condition they are and what they settle; and what is near a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from criteria.evaluate import determine
from criteria.findings import Finding
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.patient_facts import PatientFacts
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader, policy_for
from tests.support.fhir import (
    Json,
    clinical,
    condition,
    icd,
    no,
    patient,
    reference,
    snomed,
    verification,
    yes,
)

ACTIVE = "dx-active-past-year"
MDD = "dx-major-depression"
CAUSE = "impairment-attributable"


def resolved(**elements: Any) -> Json:
    return condition(icd("F33.1"), clinicalStatus=clinical("resolved"), recordedDate=None, **elements)


def in_remission() -> Json:
    return condition(icd("F33.1"), clinicalStatus=clinical("remission"), recordedDate="2019-01-01")


SOBER = condition(icd("F10.21"), identity="sober")


# --- whether it was active in the past year ------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "word", "value"),
    [
        pytest.param(in_remission(), yes, MET, id="remission by its status, yes"),
        pytest.param(in_remission(), no, OPEN, id="remission by its status, no"),
        pytest.param(resolved(), yes, MET, id="resolved without a date, yes"),
        pytest.param(resolved(), no, OPEN, id="resolved without a date, no"),
        pytest.param(resolved(abatementString="in spring"), yes, MET, id="resolved in words, yes"),
        pytest.param(
            resolved(abatementDateTime="2025"), yes, MET, id="resolved perhaps within the year, yes"
        ),
        pytest.param(resolved(abatementDateTime="2024-12-31"), yes, OPEN, id="resolved before the year, yes"),
        pytest.param(
            resolved(verificationStatus=verification("provisional")),
            yes,
            OPEN,
            id="provisional, yes",
        ),
    ],
)
def test_a_word_settles_what_the_record_leaves_undated(
    facts: Reader, found: Json, word: Callable[[str], Json], value: Truth | None
) -> None:
    assert facts(found, word(ACTIVE))[MDD].value == value


def test_peer_support_asks_for_more_than_a_disorder_of_the_past_year(facts: Reader) -> None:
    read = facts(resolved(), yes(ACTIVE), service="H0024")["dx-mental-disorder-current"]
    assert read.reason == "F33.1: its clinical status is resolved"


@pytest.mark.parametrize(
    ("focus", "depression", "alcohol"),
    [
        pytest.param(None, OPEN, OPEN, id="no focus, two that it may be of"),
        pytest.param([reference("Condition/c1")], MET, OPEN, id="of the first"),
        pytest.param([reference("Condition/sober")], OPEN, MET, id="of the second"),
        pytest.param([reference("Condition/c1"), reference("Condition/sober")], MET, MET, id="of both"),
        pytest.param([reference("Condition/not-sent")], OPEN, OPEN, id="of one that was not sent"),
        pytest.param([reference("#gone")], OPEN, OPEN, id="of one that cannot be told"),
        pytest.param([reference("CarePlan/plan")], OPEN, OPEN, id="of no Condition"),
    ],
)
def test_of_several_the_focus_names_the_condition(
    facts: Reader, focus: list[Json] | None, depression: Truth | None, alcohol: Truth | None
) -> None:
    read = facts(in_remission(), SOBER, yes(ACTIVE, focus=focus))
    assert (read[MDD].value, read["dx-sud"].value) == (depression, alcohol)


def test_an_answer_that_names_none_of_two_says_so(facts: Reader) -> None:
    read = facts(condition(icd("F33.42")), SOBER, yes(ACTIVE))[MDD]
    assert read.reason == (
        "F33.42: in remission: was it active in the past year?; "
        "a clinician answered, but it does not say which diagnosis it is of"
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(resolved(identity="again"), id="the same disorder once more"),
        pytest.param(condition(icd("F10.20"), identity="active"), id="an active one, of which nobody asks"),
        pytest.param(
            condition(icd("F41.1"), identity="x", clinicalStatus=clinical("resolved")),
            id="one that the policy does not ask of an adult",
        ),
        pytest.param(
            condition(icd("F10.21"), identity="x", verificationStatus=verification("refuted")),
            id="a refuted one",
        ),
    ],
)
def test_one_disorder_in_question_needs_no_focus(facts: Reader, other: Json) -> None:
    assert facts(resolved(), other, yes(ACTIVE))[MDD].value is MET


def test_different_words_on_two_conditions_each_count(facts: Reader) -> None:
    of_one = yes(ACTIVE, identity="one", focus=[reference("Condition/c1")])
    of_other = no(ACTIVE, identity="other", focus=[reference("Condition/sober")])
    read = facts(in_remission(), SOBER, of_one, of_other)
    assert read[MDD].value is MET
    assert read["dx-sud"].reason == (
        "F10.21: in remission; a clinician answered that it was not active in the past year"
    )


@pytest.mark.parametrize(
    ("word", "value"),
    [
        pytest.param(no(ACTIVE), OPEN, id="no"),
        pytest.param(no(ACTIVE, "2025-12-01"), OPEN, id="no, 90 days ago"),
        pytest.param(no(ACTIVE, "2025-11-30"), MET, id="no, 91 days ago"),
        pytest.param(no(ACTIVE, by="Patient/p1"), MET, id="no, by the patient"),
        pytest.param(no(ACTIVE, focus=[reference("Condition/c1")]), OPEN, id="no, of this one"),
        pytest.param(no(ACTIVE, focus=[reference("Condition/other")]), MET, id="no, of another"),
        pytest.param(yes(ACTIVE), MET, id="yes"),
    ],
)
@pytest.mark.parametrize(("fact", "service"), [(MDD, "H2017"), ("dx-mental-disorder-current", "H0024")])
def test_a_no_against_an_active_condition_is_a_conflict(
    facts: Reader, word: Json, value: Truth | None, fact: str, service: str
) -> None:
    read = facts(condition(icd("F33.1")), word, service=service)[fact]
    assert read.value == value
    assert value is MET or (read.code, read.reason) == (
        ReasonCode.CONFLICT_PEOPLE,
        "F33.1: conflict: a clinician answered that it was not active in the past year, "
        "and the record has it",
    )


def test_a_no_to_what_was_asked_leaves_an_active_condition_alone(facts: Reader) -> None:
    read = facts(condition(icd("F33.1")), SOBER, no(ACTIVE))
    assert read[MDD].value is MET
    assert read["dx-sud"].value is OPEN


# --- that there is none ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "service", "fact", "value"),
    [
        pytest.param(
            "no-qualifying-diagnosis",
            "H0024",
            "dx-mental-disorder-current",
            OPEN,
            id="H2017's word for H0024",
        ),
        pytest.param(
            "no-mental-health-disorder",
            "H0024",
            "dx-mental-disorder-current",
            NOT_MET,
            id="H0024's own word",
        ),
        pytest.param("no-mental-health-disorder", "H2017", "dx-bipolar", OPEN, id="H0024's word for H2017"),
        pytest.param("no-qualifying-diagnosis", "H2017", "dx-bipolar", NOT_MET, id="H2017's own word"),
    ],
)
def test_each_policy_has_its_own_denial(
    facts: Reader, word: str, service: str, fact: str, value: Truth | None
) -> None:
    assert facts(yes(word), service=service)[fact].value == value


# --- near misses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        pytest.param(icd("F43.10"), "F43.10", id="PTSD"),
        pytest.param(
            icd("F32.A"), "F32.A (close to, but not, Major Depression)", id="unspecified depression"
        ),
        pytest.param(
            icd("F32"),
            "F32 (a header code whose codes are not all on this list)",
            id="the header of episodes",
        ),
        pytest.param(
            icd("F33"), "F33 (a header code whose codes are not all on this list)", id="the header of courses"
        ),
        pytest.param(
            snomed("35489007"), "35489007 (close to, but not, Major Depression)", id="depressive disorder"
        ),
    ],
)
def test_a_near_miss_is_named(facts: Reader, code: Json, shown: str) -> None:
    read = facts(condition(code))[MDD]
    assert read.reason == f"on file, not on the policy's list: {shown}"
    assert read.code is ReasonCode.NEAR_MISS


def test_what_one_list_knows_as_close_to_it_is_named_beside_that_list_alone(facts: Reader) -> None:
    read = facts(condition(icd("F32.A")))
    assert [hint.reference for hint in read[MDD].hints] == ["Condition/c1"]
    assert read["dx-bipolar"].code is ReasonCode.NOT_ON_FILE


def test_the_newest_three_near_misses_are_named_each_code_once(facts: Reader) -> None:
    recorded = {"F43.10": "2025-05-01", "F41.1": "2025-07-01", "F42.2": "2025-06-01", "F50.00": "2025-08-01"}
    others = [condition(icd(code), identity=code, recordedDate=day) for code, day in recorded.items()]
    again = condition(icd("F41.1"), identity="again", recordedDate="2025-04-01")
    read = facts(*others, again)[MDD]
    assert read.reason == "on file, not on the policy's list: F50.00, F41.1, F42.2"


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"verificationStatus": verification("refuted")}, id="refuted"),
        pytest.param(
            {
                "clinicalStatus": clinical("resolved"),
                "abatementDateTime": "2024-01-01",
            },
            id="over since long",
        ),
    ],
)
def test_what_does_not_stand_is_no_near_miss(facts: Reader, elements: Json) -> None:
    read = facts(condition(icd("F43.10"), **elements))[MDD]
    assert read.reason == "no qualifying diagnosis among the 1 conditions the EHR sent"
    assert (read.hints, read.code) == ((), ReasonCode.NOT_ON_FILE)


def test_what_is_on_another_list_of_the_policy_is_no_near_miss(facts: Reader) -> None:
    read = facts(condition(icd("F33.1")))["dx-sud"]
    assert read.reason == "no qualifying diagnosis among the 1 conditions the EHR sent"


def test_a_near_miss_never_outweighs_what_is_open(facts: Reader) -> None:
    newer = condition(icd("F32.A"), identity="c2", recordedDate="2026-02-01")
    assert facts(resolved(), newer)[MDD].reason == (
        "F33.1: resolved, and the record does not say when it ended"
    )


@pytest.mark.parametrize(
    ("born", "code", "near"),
    [
        pytest.param("2004-03-01", "F43.10", True, id="PTSD on the 22nd birthday"),
        pytest.param("2004-03-02", "F43.10", False, id="PTSD the day before"),
    ],
)
def test_the_policys_list_goes_by_the_age(facts: Reader, born: str, code: str, near: bool) -> None:
    read = facts(patient(born), condition(icd(code)))["dx-bipolar"]
    assert (read.code is ReasonCode.NEAR_MISS) == near


# --- the cause of the impairment -----------------------------------------------------------------------

PTSD = condition(icd("F43.10"), identity="ptsd")
ALCOHOL = condition(icd("F10.20"), identity="aud")
DIABETES = condition(icd("E11.9"), identity="diabetes")
REFUTED = condition(icd("F10.20"), identity="refuted", verificationStatus=verification("refuted"))
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
        pytest.param(["Condition/ptsd", "Condition/aud"], ADULT, "H2017", "met", id="both, adult PRS"),
        pytest.param(["Condition/ptsd"], CHILD, "H2017", "met", id="PTSD, child PRS"),
        pytest.param(["Condition/ptsd"], ADULT, "H0024", "met", id="PTSD, peer support"),
        pytest.param(["Condition/aud"], ADULT, "H0024", "unknown", id="alcohol, peer support"),
        pytest.param(["Condition/diabetes"], ADULT, "H0024", "unknown", id="diabetes"),
        pytest.param(["Condition/refuted"], ADULT, "H2017", "unknown", id="one that is refuted"),
        pytest.param(["Condition/not-sent"], ADULT, "H2017", "unknown", id="one that was not sent"),
        pytest.param(["Goal/g1"], ADULT, "H2017", "met", id="a goal, which is no cause"),
    ],
)
def test_the_cause_of_an_impairment_is_a_diagnosis_of_the_policy(
    facts: Reader, focus: list[str], person: Json, service: str, value: str
) -> None:
    about = [reference(each) for each in focus] or None
    read = facts(person, PTSD, ALCOHOL, DIABETES, REFUTED, yes(CAUSE, focus=about), service=service)
    found = cause_in_policy(read)
    assert found.outcome == value
    assert [each.reference for each in (*found.evidence, *found.hints)] == [f"Observation/{CAUSE}"]
    assert [each.code for each in found.missing] == ([] if value == "met" else [ReasonCode.NEAR_MISS])


@pytest.mark.parametrize(
    ("focus", "said"),
    [
        pytest.param(["Condition/aud"], "said of F10.20", id="one"),
        pytest.param(["Condition/ptsd", "Condition/aud"], "said of F43.10, F10.20", id="two"),
        pytest.param(["Condition/gone"], "said of a condition that was not sent", id="one that was not sent"),
        pytest.param(["Goal/g1"], "", id="a goal"),
    ],
)
def test_an_answer_says_of_which_diagnosis_it_is(facts: Reader, focus: list[str], said: str) -> None:
    of_these = yes(CAUSE, focus=[reference(each) for each in focus])
    (cited,) = facts(PTSD, ALCOHOL, of_these)[CAUSE].evidence
    assert cited.note.partition(";")[0] == said
