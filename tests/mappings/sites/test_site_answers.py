"""`answers` of a site's file: its own codes and exact words are answers, and no others."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.support.fhir import (
    LOINC,
    SEVERITY,
    Json,
    coding,
    concept,
    item,
    observation,
    questionnaire_response,
)

SITE = """
codes:
  severity-social: [{text: Social functioning}]
answers:
  all:
    yes: [{system: urn:ehr:answer, code: "1"}, {text: "Yes"}]
    no: [{system: urn:ehr:answer, code: "2"}, {text: "No"}]
    cannot_tell: [{text: Not assessed}]
    moderate: [{text: Moderate}, {system: urn:ehr:answer, code: MOD}]
  least-restrictive:
    yes: [{text: Least restrictive setting}]
  severity-recreation:
    severe: [{text: Marked}]
"""


def coded(code: str, system: str = "urn:ehr:answer") -> Json:
    return {"valueCodeableConcept": concept(coding(system, code))}


def worded(text: str) -> Json:
    return {"valueString": text}


# --- yes and no -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        pytest.param(coded("1"), MET, id="its own code of a yes"),
        pytest.param(coded("2"), NOT_MET, id="its own code of a no"),
        pytest.param(worded("Yes"), MET, id="its own word"),
        pytest.param(worded(" No "), NOT_MET, id="its own word between blanks"),
        pytest.param(
            {"valueCodeableConcept": {"text": "Yes"}}, MET, id="the text of a concept without a code"
        ),
        pytest.param(coded("LA33-6", LOINC), MET, id="LOINC's code, as everywhere"),
        pytest.param(coded("1", "urn:ehr:other"), OPEN, id="the code under another system"),
        pytest.param(coded("3"), OPEN, id="another code"),
        pytest.param(worded("yes"), OPEN, id="the word in small letters"),
        pytest.param(worded("Yes, with reservations"), OPEN, id="words that begin so"),
        pytest.param(
            {"valueCodeableConcept": {"coding": [{"code": "Yes"}]}},
            OPEN,
            id="the word as a code of no system",
        ),
        pytest.param(worded("Y"), OPEN, id="a word that the file does not have"),
        pytest.param(
            {"valueCodeableConcept": concept(coding("urn:ehr:answer", "1")) | {"text": "No"}},
            OPEN,
            id="a code and a word that contradict each other",
        ),
        pytest.param(coded("1") | worded("No"), OPEN, id="two values that contradict each other"),
        pytest.param(coded("1") | worded("Yes"), MET, id="two values that say the same"),
    ],
)
def test_only_what_the_file_lists_is_a_yes_or_a_no(facts: Reader, value: Json, truth: Truth | None) -> None:
    assert (
        facts(observation("benefit-outweighs-harm", value), site=SITE)["benefit-outweighs-harm"].value
        is truth
    )


@pytest.mark.parametrize("value", [coded("1"), worded("Yes")], ids=["a code", "a word"])
def test_without_the_file_the_same_is_no_answer(facts: Reader, value: Json) -> None:
    assert facts(observation("benefit-outweighs-harm", value))["benefit-outweighs-harm"].value is OPEN


@pytest.mark.parametrize(
    ("fact", "truth"),
    [
        pytest.param("least-restrictive", MET, id="that fact"),
        pytest.param("benefit-outweighs-harm", OPEN, id="another fact"),
    ],
)
def test_the_words_of_one_fact_are_no_answer_to_another(
    facts: Reader, fact: str, truth: Truth | None
) -> None:
    assert facts(observation(fact, worded("Least restrictive setting")), site=SITE)[fact].value is truth


def test_what_is_said_of_all_facts_is_said_of_one_with_words_of_its_own(facts: Reader) -> None:
    assert (
        facts(observation("least-restrictive", worded("No")), site=SITE)["least-restrictive"].value is NOT_MET
    )


def test_a_form_of_ours_is_answered_in_the_words_of_the_site(facts: Reader) -> None:
    form = questionnaire_response(item("least-restrictive", worded("Yes")))
    assert facts(form, site=SITE)["least-restrictive"].value is MET


def test_that_there_was_no_event_is_said_in_the_words_of_the_site(facts: Reader) -> None:
    denied = observation("intervention-date", worded("No"), "2026-02-28")
    assert facts(denied, site=SITE)["intervention-date"].value is NOT_MET


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(worded("Not assessed"), id="as the value"),
        pytest.param({"dataAbsentReason": {"text": "Not assessed"}}, id="as the reason for none"),
    ],
)
def test_that_it_cannot_be_told_is_said_in_the_words_of_the_site(facts: Reader, value: Json) -> None:
    fact = facts(observation("least-restrictive", value), site=SITE)["least-restrictive"]
    assert (fact.value, fact.code) == (OPEN, ReasonCode.CANNOT_TELL)


# --- severities -------------------------------------------------------------------------------------------


def rated(value: Json, fact: str = "severity-recreation") -> Json:
    return observation(fact, value)


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        pytest.param(worded("Marked"), 3, id="a word of this fact"),
        pytest.param(worded("Moderate"), 2, id="a word of all facts"),
        pytest.param(coded("MOD"), 2, id="a code of all facts"),
        pytest.param(coded("severe", SEVERITY), 3, id="our own code, as everywhere"),
        pytest.param({"valueInteger": 3}, 3, id="a number under our own code"),
        pytest.param(worded("Severe"), None, id="a word that the file does not have"),
        pytest.param(coded("moderate"), None, id="a code that only looks like ours"),
        pytest.param(coded("MOD") | worded("Marked"), None, id="two that differ"),
    ],
)
def test_only_what_the_file_lists_is_a_severity(facts: Reader, value: Json, rating: int | None) -> None:
    assert facts(rated(value), site=SITE)["severity-recreation"].value == rating


def test_a_word_for_one_severity_is_none_for_another(facts: Reader) -> None:
    assert facts(rated(worded("Marked"), "severity-social"), site=SITE)["severity-social"].value is None


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        pytest.param(worded("Moderate"), 2, id="a word"),
        pytest.param({"valueInteger": 2}, None, id="a number"),
    ],
)
def test_a_row_that_is_answered_in_words_needs_no_scale_and_has_none(
    facts: Reader, value: Json, rating: int | None
) -> None:
    row = observation({"text": "Social functioning"}, value)
    assert facts(row, site=SITE)["severity-social"].value == rating


def test_a_word_may_be_a_no_and_a_severity_which_no_question_mixes(facts: Reader) -> None:
    site = "answers: {all: {no: [{text: None}], none: [{text: None}]}}"
    read = facts(rated(worded("None")), observation("least-restrictive", worded("None")), site=site)
    assert (read["severity-recreation"].value, read["least-restrictive"].value) == (0, NOT_MET)
