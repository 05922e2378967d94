"""The conditions of a policy in words, as HTML: "A.1 and at least 2 of (Daily living moderate, ...)"."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from criteria.expressions import AllOf, AnyOf, AtLeast, Criterion, RuleSetMet
from criteria.form import Form
from criteria.leaves import Age, AgeBand, AnyScore, CountAtLeast, FactIs, Rating, Score, Undetermined

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
            Score: lambda form: self._named(form.score) + f" {form.minimum} or above",
            AnyScore: lambda form: (
                Markup("one of ") + self._named(form.any_score) + f" {form.minimum} or above"
            ),
            Rating: lambda form: self._named(form.rating) + f" {form.at_least} or worse",
            Age: lambda form: Markup.escape(_age(form.age)),
            CountAtLeast: lambda form: self._named(form.count) + f" at least {form.minimum}",
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

    def _named(self, fact: str) -> Markup:
        return _FACT.format(self._facts[fact])


def _age(band: AgeBand) -> str:
    bounds = [f"from {band.from_}" if band.from_ else "", f"below {band.below}" if band.below else ""]
    return " ".join(filter(None, ("age", *bounds)))
