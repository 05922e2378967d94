"""A score whose number, unit or range is in doubt is unknown, and shown."""

from __future__ import annotations

import pytest

from tests.mappings.reading import Reader
from tests.mappings.scores.instruments import CALOCUS, CBCL, PEOPLE, PSI, quantity
from tests.support.fhir import Json, observation


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        pytest.param(CALOCUS, quantity(16.5), "16.5 is no whole number", id="16.5 is neither 16 nor 17"),
        pytest.param(
            CALOCUS, {"valueInteger": 16.5}, "16.5 is no whole number", id="16.5 sent as an integer"
        ),
        pytest.param(CALOCUS, {"valueString": "16.5"}, "its text is no plain number", id="16.5 sent as text"),
        pytest.param(PSI, {"valueString": "about 81"}, "its text is no plain number", id="words around it"),
        pytest.param(PSI, {"valueString": "81st"}, "its text is no plain number", id="an ordinal"),
        pytest.param(PSI, {"valueString": "80-85"}, "its text is no plain number", id="a range in text"),
        pytest.param(
            PSI, {"valueString": "<1"}, "its text is no plain number", id="below the least, in text"
        ),
        pytest.param(
            CALOCUS, {"valueString": ">34"}, "its text is no plain number", id="only the PSI has >99"
        ),
        pytest.param(
            PSI, quantity(90, comparator=">"), "it is a bound, not a score", id="above a percentile"
        ),
        pytest.param(PSI, quantity(99, comparator=">="), "it is a bound, not a score", id="at least 99"),
        pytest.param(PSI, quantity(1, comparator="<"), "it is a bound, not a score", id="below a percentile"),
        pytest.param(CBCL, quantity(65, comparator=">"), "it is a bound, not a score", id="above a T score"),
        pytest.param(
            PSI, quantity(81, comparator=5), "it is a bound, not a score", id="a comparator that is no text"
        ),
        pytest.param(
            PSI, quantity(81, unit="kg"), "its unit leaves the scale in doubt", id="a unit of weight"
        ),
        pytest.param(
            PSI, quantity(60, code="{T_score}"), "its unit leaves the scale in doubt", id="T is no percentile"
        ),
        pytest.param(
            CBCL,
            quantity(93, unit="percentile"),
            "its unit leaves the scale in doubt",
            id="a percentile is no T score",
        ),
        pytest.param(
            CBCL,
            quantity(70, code="{score}", unit="raw score"),
            "its unit leaves the scale in doubt",
            id="a raw score by its text",
        ),
        pytest.param(
            CBCL,
            quantity(70, code="1", unit="percentile"),
            "its unit leaves the scale in doubt",
            id="a percentile by its text",
        ),
        pytest.param(
            CALOCUS,
            quantity(20, code="{score}", unit="level"),
            "its unit leaves the scale in doubt",
            id="a level",
        ),
        pytest.param(
            CALOCUS, quantity(17, unit="%"), "its unit leaves the scale in doubt", id="a composite in percent"
        ),
        pytest.param(PSI, quantity("81"), "it holds no value that can be read", id="a quantity of text"),
        pytest.param(PSI, quantity(None), "it holds no value that can be read", id="an empty quantity"),
        pytest.param(PSI, {"valueInteger": "81"}, "it holds no value that can be read", id="text as integer"),
        pytest.param(PSI, {"valueInteger": True}, "it holds no value that can be read", id="yes as integer"),
        pytest.param(PSI, {"valueBoolean": True}, "it holds no value that can be read", id="a yes"),
        pytest.param(
            PSI,
            {"valueRange": {"low": {"value": 81}, "high": {"value": 90}}},
            "it holds no value that can be read",
            id="a range",
        ),
        pytest.param(PSI, {}, "it holds no value that can be read", id="no value"),
        pytest.param(PSI, quantity(10**300), "its number is no score", id="a number beyond all measure"),
        pytest.param(
            PSI,
            quantity(10**300, comparator=">"),
            "it is a bound, not a score",
            id="above a number beyond all measure",
        ),
        pytest.param(PSI, {"valueInteger": 0}, "0 is out of the range 1-99", id="percentile 0"),
        pytest.param(PSI, {"valueInteger": 100}, "100 is out of the range 1-99", id="percentile 100"),
        pytest.param(PSI, {"valueInteger": -5}, "-5 is out of the range 1-99", id="a negative one"),
        pytest.param(CBCL, {"valueInteger": 49}, "49 is out of the range 50-100", id="T 49"),
        pytest.param(CBCL, {"valueInteger": 101}, "101 is out of the range 50-100", id="T 101"),
    ],
)
def test_a_score_in_doubt_is_unknown_and_shown(facts: Reader, code: str, value: Json, reason: str) -> None:
    fact = facts(PEOPLE[code], observation(code, value))[code]
    assert (fact.value, fact.reason) == (None, reason)
    assert [hint.reference for hint in fact.hints] == [f"Observation/{code}"]
