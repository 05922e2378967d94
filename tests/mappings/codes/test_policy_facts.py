"""Facts that a policy brings: merged with those that all share, each under a name that no other has."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.strict_yaml import FileError
from mappings.codes.data_elements import load_data_elements
from mappings.codes.fact_map import FactMap, load_fact_map
from mappings.codes.mapping_files import MappingFiles
from mappings.codes.site_file import NO_SITE, SiteFile
from mappings.codes.uscdi import DataElement
from mappings.codes.windows import window_by_fact
from mappings.readers.registry import KINDS

OWN = """\
windows: {review: 60 days}
hints:
  own-hint:
    reader: coded
    value_set: own-list
    within: 30 days
facts:
  own-answer:
    title: An answer of its own
    asks: Is it so?
    reader: attestation
    window: 30 days
    supplied_by: "{a_reviewer}"
    hints: [own-hint, inpatient-stay]
  own-score:
    title: A score
    reader: score
    window: review
    range: [1, 9]
    tool_from: 18 years
    tool_below: 99 years
    supplied_by: somebody
  own-diagnosis:
    title: A diagnosis
    reader: diagnosis
    value_set: own-list
    period: current
    denied_by: no-qualifying-diagnosis
    supplied_by: somebody
"""


def facts(folder: Path, own: str = OWN, policy: str = "a-policy") -> FactMap:
    """The shipped facts and those of a policy."""
    (folder / policy / "value_sets").mkdir(parents=True)
    (folder / policy / "value_sets" / f"{policy.replace('a-policy', 'own')}-list.yaml").touch()
    (folder / policy / "policy.yaml").touch()
    (folder / policy / "facts.yaml").write_text(own, encoding="utf-8")
    return load_fact_map(KINDS, MappingFiles(policies=folder))


def test_a_policy_sees_the_facts_that_all_share_and_its_own(tmp_path: Path) -> None:
    found = facts(tmp_path)
    assert {"own-answer", "own-score", "own-diagnosis", "service-start"} <= found.facts.keys()
    of = {name: each.policy for name, each in found.vocabulary.items()}
    assert (of["own-answer"], of["service-start"]) == ("a-policy", "")
    assert found.inputs >= {"own-answer", "own-score"}


def test_what_a_policy_brings_is_gone_with_it(tmp_path: Path) -> None:
    found = facts(tmp_path)
    shared = load_fact_map(KINDS).of(())
    assert found.of({"a-policy"}) == found
    assert found.of({"another"}) == shared


def test_an_answer_counts_for_the_span_of_its_own_or_of_a_window_the_policy_names(tmp_path: Path) -> None:
    found = facts(tmp_path)
    usual = window_by_fact(found, NO_SITE)
    site = SiteFile(site="north", windows={"review": "10 days"})
    here = window_by_fact(found, site)
    assert [str(usual[name]) for name in ("own-answer", "own-score")] == ["30 days", "60 days"]
    assert [str(here[name]) for name in ("own-answer", "own-score")] == ["30 days", "10 days"]


def test_an_answer_of_its_own_rests_on_health_status_unless_it_says_otherwise(tmp_path: Path) -> None:
    elsewhere = OWN.replace("    window: 30 days\n", "    data: [social-determinants]\n")
    for name, own, rests_on in (
        ("silent", OWN, DataElement.HEALTH_STATUS),
        ("said", elsewhere, DataElement.SOCIAL_DETERMINANTS),
    ):
        found = facts(tmp_path / name, own)
        elements = load_data_elements(found)
        assert elements.of_fact("own-answer", found.facts["own-answer"], {}) == {rests_on}


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        pytest.param(
            "  own-score:",
            "  lpha-evaluation:",
            "facts.yaml:15: facts.lpha-evaluation: all policies share a fact of this name: "
            "use that one, or give this another name",
            id="a fact that all share",
        ),
        pytest.param(
            "windows: {review: 60 days}",
            "windows: {review: 60 days, score: 10 days}",
            "facts.yaml:1: windows.score: all policies share a window of this name",
            id="a window that all share",
        ),
        pytest.param(
            "  own-hint:",
            "  inpatient-stay:",
            "facts.yaml:3: hints.inpatient-stay: all policies share a hint of this name",
            id="a hint that all share",
        ),
        pytest.param(
            "  own-score:",
            "  Own.Score:",
            "facts.yaml:15: facts.Own.Score: the name of a fact is a code: small letters and digits, "
            "with hyphens between",
            id="a name that is no code",
        ),
        pytest.param(
            "window: review",
            "window: reviews",
            "facts.yaml:18: facts.own-score.window: no window 'reviews'; the nearest name is 'review'",
            id="a window there is not",
        ),
        pytest.param(
            "window: review",
            "window: 60 dys",
            "facts.yaml:18: facts.own-score.window: expected a span such as '18 months', got '60 dys'",
            id="a span that is none",
        ),
        pytest.param(
            "value_set: own-list\n    period",
            "value_set: own-lst\n    period",
            "facts.yaml:26: facts.own-diagnosis.value_set: no value set 'own-lst'; "
            "the nearest name is 'own-list'",
            id="a code list there is not",
        ),
        pytest.param(
            "denied_by: no-qualifying-diagnosis",
            "denied_by: no-qualifying-diagnoses",
            "facts.yaml:23: facts.own-diagnosis: no fact 'no-qualifying-diagnoses'; "
            "the nearest name is 'no-qualifying-diagnosis'",
            id="a fact there is not",
        ),
        pytest.param(
            "facts:\n",
            "fact:\n",
            "facts.yaml:7: fact: this key is not known here; the nearest name is 'facts'",
            id="a misspelt section",
        ),
    ],
)
def test_a_mistake_in_a_policys_facts_is_refused(
    tmp_path: Path, right: str, wrong: str, problem: str
) -> None:
    assert OWN.count(right) == 1
    with pytest.raises(FileError) as refused:
        facts(tmp_path, OWN.replace(right, wrong))
    assert str(refused.value).startswith(f"a-policy/{problem}")


def test_a_name_that_another_policy_has_is_refused(tmp_path: Path) -> None:
    facts(tmp_path)
    with pytest.raises(FileError) as refused:
        facts(tmp_path, "facts:\n  own-answer: {title: T, reader: attestation, supplied_by: s}\n", "b-policy")
    problem = "the policy a-policy brings a fact of this name: give this one another"
    assert str(refused.value) == f"b-policy/facts.yaml:2: facts.own-answer: {problem}"


def test_a_policy_does_not_see_what_another_brings(tmp_path: Path) -> None:
    facts(tmp_path)
    borrowed = """\
facts:
  theirs:
    title: T
    reader: attestation
    window: review
    hints: [own-hint]
    supplied_by: s
"""
    with pytest.raises(FileError) as refused:
        facts(tmp_path, borrowed, "b-policy")
    assert [line.partition(": ")[2] for line in str(refused.value).splitlines()] == [
        "facts.theirs.hints: no hint 'own-hint'",
        "facts.theirs.window: no window 'review'",
    ]
