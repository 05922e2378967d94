"""A mark of plans in a site's file stands for one service."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.strict_yaml import FileError
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_mapping import load_site_mapping
from mappings.readers.registry import KINDS
from tests.mappings.reading import POLICIES
from tests.mappings.sites.refused import refusal
from tests.support.fhir import BASE

LOINC = ("http://loinc.org", "urn:oid:2.16.840.1.113883.6.1")


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        pytest.param(
            "titles: [Plan]", "titles: [Plan]", "titles.0: this mark already stands for H2017", id="one title"
        ),
        pytest.param(
            'identifiers: ["urn:x|ipoc"]',
            'identifiers: ["urn:y|ipoc", "urn:x|ipoc"]',
            "identifiers.1: this mark already stands for H2017",
            id="one identifier",
        ),
        pytest.param(
            'identifiers: ["urn:x|"]',
            'identifiers: ["urn:x|ipoc"]',
            "identifiers.0: this mark already stands for H2017",
            id="an identifier of any value, and one of its values",
        ),
        pytest.param(
            'identifiers: ["urn:x|ipoc"]',
            'identifiers: ["urn:x|"]',
            "identifiers.0: this mark already stands for H2017",
            id="an identifier, and any value of its system",
        ),
        pytest.param(
            f'categories: [{{system: "{LOINC[0]}", code: "1"}}]',
            f'categories: [{{system: "{LOINC[1]}", code: "1"}}]',
            "categories.0: this mark already stands for H2017",
            id="one category under two spellings",
        ),
    ],
)
def test_one_mark_for_two_services_is_refused(tmp_path: Path, first: str, second: str, message: str) -> None:
    text = f"plans:\n  H2017: {{{first}}}\n  H0024: {{{second}}}\n"
    assert refusal(tmp_path, text) == [f"4: plans.H0024.{message}"]


def test_one_mark_twice_is_refused(tmp_path: Path) -> None:
    text = "plans: {H2017: {titles: [Plan, Plan]}}\n"
    assert refusal(tmp_path, text) == ["2: plans.H2017.titles.1: this mark stands here twice"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("titles: [Plan of H2017]", "titles: [Plan of H0024]", id="two titles"),
        pytest.param('identifiers: ["urn:x|prs"]', 'identifiers: ["urn:x|peer"]', id="two values"),
        pytest.param('identifiers: ["urn:x|"]', 'identifiers: ["urn:y|"]', id="two systems"),
        pytest.param("titles: [IPOC]", 'identifiers: ["IPOC|"]', id="a title and a system"),
    ],
)
def test_two_marks_may_be_alike(tmp_path: Path, first: str, second: str) -> None:
    path = tmp_path / "north.yaml"
    path.write_text(f"site: north\nplans: {{H2017: {{{first}}}, H0024: {{{second}}}}}\n", encoding="utf-8")
    try:
        load_site_mapping(MappingFiles(site=path), KINDS, POLICIES, BASE)
    except FileError as error:
        pytest.fail(str(error))
