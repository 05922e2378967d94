"""The conditions of a policy in words, as HTML: "A.1 and at least 2 of (Daily living moderate, ...)"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from criteria.by_age import ByAge
from criteria.combinators import AllOf, AnyOf, AtLeast, NoneOf
from criteria.criterion import Criterion, RuleSetMet
from criteria.form import Form
from criteria.leaves.age import Age, AgeBand
from criteria.leaves.bounds import Bounded
from criteria.leaves.count import CountAtLeast
from criteria.leaves.date_of_event import DateOfEvent
from criteria.leaves.events import EventCount, EventLasts
from criteria.leaves.score import AnyScore, Change, Rating, Score
from criteria.leaves.truth_fact import FactIs
from criteria.leaves.undetermined import Undetermined
from criteria.leaves.window import InWindow
from criteria.spans import Span

_LINK = Markup('<a href="{address}">{name}</a>')
_FACT = Markup("<b>{}</b>")
_EVERYONE = Markup("everyone")
_AND, _OR, _COMMA = Markup(" and "), Markup(" or "), Markup(", ")


class ConditionWords:
    """Writes the conditions of one policy; with its titles of facts and addresses and titles of rule sets."""

    def __init__(self, facts: Mapping[str, str], rule_sets: Mapping[str, tuple[str, str]]) -> None:
        self._facts = facts
        self._rule_sets = rule_sets
        self._forms: Mapping[type[Form], Callable[[Any], Markup]] = {
            Criterion: lambda form: _LINK.format(address=f"#{form.id}", name=form.id),
            AllOf: lambda form: self._joined(_AND, form.all_of) if form.all_of else _EVERYONE,
            AnyOf: lambda form: self._joined(_OR, form.any_of),
            AtLeast: self._at_least,
            FactIs: self._fact,
            NoneOf: lambda form: Markup("none of ({})").format(self._joined(_COMMA, form.none_of)),
            ByAge: self._by_age,
            Score: lambda form: self._named(form.score) + _bounds(form) + _within(form.within),
            AnyScore: lambda form: (
                Markup("one of ") + self._named(form.any_score) + _bounds(form) + _within(form.within)
            ),
            Rating: lambda form: self._named(form.rating) + _severity(form) + _within(form.within),
            Change: self._change,
            Age: self._age,
            DateOfEvent: self._date,
            CountAtLeast: lambda form: self._named(form.count) + _number(form),
            EventCount: lambda form: self._kinds(form) + _number(form) + self._window(form),
            EventLasts: self._lasting,
            RuleSetMet: self._rule_set,
            Undetermined: lambda form: Markup.escape(f"open: {form.undetermined}"),
        }

    def written(self, condition: Form) -> Markup:
        """A condition; a criterion among it is a link to it."""
        return self._forms[type(condition)](condition)

    def _joined(self, word: Markup, parts: Sequence[Form]) -> Markup:
        return word.join([self._nested(part) for part in parts])

    def _nested(self, part: Form) -> Markup:
        written = self.written(part)
        is_several = isinstance(part, AllOf | AnyOf) and len(list(part.parts())) > 1
        return Markup("({})").format(written) if is_several else written

    def _at_least(self, form: AtLeast) -> Markup:
        return Markup("at least {} of ({})").format(form.at_least, self._joined(_COMMA, form.of))

    def _fact(self, form: FactIs) -> Markup:
        if form.within:
            return self._named(form.fact) + f" within {form.within}"
        return Markup("not ") + self._named(form.fact) if form.is_ == "not_met" else self._named(form.fact)

    def _rule_set(self, form: RuleSetMet) -> Markup:
        address, title = self._rule_sets[form.rule_set]
        return _LINK.format(address=address, name=title) + " are met"

    def _by_age(self, form: ByAge) -> Markup:
        told = [Markup("{}: {}").format(_age(each), self.written(each.when)) for each in form.by_age]
        return Markup("; ").join(told)

    def _change(self, form: Change) -> Markup:
        way, points = ("lower", form.decrease) if form.decrease else ("higher", form.increase)
        return self._named(form.change) + f" at least {points} {way}"

    def _age(self, form: Age) -> Markup:
        at = Markup(" at ") + self._named(form.at) if form.at else Markup()
        return Markup.escape(_age(form.age)) + at

    def _date(self, form: DateOfEvent) -> Markup:
        written = self._named(form.date)
        if form.at_least or form.more_than:
            ago = f" at least {form.at_least}" if form.at_least else f" more than {form.more_than}"
            return written + f"{ago} ago"
        side = "after" if form.after else "before" if form.before else "of"
        return written + f" within {form.within} {side} " + self._named(form.other or "")

    def _lasting(self, form: EventLasts) -> Markup:
        length = f" at least {form.at_least}" if form.at_least else f" more than {form.more_than}"
        return self._kinds(form) + " lasting" + length + self._window(form)

    def _kinds(self, form: InWindow) -> Markup:
        return _OR.join([self._named(kind) for kind in form.kinds])

    def _window(self, form: InWindow) -> Markup:
        return Markup(" since ") + self._named(form.since) if form.since else _within(form.within)

    def _named(self, fact: str) -> Markup:
        return _FACT.format(self._facts[fact])


def _age(band: AgeBand) -> str:
    bounds = [f"from {band.from_}" if band.from_ else "", f"below {band.below}" if band.below else ""]
    return " ".join(filter(None, ("age", *bounds)))


def _bounds(form: Bounded) -> Markup:
    if form.minimum is not None and form.maximum is not None:
        return Markup.escape(f" {form.minimum} to {form.maximum}")
    return Markup.escape(f" {form.maximum} or below" if form.minimum is None else f" {form.minimum} or above")


def _number(form: Bounded) -> Markup:
    least = "" if form.minimum is None else f" at least {form.minimum}"
    return Markup.escape(least + ("" if form.maximum is None else f" at most {form.maximum}"))


def _severity(form: Rating) -> Markup:
    least = f" {form.at_least} or worse" if form.at_least else ""
    return Markup.escape(least + (f" {form.at_most} or milder" if form.at_most else ""))


def _within(span: Span | None) -> Markup:
    return Markup.escape(f" within {span}" if span else "")
