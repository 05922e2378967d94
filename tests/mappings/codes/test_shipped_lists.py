"""The shipped code lists: which there are, and how they nest."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mappings.codes.code_lists import Codes, ValueSet
from mappings.codes.printed_codes import normal_code
from tests.mappings.reading import mapping_for


def value_sets() -> Mapping[str, ValueSet]:
    return mapping_for("").terminology.value_sets


def codes_of(listed: Codes) -> set[tuple[str, str]]:
    return {(alias, normal_code(code)) for alias, codes in listed.items() for code in codes}


def lists_of(value_set: ValueSet) -> list[set[tuple[str, str]]]:
    review = [codes_of(group.codes) for group in value_set.review]
    counted = [codes_of(value_set.codes), codes_of(value_set.headers), codes_of(value_set.remission)]
    return [*counted, *review]


def test_every_shipped_list_is_there() -> None:
    assert set(value_sets()) == {
        "bipolar",
        "crisis-service",
        "dsm-diagnosis",
        "evaluation-document",
        "homelessness-or-isolation-risk",
        "justice-involvement",
        "major-depression",
        "mental-disorder",
        "mental-health-care-plan",
        "out-of-home-placement",
        "progress-note",
        "psychiatric-evaluation",
        "psychotic",
        "sed-eligible",
        "sud",
        "z-candidate",
    }


@pytest.mark.parametrize("name", value_sets())
def test_the_lists_of_one_value_set_share_no_code(name: str) -> None:
    seen: set[tuple[str, str]] = set()
    for listed in lists_of(value_sets()[name]):
        assert listed.isdisjoint(seen)
        seen |= listed
    assert seen


def test_the_closed_list_of_diagnoses_does_not_overlap() -> None:
    closed = [value_sets()[name] for name in ("bipolar", "major-depression", "psychotic", "sud")]
    members = [codes_of(each.codes) | codes_of(each.remission) for each in closed]
    assert sum(len(each) for each in members) == len(set().union(*members))


@pytest.mark.parametrize("broad", ["sed-eligible", "mental-disorder", "dsm-diagnosis"])
@pytest.mark.parametrize("narrow", ["bipolar", "major-depression", "psychotic"])
def test_a_broad_list_holds_the_narrow_ones_in_the_same_role(narrow: str, broad: str) -> None:
    assert codes_of(value_sets()[narrow].codes) <= codes_of(value_sets()[broad].codes)
    assert codes_of(value_sets()[narrow].remission) <= codes_of(value_sets()[broad].remission)


def test_a_dsm_diagnosis_may_be_a_substance_use_disorder() -> None:
    assert codes_of(value_sets()["sud"].codes) <= codes_of(value_sets()["dsm-diagnosis"].codes)
