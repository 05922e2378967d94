"""Every small mistake one could make in a shipped policy is noticed by one of its cases."""

from __future__ import annotations

from collections.abc import Mapping

from criteria.check.cases import CaseTable, load_cases
from criteria.check.mutants import Others, mutants, mutations, surviving_mutants
from criteria.expressions import FORMS, AllOf, nodes
from criteria.facts import FactKind, Vocabulary
from criteria.leaves import Undetermined
from criteria.load import POLICIES
from criteria.policy import Policy, RuleSet

MISTAKABLE = [
    {
        "id": "A",
        "title": "A",
        "text": "A",
        "applies_when": {"fact": "a"},
        "when": {"fact": "b", "is": "not_met"},
    },
    {"any_of": [{"score": "points", "minimum": 17}, {"rating": "area", "at_least": "moderate"}]},
    {"at_least": 2, "of": [{"age": {"from": "18 months", "below": "6 years"}}, {"rule_set": "x"}]},
    {"fact": "event", "within": "90 days"},
    {"count": "goals", "minimum": 1},
    {"any_score": "scales", "minimum": 65},
    {"undetermined": "the policy does not say"},
]
MISTAKES = [
    *(f"all_of without {part}" for part in ("A", *(f"part {i}" for i in range(2, 8)))),
    "all_of read as any_of",
    *("A applies to all", "A a is not_met", "A a read as b", "A b is met", "A b read as a"),
    *("any_of without part 1", "any_of without part 2", "any_of read as all_of"),
    *("minimum 16", "minimum 18", "area mild", "area severe", "area read as field"),
    *("of without part 1", "of without part 2", "at_least 1", "at_least 3"),
    *("age from 17 months", "age from 19 months", "age without from"),
    *("age below 71 months", "age below 73 months", "age without below"),
    "rule_set y",
    *("event within 89 days", "event within 91 days"),
    *("minimum 0", "minimum 2"),
    *("minimum 64", "minimum 66"),
]


def tables_of(policy: Policy, vocabulary: Vocabulary) -> tuple[CaseTable, ...]:
    return load_cases(POLICIES / policy.id, policy, vocabulary)


def test_every_mistake_in_a_policy_is_noticed_by_a_case(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary
) -> None:
    assert any(mutants(policy, rule_set))
    assert surviving_mutants(policy, rule_set, vocabulary, tables_of(policy, vocabulary)) == ()


def test_a_mistake_at_which_no_case_stands_survives(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary
) -> None:
    everything = [mutant.name for mutant in mutants(policy, rule_set)]
    assert list(surviving_mutants(policy, rule_set, vocabulary, ())) == everything


def test_a_boundary_that_lost_its_cases_is_named(
    shipped: Mapping[str, Policy], vocabulary: Vocabulary
) -> None:
    policy = shipped["H0024"]
    bare = [table.model_copy(update={"cases": ()}) for table in tables_of(policy, vocabulary)]
    survivors = surviving_mutants(policy, policy.rule_set("admission"), vocabulary, bare)
    assert {"population age from 251 months", "3.1 severity-vocational severe"} <= set(survivors)
    assert "1 dx-mental-disorder-current is not_met" not in survivors


def test_every_kind_of_mistake_is_made() -> None:
    when = AllOf.model_validate({"all_of": MISTAKABLE})
    others = Others(
        {FactKind.TRUTH: ["a", "b"], FactKind.SCORE: ["points"], FactKind.RATING: ["area", "field"]},
        ["x", "y"],
    )
    assert [name for name, _ in mutations(when, others)] == MISTAKES


def test_where_there_is_one_part_all_of_cannot_be_mistaken_for_any_of() -> None:
    when = AllOf.model_validate({"all_of": [{"undetermined": "the policy does not say"}]})
    assert [name for name, _ in mutations(when, Others({}, []))] == ["all_of without part 1"]


def test_every_form_can_be_mistaken_but_the_one_that_is_always_unknown() -> None:
    made = list(nodes(AllOf.model_validate({"all_of": MISTAKABLE})))
    assert {type(each) for each in made} == set(FORMS)
    spared = [type(each) for each in made if not any(mutations(each, Others({}, ["x", "y"])))]
    assert spared == [Undetermined]
