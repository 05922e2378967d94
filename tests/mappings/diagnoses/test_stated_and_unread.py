"""An end that is stated as unknown is an end; a word that rests on an unread search settles nothing."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from tests.mappings.diagnoses.conditions import MDD
from tests.mappings.reading import MET, OPEN, Reader, facts_of
from tests.support.bundles import operation_outcome, searchset
from tests.support.fhir import ABSENT_FOR_A_REASON, Json, clinical, condition, icd, patient, yes

REMITTED = condition(icd("F33.1"), clinicalStatus=clinical("remission"), recordedDate="2015-01-01")


@pytest.mark.parametrize("element", ["_abatementDateTime", "_abatementString"])
def test_a_disorder_that_ended_at_an_unknown_time_has_ended(facts: Reader, element: str) -> None:
    in_force = condition(icd("F33.1"))
    assert facts(in_force | {element: ABSENT_FOR_A_REASON})[MDD].value is OPEN
    assert facts(in_force | {element: None})[MDD].value is MET


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        pytest.param(searchset(), None, id="the forms were read"),
        pytest.param(operation_outcome("exception"), ReasonCode.REMISSION, id="the search of forms failed"),
        pytest.param(operation_outcome("suppressed"), ReasonCode.REMISSION, id="the forms were withheld"),
    ],
)
def test_a_yes_of_the_past_year_settles_nothing_where_a_newer_word_may_be_unread(
    facts: Reader, answers: Json, code: ReasonCode | None
) -> None:
    sent = {
        "patient": patient(),
        "conditions": searchset(REMITTED),
        "criteriaInputs": searchset(yes("dx-active-past-year")),
        "questionnaireResponses": answers,
    }
    fact = facts_of(facts.record(sent))[MDD]
    assert fact.value is (OPEN if code else MET)
    assert not code or fact.code is code


@pytest.mark.parametrize("answers", [searchset(), operation_outcome("exception")])
def test_a_diagnosis_in_force_stands_whatever_answers_are_unread(facts: Reader, answers: Json) -> None:
    sent = {
        "patient": patient(),
        "conditions": searchset(condition(icd("F33.1"))),
        "questionnaireResponses": answers,
    }
    assert facts_of(facts.record(sent))[MDD].value is MET
