"""Every definition of every policy's CQL beside our own evaluation, in three values.

Over the cases of each policy, and over people made up; the made-up policy tries
the forms that no policy uses. To show that a difference would be seen, each
library is run once more with a mistake in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from criteria.check.cases import OUTCOME, all_cases, facts_of, load_cases, outcomes
from criteria.evaluate import evaluate
from criteria.facts import Fact, ServedFacts, Vocabulary
from criteria.findings import NOT_APPLICABLE
from criteria.load import POLICIES, load_policies
from criteria.policy import Policy
from mappings.codes.fact_map import load_fact_map
from mappings.cql.library import library_of
from mappings.cql.readings import Reading, readings
from mappings.readers.registry import KINDS
from tests.interop.cql import engine, every_form
from tests.interop.cql.engine import WrongCql
from tests.interop.cql.handed import handed
from tests.interop.cql.people import Person, people, turns

SEED = 1
MADE_UP = 300
"""People made up for each policy."""
MAX_TOLD = 20
MISTAKE = (" and ", " or ")
"""What is written for what throughout a library, to see that somebody would notice."""
_BROKEN = "-broken"
_TOLD = {True: "true", False: "false", None: "null"}
_TRUTHS = {"met": True, "not_met": False, "unknown": None, NOT_APPLICABLE: True}


class Compared(NamedTuple):
    """A policy with the people it is evaluated for."""

    policy: Policy
    vocabulary: Vocabulary
    people: Sequence[tuple[str, Person]]


class Difference(NamedTuple):
    """A definition that came to something else than our own evaluation."""

    policy: str
    definition: str
    person: str
    ours: str
    theirs: bool | None

    def __str__(self) -> str:
        told = f"ours {self.ours}, cql-execution {_TOLD[self.theirs]}"
        return f"{self.policy}: {self.definition}: {self.person}: {told}"


class Run(NamedTuple):
    """What came of a library: how many truths were compared, which differ, what each definition came to."""

    truths: int
    differences: Sequence[Difference]
    found: Mapping[str, frozenset[bool | None]]


def agreed() -> list[str]:
    """Differences that are not explained, a line each; it prints how much was compared.

    Raises:
        NotHad: where a part cannot be had.
    """
    engine.prepare()
    compared = [*_published(), _made_up()]
    texts = {
        each.policy.id: library_of(each.policy, each.vocabulary, {n: n for n in each.vocabulary}).text
        for each in compared
    }
    broken = {f"{name}{_BROKEN}": text.replace(*MISTAKE) for name, text in texts.items()}
    try:
        elm = engine.translated(texts | broken)
    except WrongCql as error:
        return str(error).splitlines()
    return [told for each in compared for told in _mistakes(each, elm)]


def _mistakes(compared: Compared, elm: Mapping[str, Path]) -> Iterator[str]:
    """What comes out differently, and whether nobody would notice a mistake in the library."""
    name = compared.policy.id
    run = _run(compared, elm[name])
    varied = [definition for definition, found in run.found.items() if len(found) == len(_TOLD)]
    print(
        f"  {name}: {len(compared.people)} people, {run.truths} truths compared; "
        f"{len(varied)} of {len(run.found)} definitions were true, false and null",
        flush=True,
    )
    yield from map(str, run.differences[:MAX_TOLD])
    if len(run.differences) > MAX_TOLD:
        yield f"{name}: {len(run.differences) - MAX_TOLD} more differences"
    if not _run(compared, elm[f"{name}{_BROKEN}"]).differences:
        yield f"{name}: nobody notices 'or' in place of 'and'"


def _run(compared: Compared, elm: Path) -> Run:
    """Evaluate a library for all people of a policy, and compare."""
    people = [person for _, person in compared.people]
    truths, differences, found = 0, [], defaultdict[str, set[bool | None]](set)
    evaluated = engine.evaluated(elm, [handed(*person) for person in people])
    for (name, person), theirs in zip(compared.people, evaluated, strict=True):
        for definition, ours in _expected(compared, person):
            truths += 1
            found[definition].add(theirs[definition])
            if theirs[definition] is not _TRUTHS[ours]:
                told = Difference(compared.policy.id, definition, name, ours, theirs[definition])
                differences.append(told)
    return Run(truths, differences, {name: frozenset(each) for name, each in found.items()})


def _expected(compared: Compared, person: Person) -> Iterator[tuple[str, str]]:
    """What we come to, by definition."""
    for reading in readings(compared.policy):
        facts = ServedFacts(person.facts, dict(reading.served))
        rule_set = compared.policy.rule_set(reading.rule_set)
        found = outcomes(evaluate(compared.policy, rule_set, compared.vocabulary, facts, person.on))
        for name, outcome in found.items():
            yield _definition(reading, name), outcome
            if outcome == NOT_APPLICABLE:
                yield reading.applies(name), "not_met"


def _definition(reading: Reading, name: str) -> str:
    return reading.name if name == OUTCOME else reading.criterion(name)


def _published() -> Iterator[Compared]:
    """The shipped policies, with their cases and with people made up."""
    vocabulary = load_fact_map(KINDS).vocabulary
    for policy in load_policies(vocabulary):
        cases = [
            (f"{table.rule_set}: {case.name}", Person(facts_of(vocabulary, table, case), case.on or table.on))
            for table in load_cases(POLICIES / policy.id, policy, vocabulary)
            for case in all_cases(policy, table)
        ]
        yield Compared(policy, vocabulary, [*cases, *_people(policy, vocabulary)])


def _made_up() -> Compared:
    policy, vocabulary = every_form.every_form(), every_form.VOCABULARY
    return Compared(policy, vocabulary, list(_people(policy, vocabulary)))


def _people(policy: Policy, vocabulary: Vocabulary) -> Iterator[tuple[str, Person]]:
    """People made up for a policy, named by the day and what is known of them."""
    rests_on = {
        fact for rule_set in policy.rule_sets for form in rule_set.nodes() for fact, _ in form.facts_used()
    }
    asked = rests_on | {member for fact in rests_on for member in vocabulary[fact].members}
    of_policy = {name: of for name, of in vocabulary.items() if name in asked}
    silent = {name: Fact(name) for name in vocabulary}
    for number, person in enumerate(people(of_policy, turns(policy), SEED, MADE_UP)):
        yield f"made up {number}, {person.on}", person._replace(facts={**silent, **person.facts})
