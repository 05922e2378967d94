"""Reads a policy folder and refuses, with file and line, whatever is wrong in it.

A policy that loads can be evaluated: its quotes stand in its source, its facts
exist with the right kind, and its rule sets do not rest on each other in a ring.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from criteria.combinators import AllOf
from criteria.criterion import Criterion, RuleSetMet
from criteria.facts import Vocabulary, known_to, unknown_fact
from criteria.findings import BELOW, POPULATION
from criteria.nearest import nearest
from criteria.phases import ADMISSION, KNOWN_PHASES
from criteria.policy import Policy, RuleSet, rule_sets_used
from criteria.published_text import PublishedText
from criteria.quotes import misquotes
from criteria.strict_yaml import Location, Mistake, read, read_text, refuse, validate

POLICIES = Path(__file__).parent / "policies"
RESERVED = (POPULATION, "outcome")
"""Names under which cases and cards tell of a whole rule set, hence no criterion's id."""


def load_policies(vocabulary: Vocabulary, folder: Path = POLICIES) -> tuple[Policy, ...]:
    """Every policy of a folder of policy folders, by id.

    Raises:
        FileError: when one of them is wrong.
    """
    return tuple(load_policy(path.parent, vocabulary) for path in sorted(folder.glob("*/policy.yaml")))


def load_policy(folder: Path, vocabulary: Vocabulary) -> Policy:
    """The policy of one folder: `policy.yaml` beside `source.txt`.

    Raises:
        FileError: as `load_misquoting`, and for quotes that the source does not have.
    """
    policy, misquoted = load_misquoting(folder, vocabulary)
    refuse(misquoted)
    return policy


def load_misquoting(folder: Path, vocabulary: Vocabulary) -> tuple[Policy, tuple[Mistake, ...]]:
    """The policy of one folder although it misquotes its source, and where it does.

    Raises:
        FileError: for keys or values that the grammar does not know; without
            them, for unknown facts, facts of another kind, rings of rule sets,
            no criteria for admission, and phases that are not declared or not used;
            misquotes are told with these.
    """
    document = read(folder / "policy.yaml")
    policy = validate(document, Policy)
    published = PublishedText(source_text(folder))
    misquoted = tuple(
        document.mistake(place, f"source.txt does not say {piece!r}{published.goes_on(piece)}")
        for place, piece in misquotes(policy, published)
    )
    problems = [
        document.mistake(place, problem)
        for place, problem in _problems(policy, known_to(policy.id, vocabulary))
    ]
    if problems:
        refuse((*problems, *misquoted))
    return policy, misquoted


def other_name(folder: Path) -> tuple[Mistake, ...]:
    """What is wrong with the id of a policy that is not the name of its folder, by which its facts are known.

    Raises:
        FileError: when its file is no YAML.
    """
    document, name = read(folder / "policy.yaml"), folder.resolve().name
    is_other = isinstance(document.value, dict) and document.value.get("id", name) != name
    return (document.mistake(("id",), f"the folder is called {name}"),) if is_other else ()


def source_text(folder: Path) -> str:
    """The published text, verbatim.

    Raises:
        FileError: when it cannot be read.
    """
    return read_text(folder / "source.txt")


def _problems(policy: Policy, vocabulary: Vocabulary) -> Iterator[tuple[Location, str]]:
    """What is wrong with a policy that its grammar cannot tell, with the place of each."""
    if not policy.of_phase(ADMISSION):
        yield (
            ("rule_sets",),
            "a policy needs criteria for admission: an order that begins a service is read by them",
        )
    yield from _phase_problems(policy)
    ids = [rule_set.id for rule_set in policy.rule_sets]
    for i, rule_set in enumerate(policy.rule_sets):
        if rule_set.id in ids[:i]:
            yield ("rule_sets", i, "id"), f"the policy has a rule set {rule_set.id!r} already"
        for place, text in (
            *_fact_problems(rule_set, vocabulary),
            *_id_problems(rule_set),
            *_exclusion_problems(rule_set),
            *_rule_set_problems(rule_set, ids),
        ):
            yield ("rule_sets", i, *place), text
    yield from _ring(policy, ids)


def _phase_problems(policy: Policy) -> Iterator[tuple[Location, str]]:
    known = [each.id for each in KNOWN_PHASES]
    used = {rule_set.phase for rule_set in policy.rule_sets}
    for i, phase in enumerate(policy.phases):
        if phase.id in known:
            yield ("phases", i, "id"), f"every policy has the phase {phase.id!r} already"
        elif phase.id not in used:
            near = nearest(phase.id, used.difference(known))
            yield ("phases", i, "id"), f"no rule set is of the phase {phase.id!r}{near}"
        known.append(phase.id)
    for i, rule_set in enumerate(policy.rule_sets):
        if rule_set.phase not in known:
            near = nearest(rule_set.phase, known) or f"; there are {', '.join(known)}"
            yield ("rule_sets", i, "phase"), f"no phase {rule_set.phase!r} in this policy{near}"


def _fact_problems(rule_set: RuleSet, vocabulary: Vocabulary) -> Iterator[tuple[Location, str]]:
    for place, form in rule_set.placed():
        for name, kind in form.facts_used():
            if name not in vocabulary:
                yield (*place, form.key), unknown_fact(name, vocabulary)
            elif vocabulary[name].kind is not kind:
                needed = f"{name} is a {vocabulary[name].kind.called}, and a {kind.called} is needed here"
                yield (*place, form.key), needed
        if all(name in vocabulary and vocabulary[name].kind is kind for name, kind in form.facts_used()):
            yield from (((*place, form.key), problem) for problem in form.problems(vocabulary))


def _exclusion_problems(rule_set: RuleSet) -> Iterator[tuple[Location, str]]:
    """An exclusion beside which something else suffices would exclude nobody."""
    in_all = [part for _, part in rule_set.when.parts()] if isinstance(rule_set.when, AllOf) else []
    for place, each in rule_set.placed():
        if isinstance(each, Criterion) and each.excludes and each not in in_all:
            yield (*place, "excludes"), "an exclusion stands directly below the 'all_of' of its rule set"


def _id_problems(rule_set: RuleSet) -> Iterator[tuple[Location, str]]:
    seen: set[str] = set()
    for place, each in rule_set.placed():
        if isinstance(each, Criterion):
            if each.id in seen:
                yield (*place, "id"), f"the rule set {rule_set.id} has the id {each.id!r} twice"
            if each.id in RESERVED:
                yield (*place, "id"), f"the id {each.id!r} is kept for the rule set's own {each.id}"
            if BELOW in each.id:
                yield (*place, "id"), f"an id with {BELOW!r} would read as a path of two"
            seen.add(each.id)
    for i, screened in enumerate(rule_set.screening):
        if screened not in seen:
            near = nearest(screened, seen)
            yield ("screening", i), f"the rule set {rule_set.id} has no criterion {screened!r}{near}"


def _rule_set_problems(rule_set: RuleSet, known: Sequence[str]) -> Iterator[tuple[Location, str]]:
    for place, each in rule_set.placed():
        if isinstance(each, RuleSetMet) and each.rule_set not in known:
            near = nearest(each.rule_set, known)
            yield (*place, each.key), f"no rule set {each.rule_set!r} in this policy{near}"


def _ring(policy: Policy, ids: Sequence[str]) -> Iterator[tuple[Location, str]]:
    try:
        TopologicalSorter({r.id: rule_sets_used(r) for r in policy.rule_sets}).prepare()
    except CycleError as error:
        ring = error.args[1]
        at = ("rule_sets", ids.index(ring[0]), "id")
        yield at, f"rule sets rest on each other: {' -> '.join(ring)}"
