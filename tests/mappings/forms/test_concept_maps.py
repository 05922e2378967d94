"""A site's file as ConceptMaps: what its codes are read as, and what has no place in one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.conceptmap import ConceptMap

from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_file import SITES
from mappings.codes.site_mapping import load_site_mapping
from mappings.forms.concept_maps import concept_maps
from mappings.forms.own_codes import own_codes
from mappings.forms.terminology import Edition
from mappings.readers.registry import KINDS
from tests.mappings.forms.shipped import FACT_MAP, POLICIES
from tests.support.fhir import BASE

SERVICES = {policy.id: policy.service.coded for policy in POLICIES.values()}
EDITION = Edition(own_codes(BASE, FACT_MAP), "2.1.0", "2026-03-01T09:00:00+00:00")
INPUT = f"{BASE}/CodeSystem/criteria-input"
FLOWSHEET, ANSWER = "https://ehr.example/flowsheet", "https://ehr.example/answer"


def maps_of(site: Path | None) -> dict[str, Any]:
    mapping = load_site_mapping(MappingFiles(site=site), KINDS, SERVICES, BASE)
    return {each["id"]: each for each in concept_maps(mapping, EDITION)}


def told_by(text: str, folder: Path) -> dict[str, Any]:
    """The maps of a site whose file holds this."""
    path = folder / "north.yaml"
    path.write_text(f"site: north\n{text}", encoding="utf-8")
    return maps_of(path)


@pytest.fixture(scope="module")
def maps() -> dict[str, Any]:
    return maps_of(SITES / "example-every-key.yaml")


def targets(concept_map: Any, source: str, code: str) -> list[Any]:
    return [
        target
        for group in concept_map["group"]
        if group["source"] == source
        for element in group["element"]
        if element["code"] == code
        for target in element["target"]
    ]


def test_every_map_is_sound_and_named_after_its_site(maps: dict[str, Any]) -> None:
    assert list(maps) == ["example-every-key-inputs", "example-every-key-answers", "example-every-key-orders"]
    for each in maps.values():
        ConceptMap.model_validate(each)
        assert each["url"] == f"{BASE}/ConceptMap/{each['id']}"
        assert (each["version"], each["status"]) == ("2.1.0", "active")
    assert maps["example-every-key-inputs"]["name"] == "ExampleEveryKeyInputs"


MAPPED = {
    "a code of a fact": ("inputs", FLOWSHEET, "5011", ["spmi-present"]),
    "an item of a form": ("inputs", "https://ehr.example/Questionnaire/intake", "1", ["lpha-evaluation"]),
    "a code of a yes": ("answers", ANSWER, "1", ["LA33-6"]),
    "a code of a no": ("answers", ANSWER, "2", ["LA32-8"]),
    "an orderable": ("orders", "https://ehr.example/orderable", "2780001", ["H2017"]),
    "a kind of visit": ("orders", "https://ehr.example/visit-type", "PRS-IND", ["H2017"]),
    "a code that the site does not have": ("inputs", FLOWSHEET, "5012", []),
}


@pytest.mark.parametrize(("name", "source", "code", "found"), MAPPED.values(), ids=list(MAPPED))
def test_a_sites_code_is_read_as(
    name: str, source: str, code: str, found: list[str], maps: dict[str, Any]
) -> None:
    told = targets(maps[f"example-every-key-{name}"], source, code)
    assert [each["code"] for each in told] == found
    assert {each["equivalence"] for each in told} <= {"equivalent"}


def test_a_fact_is_told_with_what_it_is_called(maps: dict[str, Any]) -> None:
    (target,) = targets(maps["example-every-key-inputs"], FLOWSHEET, "5011")
    assert target == {"code": "spmi-present", "display": "SPMI present", "equivalence": "equivalent"}


def test_an_item_is_told_with_the_version_of_its_form(maps: dict[str, Any]) -> None:
    groups = {group["source"]: group for group in maps["example-every-key-inputs"]["group"]}
    assert groups["https://ehr.example/Questionnaire/intake"]["sourceVersion"] == "3"
    assert "sourceVersion" not in groups[FLOWSHEET]
    assert {group["target"] for group in groups.values()} == {INPUT}


def test_an_answer_to_one_fact_alone_says_to_which(tmp_path: Path) -> None:
    told = told_by(
        f'answers:\n  spmi-present: {{yes: [{{system: "{ANSWER}", code: "7"}}]}}\n'
        f'  severity-recreation: {{moderate: [{{system: "{ANSWER}", code: "7"}}]}}\n',
        tmp_path,
    )
    severities = f"{BASE}/CodeSystem/domain-severity"
    groups = {group["target"]: group["element"] for group in told["north-answers"]["group"]}
    assert [element["target"][0]["code"] for element in groups["http://loinc.org"]] == ["LA33-6"]
    assert groups["http://loinc.org"][0]["target"][0]["dependsOn"] == [
        {"property": INPUT, "value": "spmi-present"}
    ]
    assert groups[severities][0]["target"][0]["code"] == "moderate"
    assert groups[severities][0]["target"][0]["dependsOn"][0]["value"] == "severity-recreation"


def test_an_answer_to_every_fact_depends_on_none(maps: dict[str, Any]) -> None:
    (target,) = targets(maps["example-every-key-answers"], ANSWER, "1")
    assert "dependsOn" not in target


def test_i_cannot_tell_is_an_answer_of_ours(tmp_path: Path) -> None:
    told = told_by(f'answers: {{all: {{cannot_tell: [{{system: "{ANSWER}", code: "3"}}]}}}}\n', tmp_path)
    (target,) = targets(told["north-answers"], ANSWER, "3")
    assert (target["code"], target["display"]) == ("cannot-tell", "I cannot tell")


def test_what_is_told_by_its_text_has_no_place(tmp_path: Path) -> None:
    assert told_by("codes: {spmi-present: [{text: SPMI present}]}\n", tmp_path) == {}


def test_a_site_without_codes_of_its_own_has_no_map(tmp_path: Path) -> None:
    assert maps_of(None) == told_by("provider_type: private\n", tmp_path) == {}


def test_a_name_that_no_id_may_have_is_made_one(tmp_path: Path) -> None:
    path = tmp_path / "n.yaml"
    path.write_text(
        f'site: "North & South, 2"\ncodes: {{spmi-present: [{{system: "{FLOWSHEET}", code: "1"}}]}}\n',
        encoding="utf-8",
    )
    (told,) = maps_of(path).values()
    assert (told["id"], told["name"]) == ("North-South-2-inputs", "NorthSouth2Inputs")
    assert told["title"] == "Facts by the codes and items of North & South, 2"
