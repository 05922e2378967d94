"""Facts as CQL parameters, null where nothing is known: of simple types, and events as a list of tuples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from criteria.facts import FactKind, FactType

EVALUATION_DATE = "EvaluationDate"
ABOUT, DAY, NONE = "about", "day", "none"
AT_LEAST, AT_MOST = "at least", "at most"
UNDATED, WHOLE, TOLD = "undated", "whole", "told"
"""What a further parameter of a fact tells; its name begins with the fact's."""

EVENTS = (
    "List<Tuple { began Date, lastedTo Date, mayHaveLastedTo Date, reference String, mayBeAnother Boolean }>"
)
"""Stays and contacts: until when each surely lasted and until when it may have, by which reference one
that is of two kinds is known, and whether it may be the same as an earlier one of its kind."""

_OF_A_DAY = {"": "Integer", DAY: "Date"}
_ASPECTS: Mapping[FactKind, Mapping[str, str]] = {
    FactKind.TRUTH: {"": "Boolean", ABOUT: "List<String>"},
    FactKind.SCORE: _OF_A_DAY,
    FactKind.SCORE_GROUP: {},
    FactKind.RATING: _OF_A_DAY,
    FactKind.CHANGE: {"": "Integer"},
    FactKind.COUNT: {AT_LEAST: "Integer", AT_MOST: "Integer"},
    FactKind.EVENTS: {"": EVENTS, UNDATED: "Integer", WHOLE: "Boolean", TOLD: "Integer"},
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
