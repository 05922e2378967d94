"""Every small mistake one could make in a policy is made, and told where no case notices it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from criteria.by_age import ByAge
from criteria.check.cases import CaseTable, load_cases
from criteria.check.mutants import Others, mutants, mutations
from criteria.check.people import people
from criteria.check.survivors import surviving_mutants
from criteria.combinators import AllOf
from criteria.expressions import FORMS
from criteria.facts import FactKind, FactType, Vocabulary
from criteria.leaves.undetermined import Undetermined
from criteria.load import POLICIES
from criteria.node import nodes
from criteria.policy import Policy, RuleSet
from tests.support import policies as small

MISTAKABLE = [
    {
        "id": "A",
        "title": "A",
        "text": "A",
        "applies_when": {"fact": "a"},
        "applies_text": "A",
        "when": {"fact": "b", "is": "not_met"},
    },
    {"any_of": [{"score": "points", "minimum": 17}, {"rating": "area", "at_least": "moderate"}]},
    {"at_least": 2, "of": [{"age": {"from": "18 months", "below": "6 years"}}, {"rule_set": "x"}]},
    {"fact": "event", "within": "90 days"},
    {"count": "goals", "minimum": 1},
    {"any_score": "scales", "minimum": 65},
    {"none_of": [{"rating": "area", "at_most": "mild"}, {"change": "fall", "decrease": 5}]},
    {
        "by_age": [
            {"below": "19 years", "when": {"score": "points", "minimum": 17, "maximum": 22}},
            {"from": "19 years", "when": {"score": "points", "minimum": 20, "within": "60 days"}},
        ]
    },
    {"age": {"below": "18 years"}, "at": "event"},
    {"date": "event", "more_than": "6 months"},
    {"date": "event", "within": "90 days", "after": "start"},
    {"events": ["stays", "calls"], "minimum": 2, "within": "12 months"},
    {"events": ["stays"], "maximum": 0, "since": "start"},
    {"lasting": ["stays"], "at_least": "30 days", "within": "12 months", "bridging": 2},
    {"id": "X", "title": "X", "text": "X", "excludes": True, "when": {"fact": "a"}},
    {"undetermined": "the policy does not say"},
]
MISTAKES = [
    *(f"all_of without {part}" for part in ("A", *(f"part {i}" for i in range(2, 15)), "X", "part 16")),
    "all_of read as any_of",
    *("A applies to all", "A a is not_met", "A a read as b", "A b is met", "A b read as a"),
    *("any_of without part 1", "any_of without part 2", "any_of read as all_of"),
    *("points minimum 16", "points minimum 18", "area mild", "area severe", "area read as field"),
    *("of without part 1", "of without part 2", "at_least 1", "at_least 3"),
    *("age from 17 months", "age from 19 months", "age without from"),
    *("age below 71 months", "age below 73 months", "age without below"),
    "rule_set y",
    *("event within 89 days", "event within 91 days"),
    *("goals minimum 0", "goals minimum 2"),
    *("scales minimum 64", "scales minimum 66"),
    *("none_of without part 1", "none_of without part 2", "none_of read as all_of"),
    *("area at_most none", "area at_most moderate", "area read as field"),
    *("fall decrease 4", "fall decrease 6", "fall the other way"),
    *("by_age without part 1", "by_age without part 2"),
    *("by_age 1 below 227 months", "by_age 1 below 229 months"),
    *(f"points {each}" for each in ("minimum 16", "minimum 18", "without minimum")),
    *(f"points {each}" for each in ("maximum 21", "maximum 23", "without maximum")),
    *("points within 59 days", "points within 61 days", "points of any day"),
    *("points minimum 19", "points minimum 21"),
    *("age below 215 months", "age below 217 months", "age today"),
    *("event more_than 5 months", "event more_than 7 months", "event at_least"),
    *("event within 89 days", "event within 91 days", "event before"),
    *(f"stays or calls {each}" for each in ("minimum 1", "minimum 3")),
    *(f"stays or calls {each}" for each in ("within 11 months", "within 13 months")),
    *(f"stays or calls {each}" for each in ("without stays", "without calls")),
    *("stays maximum -1", "stays maximum 1"),
    *("stays within 11 months", "stays within 13 months"),
    *("stays at_least 29 days", "stays at_least 31 days", "stays more_than"),
    *("stays bridging 1", "stays bridging 3"),
    *("X excludes nobody", "X a is not_met", "X a read as b"),
]


def tables_of(policy: Policy, vocabulary: Vocabulary) -> tuple[CaseTable, ...]:
    return load_cases(POLICIES / policy.id, policy, vocabulary)


def test_a_mistake_at_which_no_case_stands_survives(policy: Policy, rule_set: RuleSet) -> None:
    made = tuple(mutants(policy, rule_set))
    assert made
    alive = surviving_mutants(policy, rule_set, (), made)
    assert [each.name for each in alive] == [each.name for each in made]


def test_a_boundary_that_lost_its_cases_is_named(
    shipped: Mapping[str, Policy], vocabulary: Vocabulary
) -> None:
    policy = shipped["H0024"]
    admission = policy.rule_set("admission")
    bare = [table.model_copy(update={"cases": ()}) for table in tables_of(policy, vocabulary)]
    left = people(policy, admission, vocabulary, bare)
    alive = surviving_mutants(policy, admission, left, mutants(policy, admission))
    assert {
        ("population age from 251 months", "population"),
        ("3.1 severity-vocational severe", "3.1"),
    } <= set(alive)
    assert "1 dx-mental-disorder-current is not_met" not in [each.name for each in alive]


KINDS: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "a": FactType(FactKind.TRUTH),
    "b": FactType(FactKind.TRUTH),
}
ADULT = {"title": "Adults", "text": "Adults", "when": {"age": {"from": "18 years"}}}
GROWN = small.policy(small.rule_set(small.criterion("A", {"fact": "a"}), population=ADULT))


def table(*cases: Mapping[str, Any], rule_set: str = "only") -> CaseTable:
    baseline = {"birth-date": "2000-01-01", "a": "met", "b": "met"}
    return CaseTable.model_validate(
        {"rule_set": rule_set, "on": "2026-03-01", "baseline": baseline, "cases": cases}
    )


def survivors(policy: Policy, *tables: CaseTable) -> set[str]:
    (rule_set,) = policy.rule_sets
    everybody = people(policy, rule_set, KINDS, tables)
    alive = surviving_mutants(policy, rule_set, everybody, mutants(policy, rule_set))
    return {each.name for each in alive}


def test_a_case_notices_on_its_own_day() -> None:
    birthday = {"given": {"birth-date": "2008-03-01"}, "expect": {"population": "met"}}
    on_it = {"name": "Of age today", "on": "2026-03-01", **birthday}
    years_later = {"name": "Of age for long", "on": "2030-03-01", **birthday}
    later = "population age from 217 months"
    assert later not in survivors(GROWN, table(on_it))
    assert later in survivors(GROWN, table(years_later))


def test_that_a_criterion_is_gone_is_noticed_by_what_the_whole_comes_to_alone() -> None:
    either = {"any_of": [small.criterion("A", {"fact": "a"}), small.criterion("B", {"fact": "b"})]}
    policy = small.policy(small.rule_set(either))
    sees_it = {"name": "Not A", "given": {"a": "not_met"}, "expect": {"A": "not_met"}}
    decides = {"name": "B alone", "given": {"a": "not_met"}, "expect": {"outcome": "met"}}
    assert {"any_of without A", "any_of without B"} <= survivors(policy, table(sees_it))
    assert "any_of without B" not in survivors(policy, table(decides))


def test_the_cases_of_another_rule_set_notice_nothing() -> None:
    young = {"name": "Too young", "given": {"birth-date": "2008-03-02"}, "expect": {"population": "not_met"}}
    earlier = "population age from 215 months"
    assert earlier not in survivors(GROWN, table(young))
    grown_up = {"name": "Grown up", "expect": {"population": "met"}}
    assert earlier in survivors(GROWN, table(grown_up), table(young, rule_set="another"))


def test_a_rule_set_is_mistaken_for_one_that_rests_on_no_other() -> None:
    first = small.rule_set(small.criterion("A", {"rule_set": "second"}), id="first")
    second = small.rule_set(small.criterion("A", {"fact": "a"}), id="second")
    third = small.rule_set(small.criterion("A", {"fact": "b"}), id="third")
    fourth = small.rule_set(small.criterion("A", {"rule_set": "second"}), id="fourth")
    policy = small.policy(first, second, third, fourth)
    names = [mutant.name for mutant in mutants(policy, policy.rule_sets[0])]
    assert [name for name in names if "rule_set" in name] == ["A rule_set third"]


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


@pytest.mark.parametrize(
    ("older", "mistakes"),
    [
        ("18 years", []),
        ("19 years", ["by_age 2 from 227 months", "by_age 2 from 229 months"]),
    ],
)
def test_an_age_at_which_one_band_ends_and_the_next_begins_is_mistaken_once(
    older: str, mistakes: list[str]
) -> None:
    below = {"below": "18 years", "when": {"fact": "a"}}
    when = ByAge.model_validate({"by_age": [below, {"from": older, "when": {"fact": "b"}}]})
    names = [name for name, _ in mutations(when, Others({}, []))]
    assert [name for name in names if "from" in name] == mistakes
