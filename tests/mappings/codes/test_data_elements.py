"""On which data each fact rests is declared for every fact, and told by codes where codes are such data."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.strict_yaml import FileError
from mappings.codes.code_systems import load_code_systems
from mappings.codes.data_elements import ELEMENTS, load_data_elements
from mappings.codes.fact_map import load_fact_map
from mappings.codes.mapping_files import HERE
from mappings.codes.terminology import load_terminology
from mappings.codes.uscdi import DataElement
from mappings.readers.registry import KINDS

FACT_MAP = load_fact_map(KINDS)
LOADED = load_data_elements(FACT_MAP)
VALUE_SETS = load_terminology(
    load_code_systems("https://cards.example/fhir", HERE / "code_systems.yaml")
).value_sets


@pytest.mark.parametrize("name", FACT_MAP.facts)
def test_of_each_fact_it_is_declared_on_which_data_it_rests(name: str) -> None:
    assert LOADED.of_fact(name, FACT_MAP.facts[name], VALUE_SETS) <= set(DataElement)


@pytest.mark.parametrize("name", FACT_MAP.hints)
def test_of_each_hint_it_is_declared_what_data_it_shows(name: str) -> None:
    assert LOADED.of_hint(name, FACT_MAP, VALUE_SETS) <= set(DataElement)


@pytest.mark.parametrize(
    ("line", "other", "told"),
    [
        pytest.param("  spmi-present: [health-status]\n", "", "'spmi-present'", id="a fact is left out"),
        pytest.param("  spmi-present:", "  spmi-presnt:", "spmi-presnt", id="a fact is misspelt"),
        pytest.param("  rating: [health-status]\n", "", "'severity-social'", id="a kind is left out"),
        pytest.param("  plan-goals: []\n", "", "shows", id="a kind of hint is left out"),
        pytest.param(
            "[date-of-birth]\n  provider",
            "[birthday]\n  provider",
            "date-of-birth",
            id="an element that there is not",
        ),
    ],
)
def test_what_is_not_declared_is_refused(tmp_path: Path, line: str, other: str, told: str) -> None:
    text = ELEMENTS.read_text(encoding="utf-8")
    assert line in text
    path = tmp_path / "data_elements.yaml"
    path.write_text(text.replace(line, other, 1), encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_data_elements(FACT_MAP, path)
    assert any(told in str(each) for each in refused.value.mistakes)


@pytest.mark.parametrize(
    ("fact", "elements"),
    [
        ("birth-date", {DataElement.DATE_OF_BIRTH}),
        ("dx-z-candidate", {DataElement.SOCIAL_DETERMINANTS}),
        ("dx-bipolar", set()),
        ("calocus-composite", {DataElement.HEALTH_STATUS, DataElement.DATE_OF_BIRTH}),
        ("provider-is-private", set()),
    ],
    ids=["the birth date", "a list of Z codes", "a list of diagnoses", "a score with ages", "the provider"],
)
def test_what_facts_rest_on(fact: str, elements: set[DataElement]) -> None:
    assert LOADED.of_fact(fact, FACT_MAP.facts[fact], VALUE_SETS) == elements


def test_a_hint_of_homelessness_shows_a_social_determinant() -> None:
    shown = LOADED.of_hint("homelessness-or-isolation-risk", FACT_MAP, VALUE_SETS)
    assert shown == {DataElement.SOCIAL_DETERMINANTS}


def test_a_list_of_mental_disorders_speaks_of_gender_identity_and_is_none() -> None:
    spec = FACT_MAP.facts["dx-mental-disorder"]
    assert DataElement.GENDER_IDENTITY in LOADED.spoken_of(spec, VALUE_SETS)
    assert LOADED.of_fact("dx-mental-disorder", spec, VALUE_SETS) == set()
