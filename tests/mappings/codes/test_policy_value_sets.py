"""Code lists that a policy brings: read as its text prints them, for that policy alone."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from criteria.strict_yaml import FileError
from mappings.codes.code_lists import ICD_10_CM, SNOMED
from mappings.codes.code_systems import Token, load_code_systems
from mappings.codes.mapping_files import HERE, MappingFiles
from mappings.codes.terminology import Terminology, load_terminology

SYSTEMS = load_code_systems("https://codes.example", HERE / "code_systems.yaml")


@pytest.fixture(scope="module")
def shipped() -> Terminology:
    """The lists that come along, of all policies."""
    return load_terminology(SYSTEMS)


OWN = "id: own\ntitle: Qualifying diagnoses\n"


def terminology(folder: Path, own: str, name: str = "own", policy: str = "a-policy") -> Terminology:
    """The shipped lists and those of a policy, of which this is one."""
    lists = folder / policy / "value_sets"
    lists.mkdir(parents=True)
    (folder / policy / "policy.yaml").touch()
    (lists / f"{name}.yaml").write_text(own, encoding="utf-8")
    return load_terminology(SYSTEMS, MappingFiles(policies=folder))


def role(known: Terminology, code: str, system: str = ICD_10_CM) -> str:
    """What a code is to the policy's own list; empty where it is nothing."""
    memberships = known.memberships(Token(SYSTEMS.uris[system], code)) or {}
    return memberships["own"].role if "own" in memberships else ""


@pytest.mark.parametrize(
    ("codes", "inside", "outside"),
    [
        pytest.param(
            "[F200, F2081]", ["F20.0", "F200", "F20.81"], ["F20", "F20.8", "F20.1"], id="without dots"
        ),
        pytest.param("{icd-10-cm: [F20.0]}", ["F200"], ["F20.1"], id="under a code system"),
        pytest.param("[F20-F29]", ["F20.9", "F29"], ["F30.9", "F19.20"], id="a range"),
        pytest.param("[F20.0-F20.9]", ["F20.81"], ["F21"], id="a range within a category"),
        pytest.param("[F20]", ["F20", "F20.9"], ["F21"], id="a category means what is below it"),
        pytest.param("[F21]", ["F21"], ["F20.9"], id="a category with nothing below it"),
    ],
)
def test_a_list_is_matched_as_it_is_printed(
    tmp_path: Path, codes: str, inside: list[str], outside: list[str]
) -> None:
    known = terminology(tmp_path, f"{OWN}codes: {codes}\n")
    assert [role(known, code) for code in inside] == ["code"] * len(inside)
    assert [role(known, code) for code in outside] == [""] * len(outside)


def test_the_narrower_of_two_ranges_speaks(tmp_path: Path) -> None:
    known = terminology(
        tmp_path,
        f"{OWN}codes: [F30-F39]\nremission: [F31.7]\nreview: [{{reason: ask, icd-10-cm: [F32.A]}}]\n",
    )
    assert [role(known, code) for code in ("F31.70", "F32A", "F32.1")] == ["remission", "review", "code"]


def test_the_twin_of_a_code_in_a_range_is_on_the_list(tmp_path: Path) -> None:
    known = terminology(tmp_path, f"{OWN}codes: [F31-F33]\n")
    assert role(known, "13746004", SNOMED) == "code"  # bipolar disorder, twin of F31.9
    assert role(known, "69322001", SNOMED) == ""  # psychotic disorder, twin of F29


def test_codes_of_other_systems_are_listed_under_them(tmp_path: Path) -> None:
    known = terminology(tmp_path, f"{OWN}codes: {{hcpcs: [H0040], cpt: ['90853']}}\n")
    assert (role(known, "H0040-HE", "hcpcs"), role(known, "90853", "cpt")) == ("code", "code")


def test_what_one_policy_sees_is_what_its_lists_alone_would_be(shipped: Terminology) -> None:
    codes = {*shipped.codes, "F0150", "F71", "F10988", "H2011", "none"}
    systems = [SYSTEMS.uris[alias] for alias in (ICD_10_CM, SNOMED, "hcpcs", "cpt", "loinc")]
    for policies in ({"md-pmhs-h0018-residential-crisis"}, {"md-medicaid-h2018-prp"}, set[str]()):
        seen = shipped.of(policies)
        alone = Terminology(SYSTEMS, seen.value_sets, shipped.twins, seen.owners)
        assert set(seen.owners.values()) == policies
        for token in (Token(system, code) for system in systems for code in codes):
            assert seen.memberships(token) == alone.memberships(token)
        assert [seen.has_range_with(code) for code in codes] == [alone.has_range_with(code) for code in codes]


def test_a_range_among_near_misses_is_each_of_them(tmp_path: Path) -> None:
    own = f"{OWN}codes: [F20]\nreview: [{{reason: ask, hcpcs: [H2014-H2015]}}]\n"
    known = terminology(tmp_path, own)
    assert [role(known, f"H201{digit}", "hcpcs") for digit in (3, 4, 5, 6)] == ["", "review", "review", ""]


def test_a_range_of_services_is_each_of_them(tmp_path: Path) -> None:
    known = terminology(tmp_path, f"{OWN}codes: {{hcpcs: [S9484-S9485]}}\n")
    assert [role(known, f"S{number}", "hcpcs") for number in (9483, 9484, 9485, 9486)] == [
        *("", "code", "code", "")
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            f"{OWN}codes: {{hcpcs: [H0040, H-0035]}}\n",
            "value_sets/own.yaml:3: codes: 'H-0035' is no code of hcpcs: a letter and four digits",
            id="no code of HCPCS",
        ),
        pytest.param(
            f"{OWN}codes: [F20]\nreview: [{{reason: ask, hcpcs: [banana]}}]\n",
            "value_sets/own.yaml:4: review.0: 'banana' is no code of hcpcs",
            id="no code of HCPCS among near misses",
        ),
        pytest.param(
            f"{OWN}codes:\n  - F20.0\n  - F2O\n",
            "value_sets/own.yaml:5: codes.1: 'F2O' is no code of ICD-10-CM as texts print them, such as",
            id="a code in no known form",
        ),
        pytest.param(
            f"{OWN}codes:\n  icd-10-cm: [F29-F20]\n",
            "value_sets/own.yaml:4: codes.icd-10-cm.0: 'F29-F20' ends before it begins",
            id="a range backward",
        ),
        pytest.param(
            f"{OWN}codes: [H2017]\n",
            "value_sets/own.yaml:3: codes: 'H2017' could be of HCPCS as well: "
            "list the codes under icd-10-cm or hcpcs",
            id="a code of which nobody can tell the system",
        ),
        pytest.param(
            f"{OWN}codes: {{icd10: [F20]}}\n",
            "value_sets/own.yaml:1: icd10: no code system has this alias; the nearest name is 'icd-10-cm'",
            id="a code system there is not",
        ),
        pytest.param(
            f"{OWN}codes: [F20.0, F200]\n",
            "value_sets/own.yaml:1: F200: this code stands here twice",
            id="a code in two spellings",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(FileError) as refused:
        terminology(tmp_path, text)
    assert str(refused.value).startswith(problem)


def test_an_id_that_all_policies_share_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError) as refused:
        terminology(tmp_path, OWN.replace("own", "bipolar") + "codes: [F31]\n", "bipolar")
    problem = "all policies share a value set of this name: use that one, or give this another name"
    assert str(refused.value) == f"value_sets/bipolar.yaml:1: id: {problem}"


def test_an_id_that_another_policy_has_is_refused(tmp_path: Path) -> None:
    terminology(tmp_path, f"{OWN}codes: [F31]\n")
    copytree(tmp_path / "a-policy", tmp_path / "b-policy")
    with pytest.raises(FileError, match="the policy a-policy brings a value set of this name"):
        load_terminology(SYSTEMS, MappingFiles(policies=tmp_path))


def test_a_list_is_of_the_policy_that_brings_it(tmp_path: Path) -> None:
    known = terminology(tmp_path, f"{OWN}codes: [F31]\n")
    assert "own" in known.of({"a-policy"}).value_sets
    without = known.of({"another"})
    assert role(without, "F31.9") == ""
    assert without.value_sets.keys() == load_terminology(SYSTEMS).of(()).value_sets.keys()
