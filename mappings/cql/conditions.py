"""Conditions of a policy as CQL: one expression for each form of the grammar, true, false or null."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from criteria.expressions import AllOf, AnyOf, AtLeast, Criterion, RuleSetMet
from criteria.facts import SEVERITIES, Vocabulary
from criteria.form import Form
from criteria.leaves import Age, AnyScore, CountAtLeast, FactIs, Rating, Score, Undetermined
from criteria.spans import Span
from mappings.cql import functions, parameters
from mappings.cql.layout import joined, listed, literal, parenthesized, quoted
from mappings.cql.parameters import EVALUATION_DATE, parameter
from mappings.cql.readings import Reading

UNKNOWN = "(null as Boolean)"


class Conditions:
    """Writes the conditions of one reading of a rule set; criteria and rule sets among them by name."""

    def __init__(self, vocabulary: Vocabulary, reading: Reading) -> None:
        self._vocabulary = vocabulary
        self._reading = reading
        self._forms: Mapping[type[Form], Callable[[Any], str]] = {
            Criterion: lambda form: quoted(reading.criterion(form.id)),
            AllOf: lambda form: self._joined("and", form.all_of) if form.all_of else "true",
            AnyOf: lambda form: self._joined("or", form.any_of),
            AtLeast: self._at_least,
            FactIs: self._fact,
            Score: lambda form: f"{self._told(form.score)} >= {form.minimum}",
            AnyScore: self._any_score,
            Rating: self._rating,
            Age: self._age,
            CountAtLeast: self._count,
            RuleSetMet: lambda form: quoted(reading.below(form).name),
            Undetermined: lambda _: UNKNOWN,
        }

    def written(self, condition: Form) -> str:
        """A condition, as CQL in which all that it names is defined or a parameter."""
        return self._forms[type(condition)](condition)

    def _told(self, fact: str, aspect: str = "") -> str:
        """The parameter that tells a fact."""
        return quoted(parameter(self._reading.fact(fact), aspect))

    def _joined(self, word: str, parts: Sequence[Form]) -> str:
        return joined(word, [self._term(part) for part in parts])

    def _term(self, part: Form) -> str:
        written = self.written(part)
        is_several = isinstance(part, AllOf | AnyOf) and len(part.parts()) > 1
        return parenthesized(written) if is_several else written

    def _at_least(self, form: AtLeast) -> str:
        parts = listed([self.written(part) for part in form.of])
        return f"{quoted(functions.AT_LEAST)}({form.at_least}, {parts})"

    def _fact(self, form: FactIs) -> str:
        if form.within:
            begins = before(EVALUATION_DATE, form.within)
            told = f"{self._told(form.fact)}, {self._told(form.fact, parameters.NONE)}"
            return f"{quoted(functions.IN_WINDOW)}({told}, {begins})"
        stated = self._told(form.fact) if form.is_ == "met" else f"not {self._told(form.fact)}"
        if not form.about:
            return stated
        about, these = self._told(form.fact, parameters.ABOUT), listed(list(map(literal, form.about)))
        return f"{quoted(functions.ABOUT)}({stated}, {about}, {these})"

    def _any_score(self, form: AnyScore) -> str:
        members = self._vocabulary[form.any_score].members
        return _one_term("or", [f"{self._told(each)} >= {form.minimum}" for each in members])

    def _rating(self, form: Rating) -> str:
        return f"{self._told(form.rating)} >= {SEVERITIES.index(form.at_least)} /* {form.at_least} */"

    def _age(self, form: Age) -> str:
        reached = [_reached(form.age.from_)] if form.age.from_ else []
        below = [f"not {_reached(form.age.below)}"] if form.age.below else []
        return _one_term("and", [*reached, *below])

    def _count(self, form: CountAtLeast) -> str:
        low, high = (self._told(form.count, each) for each in (parameters.AT_LEAST, parameters.AT_MOST))
        return f"{quoted(functions.NUMBER_AT_LEAST)}({low}, {high}, {form.minimum})"


def after(start: str, span: Span) -> str:
    """The day a span after another."""
    return _moved(start, span, "+", "")


def before(end: str, span: Span) -> str:
    """The day a span before another."""
    return _moved(end, span, "-", "-")


def _moved(day: str, span: Span, sign: str, minus: str) -> str:
    if span.unit == "year":
        return f"{quoted(functions.YEARS_AFTER)}({day}, {minus}{span})"
    return f"{day} {sign} {span}"


def _reached(age: Span) -> str:
    function = functions.YEARS_OLD if age.unit == "year" else functions.OLD
    return f"{quoted(function)}({age}, {EVALUATION_DATE})"


def _one_term(word: str, parts: Sequence[str]) -> str:
    """Comparisons joined into what may stand anywhere in another condition."""
    return parenthesized(joined(word, parts)) if len(parts) > 1 else joined(word, parts)
