"""What the findings of every policy carry, and that learning more never turns one around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.check.cases import CaseTable, all_cases, facts_of
from criteria.evaluate import evaluate
from criteria.expressions import AllOf
from criteria.facts import Count, Evidence, Fact, FactKind, Facts, Value, Vocabulary
from criteria.findings import Determination, Finding
from criteria.load import facts_used
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


def test_an_open_finding_names_what_is_missing_and_a_decided_one_its_evidence(
    policy: Policy, table: CaseTable, vocabulary: Vocabulary
) -> None:
    rule_set = policy.rule_set(table.rule_set)
    takes_in_everyone = rule_set.population.when == AllOf(all_of=())
    for case in all_cases(policy, table):
        facts = with_evidence(facts_of(vocabulary, table, case))
        determination = evaluate(policy, rule_set, vocabulary, facts, case.on or table.on)
        for finding in findings(determination):
            if finding.outcome == "unknown":
                assert any(each.missing for each in below(finding)), (case.name, finding.id)
            else:
                assert finding.missing == (), (case.name, finding.id)
                rests = any(each.evidence for each in below(finding))
                assert rests or (finding.id == "population" and takes_in_everyone), (case.name, finding.id)


def with_evidence(facts: Facts) -> Facts:
    return {
        name: Fact(name, fact.value, fact.reason, (Evidence(name, f"Observation/{name}"),))
        if fact.value is not None
        else fact
        for name, fact in facts.items()
    }


def findings(determination: Determination) -> Iterator[Finding]:
    for finding in determination.criteria:
        yield from below(finding)


def below(finding: Finding) -> Iterator[Finding]:
    """A finding and all of its sub-items."""
    yield finding
    for each in finding.criteria:
        yield from below(each)


@settings(max_examples=200, deadline=None)
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


def truths(determination: Determination) -> Mapping[tuple[str, ...], Truth]:
    """The truth of every finding by its path, the whole's by the empty one."""
    found: dict[tuple[str, ...], Truth] = {(): determination.outcome}
    pending: list[tuple[tuple[str, ...], Finding]] = [((each.id,), each) for each in determination.criteria]
    while pending:
        path, finding = pending.pop()
        found[path] = finding.truth
        pending.extend(((*path, each.id), each) for each in finding.criteria)
    return found


def is_flip(earlier: Truth, later: Truth | None) -> bool:
    """Whether a decided finding changed; one that no longer applies is gone, not changed."""
    return later is not None and earlier is not Truth.UNKNOWN and later is not earlier
