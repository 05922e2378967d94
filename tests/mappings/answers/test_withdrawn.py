"""An answer goes with the form or the panel that it came from."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.answers.asked import FACT
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import (
    BASE,
    Json,
    coding,
    concept,
    observation,
    questionnaire_response,
    reference,
    yes,
)


@pytest.mark.parametrize("status", ["completed", "entered-in-error"])
@pytest.mark.parametrize(
    "canonical", [f"{BASE}/Questionnaire/x", "https://elsewhere.example/Questionnaire/x"]
)
def test_an_answer_goes_with_the_form_it_was_extracted_from(
    facts: Reader, status: str, canonical: str
) -> None:
    extracted = yes(FACT, derivedFrom=[reference("QuestionnaireResponse/q1")])
    form = questionnaire_response(status=status, questionnaire=canonical)
    fact = facts(extracted, form)[FACT]
    assert fact.value == (MET if status == "completed" else OPEN)
    if status != "completed":
        assert (fact.code, fact.hints) == (ReasonCode.WITHDRAWN, ())


def panel(identity: str, *members: str, **elements: Any) -> Json:
    listed = [reference(f"Observation/{member}") for member in members]
    return observation(concept(coding("urn:x", "panel")), {}, identity=identity, hasMember=listed, **elements)


@pytest.mark.parametrize(
    ("panels", "truth"),
    [
        pytest.param([panel("p", FACT)], MET, id="of a panel that stands"),
        pytest.param([panel("p", FACT, status="entered-in-error")], OPEN, id="of a panel entered in error"),
        pytest.param(
            [panel("p", "another", status="entered-in-error")], MET, id="of no panel entered in error"
        ),
        pytest.param(
            [panel("inner", FACT), panel("outer", "inner", status="entered-in-error")],
            OPEN,
            id="of a panel within a panel entered in error",
        ),
        pytest.param(
            [
                panel("p", FACT, derivedFrom=[reference("QuestionnaireResponse/q1")]),
                questionnaire_response(status="entered-in-error"),
            ],
            OPEN,
            id="of a panel out of a form entered in error",
        ),
        pytest.param(
            [panel("p", FACT, status="entered-in-error", subject=reference("Patient/else"))],
            MET,
            id="of a panel of somebody else",
        ),
    ],
)
def test_an_answer_goes_with_the_panel_it_stands_in(
    facts: Reader, panels: list[Json], truth: Truth | None
) -> None:
    assert facts(yes(FACT), *panels)[FACT].value == truth
    assert facts(*panels[::-1], yes(FACT))[FACT].value == truth


def measured(**elements: Any) -> Json:
    """An Observation of a local code, of which nothing is read."""
    return observation(concept(coding("urn:local", "x")), {"valueInteger": 1}, identity="x", **elements)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param([measured()], MET, id="an Observation that stands"),
        pytest.param([measured(status="entered-in-error")], OPEN, id="an Observation entered in error"),
        pytest.param(
            [
                measured(derivedFrom=[reference("QuestionnaireResponse/q1")]),
                questionnaire_response(status="entered-in-error"),
            ],
            OPEN,
            id="an Observation that was taken from a form entered in error",
        ),
    ],
)
def test_an_answer_goes_with_what_it_was_derived_from(facts: Reader, source: list[Json], value: Any) -> None:
    assert facts(yes(FACT, derivedFrom=[reference("Observation/x")]), *source)[FACT].value is value


def test_an_answer_that_supersedes_another_stands_though_that_is_withdrawn(facts: Reader) -> None:
    earlier = yes(FACT, on="2026-02-10", identity="earlier", status="entered-in-error")
    later = yes(FACT, derivedFrom=[reference("Observation/earlier")])
    assert facts(earlier, later)[FACT].value is MET
