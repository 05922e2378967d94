"""What every policy owes its source, its facts and the people who read its findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.cases import CaseTable, all_cases, facts_of, load_cases
from criteria.evaluate import Determination, Finding, evaluate
from criteria.expressions import AllOf, Criterion, Undetermined
from criteria.facts import Count, Evidence, Fact, Facts, FactKind, Value, Vocabulary
from criteria.load import POLICIES, facts_used, normalised, pieces, quotes, source_text
from criteria.policy import CriteriaPart, Policy, Population, RuleSet, parts
from criteria.spans import BirthDate
from criteria.truth import Truth

ENUMERATION = re.compile(r"(?:[.;,*]|and\b|or\b|•|-|[A-I]\.|[a-d]\.|\s)*")
"""What may stand between two quotes: letters and bullets of a list, and the words that join its items."""


# --- the source ---------------------------------------------------------------------------------------------


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


def test_titles_fit_a_card_and_tell_the_criteria_of_a_rule_set_apart(policy: Policy, rule_set: RuleSet) -> None:
    titles = [rule_set.population.title, *(criterion.title for criterion in rule_set.criteria())]
    assert [title for title in titles if len(title) > 60 or title.endswith(".")] == []
    assert len(set(titles)) == len(titles)


def test_sub_items_carry_the_letter_of_the_criterion_above_them(policy: Policy, rule_set: RuleSet) -> None:
    above = [(c.id, below.id) for c in rule_set.criteria() for below in own_criteria(c)]
    assert [pair for pair in above if not pair[1].startswith(f"{pair[0]}.")] == []


def own_criteria(criterion: Criterion) -> Iterator[Criterion]:
    for part in parts(criterion.when):
        if isinstance(part, Criterion):
            yield part


# --- cases ----------------------------------------------------------------------------------------------------


def test_every_rule_set_and_criterion_has_a_met_a_not_met_and_an_unknown_case(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary
) -> None:
    wanted = {
        (each, outcome)
        for each in ("outcome", *(criterion.id for criterion in rule_set.criteria()))
        for outcome in ("met", "not_met", "unknown")
    }
    expected = {
        pair for table in tables_of(policy, rule_set, vocabulary) for case in table.cases for pair in case.expect.items()
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


# --- findings ------------------------------------------------------------------------------------------------


def test_an_open_finding_names_what_is_missing_and_a_decided_one_its_evidence(
    policy: Policy, table: CaseTable, vocabulary: Vocabulary
) -> None:
    rule_set = policy.rule_set(table.rule_set)
    for case in all_cases(policy, table):
        facts = with_evidence(facts_of(vocabulary, table, case))
        determination = evaluate(policy, rule_set, vocabulary, facts, case.on or table.on)
        for finding in findings(determination):
            if finding.outcome == "unknown":
                assert any(each.missing for each in below(finding)), (case.name, finding.id)
            else:
                assert finding.missing == (), (case.name, finding.id)
                assert any(each.evidence for each in below(finding)) or no_age_band(finding), (case.name, finding.id)


def with_evidence(facts: Facts) -> Facts:
    return {
        name: Fact(name, fact.value, fact.reason, (Evidence(name, f"Observation/{name}"),))
        if fact.value is not None
        else fact
        for name, fact in facts.items()
    }


def no_age_band(finding: Finding) -> bool:
    """The population that takes in everyone rests on nothing."""
    return finding.id == "population" and finding.title == "Everyone who receives the service"


def findings(determination: Determination) -> Iterator[Finding]:
    for finding in determination.criteria:
        yield from below(finding)


def below(finding: Finding) -> Iterator[Finding]:
    """A finding and all of its sub-items."""
    yield finding
    for each in finding.criteria:
        yield from below(each)


# --- learning -------------------------------------------------------------------------------------------------

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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_learning_a_fact_never_flips_met_and_not_met(
    policy: Policy, rule_set: RuleSet, vocabulary: Vocabulary, data: st.DataObject
) -> None:
    names = sorted(fact_names(policy, vocabulary))
    known = data.draw(st.fixed_dictionaries({name: VALUES[vocabulary[name].kind] for name in names}))
    hidden = data.draw(st.sets(st.sampled_from(names)))
    learnt = {name: Fact(name, known.get(name)) for name in vocabulary}
    before = {name: Fact(name, coarser(fact.value)) if name in hidden else fact for name, fact in learnt.items()}
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
    pending = [((finding.id,), finding) for finding in determination.criteria]
    while pending:
        path, finding = pending.pop()
        found[path] = finding.truth
        pending.extend(((*path, each.id), each) for each in finding.criteria)
    return found


def is_flip(earlier: Truth, later: Truth | None) -> bool:
    """Whether a decided finding changed; one below a criterion that no longer applies is gone, not changed."""
    return later is not None and earlier is not Truth.UNKNOWN and later is not earlier
