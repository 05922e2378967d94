"""The proof of a policy: what its author has shown of it, and what is not shown yet, with its line.

Its cases come to what they expect and cover every criterion, no small mistake in
it would go unnoticed, and every number that it quotes is computed or named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from criteria.check.cases import CaseTable
from criteria.check.coverage import unseen
from criteria.check.excuses import Excuse
from criteria.check.mutants import mutants
from criteria.check.numbers import QuotedNumber, quoted_numbers, says_the_same
from criteria.check.people import Person, people
from criteria.check.survivors import Survivor, surviving_mutants
from criteria.check.titles import title_problems
from criteria.facts import Vocabulary
from criteria.nearest import nearest
from criteria.policy import Policy, RuleSet
from criteria.strict_yaml import Document, Location, Mistake


class Proof(Struct, frozen=True, rename="camel"):
    """What was looked at in a policy, counted.

    `mistakes` are those that were made in it to see whether a case notices;
    of its `numbers` some are computed, some are left to the clinician.
    """

    policy: str
    rule_sets: int
    criteria: int
    cases: int
    mistakes: int
    excused: int
    numbers: int
    left: int


class PolicyFiles(NamedTuple):
    """A policy with its cases, and the documents that they were read from."""

    policy: Policy
    written: Document
    tables: tuple[CaseTable, ...]
    cases: Document


class _RuleSetProof(NamedTuple):
    """What was looked at in one rule set; excuses stand at their places in the file of the cases."""

    rule_set: RuleSet
    at: Location
    tables: Sequence[tuple[int, CaseTable]]
    people: tuple[Person, ...]
    mistakes: tuple[str, ...]
    survivors: tuple[Survivor, ...]
    numbers: tuple[QuotedNumber, ...]

    @property
    def excuses(self) -> Iterator[tuple[Location, Excuse]]:
        """Each excuse with its place."""
        for i, table in self.tables:
            yield from (((i, "excused", j), excuse) for j, excuse in enumerate(table.excused))


def prove(files: PolicyFiles, vocabulary: Vocabulary) -> tuple[Proof, tuple[Mistake, ...]]:
    """What a policy's cases show of it, and what they do not show yet."""
    parts = [_rule_set_proof(i, files, vocabulary) for i, _ in enumerate(files.policy.rule_sets)]
    not_shown = tuple(mistake for part in parts for mistake in _not_shown(part, files))
    numbers = [number for part in parts for number in part.numbers]
    return (
        Proof(
            files.policy.id,
            len(parts),
            sum(1 for part in parts for _ in part.rule_set.criteria()),
            sum(len(part.people) for part in parts),
            sum(len(part.mistakes) for part in parts),
            sum(1 for part in parts for _ in part.excuses),
            len(numbers),
            sum(1 for number in numbers if number.settled == "left"),
        ),
        not_shown,
    )


def _rule_set_proof(i: int, files: PolicyFiles, vocabulary: Vocabulary) -> _RuleSetProof:
    policy, rule_set = files.policy, files.policy.rule_sets[i]
    tables = [each for each in enumerate(files.tables) if each[1].rule_set == rule_set.id]
    everybody = people(policy, rule_set, vocabulary, (table for _, table in tables))
    made = tuple(mutants(policy, rule_set))
    return _RuleSetProof(
        rule_set,
        ("rule_sets", i),
        tables,
        everybody,
        tuple(each.name for each in made),
        surviving_mutants(policy, rule_set, everybody, made),
        tuple(quoted_numbers(policy, rule_set)),
    )


def _not_shown(part: _RuleSetProof, files: PolicyFiles) -> Iterator[Mistake]:
    for place, said in title_problems(part.rule_set):
        yield files.written.mistake((*part.at, *place), said)
    if not part.tables:
        yield files.cases.mistake((), f"there are no cases of the rule set {part.rule_set.id}")
        return
    yield from _not_covered(part, files)
    yield from _not_noticed(part, files)
    yield from _not_computed(part, files)
    yield from _needless(part, files)


def _not_covered(part: _RuleSetProof, files: PolicyFiles) -> Iterator[Mistake]:
    for each in unseen(part.rule_set, part.people):
        said = f"in no case of {part.rule_set.id} is {each.what} {' or '.join(each.outcomes)}"
        yield files.written.mistake((*part.at, *each.place), said)


def _not_noticed(part: _RuleSetProof, files: PolicyFiles) -> Iterator[Mistake]:
    excused = {excuse.mistake for _, excuse in part.excuses}
    by_criterion: dict[str, list[str]] = {}
    for each in part.survivors:
        if each.name not in excused:
            by_criterion.setdefault(each.criterion, []).append(each.name)
    for names in by_criterion.values():
        said = f"these mistakes would go unnoticed: {'; '.join(names)}"
        yield files.cases.mistake((part.tables[0][0], "cases"), said)


def _not_computed(part: _RuleSetProof, files: PolicyFiles) -> Iterator[Mistake]:
    for number in part.numbers:
        if not number.settled and not any(_is_of(excuse, number) for _, excuse in part.excuses):
            said = (
                f"no leaf of {number.ids[0]} computes {number.quantity.said!r}, "
                "and left_to_clinician does not name it"
            )
            yield files.written.mistake((*part.at, *number.place), said)


def _needless(part: _RuleSetProof, files: PolicyFiles) -> Iterator[Mistake]:
    """Excuses that excuse nothing."""
    unnoticed = {each.name for each in part.survivors}
    for at, excuse in part.excuses:
        if excuse.number:
            if not any(_is_of(excuse, each) for each in part.numbers if not each.settled):
                said = f"of {excuse.of} no number {excuse.number} is left that nothing computes"
                yield files.cases.mistake((*at, "number"), said)
        elif excuse.mistake not in part.mistakes:
            near = nearest(excuse.mistake or "", part.mistakes)
            yield files.cases.mistake((*at, "mistake"), f"no mistake has this name{near}")
        elif excuse.mistake not in unnoticed:
            yield files.cases.mistake((*at, "mistake"), "a case notices this mistake: it needs no excuse")


def _is_of(excuse: Excuse, number: QuotedNumber) -> bool:
    """Whether a number is the one that is excused."""
    return excuse.of in number.ids and any(says_the_same(number.quantity, each) for each in excuse.quantities)
