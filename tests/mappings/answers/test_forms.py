"""Answers in forms: which forms are ours, and where an answer may stand in them."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.truth import Truth
from tests.mappings.answers.asked import FACT, SAID
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import BASE, item, questionnaire_response


@pytest.mark.parametrize(
    ("canonical", "truth"),
    [
        pytest.param(f"{BASE}/Questionnaire/prs-adult-admission", MET, id="one of our forms"),
        pytest.param(f"{BASE}/Questionnaire/prs-adult-admission|1.0.0", MET, id="a version of it"),
        pytest.param(f"{BASE}/Questionnaire/of-the-site", MET, id="any form under our base"),
        pytest.param(
            "https://elsewhere.example/Questionnaire/prs-adult-admission", OPEN, id="somebody else's"
        ),
        pytest.param(f"https://elsewhere.example/?q={BASE}/Questionnaire/x", OPEN, id="ours only inside"),
        pytest.param("Questionnaire/1", OPEN, id="a relative reference"),
        pytest.param(None, OPEN, id="no canonical"),
        pytest.param(5, OPEN, id="a number"),
    ],
)
def test_a_form_counts_when_its_canonical_is_ours(
    facts: Reader, canonical: object, truth: Truth | None
) -> None:
    answered = questionnaire_response(item(FACT, SAID), questionnaire=canonical)
    assert facts(answered)[FACT].value == truth


@pytest.mark.parametrize(
    ("status", "truth"),
    [
        pytest.param("completed", MET, id="completed"),
        pytest.param("amended", MET, id="amended"),
        pytest.param("in-progress", OPEN, id="in progress"),
        pytest.param("stopped", OPEN, id="stopped"),
        pytest.param("final", OPEN, id="a status of Observations"),
        pytest.param("entered-in-error", OPEN, id="entered in error"),
    ],
)
def test_a_form_counts_when_it_is_complete(facts: Reader, status: str, truth: Truth | None) -> None:
    answered = questionnaire_response(item(FACT, SAID), status=status)
    assert facts(answered)[FACT].value == truth


@pytest.mark.parametrize(
    "nest",
    [
        pytest.param(lambda inner: {"linkId": "group", "item": [inner]}, id="in a group"),
        pytest.param(
            lambda inner: {"linkId": "g1", "item": [{"linkId": "g2", "item": [inner]}]},
            id="in a group within a group",
        ),
        pytest.param(
            lambda inner: item("other", {"valueString": "x", "item": [inner]}), id="below an answer"
        ),
        pytest.param(
            lambda inner: item("family-agrees", {"valueBoolean": True, "item": [inner]}),
            id="below another of ours",
        ),
    ],
)
def test_items_are_found_however_they_are_nested(facts: Reader, nest: Any) -> None:
    assert facts(questionnaire_response(nest(item(FACT, SAID))))[FACT].value is MET


def test_items_nested_without_end_are_still_read(facts: Reader) -> None:
    inner = item(FACT, SAID)
    for _ in range(200):
        inner = {"linkId": "group", "item": [inner]}
    assert facts(questionnaire_response(inner))[FACT].value is MET


@pytest.mark.parametrize(
    "link_id",
    [
        pytest.param("LEAST-RESTRICTIVE", id="in capitals"),
        pytest.param("least_restrictive", id="with an underscore"),
        pytest.param("1.1", id="a number"),
    ],
)
def test_a_link_id_is_taken_exactly(facts: Reader, link_id: str) -> None:
    assert facts(questionnaire_response(item(link_id, {"valueBoolean": True})))[FACT].value is OPEN
