"""The small mistakes one can make in a leaf: a bound beside the right one, a word for its opposite."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel

from criteria.by_age import ByAge
from criteria.facts import SEVERITIES
from criteria.form import Form
from criteria.leaves.age import Age, AgeBand
from criteria.leaves.bounds import Bounded
from criteria.leaves.date_of_event import DateOfEvent
from criteria.leaves.events import EventLasts
from criteria.leaves.score import Change, OfDays, Rating
from criteria.leaves.truth_fact import FactIs
from criteria.leaves.window import InWindow
from criteria.spans import Span

Band = TypeVar("Band", bound=AgeBand)
Model = TypeVar("Model", bound=BaseModel)
Mistakes = Iterator[tuple[str, Form]]


def leaf_mistakes(node: Form) -> Mistakes:
    """Every mistake in a leaf itself, with a name; none where the form is no leaf."""
    for form, mistakes in _MISTAKES:
        if isinstance(node, form):
            yield from mistakes(node)


def bands(band: Band) -> Iterator[tuple[str, Band]]:
    """Age bands beside one, and those without one of its bounds, each with a name."""
    for field, span in (("from_", band.from_), ("below", band.below)):
        if span:
            for other in _beside(span):
                yield f"{field.strip('_')} {other}", changed(band, **{field: other})
            if band.from_ and band.below:
                yield f"without {field.strip('_')}", changed(band, **{field: None})


def changed(model: Model, **fields: Any) -> Model:
    """A copy with other fields, which need not be valid."""
    return model.model_copy(update=fields)


def _of_bounds(node: Bounded) -> Mistakes:
    what = _what(node)
    for field, bound in (("minimum", node.minimum), ("maximum", node.maximum)):
        if bound is None:
            continue
        yield from (
            (f"{what} {field} {other}", changed(node, **{field: other})) for other in (bound - 1, bound + 1)
        )
        if node.minimum is not None and node.maximum is not None:
            yield f"{what} without {field}", changed(node, **{field: None})


def _of_events(node: InWindow) -> Mistakes:
    yield from _of_spans(node, _what(node), "within")
    if len(node.kinds) > 1:
        for kind in node.kinds:
            others = tuple(each for each in node.kinds if each != kind)
            yield f"{_what(node)} without {kind}", changed(node, **{node.key: others})


def _what(node: Form) -> str:
    """The facts that a leaf reads, as its mistakes are called by them."""
    named = getattr(node, node.key)
    return named if isinstance(named, str) else " or ".join(named)


def _of_fact(node: FactIs) -> Mistakes:
    if node.within is None:
        opposite = "not_met" if node.is_ == "met" else "met"
        yield f"{node.fact} is {opposite}", changed(node, is_=opposite)
    else:
        yield from _of_spans(node, node.fact, "within")


def _of_days(node: OfDays) -> Mistakes:
    yield from _of_spans(node, _what(node), "within")
    if node.within:
        yield f"{_what(node)} of any day", changed(node, within=None)


def _of_age(node: Age) -> Mistakes:
    yield from ((f"age {name}", changed(node, age=other)) for name, other in bands(node.age))
    if node.at:
        yield "age today", changed(node, at=None)


def _of_spans(node: Form, name: str, *fields: str) -> Mistakes:
    for field in fields:
        span: Span | None = getattr(node, field)
        if span is not None:
            for other in _beside(span):
                yield f"{name} {field} {other}", changed(node, **{field: other})


def _of_rating(node: Rating) -> Mistakes:
    for field, severity in (("at_least", node.at_least), ("at_most", node.at_most)):
        if severity is None:
            continue
        step = SEVERITIES.index(severity)
        for other in SEVERITIES[max(step - 1, 0) : step + 2 : 2 if step else 1]:
            if other != severity:
                told = other if field == "at_least" else f"{field} {other}"
                yield f"{node.rating} {told}", changed(node, **{field: other})


def _of_change(node: Change) -> Mistakes:
    points, field = node.decrease, "decrease"
    if points is None:
        points, field = node.increase, "increase"
    if points is not None:
        for other in (points - 1, points + 1):
            yield f"{node.change} {field} {other}", changed(node, **{field: other})
    yield (
        f"{node.change} the other way",
        changed(node, decrease=node.increase, increase=node.decrease),
    )


def _of_date(node: DateOfEvent) -> Mistakes:
    yield from _of_spans(node, node.date, "at_least", "more_than", "within")
    if node.at_least or node.more_than:
        swapped = {"at_least": node.more_than, "more_than": node.at_least}
        yield f"{node.date} {'more_than' if node.at_least else 'at_least'}", changed(node, **swapped)
    if node.after or node.before:
        swapped_sides = {"after": node.before, "before": node.after}
        yield f"{node.date} {'before' if node.after else 'after'}", changed(node, **swapped_sides)


def _of_length(node: EventLasts) -> Mistakes:
    what = _what(node)
    yield from _of_spans(node, what, "at_least", "more_than")
    swapped = {"at_least": node.more_than, "more_than": node.at_least}
    yield f"{what} {'more_than' if node.at_least else 'at_least'}", changed(node, **swapped)
    if node.bridging:
        for other in (node.bridging - 1, node.bridging + 1):
            yield f"{what} bridging {other}", changed(node, bridging=other)


def _of_ages(node: ByAge) -> Mistakes:
    """Of an age at which one band ends and the next begins, the first band decides: it is mistaken once."""
    for i, each in enumerate(node.by_age):
        follows = i > 0 and node.by_age[i - 1].below == each.from_
        for name, other in bands(each):
            if follows and other.from_ != each.from_:
                continue
            bands_then = (*node.by_age[:i], other, *node.by_age[i + 1 :])
            yield f"by_age {i + 1} {name}", changed(node, by_age=bands_then)


def _beside(span: Span) -> list[Span]:
    """The spans a little shorter and longer, years by a month; none is shorter than no time at all."""
    near = Span(span.length * 12, "month") if span.unit == "year" else span
    return [near._replace(length=length) for length in (near.length - 1, near.length + 1) if length >= 0]


_MISTAKES: Sequence[tuple[type[Form], Callable[[Any], Mistakes]]] = (
    *((FactIs, _of_fact), (OfDays, _of_days), (Rating, _of_rating), (Change, _of_change), (Age, _of_age)),
    *((DateOfEvent, _of_date), (Bounded, _of_bounds), (InWindow, _of_events), (EventLasts, _of_length)),
    (ByAge, _of_ages),
)
