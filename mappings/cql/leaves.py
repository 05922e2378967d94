"""The leaves of the grammar as CQL: each compares parameters, or hands them to functions of the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from criteria.facts import SEVERITIES, Vocabulary
from criteria.form import Form
from criteria.leaves.age import Age, AgeBand
from criteria.leaves.count import CountAtLeast
from criteria.leaves.date_of_event import DateOfEvent
from criteria.leaves.score import AnyScore, Change, Rating, Score
from criteria.leaves.truth_fact import FactIs
from criteria.leaves.undetermined import Undetermined
from criteria.spans import Span
from mappings.cql import functions, parameters
from mappings.cql.layout import called, listed, literal, one_term, quoted, truth
from mappings.cql.parameters import EVALUATION_DATE, parameter
from mappings.cql.readings import Reading

UNKNOWN = "(null as Boolean)"


class Leaves:
    """Writes the leaves of one reading of a rule set, but for those on events."""

    def __init__(self, vocabulary: Vocabulary, reading: Reading) -> None:
        self._vocabulary = vocabulary
        self._reading = reading
        self.forms: Mapping[type[Form], Callable[[Any], str]] = {
            FactIs: self._fact,
            Score: lambda form: self._score(form.score, form),
            AnyScore: self._any_score,
            Rating: self._rating,
            Change: self._change,
            Age: self._age,
            DateOfEvent: self._date,
            CountAtLeast: self._count,
            Undetermined: lambda _: UNKNOWN,
        }

    def told(self, fact: str, aspect: str = "") -> str:
        """The parameter that tells a fact."""
        return quoted(parameter(self._reading.fact(fact), aspect))

    def _fact(self, form: FactIs) -> str:
        told = self.told(form.fact)
        if form.within:
            none = self.told(form.fact, parameters.NONE)
            return called(functions.IN_WINDOW, told, none, before(EVALUATION_DATE, form.within))
        stated = told if form.is_ == "met" else f"not {told}"
        if not form.about:
            return stated
        about = self.told(form.fact, parameters.ABOUT)
        return called(functions.ABOUT, stated, about, listed(list(map(literal, form.about))))

    def _score(self, fact: str, form: Score | AnyScore) -> str:
        told = self.told(fact)
        return self._of_late(
            fact, one_term("and", list(_bounds(told, form.minimum, form.maximum))), form.within
        )

    def _any_score(self, form: AnyScore) -> str:
        members = self._vocabulary[form.any_score].members
        return one_term("or", [self._score(each, form) for each in members])

    def _rating(self, form: Rating) -> str:
        told = self.told(form.rating)
        bounds = ((">=", form.at_least), ("<=", form.at_most))
        compared = [
            f"{told} {sign} {SEVERITIES.index(word)} /* {word} */"
            for sign, word in bounds
            if word is not None
        ]
        return self._of_late(form.rating, one_term("and", compared), form.within)

    def _of_late(self, fact: str, holds: str, within: Span | None) -> str:
        if within is None:
            return holds
        taken = self.told(fact, parameters.DAY)
        return called(functions.OF_LATE, holds, taken, before(EVALUATION_DATE, within))

    def _change(self, form: Change) -> str:
        told = self.told(form.change)
        return f"{told} >= {form.increase}" if form.decrease is None else f"{told} <= -{form.decrease}"

    def _age(self, form: Age) -> str:
        at = called(functions.COME, self.told(form.at)) if form.at else EVALUATION_DATE
        return aged(form.age, at)

    def _date(self, form: DateOfEvent) -> str:
        if form.within and form.other:
            return self._near(form, form.within, form.other)
        latest = before(EVALUATION_DATE, form.at_least) if form.at_least else ""
        if form.more_than:
            latest = f"{before(EVALUATION_DATE, form.more_than)} - 1 day"
        none = self.told(form.date, parameters.NONE)
        recurs = truth(self._vocabulary[form.date].recurs)
        return called(functions.LONG_AGO, self.told(form.date), none, latest, recurs)

    def _near(self, form: DateOfEvent, within: Span, other: str) -> str:
        day = self.told(other)
        nones = [self.told(each, parameters.NONE) for each in (form.date, other)]
        begins = day if form.after else before(day, within)
        ends = day if form.before else after(day, within)
        recurs = any(self._vocabulary[each].recurs for each in (form.date, other))
        return called(
            functions.NEAR, self.told(form.date), day, " or ".join(nones), begins, ends, truth(recurs)
        )

    def _count(self, form: CountAtLeast) -> str:
        low, high = (self.told(form.count, each) for each in (parameters.AT_LEAST, parameters.AT_MOST))
        return numbered(low, high, form.minimum, form.maximum)


def aged(band: AgeBand, day: str) -> str:
    """Whether the person is of an age on a day."""
    reached = [called(functions.IS_OLD, str(band.from_), day)] if band.from_ else []
    below = [f"not {called(functions.IS_OLD, str(band.below), day)}"] if band.below else []
    return one_term("and", [*reached, *below])


def numbered(low: str, high: str, minimum: int | None, maximum: int | None) -> str:
    """Whether a number between two others is within bounds."""
    fewest = [called(functions.NO_FEWER, low, high, str(minimum))] if minimum is not None else []
    most = [called(functions.NO_MORE, low, high, str(maximum))] if maximum is not None else []
    return one_term("and", [*fewest, *most])


def after(day: str, span: Span) -> str:
    """The day a span after another."""
    return called(functions.AFTER, day, str(span)) if span.unit == "year" else f"{day} + {span}"


def before(day: str, span: Span) -> str:
    """The day a span before another."""
    return called(functions.BEFORE, day, str(span)) if span.unit == "year" else f"{day} - {span}"


def _bounds(told: str, minimum: int | None, maximum: int | None) -> Iterator[str]:
    if minimum is not None:
        yield f"{told} >= {minimum}"
    if maximum is not None:
        yield f"{told} <= {maximum}"
