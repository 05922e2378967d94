"""Which diagnosis an answer is about."""

from __future__ import annotations

import pytest

from tests.mappings.reading import MET, Reader
from tests.support.fhir import Json, condition, icd, reference, yes


@pytest.mark.parametrize(
    ("elements", "about"),
    [
        pytest.param({}, (), id="no focus"),
        pytest.param({"focus": [reference("Goal/g")]}, (), id="a goal"),
        pytest.param({"focus": [reference("Condition/none")]}, ("",), id="a condition that was not sent"),
        pytest.param({"focus": [reference("Condition/autism")]}, ("dx-dsm",), id="a diagnosis of one list"),
        pytest.param({"focus": [reference("Condition/unlisted")]}, ("",), id="a condition on no list"),
        pytest.param({"focus": [reference("Condition/near")]}, ("",), id="a near miss"),
    ],
)
def test_an_answer_tells_what_it_is_about(facts: Reader, elements: Json, about: tuple[str, ...]) -> None:
    sent = [condition(icd("F84.0"), identity="autism"), condition(icd("J45.20"), identity="unlisted")]
    near = condition(icd("F17.210"), identity="near")
    fact = facts(yes("impairment-attributable", **elements), *sent, near)["impairment-attributable"]
    assert (fact.value, fact.about) == (MET, about)
