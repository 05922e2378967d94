"""A mistake in a site's file is refused with its place and the nearest name."""

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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "codes:\n  calocus-composit:\n    - {text: CALOCUS}\n",
            "3: codes.calocus-composit: no fact has this name; the nearest name is 'calocus-composite'",
            id="a misspelt fact",
        ),
        pytest.param(
            "hints:\n  severity-recreational:\n    - {text: DLA}\n",
            "3: hints.severity-recreational: no fact has this name; "
            "the nearest name is 'severity-recreation'",
            id="a misspelt fact among the hints",
        ),
        pytest.param(
            "codes:\n  dx-bipolar:\n    - {text: Bipolar}\n",
            "3: codes.dx-bipolar: this fact is not read from coded answers",
            id="a fact that is read from Conditions",
        ),
        pytest.param(
            "codes:\n  birth-date:\n    - {text: Born}\n",
            "3: codes.birth-date: this fact is not read from coded answers",
            id="a fact that is read from the Patient",
        ),
        pytest.param(
            "hints:\n  provider-is-private:\n    - {text: Private}\n",
            "3: hints.provider-is-private: this fact is not read from coded answers",
            id="a fact that the site itself says",
        ),
        pytest.param(
            "codes:\n  cbcl-syndrome-scales:\n    - {text: CBCL}\n",
            "3: codes.cbcl-syndrome-scales: this fact is not read from coded answers",
            id="a group of facts",
        ),
        pytest.param(
            "policies: [a-polcy]\n",
            "2: policies.0: no policy has this id; the nearest name is 'a-policy'",
            id="a misspelt policy",
        ),
        pytest.param(
            "policies: []\n",
            "2: policies: expected 1 or more of them, got 0",
            id="no policy at all",
        ),
        pytest.param(
            "policies: [a-policy]\nplans:\n  H0024: {titles: [Plan]}\n",
            "4: plans.H0024: no policy in use is about this service",
            id="the plan of a service whose policy the site does not use",
        ),
        pytest.param(
            "provider: private\n",
            "2: provider: this key is not known here; the nearest name is 'provider_type'",
            id="a misspelt key",
        ),
        pytest.param(
            "provider_type: state\n",
            "2: provider_type: expected 'private' or 'public', got 'state'",
            id="a kind of provider there is not",
        ),
        pytest.param(
            "site: south\n",
            "2: site: the key stands here twice",
            id="a key twice",
        ),
        pytest.param(
            "windows:\n  atestation: 30 days\n",
            "3: windows.atestation: no fact has this name; the nearest name is 'attestation'",
            id="a window for nothing",
        ),
        pytest.param(
            "windows:\n  dx-bipolar: 2 years\n",
            "3: windows.dx-bipolar: this fact is not read from coded answers",
            id="a window of the policy's own",
        ),
        pytest.param(
            "windows:\n  score: half a year\n",
            "3: windows.score: expected a span such as '18 months', got 'half a year'",
            id="a window that is no span",
        ),
        pytest.param(
            "plans:\n  H2O17:\n    titles: [IPOC]\n",
            "3: plans.H2O17: no policy in use is about this service; the nearest name is 'H2017'",
            id="a plan of a service there is not",
        ),
        pytest.param(
            'plans:\n  H2017:\n    identifiers: ["urn:ehr:ipoc"]\n',
            "4: plans.H2017.identifiers.0: expected system|value such as "
            "'https://ehr.example/plan-type|ipoc', or system| for any value, got 'urn:ehr:ipoc'",
            id="an identifier without a bar",
        ),
        pytest.param(
            "monthly_minimum_contacts:\n  H0042: 2\n",
            "3: monthly_minimum_contacts.H0042: no policy in use is about this service; "
            "the nearest name is 'H0024'",
            id="a minimum for a service there is not",
        ),
        pytest.param(
            "monthly_minimum_contacts:\n  H0024: 0\n",
            "3: monthly_minimum_contacts.H0024: expected a number greater than 0, got '0'",
            id="a minimum of none",
        ),
        pytest.param(
            "codes:\n  calocus-composite:\n    - {system: urn:ehr}\n",
            "4: codes.calocus-composite.0: give either system and code, or text",
            id="a system without a code",
        ),
        pytest.param(
            "codes:\n  calocus-composite:\n    - {code: '1'}\n",
            "4: codes.calocus-composite.0: give either system and code, or text",
            id="a code without a system",
        ),
        pytest.param(
            "codes:\n  calocus-composite:\n    - {system: urn:ehr, code: '1', text: CALOCUS}\n",
            "4: codes.calocus-composite.0: give either system and code, or text",
            id="a code and words",
        ),
        pytest.param(
            "codes:\n  calocus-composite:\n    - {system: urn:ehr, text: CALOCUS}\n",
            "4: codes.calocus-composite.0: give either system and code, or text",
            id="words with a system",
        ),
        pytest.param(
            "codes:\n  spmi-present:\n    - {system: urn:ehr, code: '1'}\n"
            "  sed-present:\n    - {system: urn:ehr, code: '1'}\n",
            "6: codes.sed-present.0: this code already stands for spmi-present",
            id="one code for two facts",
        ),
        pytest.param(
            "codes:\n  spmi-present:\n    - {system: 'http://loinc.org', code: '1'}\n"
            "  sed-present:\n    - {system: 'urn:oid:2.16.840.1.113883.6.1', code: '1'}\n",
            "6: codes.sed-present.0: this code already stands for spmi-present",
            id="one code for two facts under two spellings",
        ),
        pytest.param(
            "codes:\n  spmi-present:\n    - {text: SPMI}\n  sed-present:\n    - {text: SPMI}\n",
            "6: codes.sed-present.0: this code already stands for spmi-present",
            id="the same words for two facts",
        ),
        pytest.param(
            "codes:\n  spmi-present:\n    - {text: SPMI}\nhints:\n  sed-present:\n    - {text: SPMI}\n",
            "7: hints.sed-present.0: this code already stands for spmi-present",
            id="one code as an answer and as a hint",
        ),
        pytest.param(
            "hints:\n  severity-social:\n    - {text: WHODAS}\n    - {text: WHODAS}\n",
            "5: hints.severity-social.1: this code stands here twice",
            id="the same hint twice",
        ),
        pytest.param(
            "codes:\n  spmi-present:\n"
            f"    - {{system: '{BASE}/CodeSystem/criteria-input', code: sed-present}}\n",
            "4: codes.spmi-present.0: a code of criteria-input has its meaning already",
            id="one of our own codes",
        ),
        pytest.param(
            "hints:\n  spmi-present:\n"
            f"    - {{system: '{BASE}/CodeSystem/criteria-input', code: sed-present}}\n",
            "4: hints.spmi-present.0: a code of criteria-input has its meaning already",
            id="one of our own codes as a hint",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_the_nearest_name(
    tmp_path: Path, text: str, message: str
) -> None:
    assert refusal(tmp_path, text) == [message]


def test_a_mistake_names_the_folder_and_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sites" / "north.yaml"
    path.parent.mkdir()
    path.write_text("provider_type: private\n", encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_site_mapping(MappingFiles(site=path), KINDS, POLICIES, BASE)
    assert str(refused.value) == "sites/north.yaml:1: site: this key is required"


def test_all_mistakes_of_a_site_are_told_at_once(tmp_path: Path) -> None:
    text = """\
policies: [a-polcy]
windows: {scor: 1 year}
codes:
  birth-date: [{text: Born}]
  spmi-present: [{text: SPMI}]
  sed-present: [{text: SPMI}]
"""
    told = [mistake.partition(": ")[2] for mistake in refusal(tmp_path, text)]
    assert sorted(told) == [
        "codes.birth-date: this fact is not read from coded answers",
        "codes.sed-present.0: this code already stands for spmi-present",
        "policies.0: no policy has this id; the nearest name is 'a-policy'",
        "windows.scor: no fact has this name; the nearest name is 'score'",
    ]
