"""Facts as parameters: which tell a fact of each kind, in names that no two share."""

from __future__ import annotations

import pytest

from criteria.facts import FactKind, FactType
from mappings.cql.parameters import EVENTS, parameters_of

TOLD_BY = {
    FactKind.TRUTH: [("f", "Boolean"), ("f about", "List<String>")],
    FactKind.SCORE: [("f", "Integer"), ("f day", "Date")],
    FactKind.SCORE_GROUP: [],
    FactKind.RATING: [("f", "Integer"), ("f day", "Date")],
    FactKind.CHANGE: [("f", "Integer")],
    FactKind.COUNT: [("f at least", "Integer"), ("f at most", "Integer")],
    FactKind.EVENTS: [
        ("f", EVENTS),
        ("f undated", "Integer"),
        ("f whole", "Boolean"),
        ("f told", "Integer"),
    ],
    FactKind.DATE: [("f", "Date"), ("f none", "Boolean")],
    FactKind.BIRTH_DATE: [("f", "Date")],
}


@pytest.mark.parametrize("kind", FactKind)
def test_a_fact_of_each_kind_is_told_by_parameters(kind: FactKind) -> None:
    told = [(each.name, each.type) for each in parameters_of("f", FactType(kind))]
    assert told == TOLD_BY[kind]
