"""Value sets, their SNOMED CT twins and code systems: a mistake in them is refused at start."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest

from criteria.strict_yaml import FileError
from mappings.codes.code_systems import load_code_systems
from mappings.codes.mapping_files import HERE, MappingFiles
from mappings.codes.terminology import load_terminology

VALUE_SET = """\
id: test
title: Test
purpose: To test.
source: This test.
release: 2026-04
codes:
  icd-10-cm: [F31.9]
remission:
  icd-10-cm: [F31.78]
review:
  - reason: near
    icd-10-cm: [F34.0]
"""
TWINS = """\
purpose: To test.
source: This test.
release: 2026-04
twins:
  - code: F31.9
    title: Bipolar disorder, unspecified
    snomed: ["13746004"]
    in_remission: ["85248005"]
"""


def load(folder: Path, text: str, twins: str = TWINS) -> None:
    """Load the value sets of a folder that holds one of this text, and these twins."""
    (folder / "value_sets").mkdir()
    (folder / "value_sets" / "test.yaml").write_text(text, encoding="utf-8")
    (folder / "snomed_twins.yaml").write_text(twins, encoding="utf-8")
    copy(HERE / "code_systems.yaml", folder)
    files = MappingFiles(folder, policies=folder / "policies")
    load_terminology(load_code_systems("", folder / "code_systems.yaml"), files)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        pytest.param(
            "id: test",
            "id: other",
            "test.yaml:1: id: the file is called test",
            id="an id that is not the file's",
        ),
        pytest.param(
            "codes:\n  icd-10-cm",
            "codes:\n  icd-10",
            "test.yaml:1: icd-10: no code system has this alias; the nearest name is 'icd-10-cm'",
            id="an alias there is not",
        ),
        pytest.param(
            "    icd-10-cm: [F34.0]",
            "    icd10cm: [F34.0]",
            "test.yaml:1: icd10cm: no code system has this alias; the nearest name is 'icd-10-cm'",
            id="an alias there is not among the near misses",
        ),
        pytest.param(
            "[F31.78]", "[F31.9]", "test.yaml:1: F31.9: this code stands here twice", id="a code twice"
        ),
        pytest.param(
            "[F34.0]",
            "[f319]",
            "test.yaml:1: f319: this code stands here twice",
            id="a code in two spellings",
        ),
        pytest.param("title: Test\n", "", "test.yaml:1: title: this key is required", id="no title"),
        pytest.param(
            "release: 2026-04\n",
            "",
            "test.yaml:1: release: this key is required beside ICD-10-CM codes",
            id="no release of ICD-10-CM",
        ),
        pytest.param(
            "release: 2026-04",
            "release: April 2026",
            "test.yaml:5: release: String should match pattern",
            id="a release that is none",
        ),
        pytest.param(
            "reason: near",
            "because: near",
            "test.yaml:11: review.0.reason: this key is required",
            id="no reason",
        ),
        pytest.param(
            "remission:",
            "remissions:",
            "test.yaml:8: remissions: this key is not known",
            id="a misspelt key of a value set",
        ),
        pytest.param(
            "[F34.0]",
            "F34.0",
            "test.yaml:12: review.0.icd-10-cm: expected a list: ",
            id="codes that are no list",
        ),
        pytest.param(
            "review:\n  - reason: near\n    icd-10-cm: [F34.0]",
            "review: none",
            "test.yaml:10: review: expected a list: ",
            id="near misses that are a word",
        ),
    ],
)
def test_a_mistake_in_a_value_set_is_refused(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    assert VALUE_SET.count(right) == 1
    with pytest.raises(FileError) as refused:
        load(tmp_path, VALUE_SET.replace(right, wrong))
    assert str(refused.value).startswith(f"value_sets/{message}")


def test_the_value_set_of_these_tests_is_right(tmp_path: Path) -> None:
    load(tmp_path, VALUE_SET)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        pytest.param(
            "code: F31.9",
            "code: F39",
            "snomed_twins.yaml:5: twins.0.code: no value set holds F39",
            id="a code that no value set holds",
        ),
        pytest.param(
            '["85248005"]',
            '["13746004"]',
            "snomed_twins.yaml:5: twins.0: 13746004 has a twin or a list of its own elsewhere",
            id="an id twice",
        ),
        pytest.param(
            "in_remission",
            "remission",
            "snomed_twins.yaml:8: twins.0.remission: this key is not known",
            id="a misspelt key of a twin",
        ),
        pytest.param(
            "release: 2026-04\n", "", "snomed_twins.yaml:1: release: this key is required", id="no release"
        ),
    ],
)
def test_a_mistake_in_the_twins_is_refused(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    assert TWINS.count(right) == 1
    with pytest.raises(FileError) as refused:
        load(tmp_path, VALUE_SET, TWINS.replace(right, wrong))
    assert str(refused.value).startswith(f"{tmp_path.name}/{message}")


def test_an_empty_value_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="this key is required"):
        load(tmp_path, "")


def test_a_mistake_in_the_code_systems_is_refused(tmp_path: Path) -> None:
    (tmp_path / "code_systems.yaml").write_text(
        "loinc:\n  uri: http://loinc.org\nhcpcs:\n  note: none\n", encoding="utf-8"
    )
    with pytest.raises(FileError, match=r"code_systems.yaml:3: hcpcs.uri: this key is required"):
        load_code_systems("", tmp_path / "code_systems.yaml")
