"""A policy's folder, as its author is told of it: its grammar, its quotes, and what its cases come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from criteria.check.cases import CaseTable, all_cases, load_cases, run_case
from criteria.check.proof import PolicyFiles, Proof, prove
from criteria.check.quotes import unquoted, wrong_places
from criteria.expressions import facts_used
from criteria.facts import Vocabulary
from criteria.load import load_misquoting, other_name, source_text
from criteria.policy import Policy
from criteria.strict_yaml import Document, Location, Mistake, read
from mappings.codes.code_lists import ValueSet
from mappings.codes.fact_map import FactMap
from service.authoring.card_check import card_problems
from service.authoring.case_book import CaseBook, case_book
from service.checks.problem import Problem, problem_of, tried, unique
from service.checks.sole_diagnosis import not_alone


class WrittenPolicy(NamedTuple):
    """A policy as its folder has it; its cases are None where they cannot be read."""

    folder: Path
    policy: Policy
    tables: tuple[CaseTable, ...] | None
    misquotes: bool


def read_policy(folder: Path, vocabulary: Vocabulary, mistakes: list[Problem]) -> WrittenPolicy | None:
    """The policy of a folder; None where it cannot be loaded. What is wrong is added to the mistakes.

    Of one that brings facts and has not the name of its folder, none would be known: only that is told.
    """
    renamed = tried(lambda: other_name(folder), mistakes)
    if renamed and (folder / "facts.yaml").is_file():
        mistakes += unique(map(problem_of, renamed), mistakes)
        return None
    loaded = tried(lambda: load_misquoting(folder, vocabulary), mistakes)
    if loaded is None:
        return None
    policy, misquoted = loaded
    found = [*misquoted, *_in_policy(folder, policy)]
    tables = tried(lambda: load_cases(folder, policy, vocabulary), mistakes)
    found += _in_cases(read(folder / "cases.yaml"), policy, vocabulary, tables) if tables else ()
    mistakes += unique(map(problem_of, found), mistakes)
    return WrittenPolicy(folder, policy, tables, bool(misquoted))


def prove_policy(written: WrittenPolicy, fact_map: FactMap, mistakes: list[Problem]) -> Proof | None:
    """What the cases of a policy show of it; None where they cannot be read."""
    folder, policy, tables = written.folder, written.policy, written.tables
    if tables is None:
        return None
    files = PolicyFiles(policy, read(folder / "policy.yaml"), tables, read(folder / "cases.yaml"))
    proof, not_shown = prove(files, fact_map.vocabulary)
    cards = _in_cards(case_book(policy, fact_map, tables), files.cases)
    found = [*not_shown, *cards, *_unused_facts(written, fact_map)]
    mistakes += unique(map(problem_of, found), mistakes)
    return proof


def sole_diagnoses(
    written: WrittenPolicy, fact_map: FactMap, lists: Mapping[str, ValueSet]
) -> Iterator[Problem]:
    """Where a policy asks for a sole diagnosis of which its other diagnoses hold codes, for a note."""
    document = read(written.folder / "policy.yaml")
    return (problem_of(document.mistake(*each)) for each in not_alone(written.policy, fact_map, lists))


def _unused_facts(written: WrittenPolicy, fact_map: FactMap) -> Iterator[Mistake]:
    """Facts that a policy brings and that nothing of it asks for, as after a slip in a name."""
    named = {fact for each in written.policy.rule_sets for fact, _ in facts_used(each.nodes())}
    used = set(fact_map.with_those_below(named))
    asked_with = {each for name in used for each in fact_map.facts[name].asked_with}
    used.update(fact_map.with_those_below(asked_with))
    for (section, name), owner in fact_map.owners.items():
        if section == "facts" and owner == written.policy.id and name not in used:
            document = read(written.folder / "facts.yaml")
            yield document.mistake(("facts", name), "no criterion of the policy asks for it")


def _in_cards(book: CaseBook, document: Document) -> Iterator[Mistake]:
    """Cards of cases that do not keep to what every card keeps to."""
    for each, said in card_problems(book):
        at = (book.tables.index(each.table), "cases")
        yield document.mistake(at, f"the card of {each.rule_set}, {each.case.name}: {said}")


def _in_policy(folder: Path, policy: Policy) -> Iterator[Mistake]:
    """A folder of another name, and words of the criteria that nothing quotes."""
    document = read(folder / "policy.yaml")
    yield from other_name(folder)
    source = source_text(folder)
    for place, problem in wrong_places(policy, source):
        yield document.mistake(place, problem)
    for line, words in unquoted(policy, source):
        said = f"no text of the policy quotes {words!r}, and it does not pass over them"
        yield Mistake(folder / "source.txt", line, "", said)


def _in_cases(
    document: Document, policy: Policy, vocabulary: Vocabulary, tables: tuple[CaseTable, ...]
) -> Iterator[Mistake]:
    """Cases that come to something else than they expect."""
    for i, table in enumerate(tables):
        for j, case in enumerate(all_cases(policy, table)):
            at: Location = (i, "cases", j - 1, "expect") if j else (i, "baseline")
            for differs in run_case(policy, vocabulary, table, case):
                yield document.mistake(at, f"{case.name}: {differs}")
