"""Reads a policy folder and refuses, with file and line, whatever is wrong in it.

A policy that loads can be evaluated: its quotes stand in its source, its facts
exist with the right kind, and its rule sets do not rest on each other in a ring.
"""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from criteria.check.quotes import misquotes, pieces
from criteria.expressions import facts_used
from criteria.facts import Vocabulary
from criteria.policy import Policy, RuleSet, rule_sets_used
from criteria.strict_yaml import Document, FileError, Location, nearest, read, read_text, validate

POLICIES = Path(__file__).parent / "policies"


class PolicyError(FileError):
    """A policy file is wrong."""


def load_policies(vocabulary: Vocabulary, folder: Path = POLICIES) -> tuple[Policy, ...]:
    """Every policy of a folder of policy folders, by id.

    Raises:
        FileError: when one of them is wrong.
    """
    return tuple(load_policy(path.parent, vocabulary) for path in sorted(folder.glob("*/policy.yaml")))


def load_policy(folder: Path, vocabulary: Vocabulary) -> Policy:
    """The policy of one folder: `policy.yaml` beside `source.txt`.

    Raises:
        FileError: for a key or value the grammar does not know (with the line).
        PolicyError: for an unknown fact, one of another kind, a ring of rule
            sets, or a quote that the source does not have.
    """
    document = read(folder / "policy.yaml")
    policy = validate(document, Policy)
    for problem in _problems(policy, vocabulary, source_text(folder)):
        place = _place_of(document, problem)
        error = document.error(place, problem.text)
        raise PolicyError(error.path, error.line, error.key, error.problem)
    return policy


def source_text(folder: Path) -> str:
    """The published text, verbatim.

    Raises:
        FileError: when it cannot be read.
    """
    return read_text(folder / "source.txt")


class _Problem(NamedTuple):
    """What is wrong, with the offending word or quote and the part of the file it stands in."""

    word: str
    text: str
    within: Location = ()


def _problems(policy: Policy, vocabulary: Vocabulary, source: str) -> Iterator[_Problem]:
    for i, rule_set in enumerate(policy.rule_sets):
        at: Location = ("rule_sets", i)
        if rule_set.id in (r.id for r in policy.rule_sets[:i]):
            yield _Problem(rule_set.id, f"the policy has a rule set {rule_set.id!r} already", at)
        for word, text in (
            *_fact_problems(rule_set, vocabulary),
            *_id_problems(rule_set),
            *_rule_set_problems(policy, rule_set),
        ):
            yield _Problem(word, text, at)
    yield from _ring(policy)
    for piece in misquotes(policy, source):
        yield _Problem(piece, f"source.txt does not say {piece!r}")


def _fact_problems(rule_set: RuleSet, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for name, kind in facts_used(rule_set.nodes()):
        if name not in vocabulary:
            yield name, f"no fact {name!r}{nearest(name, vocabulary)}"
        elif vocabulary[name].kind is not kind:
            yield name, f"{name} is a {vocabulary[name].kind}, and a {kind} is needed here"


def _id_problems(rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for criterion in rule_set.criteria():
        if criterion.id in seen:
            yield criterion.id, f"the rule set {rule_set.id} has the id {criterion.id!r} twice"
        if criterion.id in ("population", "outcome"):
            yield criterion.id, f"the id {criterion.id!r} is kept for the rule set's own {criterion.id}"
        seen.add(criterion.id)
    for screened in rule_set.screening:
        if screened not in seen:
            yield (
                screened,
                f"the rule set {rule_set.id} has no criterion {screened!r}{nearest(screened, seen)}",
            )


def _rule_set_problems(policy: Policy, rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    known = [r.id for r in policy.rule_sets]
    for used in sorted(rule_sets_used(rule_set)):
        if used not in known:
            yield used, f"no rule set {used!r} in this policy{nearest(used, known)}"


def _ring(policy: Policy) -> Iterator[_Problem]:
    try:
        TopologicalSorter({r.id: rule_sets_used(r) for r in policy.rule_sets}).prepare()
    except CycleError as error:
        ring = error.args[1]
        yield _Problem(ring[0], f"rule sets rest on each other: {' -> '.join(ring)}")


def _place_of(document: Document, problem: _Problem) -> Location:
    """Where the word or quote stands in the file, or else the part it stands in."""
    for place in document.lines:
        value = document.at(place)
        inside = place[: len(problem.within)] == problem.within
        if inside and isinstance(value, str) and problem.word in pieces(value):
            return place
    return problem.within
