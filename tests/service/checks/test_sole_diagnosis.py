"""A sole diagnosis: the list of the others may hold no code of it."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.codes.code_lists import ICD_10_CM, ValueSet
from mappings.codes.fact_map import load_fact_map
from mappings.readers.registry import KINDS
from service.checks.sole_diagnosis import not_alone
from tests.support import policies as small

FACT_MAP = load_fact_map(KINDS)
SUD, MENTAL = {"fact": "dx-sud"}, {"fact": "dx-mental-disorder-current"}
OTHER = {"fact": "lpha-recommends"}
NOT_MENTAL = {"none_of": [MENTAL]}


def lists(sud: list[str], mental: list[str]) -> dict[str, ValueSet]:
    """The lists of the two diagnoses, of these codes."""
    of = {"sud": sud, "mental-disorder": mental}
    return {
        name: ValueSet(id=name, title="T", purpose="P", source="S", codes={ICD_10_CM: tuple(codes)})
        for name, codes in of.items()
    }


def found(when: Any, sud: list[str], mental: list[str]) -> list[str]:
    policy = small.policy(small.rule_set(small.criterion("A", {"fact": "x"}), small.criterion("B", when)))
    return [said for _, said in not_alone(policy, FACT_MAP, lists(sud, mental))]


@pytest.mark.parametrize(
    ("sud", "mental", "code"),
    [
        pytest.param(["F10.20"], ["F10.20"], "F10.20", id="a code of both"),
        pytest.param(["F10.20"], ["F1020"], "F10.20", id="with a dot and without"),
        pytest.param(["F10-F19"], ["F11.20"], "F10-F19", id="a code in a range"),
        pytest.param(["F11.20"], ["F10-F19"], "F10-F19", id="a range that holds the code"),
        pytest.param(["F10-F15"], ["F13-F19"], "F10-F15", id="ranges that overlap"),
        pytest.param(["F10.20"], ["F10.-"], "F10.20", id="a category above the code"),
        pytest.param(["F10.20"], ["F10.21", "F22-F29"], "", id="no code of both"),
        pytest.param([], [], "", id="an empty list"),
    ],
)
def test_a_code_that_is_on_both_lists_is_told(sud: list[str], mental: list[str], code: str) -> None:
    told = f"dx-sud and dx-mental-disorder-current both take {code}: whoever has that alone has the other too"
    assert found({"all_of": [SUD, NOT_MENTAL]}, sud, [*mental, "F20.0"]) == ([told] if code else [])


def test_others_that_are_all_among_the_first_are_an_exception_to_it() -> None:
    assert found({"all_of": [SUD, NOT_MENTAL]}, ["F10-F19"], ["F11.20", "F12.-"]) == []


@pytest.mark.parametrize(
    ("when", "is_told"),
    [
        pytest.param({"all_of": [{"any_of": [SUD, OTHER]}, NOT_MENTAL]}, True, id="one of several"),
        pytest.param({"all_of": [SUD, {"none_of": [OTHER, MENTAL]}]}, True, id="none of several"),
        pytest.param({"all_of": [SUD, MENTAL]}, False, id="both together"),
        pytest.param({"any_of": [SUD, NOT_MENTAL]}, False, id="one or the other"),
        pytest.param({"all_of": [SUD, MENTAL | {"is": "not_met"}]}, True, id="the other is to be not met"),
        pytest.param({"all_of": [SUD | {"is": "not_met"}, NOT_MENTAL]}, False, id="neither of them"),
    ],
)
def test_it_is_told_where_one_is_to_be_there_and_the_other_is_not(when: Any, is_told: bool) -> None:
    assert bool(found(when, ["F10.20"], ["F10.20", "F20.0"])) is is_told
