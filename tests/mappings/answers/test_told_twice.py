"""An answer in a form and the Observation extracted from it are one: the later of the two stands."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.answers.asked import FACT, OTHER, SAID
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.mappings.scores.instruments import INFANT, PSI
from tests.support.fhir import (
    CLINICIAN,
    RECENT,
    Json,
    item,
    no,
    observation,
    questionnaire_response,
    reference,
    scored,
    yes,
)

WRITTEN = f"{RECENT}T09:00:00Z"
LATER = f"{RECENT}T10:00:00Z"
FORM = questionnaire_response(item(FACT, SAID), authored=WRITTEN)


def extracted(value: Any = yes, form: str = "q1", **elements: Any) -> Json:
    """An Observation of the answer, as extraction dates it."""
    stated = {"on": WRITTEN, "issued": WRITTEN, "derivedFrom": [reference(f"QuestionnaireResponse/{form}")]}
    made: Json = value(FACT, **(stated | elements))
    return made


@pytest.mark.parametrize(
    ("resources", "value", "code"),
    [
        pytest.param(
            [FORM, extracted()], MET, ReasonCode.NOT_ON_FILE, id="the form and its Observation agree"
        ),
        pytest.param(
            [FORM, extracted(no, status="amended")],
            NOT_MET,
            ReasonCode.NOT_ON_FILE,
            id="the Observation amended, its dates as they were",
        ),
        pytest.param(
            [FORM, extracted(no, status="corrected", on=LATER, issued=LATER)],
            NOT_MET,
            ReasonCode.NOT_ON_FILE,
            id="the Observation corrected later",
        ),
        pytest.param(
            [FORM, extracted(no, status="amended", issued=f"{RECENT}T08:00:00Z")],
            NOT_MET,
            ReasonCode.NOT_ON_FILE,
            id="the Observation amended, and written down before the form was",
        ),
        pytest.param(
            [FORM | {"status": "amended", "authored": LATER}, extracted(no)],
            MET,
            ReasonCode.NOT_ON_FILE,
            id="the form amended later",
        ),
        pytest.param(
            [FORM | {"status": "amended"}, extracted(no, status="amended", on=LATER, issued=LATER)],
            NOT_MET,
            ReasonCode.NOT_ON_FILE,
            id="both amended, the Observation later",
        ),
        pytest.param(
            [FORM, extracted(no, status="amended", on="soon", issued=LATER)],
            OPEN,
            ReasonCode.UNDATED,
            id="the Observation amended, of a day that cannot be read",
        ),
        pytest.param(
            [FORM, extracted(no, on="soon", issued=LATER)],
            MET,
            ReasonCode.NOT_ON_FILE,
            id="an Observation that was never amended, of a day that cannot be read",
        ),
        pytest.param(
            [FORM, extracted(status="entered-in-error")],
            OPEN,
            ReasonCode.WITHDRAWN,
            id="the Observation entered in error",
        ),
        pytest.param(
            [FORM, extracted(status="entered-in-error", by=None)],
            OPEN,
            ReasonCode.WITHDRAWN,
            id="the Observation entered in error, and by nobody any more",
        ),
        pytest.param(
            [FORM, extracted(status="entered-in-error"), extracted(identity="again")],
            MET,
            ReasonCode.NOT_ON_FILE,
            id="one of two Observations entered in error",
        ),
        pytest.param(
            [FORM | {"status": "amended", "authored": LATER}, extracted(status="entered-in-error")],
            MET,
            ReasonCode.NOT_ON_FILE,
            id="the Observation entered in error, the form amended since",
        ),
        pytest.param(
            [FORM, extracted(status="entered-in-error", by=OTHER)],
            MET,
            ReasonCode.NOT_ON_FILE,
            id="somebody else's Observation entered in error",
        ),
        pytest.param(
            [FORM, extracted(status="entered-in-error", derivedFrom=None)],
            MET,
            ReasonCode.NOT_ON_FILE,
            id="an Observation of no form entered in error",
        ),
        pytest.param(
            [FORM, extracted(no, by=OTHER)],
            OPEN,
            ReasonCode.CONFLICT_PEOPLE,
            id="another's contrary Observation out of the same form at the same time",
        ),
        pytest.param(
            [FORM, extracted(no, derivedFrom=None)],
            OPEN,
            ReasonCode.CONFLICT_ONE_PERSON,
            id="a contrary Observation that names no form",
        ),
    ],
)
def test_the_later_of_the_two_stands(
    facts: Reader, resources: list[Json], value: Truth | None, code: ReasonCode
) -> None:
    for order in permutations(resources):
        fact = facts(*order)[FACT]
        assert (fact.value, fact.code) == (value, code)


def test_it_is_cited_once_as_the_observation(facts: Reader) -> None:
    for order in permutations((FORM, extracted())):
        fact = facts(*order)[FACT]
        assert [each.reference for each in fact.evidence] == [f"Observation/{FACT}"]
        assert fact.hints == ()


def test_a_correction_names_the_form_that_it_corrects_and_the_one_it_stands_in(facts: Reader) -> None:
    again = questionnaire_response(item(FACT, {"valueBoolean": False}), identity="q2", authored=LATER)
    both = [reference("QuestionnaireResponse/q1"), reference("QuestionnaireResponse/q2")]
    amended = extracted(no, status="amended", on=LATER, issued=LATER, derivedFrom=both)
    for order in permutations((FORM, again, amended)):
        fact = facts(*order)[FACT]
        assert (fact.value, [each.reference for each in fact.evidence]) == (
            NOT_MET,
            [f"Observation/{FACT}"],
        )


def test_a_score_that_was_corrected_in_a_later_form_is_the_later(facts: Reader) -> None:
    first = questionnaire_response(*scored(PSI, 70, "2026-02-10"), authored=WRITTEN)
    again = questionnaire_response(*scored(PSI, 90, "2026-02-10"), identity="q2", authored=LATER)
    for order in permutations((first, again)):
        assert facts(INFANT, *order)[PSI].value == 90
    of_another = again | {"author": reference(OTHER)}
    assert facts(INFANT, first, of_another)[PSI].code is ReasonCode.CONFLICT_PEOPLE
    at_once = again | {"authored": WRITTEN}
    assert facts(INFANT, first, at_once)[PSI].code is ReasonCode.CONFLICT_ONE_PERSON


def test_a_score_amended_for_its_day_is_no_contradiction_of_its_form(facts: Reader) -> None:
    form = questionnaire_response(*scored(PSI, 70, "2026-02-10"), authored=WRITTEN)
    amended = observation(
        PSI,
        {"valueInteger": 90},
        "2026-02-10",
        status="amended",
        issued=LATER,
        derivedFrom=[reference("QuestionnaireResponse/q1")],
    )
    for order in permutations((form, amended)):
        assert facts(INFANT, *order)[PSI].value == 90


def test_a_colleagues_answer_in_a_form_is_superseded_by_name(facts: Reader) -> None:
    own = questionnaire_response(
        item(FACT, {"valueBoolean": False}), identity="q2", authored=LATER, author=reference(OTHER)
    )
    read = [reference("QuestionnaireResponse/q2"), reference("QuestionnaireResponse/q1")]
    contrary = no(FACT, LATER, by=OTHER, derivedFrom=read)
    for order in permutations((FORM, own, contrary)):
        fact = facts(*order)[FACT]
        assert fact.value is NOT_MET
        assert [(each.reference, each.by and each.by.reference) for each in fact.evidence] == [
            (f"Observation/{FACT}", OTHER),
            ("QuestionnaireResponse/q1", CLINICIAN),
        ]
