"""The shipped sites, and a base of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.load import load_policies
from mappings.codes.fact_map import load_fact_map
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_file import SITES
from mappings.codes.site_mapping import load_site_mapping
from mappings.readers.registry import KINDS
from tests.mappings.reading import POLICIES
from tests.support.fhir import BASE


@pytest.mark.parametrize("path", sorted(SITES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_site_loads_under_its_own_name(path: Path) -> None:
    policies = {policy.id: policy.service.coded for policy in load_policies(load_fact_map(KINDS).vocabulary)}
    assert load_site_mapping(MappingFiles(site=path), KINDS, policies, BASE).site.site == path.stem


def test_the_example_site_is_private() -> None:
    site = load_site_mapping(MappingFiles(site=SITES / "example-private.yaml"), KINDS, POLICIES, BASE).site
    assert site.provider_type == "private"
    assert not site.order_of_lpha_recommends
    assert not site.forms_are_practitioner_only
    assert site.monthly_minimum_contacts == {}


def test_another_base_is_one_setting() -> None:
    mapping = load_site_mapping(MappingFiles(), KINDS, POLICIES, "https://north.example/fhir")
    assert mapping.systems.uris["criteria-input"] == "https://north.example/fhir/CodeSystem/criteria-input"
    assert mapping.systems.uris["domain-severity"] == "https://north.example/fhir/CodeSystem/domain-severity"
