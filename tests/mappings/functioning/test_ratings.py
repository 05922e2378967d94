"""Ratings of functioning: a step from none to extreme, by a clinician."""

from __future__ import annotations

import pytest

from criteria.facts import Evidence
from tests.mappings.functioning.ratings import RATING
from tests.mappings.reading import BY_CLINICIAN, OPEN, Reader
from tests.support.fhir import (
    OWN,
    RECENT,
    SEVERITY,
    Json,
    coding,
    concept,
    item,
    observation,
    questionnaire_response,
)


def severity(word: str) -> Json:
    return {"valueCodeableConcept": concept(coding(SEVERITY, word))}


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        pytest.param({"valueInteger": 0}, 0, id="0 is none"),
        pytest.param({"valueInteger": 1}, 1, id="1 is mild"),
        pytest.param({"valueInteger": 2}, 2, id="2 is moderate"),
        pytest.param({"valueInteger": 3}, 3, id="3 is severe"),
        pytest.param({"valueInteger": 4}, 4, id="4 is extreme"),
        pytest.param(severity("none"), 0, id="none"),
        pytest.param(severity("mild"), 1, id="mild"),
        pytest.param(severity("moderate"), 2, id="moderate"),
        pytest.param(severity("severe"), 3, id="severe"),
        pytest.param(severity("extreme"), 4, id="extreme"),
        pytest.param({"valueQuantity": {"value": 2}}, 2, id="a quantity"),
        pytest.param({"valueString": "2"}, 2, id="text that is a number"),
    ],
)
def test_a_rating_is_a_step_from_none_to_extreme(facts: Reader, value: Json, rating: int) -> None:
    fact = facts(observation(RATING, value))[RATING]
    words = ("none", "mild", "moderate", "severe", "extreme")
    assert fact.value == rating
    assert fact.evidence == (
        Evidence(
            RATING,
            f"Observation/{RATING}",
            RECENT,
            f"{OWN}|{RATING}",
            words[rating],
            by=BY_CLINICIAN,
            counts_until="2026-05-21",
        ),
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param({"valueInteger": 5}, "5 is no severity from 0 to 4", id="beyond extreme"),
        pytest.param({"valueInteger": -1}, "-1 is no severity from 0 to 4", id="below none"),
        pytest.param({"valueInteger": 2.5}, "2.5 is no whole number", id="between two steps"),
        pytest.param(severity("very bad"), "its codes are not one severity", id="a step there is not"),
        pytest.param(
            {"valueCodeableConcept": concept(coding(SEVERITY, "mild"), coding(SEVERITY, "severe"))},
            "its codes are not one severity",
            id="two steps at once",
        ),
        pytest.param(
            {"valueCodeableConcept": concept(coding("urn:x", "mild"))},
            "it holds no value that can be read",
            id="a code of another system",
        ),
        pytest.param({"valueString": "moderate"}, "its text is no plain number", id="a word as text"),
        pytest.param({"valueBoolean": True}, "it holds no value that can be read", id="a yes"),
    ],
)
def test_a_rating_in_doubt_is_unknown(facts: Reader, value: Json, reason: str) -> None:
    fact = facts(observation(RATING, value))[RATING]
    assert fact.value is OPEN
    assert fact.reason == reason


def test_a_rating_may_be_answered_in_a_form(facts: Reader) -> None:
    answered = questionnaire_response(item(RATING, {"valueCoding": coding(SEVERITY, "severe")}))
    assert facts(answered)[RATING].value == 3


@pytest.mark.parametrize(
    ("elements", "rating"),
    [
        pytest.param({"on": "2025-12-01"}, 2, id="90 days old"),
        pytest.param({"on": "2025-11-30"}, None, id="91 days old"),
        pytest.param({"by": "PractitionerRole/1"}, 2, id="by a practitioner in a role"),
        pytest.param({"by": "Patient/p1"}, None, id="by the patient"),
        pytest.param({"by": "Organization/1"}, None, id="by an organization"),
        pytest.param({"by": None}, None, id="by nobody named"),
        pytest.param({"status": "preliminary"}, None, id="preliminary"),
    ],
)
def test_only_a_clinicians_fresh_final_rating_counts(
    facts: Reader, elements: Json, rating: int | None
) -> None:
    assert facts(observation(RATING, {"valueInteger": 2}, **elements))[RATING].value == rating
