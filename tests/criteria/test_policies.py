"""What every policy owes its source, its facts and the people who read its findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from criteria.check.cases import CaseTable, facts_of, load_cases
from criteria.evaluate import evaluate
from criteria.expressions import AllOf, Criterion, Undetermined
from criteria.facts import Vocabulary
from criteria.load import POLICIES, normalised, pieces, quotes, source_text
from criteria.policy import CriteriaPart, Policy, Population, RuleSet, parts
from criteria.truth import Truth

ENUMERATION = re.compile(r"(?:[.;,*]|and\b|or\b|•|-|[A-I]\.|[a-d]\.|\s)*")
"""What may stand between two quotes: letters and bullets of a list, and the words that join its items."""


# --- the source -------------------------------------------------------------------------------------------


def test_every_quote_stands_in_the_source(policy: Policy) -> None:
    source = normalised(source_text(POLICIES / policy.id))
    assert [piece for quote in quotes(policy) for piece in pieces(quote) if piece not in source] == []


def test_no_word_of_the_criteria_is_left_unquoted(policy: Policy) -> None:
    assert unquoted(policy) == []


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
    last = parts(policy.rule_sets[rule_set].when)[-1]
    assert isinstance(last, Criterion)
    rest = [r.model_copy(update={"when": without(r, last.text)}) for r in policy.rule_sets]
    assert any(words in stretch for stretch in unquoted(policy.model_copy(update={"rule_sets": tuple(rest)})))


def without(rule_set: RuleSet, text: str) -> AllOf:
    """The rule set's criteria but those of that text: equal criteria of two age groups share their words."""
    kept = [part for part in parts(rule_set.when) if not (isinstance(part, Criterion) and part.text == text)]
    return AllOf(all_of=tuple(kept))


def unquoted(policy: Policy) -> list[str]:
    """The stretches of the criteria parts that no text of the policy quotes, but for enumeration."""
    source = normalised(source_text(POLICIES / policy.id))
    found = [piece for text in criteria_texts(policy) for piece in pieces(text)]
    return [
        stretch
        for part in policy.criteria_parts
        for stretch in uncovered(stretch_of(source, part), found)
        if not ENUMERATION.fullmatch(stretch)
    ]


def criteria_texts(policy: Policy) -> Iterator[str]:
    """What a policy quotes as criteria: all quotes but the bounds of the parts and the definitions."""
    bounds = len(policy.criteria_parts) * 2 + len(policy.definitions)
    yield from list(quotes(policy))[bounds:]


def stretch_of(source: str, part: CriteriaPart) -> str:
    begin = source.index(normalised(part.begins))
    ends = normalised(part.ends)
    return source[begin : source.index(ends, begin) + len(ends)]


def uncovered(text: str, found: list[str]) -> list[str]:
    """The stretches of a text that none of the pieces found in it covers."""
    covered = bytearray(len(text))
    for piece in found:
        for match in re.finditer(re.escape(piece), text):
            covered[match.start() : match.end()] = b"\1" * len(piece)
    return [text[m.start() : m.end()] for m in re.finditer(rb"\0+", bytes(covered))]


# --- what a card shows ------------------------------------------------------------------------------------


def test_a_policy_lies_in_the_folder_of_its_id(policy: Policy) -> None:
    assert (POLICIES / policy.id / "policy.yaml").is_file()


def test_titles_fit_a_card(policy: Policy, rule_set: RuleSet) -> None:
    titles = [rule_set.population.title, *(criterion.title for criterion in rule_set.criteria())]
    assert [title for title in titles if len(title) > 60 or title.endswith(".")] == []


def test_titles_tell_the_criteria_of_a_rule_set_apart(policy: Policy, rule_set: RuleSet) -> None:
    titles = [part.title for part in parts(rule_set.when) if isinstance(part, Criterion)]
    assert sorted(set(titles)) == sorted(titles)


def test_sub_items_carry_the_letter_of_the_criterion_above_them(policy: Policy, rule_set: RuleSet) -> None:
    above = [(c.id, below.id) for c in rule_set.criteria() for below in own_criteria(c)]
    assert [pair for pair in above if not pair[1].startswith(f"{pair[0]}.")] == []


def own_criteria(criterion: Criterion) -> Iterator[Criterion]:
    for part in parts(criterion.when):
        if isinstance(part, Criterion):
            yield part


# --- cases ------------------------------------------------------------------------------------------------


def test_every_rule_set_and_criterion_has_a_met_a_not_met_and_an_unknown_case(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary
) -> None:
    wanted = {
        (each, outcome)
        for each in ("outcome", *(criterion.id for criterion in rule_set.criteria()))
        for outcome in ("met", "not_met", "unknown")
    }
    expected = {
        pair
        for table in tables_of(policy, rule_set, vocabulary)
        for case in table.cases
        for pair in case.expect.items()
    }
    assert wanted - expected == set()


def test_every_leaf_is_met_not_met_and_unknown_in_some_case(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary
) -> None:
    leaves = [n for n in rule_set.nodes() if not parts(n) and not isinstance(n, AllOf | Undetermined)]
    cases = [
        (facts_of(vocabulary, table, case), case.on or table.on)
        for table in tables_of(policy, rule_set, vocabulary)
        for case in table.cases
    ]
    for leaf in leaves:
        alone = rule_set.model_copy(
            update={"when": AllOf(all_of=(leaf,)), "population": everybody(rule_set.population)}
        )
        seen = {evaluate(policy, alone, vocabulary, facts, on).outcome for facts, on in cases}
        assert seen == set(Truth), leaf


def tables_of(policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary) -> list[CaseTable]:
    tables = load_cases(POLICIES / policy.id, policy, vocabulary)
    return [table for table in tables if table.rule_set == rule_set.id]


def everybody(population: Population) -> Population:
    return population.model_copy(update={"when": AllOf(all_of=())})
