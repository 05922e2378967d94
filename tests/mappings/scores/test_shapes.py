"""The shapes that a score comes in."""

from __future__ import annotations

import pytest

from criteria.facts import Evidence
from tests.mappings.reading import BY_CLINICIAN, Reader
from tests.mappings.scores.instruments import CALOCUS, CBCL, PEOPLE, PSI, quantity
from tests.support.fhir import OWN, RECENT, Json, observation, score


@pytest.mark.parametrize(
    ("code", "value", "number"),
    [
        pytest.param(PSI, {"valueInteger": 81}, 81, id="an integer"),
        pytest.param(PSI, {"valueInteger": 81.0}, 81, id="an integer written with a point"),
        pytest.param(PSI, quantity(81), 81, id="a quantity without a unit"),
        pytest.param(PSI, quantity(81.0), 81, id="a quantity written with a point"),
        pytest.param(PSI, quantity(81, code="1"), 81, id="unit 1"),
        pytest.param(PSI, quantity(81, unit="score"), 81, id="unit score"),
        pytest.param(PSI, quantity(81, unit="score", code="{score}"), 81, id="unit {score}"),
        pytest.param(PSI, quantity(81, unit="percentile"), 81, id="unit percentile"),
        pytest.param(PSI, quantity(81, code="{percentile}"), 81, id="unit {percentile}"),
        pytest.param(PSI, {"valueString": "81"}, 81, id="text that is a number"),
        pytest.param(PSI, {"valueString": " 81 "}, 81, id="text that is a number with blanks"),
        pytest.param(PSI, {"valueString": ">99"}, 99, id="above the greatest percentile, in text"),
        pytest.param(
            PSI, {"valueString": "> 99"}, 99, id="above the greatest percentile, in text with a blank"
        ),
        pytest.param(PSI, quantity(99, comparator=">"), 99, id="above the greatest percentile, a quantity"),
        pytest.param(
            PSI, quantity(99.0, comparator=">"), 99, id="above the greatest percentile, a decimal quantity"
        ),
        pytest.param(CBCL, quantity(65, code="{T_score}"), 65, id="a T score has its unit"),
        pytest.param(
            CBCL, quantity(65, code="{T_score}", unit="T-score"), 65, id="a T score has the text of its unit"
        ),
        pytest.param(
            CBCL, quantity(65, code="1", unit="Withdrawn T score"), 65, id="a text of the words of the title"
        ),
        pytest.param(PSI, quantity(81, code="{score}", unit="points"), 81, id="points"),
        pytest.param(CALOCUS, quantity(16.0), 16, id="16.0 is 16"),
    ],
)
def test_a_score_is_read_in_every_shape_it_comes_in(
    facts: Reader, code: str, value: Json, number: int
) -> None:
    assert facts(PEOPLE[code], observation(code, value))[code].value == number


@pytest.mark.parametrize(
    ("code", "number"),
    [
        pytest.param(PSI, 1, id="the least percentile"),
        pytest.param(PSI, 80, id="one below the PSI cut"),
        pytest.param(PSI, 81, id="the PSI cut"),
        pytest.param(PSI, 82, id="one above the PSI cut"),
        pytest.param(PSI, 96, id="a percentile far above the PSI cut"),
        pytest.param(PSI, 99, id="the greatest percentile"),
        pytest.param(CBCL, 50, id="the least T score"),
        pytest.param(CBCL, 64, id="one below the CBCL cut"),
        pytest.param(CBCL, 65, id="the CBCL cut"),
        pytest.param(CBCL, 66, id="one above the CBCL cut"),
        pytest.param(CBCL, 100, id="the greatest T score"),
        pytest.param(CALOCUS, 7, id="the least composite"),
        pytest.param(CALOCUS, 16, id="one below the CALOCUS cut"),
        pytest.param(CALOCUS, 17, id="the CALOCUS cut"),
        pytest.param(CALOCUS, 18, id="one above the CALOCUS cut"),
        pytest.param(CALOCUS, 35, id="the greatest composite"),
    ],
)
def test_a_score_in_range_is_handed_on_as_it_is(facts: Reader, code: str, number: int) -> None:
    fact = facts(PEOPLE[code], score(code, number))[code]
    assert fact.value == number
    assert fact.evidence == (
        Evidence(
            code, f"Observation/{code}", RECENT, f"{OWN}|{code}", number, "", BY_CLINICIAN, "2026-08-19"
        ),
    )
