"""The page of a policy in docs/reference/: each criterion with its quote, readings, facts and cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from criteria.check.cases import CaseTable, load_cases
from criteria.criterion import Criterion, RuleSetMet
from criteria.expressions import facts_used, own_forms
from criteria.findings import POPULATION
from criteria.form import Form
from criteria.load import POLICIES
from criteria.policy import Policy, RuleSet
from mappings.codes.fact_map import FactMap
from mappings.readers.registry import described


def policy_page(policy: Policy, fact_map: FactMap, generated: str) -> Iterator[str]:
    """The parts of the page, after a line on how it was made."""
    yield f"# {policy.service.code}: {policy.title}"
    yield (
        f"{generated} Policy `{policy.id}`, version {policy.version}, of {policy.source.payer}: "
        f"{policy.source.title} ({policy.source.date}). What is quoted are the payer's words; `[...]` marks "
        "what a quote leaves out. [Facts](facts.md) tells where each is read from, and "
        f"[the source attributes](source-attributes.md#{policy.id}) on which data the policy rests."
    )
    worded = fact_map.worded(policy.words)
    tables = load_cases(POLICIES / policy.id, policy, fact_map.vocabulary)
    for rule_set in policy.rule_sets:
        yield from _rule_set(rule_set, worded, [each for each in tables if each.rule_set == rule_set.id])


def _rule_set(rule_set: RuleSet, fact_map: FactMap, tables: list[CaseTable]) -> Iterator[str]:
    population = rule_set.population
    yield f"## {rule_set.title.capitalize()}"
    yield f"> {rule_set.text}"
    yield f"**For whom**: {population.title}."
    yield f"> {population.text}"
    yield from _read(population.reads_as)
    yield from _cases(POPULATION, tables)
    for criterion in rule_set.criteria():
        yield from _criterion(criterion, rule_set, fact_map)
        yield from _cases(criterion.id, tables)


def _criterion(criterion: Criterion, rule_set: RuleSet, fact_map: FactMap) -> Iterator[str]:
    yield f"### {criterion.id} {criterion.title} ({rule_set.title})"
    yield f"> {criterion.text}"
    if criterion.applies_text:
        yield f"Applies only: \u201c{criterion.applies_text}\u201d"
    if criterion.excludes:
        yield "**Excludes**: who is known to be so is not eligible; who is not known not to be stays open."
    yield from _read(criterion.reads_as)
    if criterion.left_to_clinician:
        yield f"**Left to the clinician**: {criterion.left_to_clinician}."
    own = list(own_forms(criterion.when))
    rests_on = [each.rule_set for each in own if isinstance(each, RuleSetMet)]
    if rests_on:
        yield "**Rests on**: " + ", ".join(f"`{each}`" for each in rests_on) + "."
    yield from _facts(own, fact_map)


def _facts(own: Iterable[Form], fact_map: FactMap) -> Iterator[str]:
    names = dict.fromkeys(name for name, _ in facts_used(own))
    if names:
        rows = [
            f"| {fact_map.facts[name].title} (`{name}`) | {described(name, fact_map)} | "
            f"{fact_map.facts[name].supplied_by} |"
            for name in names
        ]
        yield "\n".join(["| fact | read from | supplied by |", "|---|---|---|", *rows])


def _read(reads_as: str | None) -> Iterator[str]:
    if reads_as:
        yield f"**How we read it**: {reads_as}"


def _cases(name: str, tables: Iterable[CaseTable]) -> Iterator[str]:
    names = [case.name for table in tables for case in table.cases if name in case.expect]
    if names:
        yield f"**Cases** ({len(names)}): {'; '.join(names)}."
