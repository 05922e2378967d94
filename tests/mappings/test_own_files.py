"""The fact map and the value sets: a mistake in them is refused at start."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest

from criteria.leaves import FactIs
from criteria.load import load_policies
from criteria.strict_yaml import FileError
from mappings.codes.code_systems import load_code_systems
from mappings.codes.fact_map import load_fact_map
from mappings.codes.mapping_files import HERE
from mappings.codes.terminology import load_terminology
from mappings.readers.event_date import EventDateSpec
from mappings.readers.registry import KINDS

FACT_MAP = """\
windows: {attestation: 90 days, authorization: 365 days, score: 180 days, denial: 7 days}
hints:
  crisis:
    reader: coded
    value_set: crisis-service
facts:
  said:
    title: Said
    reader: attestation
    supplied_by: somebody
    hints: [crisis]
  total:
    title: Total
    reader: score
    range: [1, 9]
    tool_from: 1 year
    tool_below: 2 years
    supplied_by: somebody
  other:
    title: Other
    reader: diagnosis
    value_set: bipolar
    period: current
    supplied_by: somebody
  both:
    title: Both
    reader: group
    members: [said, total]
    supplied_by: somebody
"""


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        pytest.param(
            "members: [said, total]",
            "members: [said, totals]",
            "facts.yaml:25: facts.both: no fact 'totals'; the nearest name is 'total'",
            id="a member there is not",
        ),
        pytest.param(
            "hints: [crisis]",
            "hints: [crises]",
            "facts.yaml:11: facts.said.hints: no hint 'crises'; the nearest name is 'crisis'",
            id="a hint there is not",
        ),
        pytest.param(
            "value_set: bipolar",
            "value_set: bipolr",
            "facts.yaml:22: facts.other.value_set: no value set 'bipolr'; the nearest name is 'bipolar'",
            id="a value set there is not",
        ),
        pytest.param(
            "value_set: crisis-service",
            "value_set: crisis-services",
            "facts.yaml:5: hints.crisis.value_set: no value set 'crisis-services'; "
            "the nearest name is 'crisis-service'",
            id="a value set of a hint there is not",
        ),
        pytest.param(
            "    value_set: crisis-service\n",
            "",
            "facts.yaml:3: hints.crisis.value_set: this key is required",
            id="a coded hint without a value set",
        ),
        pytest.param(
            "reader: coded\n",
            "reader: service-order\n",
            "facts.yaml:5: hints.crisis.value_set: this key is not known here",
            id="a value set of a hint that reads none",
        ),
        pytest.param(
            "reader: coded\n    value_set: crisis-service\n",
            "reader: last-contact\n",
            "facts.yaml:3: hints.crisis.within: this key is required",
            id="a hint of what is recent without a span",
        ),
        pytest.param(
            "reader: coded\n",
            "reader: code\n",
            "facts.yaml:3: hints.crisis: Input tag 'code' found using 'reader' does not match any of the "
            "expected tags: 'coded', 'service-order'",
            id="a kind of hint there is not",
        ),
        pytest.param(
            "reader: attestation",
            "reader: attest",
            "facts.yaml:7: facts.said: Input tag 'attest' found using 'reader' does not match any of the "
            "expected tags",
            id="a reader there is not",
        ),
        pytest.param(
            "tool_from: 1 year",
            "tool_from: one year",
            "facts.yaml:16: facts.total.tool_from: expected a span such as '18 months', got 'one year'",
            id="an age that is none",
        ),
        pytest.param(
            "period: current",
            "period: now",
            "facts.yaml:23: facts.other.period: Input should be 'past-year' or 'current'",
            id="a period there is not",
        ),
        pytest.param(
            "    supplied_by: somebody\n    hints",
            "    supplied: somebody\n    hints",
            "facts.yaml:10: facts.said.supplied: this key is not known here; "
            "the nearest name is 'supplied_by'",
            id="a misspelt key",
        ),
        pytest.param(
            "attestation: 90 days, ",
            "attested: 90 days, ",
            "facts.yaml:1: windows.attested",
            id="a window there is not",
        ),
    ],
)
def test_a_mistake_in_the_fact_map_is_refused(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    assert FACT_MAP.count(right) == 1
    path = tmp_path / "facts.yaml"
    path.write_text(FACT_MAP.replace(right, wrong), encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_fact_map(KINDS, path)
    assert str(refused.value).startswith(f"{tmp_path.name}/{message}")


def test_all_mistakes_of_the_fact_map_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    wrong = FACT_MAP.replace("[crisis]", "[crises]").replace("bipolar", "bipolr")
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_fact_map(KINDS, path)
    assert [line.partition(": ")[2] for line in str(refused.value).splitlines()] == [
        "facts.said.hints: no hint 'crises'; the nearest name is 'crisis'",
        "facts.other.value_set: no value set 'bipolr'; the nearest name is 'bipolar'",
    ]


def test_the_fact_map_of_these_tests_is_right(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(FACT_MAP, encoding="utf-8")
    assert set(load_fact_map(KINDS, path).facts) == {"said", "total", "other", "both"}


def test_the_shipped_fact_map_sets_the_windows_of_the_project() -> None:
    windows = load_fact_map(KINDS).windows
    assert {name: str(span) for name, span in windows.items()} == {
        "attestation": "90 days",
        "authorization": "365 days",
        "score": "180 days",
        "denial": "7 days",
    }


def test_a_question_looks_back_as_far_as_the_policies_that_ask_it() -> None:
    facts = load_fact_map(KINDS)
    asked = {
        (node.fact, node.within)
        for policy in load_policies(facts.vocabulary)
        for each in policy.rule_sets
        for node in each.nodes()
        if isinstance(node, FactIs) and node.within
    }
    specs = [(name, spec.looks_back) for name, spec in facts.facts.items() if isinstance(spec, EventDateSpec)]
    assert asked == set(specs)


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
    load_terminology(load_code_systems("", folder / "code_systems.yaml"), folder)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        pytest.param("id: test", "id: other", "test.yaml:1: id: the file is called test", id="another id"),
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
            "remission:", "remissions:", "test.yaml:8: remissions: this key is not known", id="a key"
        ),
        pytest.param("[F34.0]", "F34.0", "test.yaml:12: review.0.icd-10-cm: Input should be", id="no list"),
        pytest.param(
            "review:\n  - reason: near\n    icd-10-cm: [F34.0]",
            "review: none",
            "test.yaml:10: review: Input should be",
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
            id="a code",
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
            id="a key",
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
