"""Answers and instruments that settle nothing are shown beside the question."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mappings.reading import Reader
from tests.support.fhir import Json, coding, concept, observation, yes

INSTRUMENT = coding("https://ehr.example/flowsheet", "82001")
CODE = 'system: "https://ehr.example/flowsheet", code: "82001"'
DLA_20 = f"hints: {{severity-daily-living: [{{{CODE}, title: DLA-20}}]}}"


def instrument(**elements: Any) -> Json:
    return observation(concept(INSTRUMENT), {"valueInteger": 2}, identity="dla", **elements)


def test_another_instrument_is_shown_and_never_read_as_a_rating(facts: Reader) -> None:
    fact = facts(instrument(), site=DLA_20)["severity-daily-living"]
    assert fact.value is None
    assert [(hint.reference, hint.value, hint.note) for hint in fact.hints] == [
        ("Observation/dla", "DLA-20", "another instrument; a clinician's own rating settles it")
    ]


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"status": "entered-in-error"}, id="entered in error"),
        pytest.param({"status": "preliminary"}, id="preliminary"),
        pytest.param({"on": "2026-03-02"}, id="of tomorrow"),
    ],
)
def test_an_instrument_that_does_not_count_is_not_shown(facts: Reader, elements: Json) -> None:
    assert facts(instrument(**elements), site=DLA_20)["severity-daily-living"].hints == ()


def test_one_instrument_may_stand_beside_several_domains(facts: Reader) -> None:
    whodas = f"[{{{CODE}, title: WHODAS}}]"
    site = f"hints: {{severity-relationships: {whodas}, severity-social: {whodas}}}"
    read = facts(instrument(), site=site)
    assert [hint.value for hint in read["severity-relationships"].hints] == ["WHODAS"]
    assert [hint.value for hint in read["severity-social"].hints] == ["WHODAS"]


@pytest.mark.parametrize("names", ["abc", "cba", "bca"])
def test_answers_that_settle_nothing_stand_in_one_order_however_they_were_sent(
    facts: Reader, names: str
) -> None:
    sent = [yes("lpha-recommends", status="preliminary", identity=name) for name in names]
    hints = facts(*sent)["lpha-recommends"].hints
    assert [hint.reference for hint in hints] == ["Observation/c", "Observation/b", "Observation/a"]
