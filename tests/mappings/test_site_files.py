"""A site's file: what it may say, and how a mistake in it is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from criteria.strict_yaml import FileError
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_file import SITES
from mappings.codes.site_mapping import SiteMapping, load_site_mapping
from mappings.readers.registry import KINDS
from tests.mappings.reading import POLICIES
from tests.support.fhir import BASE


def refusal(folder: Path, text: str) -> str:
    """The message a site file of this text is refused with."""
    path = folder / "sites" / "north.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_site_mapping(MappingFiles(site=path), KINDS, POLICIES, BASE)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "site: north\ncodes:\n  calocus-composit:\n    - {text: CALOCUS}\n",
            "north.yaml:3: codes.calocus-composit: no fact has this name; "
            "the nearest name is 'calocus-composite'",
            id="a misspelt fact",
        ),
        pytest.param(
            "site: north\nhints:\n  severity-recreational:\n    - {text: DLA}\n",
            "north.yaml:3: hints.severity-recreational: no fact has this name; "
            "the nearest name is 'severity-recreation'",
            id="a misspelt fact among the hints",
        ),
        pytest.param(
            "site: north\ncodes:\n  dx-bipolar:\n    - {text: Bipolar}\n",
            "north.yaml:3: codes.dx-bipolar: this fact is not read from coded answers",
            id="a fact that is read from Conditions",
        ),
        pytest.param(
            "site: north\ncodes:\n  birth-date:\n    - {text: Born}\n",
            "north.yaml:3: codes.birth-date: this fact is not read from coded answers",
            id="a fact that is read from the Patient",
        ),
        pytest.param(
            "site: north\nhints:\n  provider-is-private:\n    - {text: Private}\n",
            "north.yaml:3: hints.provider-is-private: this fact is not read from coded answers",
            id="a fact that the site itself says",
        ),
        pytest.param(
            "site: north\ncodes:\n  cbcl-syndrome-scales:\n    - {text: CBCL}\n",
            "north.yaml:3: codes.cbcl-syndrome-scales: this fact is not read from coded answers",
            id="a group of facts",
        ),
        pytest.param(
            "site: north\npolicies: [a-polcy]\n",
            "north.yaml:2: policies.0: no policy has this id; the nearest name is 'a-policy'",
            id="a misspelt policy",
        ),
        pytest.param(
            "site: north\npolicies: []\n",
            "north.yaml:2: policies: Tuple should have at least 1 item after validation, not 0",
            id="no policy at all",
        ),
        pytest.param(
            "site: north\npolicies: [a-policy]\nplans:\n  H0024: {titles: [Plan]}\n",
            "north.yaml:4: plans.H0024: no policy in use is about this service",
            id="the plan of a service whose policy the site does not use",
        ),
        pytest.param(
            "site: north\nprovider: private\n",
            "north.yaml:2: provider: this key is not known here; the nearest name is 'provider_type'",
            id="a misspelt key",
        ),
        pytest.param(
            "provider_type: private\n",
            "north.yaml:1: site: this key is required",
            id="a site without a name",
        ),
        pytest.param(
            "site: north\nprovider_type: state\n",
            "north.yaml:2: provider_type: Input should be 'private' or 'public'",
            id="a kind of provider there is not",
        ),
        pytest.param(
            "site: north\nsite: south\n",
            "north.yaml:2: site: the key stands here twice",
            id="a key twice",
        ),
        pytest.param(
            "site: north\nwindows:\n  atestation: 30 days\n",
            "north.yaml:3: windows.atestation: no fact has this name; the nearest name is 'attestation'",
            id="a window for nothing",
        ),
        pytest.param(
            "site: north\nwindows:\n  dx-bipolar: 2 years\n",
            "north.yaml:3: windows.dx-bipolar: this fact is not read from coded answers",
            id="a window of the policy's own",
        ),
        pytest.param(
            "site: north\nwindows:\n  score: half a year\n",
            "north.yaml:3: windows.score: expected a span such as '18 months', got 'half a year'",
            id="a window that is no span",
        ),
        pytest.param(
            "site: north\nplans:\n  H2O17:\n    titles: [IPOC]\n",
            "north.yaml:3: plans.H2O17: no policy in use is about this service; the nearest name is 'H2017'",
            id="a plan of a service there is not",
        ),
        pytest.param(
            'site: north\nplans:\n  H2017:\n    identifiers: ["urn:ehr:ipoc"]\n',
            "north.yaml:4: plans.H2017.identifiers.0: String should match pattern '^[^|]*\\|[^|]*$'",
            id="an identifier without a bar",
        ),
        pytest.param(
            "site: north\nmonthly_minimum_contacts:\n  H0042: 2\n",
            "north.yaml:3: monthly_minimum_contacts.H0042: no policy in use is about this service; "
            "the nearest name is 'H0024'",
            id="a minimum for a service there is not",
        ),
        pytest.param(
            "site: north\nmonthly_minimum_contacts:\n  H0024: 0\n",
            "north.yaml:3: monthly_minimum_contacts.H0024: Input should be greater than 0",
            id="a minimum of none",
        ),
        pytest.param(
            "site: north\ncodes:\n  calocus-composite:\n    - {system: urn:ehr}\n",
            "north.yaml:4: codes.calocus-composite.0: give either system and code, or text",
            id="a system without a code",
        ),
        pytest.param(
            "site: north\ncodes:\n  calocus-composite:\n    - {code: '1'}\n",
            "north.yaml:4: codes.calocus-composite.0: give either system and code, or text",
            id="a code without a system",
        ),
        pytest.param(
            "site: north\ncodes:\n  calocus-composite:\n    - {system: urn:ehr, code: '1', text: CALOCUS}\n",
            "north.yaml:4: codes.calocus-composite.0: give either system and code, or text",
            id="a code and words",
        ),
        pytest.param(
            "site: north\ncodes:\n  calocus-composite:\n    - {system: urn:ehr, text: CALOCUS}\n",
            "north.yaml:4: codes.calocus-composite.0: give either system and code, or text",
            id="words with a system",
        ),
        pytest.param(
            "site: north\ncodes:\n  spmi-present:\n    - {system: urn:ehr, code: '1'}\n"
            "  sed-present:\n    - {system: urn:ehr, code: '1'}\n",
            "north.yaml:6: codes.sed-present.0: this code already stands for spmi-present",
            id="one code for two facts",
        ),
        pytest.param(
            "site: north\ncodes:\n  spmi-present:\n    - {system: 'http://loinc.org', code: '1'}\n"
            "  sed-present:\n    - {system: 'urn:oid:2.16.840.1.113883.6.1', code: '1'}\n",
            "north.yaml:6: codes.sed-present.0: this code already stands for spmi-present",
            id="one code for two facts under two spellings",
        ),
        pytest.param(
            "site: north\ncodes:\n  spmi-present:\n    - {text: SPMI}\n  sed-present:\n    - {text: SPMI}\n",
            "north.yaml:6: codes.sed-present.0: this code already stands for spmi-present",
            id="the same words for two facts",
        ),
        pytest.param(
            "site: north\ncodes:\n  severity-social:\n    - {text: WHODAS}\n"
            "hints:\n  severity-recreation:\n    - {text: WHODAS}\n",
            "north.yaml:7: hints.severity-recreation.0: this code already stands for severity-social",
            id="one code as an answer and as a hint",
        ),
        pytest.param(
            "site: north\nhints:\n  severity-social:\n    - {text: WHODAS}\n    - {text: WHODAS}\n",
            "north.yaml:5: hints.severity-social.1: this code stands here twice",
            id="the same hint twice",
        ),
        pytest.param(
            "site: north\ncodes:\n  spmi-present:\n"
            f"    - {{system: '{BASE}/CodeSystem/criteria-input', code: sed-present}}\n",
            "north.yaml:4: codes.spmi-present.0: a code of criteria-input has its meaning already",
            id="one of our own codes",
        ),
        pytest.param(
            "site: north\nhints:\n  spmi-present:\n"
            f"    - {{system: '{BASE}/CodeSystem/criteria-input', code: sed-present}}\n",
            "north.yaml:4: hints.spmi-present.0: a code of criteria-input has its meaning already",
            id="one of our own codes as a hint",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_the_nearest_name(
    tmp_path: Path, text: str, message: str
) -> None:
    assert refusal(tmp_path, text) == f"sites/{message}"


@pytest.mark.parametrize("path", sorted(SITES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_site_loads_under_its_own_name(path: Path) -> None:
    assert load_site_mapping(MappingFiles(site=path), KINDS, POLICIES, BASE).site.site == path.stem


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


def test_all_mistakes_of_a_site_are_told_at_once(tmp_path: Path) -> None:
    text = """\
site: north
policies: [a-polcy]
windows: {scor: 1 year}
codes:
  birth-date: [{text: Born}]
  spmi-present: [{text: SPMI}]
  sed-present: [{text: SPMI}]
"""
    told = [line.partition(": ")[2] for line in refusal(tmp_path, text).splitlines()]
    assert sorted(told) == [
        "codes.birth-date: this fact is not read from coded answers",
        "codes.sed-present.0: this code already stands for spmi-present",
        "policies.0: no policy has this id; the nearest name is 'a-policy'",
        "windows.scor: no fact has this name; the nearest name is 'score'",
    ]


BOTH = POLICIES | {"a-third-policy": "H2017"}
"""Two of them are about H2017."""


def mapping_of(folder: Path, policies: str, known: Mapping[str, str] = BOTH) -> SiteMapping:
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
