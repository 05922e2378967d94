"""Facts as CQL parameters: of simple types and lists of them, null where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from criteria.facts import FactKind, FactType

EVALUATION_DATE = "EvaluationDate"
ABOUT, NONE, AT_LEAST, AT_MOST = "about", "none", "at least", "at most"
"""What a second parameter of a fact tells; its name begins with the fact's."""

_ASPECTS: Mapping[FactKind, Mapping[str, str]] = {
    FactKind.TRUTH: {"": "Boolean", ABOUT: "List<String>"},
    FactKind.SCORE: {"": "Integer"},
    FactKind.SCORE_GROUP: {},
    FactKind.RATING: {"": "Integer"},
    FactKind.COUNT: {AT_LEAST: "Integer", AT_MOST: "Integer"},
    FactKind.DATE: {"": "Date", NONE: "Boolean"},
    FactKind.BIRTH_DATE: {"": "Date"},
}


class Parameter(NamedTuple):
    """A parameter of a library: its name, its type in CQL, and the fact that it tells of."""

    name: str
    type: str
    fact: str


def parameter(fact: str, aspect: str = "") -> str:
    """The name of the parameter that tells a fact, or one aspect of it."""
    return f"{fact} {aspect}".rstrip()


def parameters_of(fact: str, of: FactType) -> Iterator[Parameter]:
    """Every parameter that may tell a fact; a group of scores is told by its members."""
    for aspect, cql_type in _ASPECTS[of.kind].items():
        yield Parameter(parameter(fact, aspect), cql_type, fact)
