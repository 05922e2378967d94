"""What every policy owes its source, its facts and the people who read its findings."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from criteria.check.cases import load_cases
from criteria.check.proof import PolicyFiles, prove
from criteria.check.quotes import unquoted, wrong_places
from criteria.combinators import AllOf
from criteria.criterion import Criterion
from criteria.facts import Vocabulary
from criteria.load import POLICIES, source_text
from criteria.policy import Policy, RuleSet
from criteria.strict_yaml import read

# --- the source -------------------------------------------------------------------------------------------


def test_every_quote_stands_in_the_source_and_no_word_of_the_criteria_is_left_unquoted(
    policy: Policy,
) -> None:
    source = source_text(POLICIES / policy.id)
    assert list(wrong_places(policy, source)) == []
    assert list(unquoted(policy, source)) == []


@pytest.mark.parametrize(
    ("code", "rule_set", "words"),
    [
        ("H2017", 0, "The service is recommended by a Licensed Practitioner of the Healing Arts (LPHA)"),
        ("H2017", 1, "The desired outcome or level of functioning has not been restored and/or sustained"),
        ("H0024", 1, "The member continues to require"),
        ("H0024", 2, "fail to make the monthly minimum contact requirements or the member or caregiver"),
    ],
)
def test_a_criterion_that_goes_missing_leaves_its_words_unquoted(
    shipped: Mapping[str, Policy], code: str, rule_set: int, words: str
) -> None:
    policy = shipped[code]
    *_, (_, last) = policy.rule_sets[rule_set].when.parts()
    assert isinstance(last, Criterion)
    rest = [r.model_copy(update={"when": without(r, last.text)}) for r in policy.rule_sets]
    shortened = policy.model_copy(update={"rule_sets": tuple(rest)})
    found = unquoted(shortened, source_text(POLICIES / policy.id))
    assert any(words in each.words for each in found)


def without(rule_set: RuleSet, text: str) -> AllOf:
    """The rule set's criteria but those of that text: equal criteria of two age groups share their words."""
    kept = [
        part for _, part in rule_set.when.parts() if not (isinstance(part, Criterion) and part.text == text)
    ]
    return AllOf(all_of=tuple(kept))


def test_a_policy_lies_in_the_folder_of_its_id(policy: Policy) -> None:
    assert (POLICIES / policy.id / "policy.yaml").is_file()


# --- cases ------------------------------------------------------------------------------------------------


def test_the_cases_of_a_policy_show_that_it_is_right(policy: Policy, vocabulary: Vocabulary) -> None:
    folder = POLICIES / policy.id
    tables = load_cases(folder, policy, vocabulary)
    files = PolicyFiles(policy, read(folder / "policy.yaml"), tables, read(folder / "cases.yaml"))
    proof, not_shown = prove(files, vocabulary)
    assert not_shown == ()
    assert proof.mistakes > proof.criteria > 0
