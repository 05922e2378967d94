"""Numbers of a policy's quotes: each stands in a leaf of its criterion, or is left to the clinician by name.

A mutant only asks whether the numbers of the policy file are the right ones;
this asks whether those of the policy's own sentences are in the file at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from typing import Literal, NamedTuple

from pydantic import BaseModel

from criteria.check.quantities import Quantity, quantities
from criteria.combinators import AnyOf, NoneOf
from criteria.criterion import Criterion, RuleSetMet
from criteria.facts import FactKind
from criteria.findings import POPULATION
from criteria.form import Form
from criteria.node import nodes
from criteria.policy import Policy, RuleSet
from criteria.spans import Span
from criteria.strict_yaml import Location

TEXT = "text"
"""What the words of a rule set itself are called, where its criteria and its population go by their ids."""

_EXISTS = (FactKind.DATE, FactKind.SCORE_GROUP)
"""Kinds of facts of which a leaf asks for one."""
_ABOVE = ("minimum", "at_least", "decrease", "increase")
_BELOW = ("maximum", "at_most")
_COUNTED = ("minimum", "at_least")
"""Where none of it may hold, one less is the most: not three or more is no more than two."""
_UNITS = {"bridging": "day"}


class QuotedNumber(NamedTuple):
    """A number that a quote says; `ids` are those of the criterion and of all below it.

    It is `settled` where a leaf computes it, or where it is left to the clinician by name.
    """

    place: Location
    ids: tuple[str, ...]
    quantity: Quantity
    settled: Literal["computed", "left", ""]


class _Quote(NamedTuple):
    """A quoted text, with what computes its numbers and what names those that nothing computes."""

    place: Location
    ids: tuple[str, ...]
    text: str
    forms: tuple[Form, ...]
    left: tuple[str | None, ...]


class _Bound(NamedTuple):
    """A number in a form: under which key, in months, in days or in no unit."""

    key: str
    value: Fraction
    unit: str = ""


def quoted_numbers(policy: Policy, rule_set: RuleSet) -> Iterator[QuotedNumber]:
    """The numbers in the quotes of a rule set, each with what settles it."""
    for quote in _quotes(rule_set):
        said = list(quantities(quote.text))
        if said:
            bounds = {bound for form in _with_rule_sets(policy, quote.forms) for bound in _bounds(form)}
            named = [each for words in quote.left if words for each in quantities(words)]
            yield from (
                QuotedNumber(quote.place, quote.ids, each, _settled(each, bounds, named)) for each in said
            )


def _settled(
    said: Quantity, bounds: Collection[_Bound], named: Collection[Quantity]
) -> Literal["computed", "left", ""]:
    if any(_holds(said, bound) for bound in bounds):
        return "computed"
    return "left" if any(says_the_same(said, each) for each in named) else ""


def _quotes(rule_set: RuleSet) -> Iterator[_Quote]:
    population, criteria = rule_set.population, list(rule_set.criteria())
    whom = tuple(nodes(population.when))
    own = rule_set.left_to_clinician
    left = (own, *(each.left_to_clinician for each in criteria))
    ids = (TEXT, POPULATION, *(each.id for each in criteria))
    yield _Quote(("text",), ids, rule_set.text, tuple(rule_set.nodes()), left)
    yield _Quote((POPULATION, "text"), (POPULATION,), population.text, whom, (own,))
    for place, each in rule_set.placed():
        if isinstance(each, Criterion):
            yield from _quotes_of(place, each)


def _quotes_of(place: Location, criterion: Criterion) -> Iterator[_Quote]:
    forms = tuple(nodes(criterion))
    below = [each for each in forms if isinstance(each, Criterion)]
    ids, left = tuple(each.id for each in below), tuple(each.left_to_clinician for each in below)
    yield _Quote((*place, "text"), ids, criterion.text, forms, left)
    if criterion.applies_text:
        yield _Quote((*place, "applies_text"), ids, criterion.applies_text, forms, left)


def _with_rule_sets(policy: Policy, forms: Iterable[Form]) -> Iterator[Form]:
    """Forms, and those of the rule sets that they rest on."""
    for form in forms:
        yield form
        if isinstance(form, RuleSetMet):
            yield from _with_rule_sets(policy, policy.rule_set(form.rule_set).nodes())


def _bounds(form: Form) -> Iterator[_Bound]:
    """The numbers that a form itself holds its facts or its parts to."""
    yield from _bounds_in(form)
    if any(form.parts()):
        yield _Bound("parts", Fraction(len(form.parts())))
    if isinstance(form, NoneOf):
        lows = (bound for part in form.none_of for bound in _bounds_in(part) if bound.key in _COUNTED)
        yield from (_Bound("maximum", bound.value - 1) for bound in lows if not bound.unit)
    if isinstance(form, AnyOf) or any(kind in _EXISTS for _, kind in form.facts_used()):
        yield _Bound("one", Fraction(1))


def _bounds_in(model: BaseModel) -> Iterator[_Bound]:
    """The numbers among the fields of a model; what has fields of its own is looked into."""
    for key, value in model:
        for each in value if type(value) is tuple else (value,):
            if isinstance(each, Span):
                yield _bound(key, each)
            elif isinstance(each, BaseModel) and not isinstance(each, Form):
                yield from _bounds_in(each)
            elif isinstance(each, int) and not isinstance(each, bool):
                yield _Bound(key, Fraction(each), _UNITS.get(key, ""))
            elif each is None and key == "from_":
                yield _Bound(key, Fraction(0), "month")  # an age band without it begins at birth


def _bound(key: str, span: Span) -> _Bound:
    if span.unit == "year":
        return _Bound(key, Fraction(12 * span.length), "month")
    return _Bound(key, Fraction(span.length), span.unit)


def _holds(said: Quantity, bound: _Bound) -> bool:
    """Whether a bound is a number that was said; that of a list's items only where it may be meant."""
    if bound.key == "parts" and not said.whole:
        return False
    steps = _steps(said, bound)
    return any(
        value + step * one == bound.value for value, one in _in_unit(said, bound.unit) for step in steps
    )


def _steps(said: Quantity, bound: _Bound) -> Collection[int]:
    """By how much a bound may differ from a number that says the same.

    "More than two" is a minimum of three, and "up to 18 years" is below 19.
    """
    if bound.key == "below":
        return (0,) if said.limit == "less" else (0, 1)
    if bound.key == "from_":
        return (0, 1) if said.limit == "more" else (0,)
    if said.limit == "more" and bound.key in _ABOVE:
        return (1,)
    if said.limit == "less" and bound.key in _BELOW:
        return (-1,)
    return (0,)


def _in_unit(said: Quantity, unit: str) -> Iterator[tuple[Fraction, Fraction]]:
    """A number in the unit of a bound, and what one of its own unit is there; without one it may be any."""
    if said.unit == unit:
        year = 12 if unit == "month" and said.value % 12 == 0 else 1
        yield said.value, Fraction(year)
    elif not said.unit:
        for factor in (1, 12) if unit == "month" else (1, 7):
            yield said.value * factor, Fraction(factor)


def says_the_same(said: Quantity, named: Quantity) -> bool:
    """Whether a number is the one that is named, which may leave out its unit."""
    return named.value == said.value and (not named.unit or named.unit == said.unit)
