"""The closed grammar of a condition: criteria, the combinators, the leaves, and other rule sets.

A form is recognised by its own key, so that a misspelt one is refused by name.
Everything else in this project asks a form about itself (criteria/form.py), and
none lists the forms again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from criteria.by_age import ByAge
from criteria.combinators import AllOf, AnyOf, AtLeast, NoneOf
from criteria.criterion import Criterion, RuleSetMet
from criteria.facts import FactKind
from criteria.form import Form
from criteria.leaves.registry import LEAVES
from criteria.node import close, one_of

FORMS: tuple[type[Form], ...] = (Criterion, AllOf, AnyOf, AtLeast, NoneOf, ByAge, *LEAVES, RuleSetMet)
"""The closed set; a further form needs a decision record in docs/adr."""

close(FORMS)

Conditions = Annotated[AllOf | AnyOf, one_of(lambda: (AllOf, AnyOf))]
"""What a rule set is made of, as a field of a model."""


def own_forms(condition: Form) -> Iterator[Form]:
    """A condition and what is below it, down to the criteria among it, which stand for themselves."""
    if not isinstance(condition, Criterion):
        yield condition
        for _, part in condition.parts():
            yield from own_forms(part)


def facts_used(conditions: Iterable[Form]) -> Iterator[tuple[str, FactKind]]:
    """The facts that these conditions name themselves, each with the kind it must have."""
    for each in conditions:
        yield from each.facts_used()
