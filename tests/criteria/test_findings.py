"""What the findings of every policy carry, and that learning more never turns one around."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.check.cases import CaseTable, all_cases, facts_of
from criteria.combinators import AllOf
from criteria.determination import Determination
from criteria.evaluate import evaluate
from criteria.expressions import facts_used
from criteria.facts import Count, Evidence, Fact, FactKind, Facts, Value, Vocabulary
from criteria.findings import Finding, Missing, walk
from criteria.policy import Policy, RuleSet
from criteria.spans import BirthDate
from criteria.truth import Truth

ON = date(2026, 3, 1)
TRUTHS = st.sampled_from([Truth.MET, Truth.NOT_MET])
VALUES: Mapping[FactKind, st.SearchStrategy[Value]] = {
    FactKind.TRUTH: TRUTHS,
    FactKind.SCORE: st.sampled_from([16, 17, 64, 65, 80, 81]),
    FactKind.RATING: st.integers(min_value=0, max_value=4),
    FactKind.COUNT: st.sampled_from([Count(0), Count(0, 0), Count(1), Count(2)]),
    FactKind.DATE: st.dates(date(2025, 11, 20), date(2026, 3, 10)) | st.just(Truth.NOT_MET),
    FactKind.BIRTH_DATE: st.dates(date(2003, 1, 1), ON).map(lambda day: BirthDate(day, day)),
}


def finding(id_: str, *parts: Finding, outcome: str = "met") -> Finding:
    return Finding(id_, outcome, criteria=parts)


NESTED = (
    finding("A", finding("A.1"), finding("A.2", finding("A.2.a"))),
    finding("B", finding("population"), finding("A", finding("A.1")), finding("B", finding("population"))),
    finding("C"),
)


def test_a_walk_names_the_findings_of_another_rule_set_below_the_criterion_that_rests_on_it() -> None:
    assert [path for path, _ in walk(NESTED)] == [
        *("A", "A.1", "A.2", "A.2.a"),
        *("B", "B/population", "B/A", "B/A.1", "B/B", "B/B/population"),
        "C",
    ]


def test_a_walk_leaves_out_what_it_refuses_with_its_parts() -> None:
    findings = [
        finding("A", finding("A.1", outcome="unknown"), outcome="met"),
        finding("B", finding("B.1", outcome="unknown"), finding("B.2"), outcome="unknown"),
    ]
    walked = walk(findings, only=lambda each: each.truth is Truth.UNKNOWN)
    assert [path for path, _ in walked] == ["B", "B.1"]


def test_a_determination_is_walked_from_its_population_on(evaluated: Callable[..., Determination]) -> None:
    determination = evaluated({"id": "A", "title": "A", "text": "A", "when": {"fact": "said"}}, {})
    assert [(path, each.outcome) for path, each in determination.walk()] == [
        ("population", "met"),
        ("A", "unknown"),
    ]
    assert determination.population.missing == ()
    assert determination.criteria[0].missing == (Missing("said", "nothing on file"),)


def test_an_open_finding_names_what_is_missing_and_a_decided_one_its_evidence(
    policy: Policy, table: CaseTable, vocabulary: Vocabulary
) -> None:
    rule_set = policy.rule_set(table.rule_set)
    takes_in_everyone = rule_set.population.when == AllOf(all_of=())
    for case in all_cases(policy, table):
        facts = with_evidence(facts_of(vocabulary, table, case))
        determination = evaluate(policy, rule_set, vocabulary, facts, case.on or table.on)
        for path, finding in determination.walk():
            if finding.outcome == "unknown":
                assert any(each.missing for _, each in walk([finding])), (case.name, path)
            else:
                assert finding.missing == (), (case.name, path)
                rests = any(each.evidence for _, each in walk([finding]))
                assert rests or (finding.id == "population" and takes_in_everyone), (case.name, path)


def with_evidence(facts: Facts) -> Facts:
    return {
        name: Fact(name, fact.value, fact.reason, (Evidence(name, f"Observation/{name}"),))
        if fact.value is not None
        else fact
        for name, fact in facts.items()
    }


@settings(max_examples=200)
@given(data=st.data())
def test_learning_a_fact_never_flips_met_and_not_met(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary, data: st.DataObject
) -> None:
    names = sorted(fact_names(policy, vocabulary))
    known = data.draw(st.fixed_dictionaries({name: VALUES[vocabulary[name].kind] for name in names}))
    hidden = data.draw(st.sets(st.sampled_from(names)))
    learnt = {name: Fact(name, known.get(name)) for name in vocabulary}
    before = learnt | {name: Fact(name, coarser(known[name])) for name in hidden}
    earlier = truths(evaluate(policy, rule_set, vocabulary, before, ON))
    later = truths(evaluate(policy, rule_set, vocabulary, learnt, ON))
    assert [path for path, truth in earlier.items() if is_flip(truth, later.get(path))] == []


def fact_names(policy: Policy, vocabulary: Vocabulary) -> set[str]:
    named = {name for rule_set in policy.rule_sets for name, _ in facts_used(rule_set.nodes())}
    groups = {name for name in named if vocabulary[name].members}
    return (named - groups).union(*(vocabulary[name].members for name in groups))


def coarser(value: Value | None) -> Value | None:
    """Less than the value says: the year of a birth date, of anything else nothing."""
    if isinstance(value, BirthDate):
        return BirthDate(value.earliest.replace(month=1, day=1), value.latest.replace(month=12, day=31))
    return None


def truths(determination: Determination) -> Mapping[str, Truth]:
    """The truth of every finding by its path, the whole's by the empty one."""
    return {"": determination.outcome} | {path: finding.truth for path, finding in determination.walk()}


def is_flip(earlier: Truth, later: Truth | None) -> bool:
    """Whether a decided finding changed; one that no longer applies is gone, not changed."""
    return later is not None and earlier is not Truth.UNKNOWN and later is not earlier
