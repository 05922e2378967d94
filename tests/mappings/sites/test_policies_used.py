"""A site says which policies it uses; two about one service need a choice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from criteria.policy import ServiceCode
from criteria.strict_yaml import FileError
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_mapping import SiteMapping, load_site_mapping
from mappings.readers.registry import KINDS
from tests.mappings.reading import POLICIES
from tests.support.fhir import BASE

BOTH = POLICIES | {"a-third-policy": ServiceCode("H2017")}
"""Two of them are about H2017."""


def mapping_of(folder: Path, policies: str, known: Mapping[str, ServiceCode] = BOTH) -> SiteMapping:
    """The mapping of a site that says this of its policies."""
    path = folder / "north.yaml"
    path.write_text(f"site: north\n{policies}", encoding="utf-8")
    return load_site_mapping(MappingFiles(site=path), KINDS, known, BASE)


@pytest.mark.parametrize(
    ("policies", "used", "services"),
    [
        pytest.param("policies: [a-policy]", {"a-policy"}, {"H2017"}, id="the policy of H2017"),
        pytest.param("policies: [another-policy]", {"another-policy"}, {"H0024"}, id="the policy of H0024"),
        pytest.param(
            "policies: [a-policy, a-third-policy]",
            {"a-policy", "a-third-policy"},
            {"H2017"},
            id="both policies of one service",
        ),
    ],
)
def test_a_site_says_which_policies_it_uses(
    tmp_path: Path, policies: str, used: set[str], services: set[str]
) -> None:
    mapping = mapping_of(tmp_path, policies)
    assert (set(mapping.policies), set(mapping.services.codes)) == (used, services)


def test_a_site_that_names_none_uses_all_of_them(tmp_path: Path) -> None:
    mapping = mapping_of(tmp_path, "", POLICIES)
    assert (set(mapping.policies), set(mapping.services.codes)) == (set(POLICIES), {"H2017", "H0024"})


def test_two_policies_about_one_service_need_a_choice(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        mapping_of(tmp_path, "")
    assert str(refused.value) == (
        f"{tmp_path.name}/north.yaml:1: policies: a-policy and a-third-policy are both about H2017: "
        "list here those that this site uses"
    )


def test_without_a_sites_file_two_policies_about_one_service_are_refused() -> None:
    with pytest.raises(FileError, match="policies: a-policy and a-third-policy are both about H2017"):
        load_site_mapping(MappingFiles(), KINDS, BOTH, BASE)
