"""Of which Condition a word on the past year is, and a no against one that is active."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.diagnoses.conditions import ACTIVE, MDD, in_remission, resolved
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import Json, clinical, condition, icd, no, reference, verification, yes

SOBER = condition(icd("F10.21"), identity="sober")


@pytest.mark.parametrize(
    ("focus", "depression", "alcohol"),
    [
        pytest.param(None, OPEN, OPEN, id="no focus, two that it may be of"),
        pytest.param([reference("Condition/c1")], MET, OPEN, id="of the depression"),
        pytest.param([reference("Condition/sober")], OPEN, MET, id="of the alcohol dependence"),
        pytest.param(
            [reference("Condition/c1"), reference("Condition/sober")], MET, MET, id="of both disorders"
        ),
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
        pytest.param(
            condition(icd("F10.20"), identity="active"), id="an active disorder, of which nobody asks"
        ),
        pytest.param(
            condition(icd("F41.1"), identity="x", clinicalStatus=clinical("resolved")),
            id="a disorder that the policy does not ask of an adult",
        ),
        pytest.param(
            condition(icd("F10.21"), identity="x", verificationStatus=verification("refuted")),
            id="a refuted disorder",
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
        pytest.param(no(ACTIVE, focus=[reference("Condition/c1")]), OPEN, id="no, of this Condition"),
        pytest.param(no(ACTIVE, focus=[reference("Condition/other")]), MET, id="no, of another Condition"),
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
