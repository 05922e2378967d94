"""`scales` of a site's file: a number is as severe as its scale says, and no scale is guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.reading import MET, NOT_MET, Reader
from tests.mappings.sites.refused import refusal
from tests.support.fhir import RECENT, Json, coding, concept, observation, service_start

ROW = "system: urn:ehr:row, code: SOC"
SITE = f"""
codes: {{severity-social: [{{{ROW}}}]}}
scales: [{{{ROW}, none: 1, mild: 2, moderate: 3, severe: 4, extreme: 5}}]
"""
FALLING = f"""
codes: {{severity-social: [{{{ROW}}}]}}
scales: [{{{ROW}, none: [9, 10], mild: [7, 8], moderate: [5, 6], severe: [3, 4], extreme: [1, 2]}}]
"""
SOCIAL = concept(coding("urn:ehr:row", "SOC"))


def rated(value: int | Json, on: str = RECENT, **elements: Any) -> Json:
    stated = {"valueInteger": value} if isinstance(value, int) else value
    return observation(SOCIAL, stated, on, identity=f"soc-{on}", **elements)


def within(low: float | None, high: float | None) -> Json:
    ends = {"low": low, "high": high}
    return {"referenceRange": [{name: {"value": end} for name, end in ends.items() if end is not None}]}


@pytest.mark.parametrize(("number", "rating"), [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4), (0, None), (6, None)])
def test_a_number_is_as_severe_as_the_scale_says(facts: Reader, number: int, rating: int | None) -> None:
    assert facts(rated(number), site=SITE)["severity-social"].value == rating


def test_the_number_as_it_was_sent_stands_beside_the_severity(facts: Reader) -> None:
    fact = facts(rated(2), site=SITE)["severity-social"]
    (proof,) = fact.evidence
    assert (proof.code, proof.value, proof.note) == (
        "urn:ehr:row|SOC",
        "mild",
        "2 on the site's scale of 1 to 5",
    )


@pytest.mark.parametrize(
    ("number", "rating"), [(10, 0), (9, 0), (8, 1), (7, 1), (6, 2), (5, 2), (4, 3), (3, 3), (2, 4), (1, 4)]
)
def test_a_scale_may_fall_and_have_several_numbers_for_one_severity(
    facts: Reader, number: int, rating: int
) -> None:
    assert facts(rated(number), site=FALLING)["severity-social"].value == rating


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        pytest.param({"valueString": "3"}, 2, id="text that is a number"),
        pytest.param({"valueQuantity": {"value": 3, "unit": "score"}}, 2, id="a quantity"),
        pytest.param({"valueDecimal": 2.5}, None, id="between two steps"),
        pytest.param({"valueString": "moderate"}, None, id="a word that the file does not have"),
    ],
)
def test_a_number_is_read_in_each_form(facts: Reader, value: Json, rating: int | None) -> None:
    assert facts(rated(value), site=SITE)["severity-social"].value == rating


# --- a range of reference ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "rating"),
    [
        pytest.param(within(1, 5), 2, id="the ends of the scale"),
        pytest.param(within(1, 2), 2, id="what is normal on it"),
        pytest.param(within(1, 1), 2, id="the best of it as normal"),
        pytest.param(within(None, 2), 2, id="only how far normal goes"),
        pytest.param(within(1, None), 2, id="only where it begins"),
        pytest.param({"referenceRange": [{"text": "none to extreme"}]}, 2, id="words that name no numbers"),
        pytest.param({"referenceRange": [{"text": "1 - 5"}]}, 2, id="the ends of the scale in words"),
        pytest.param(within(0, 4), None, id="a scale that begins with 0"),
        pytest.param(within(1, 10), None, id="a longer scale"),
        pytest.param(within(1, 4), None, id="a shorter scale"),
        pytest.param(within(1, 3), None, id="normal that would be moderate"),
        pytest.param(within(2, 5), None, id="a scale that begins with 2"),
        pytest.param(within(4, 5), None, id="normal that would be severe"),
        pytest.param(within(None, 10), None, id="only an end beyond the scale"),
        pytest.param({"referenceRange": []}, 2, id="an empty list"),
        pytest.param({"referenceRange": [{"low": 1, "high": 5}]}, None, id="ends that are no quantities"),
        pytest.param({"referenceRange": [{"high": {"unit": "points"}}]}, None, id="an end without a number"),
        pytest.param({"referenceRange": "1-5"}, None, id="a range that is no object"),
        pytest.param(
            {"referenceRange": [*within(1, 5)["referenceRange"], *within(0, 4)["referenceRange"]]},
            None,
            id="two ranges of which one is of another scale",
        ),
        pytest.param({"referenceRange": [{"text": "0-4"}]}, None, id="a scale that begins with 0, in words"),
    ],
)
def test_a_range_of_another_scale_leaves_the_answer_open(
    facts: Reader, stated: Json, rating: int | None
) -> None:
    assert facts(rated(3, **stated), site=SITE)["severity-social"].value == rating


@pytest.mark.parametrize(
    ("stated", "rating"),
    [
        pytest.param({}, 2, id="no range"),
        pytest.param(within(0, 4), 2, id="the ends of our own scale"),
        pytest.param(within(0, 1), 2, id="what is normal on it"),
        pytest.param(within(1, 5), None, id="a scale of 1 to 5"),
    ],
)
def test_a_number_under_our_own_code_is_of_our_own_scale_alone(
    facts: Reader, stated: Json, rating: int | None
) -> None:
    fact = facts(observation("severity-social", {"valueInteger": 2}, **stated))["severity-social"]
    assert fact.value == rating


def test_the_reason_names_both_scales(facts: Reader) -> None:
    fact = facts(rated(2, **within(0, 4)), site=SITE)["severity-social"]
    assert fact.reason == "its range of reference, 0 to 4, is not of the scale 1 to 5"
    assert fact.code is ReasonCode.UNCLEAR_SCALE


def test_the_range_of_a_component_is_read_as_well(facts: Reader) -> None:
    component = {"code": SOCIAL, "valueInteger": 3, **within(0, 4)}
    panel = observation(concept(coding("urn:ehr:row", "PANEL")), {}, component=[component])
    assert facts(panel, site=SITE)["severity-social"].value is None


# --- improvement ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "truth"),
    [
        pytest.param(SITE, MET, id="a scale that rises"),
        pytest.param(FALLING, NOT_MET, id="a scale that falls"),
    ],
)
def test_improvement_goes_by_the_severity_and_not_by_the_number(
    facts: Reader, site: str, truth: Truth
) -> None:
    improved = "codes: {severity-recreation:"
    site = site.replace("codes: {severity-social:", improved)
    read = facts(service_start("2025-12-01"), rated(5, "2025-12-01"), rated(3), site=site)
    assert read["improved-recreation"].value is truth


# --- mistakes ---------------------------------------------------------------------------------------------

NO_SCALE = "what its numbers mean has to stand under scales, or its words under answers"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            f"codes:\n  severity-social: [{{{ROW}}}]\n",
            f"3: codes.severity-social.0: {NO_SCALE}",
            id="a severity without a scale",
        ),
        pytest.param(
            f"codes:\n  severity-social: [{{{ROW}}}]\n"
            "answers: {severity-recreation: {mild: [{text: Mild}]}}\n",
            f"3: codes.severity-social.0: {NO_SCALE}",
            id="a severity without a scale, beside words for another",
        ),
        pytest.param(
            f"scales:\n  - {{{ROW}, none: 1, mild: 2}}\n",
            "3: scales.0: no severity under codes or questionnaires has this code",
            id="a scale of nothing",
        ),
        pytest.param(
            f"codes:\n  severity-social: [{{{ROW}}}]\nscales:\n"
            f"  - {{{ROW}, none: 1, mild: 2}}\n  - {{{ROW}, none: 0, mild: 1}}\n",
            "6: scales.1: this code stands here twice",
            id="two scales under one code",
        ),
        pytest.param(
            f"codes:\n  severity-social: [{{{ROW}}}]\n"
            f"scales:\n  - {{{ROW}, none: 1, mild: 3, moderate: 2}}\n",
            "5: scales.0: its numbers neither rise nor fall from none to extreme",
            id="numbers out of order",
        ),
        pytest.param(
            f"codes:\n  severity-social: [{{{ROW}}}]\nscales:\n  - {{{ROW}, none: 1, mild: [1, 2]}}\n",
            "5: scales.0: its numbers neither rise nor fall from none to extreme",
            id="one number for two severities",
        ),
        pytest.param(
            f"codes:\n  severity-social: [{{{ROW}}}]\nscales:\n  - {{{ROW}, moderate: 3}}\n",
            "5: scales.0: give the numbers of two severities or more",
            id="a single step",
        ),
        pytest.param(
            f"codes:\n  severity-social: [{{{ROW}}}]\nscales:\n  - {{{ROW}, none: 1, midl: 2, mild: 3}}\n",
            "5: scales.0.midl: this key is not known here; the nearest name is 'mild'",
            id="a misspelt severity",
        ),
        pytest.param(
            f"codes:\n  severity-social: [{{{ROW}}}]\nscales:\n  - {{{ROW}, none: one, mild: 2}}\n",
            "5: scales.0.none: expected a whole number such as 2, got 'one'",
            id="a word for a number",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_the_nearest_name(
    tmp_path: Path, text: str, message: str
) -> None:
    assert message in refusal(tmp_path, text)
