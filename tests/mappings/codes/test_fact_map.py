"""The fact map: a mistake in it is refused at start."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.leaves.truth_fact import FactIs
from criteria.load import load_policies
from criteria.strict_yaml import FileError
from mappings.codes.fact_map import load_fact_map
from mappings.codes.mapping_files import HERE, MappingFiles
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


def files_of(facts: Path) -> MappingFiles:
    """These facts with the shipped code lists, and no policy that brings any."""
    (facts.parent / "value_sets").symlink_to(HERE / "value_sets")
    return MappingFiles(facts.parent, policies=facts.parent / "policies")


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
            "facts.yaml:3: hints.crisis: expected reader to be one of 'coded', 'service-order', ",
            id="a kind of hint there is not",
        ),
        pytest.param(
            "reader: attestation",
            "reader: attest",
            "facts.yaml:7: facts.said: expected reader to be one of 'birth-date', ",
            id="a reader there is not",
        ),
        pytest.param(
            "range: [1, 9]",
            "range: [9, 1]",
            "facts.yaml:12: facts.total: a range goes from the least value to the greatest, got 9 and 1",
            id="a range the wrong way round",
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
            "facts.yaml:23: facts.other.period: expected 'past-year' or 'current', got 'now'",
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
        load_fact_map(KINDS, files_of(path))
    assert str(refused.value).startswith(f"{tmp_path.name}/{message}")


def test_all_mistakes_of_the_fact_map_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    wrong = FACT_MAP.replace("[crisis]", "[crises]").replace("bipolar", "bipolr")
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_fact_map(KINDS, files_of(path))
    assert [line.partition(": ")[2] for line in str(refused.value).splitlines()] == [
        "facts.said.hints: no hint 'crises'; the nearest name is 'crisis'",
        "facts.other.value_set: no value set 'bipolr'; the nearest name is 'bipolar'",
    ]


def test_the_fact_map_of_these_tests_is_right(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(FACT_MAP, encoding="utf-8")
    assert set(load_fact_map(KINDS, files_of(path)).facts) == {"said", "total", "other", "both"}


def test_the_shipped_fact_map_sets_the_windows_of_the_project() -> None:
    shared = load_fact_map(KINDS).of(())
    assert {name: str(span) for name, span in shared.windows.items()} == {
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
