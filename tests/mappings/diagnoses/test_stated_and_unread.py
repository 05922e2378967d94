"""An end that is stated as unknown is an end; a word that rests on an unread search settles nothing."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import patient_facts
from tests.mappings.reading import MET, OPEN, Reader, mapping_for
from tests.support.bundles import operation_outcome, searchset
from tests.support.fhir import ABSENT_FOR_A_REASON, ON, Json, condition, icd, patient, status, yes

FACT = "dx-major-depression"
REMITTED = condition(
    icd("F33.1"), clinicalStatus=status("condition-clinical", "remission"), recordedDate="2015-01-01"
)


def read(facts: Reader, sent: Json) -> PatientFacts:
    return patient_facts(facts.record(sent), mapping_for(""), UnderReview("H2017", ON))


@pytest.mark.parametrize("element", ["_abatementDateTime", "_abatementString"])
def test_a_disorder_that_ended_at_an_unknown_time_has_ended(facts: Reader, element: str) -> None:
    in_force = condition(icd("F33.1"))
    assert facts(in_force | {element: ABSENT_FOR_A_REASON})[FACT].value is OPEN
    assert facts(in_force | {element: None})[FACT].value is MET


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        pytest.param(searchset(), None, id="read"),
        pytest.param(operation_outcome("exception"), ReasonCode.REMISSION, id="failed"),
        pytest.param(operation_outcome("suppressed"), ReasonCode.REMISSION, id="withheld"),
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
    fact = read(facts, sent)[FACT]
    assert fact.value is (OPEN if code else MET)
    assert not code or fact.code is code


@pytest.mark.parametrize("answers", [searchset(), operation_outcome("exception")])
def test_a_diagnosis_in_force_stands_whatever_answers_are_unread(facts: Reader, answers: Json) -> None:
    sent = {
        "patient": patient(),
        "conditions": searchset(condition(icd("F33.1"))),
        "questionnaireResponses": answers,
    }
    assert read(facts, sent)[FACT].value is MET
