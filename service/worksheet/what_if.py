"""What each answer would change: found by judging the record with that answer beside it, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import NamedTuple

from criteria.facts import SEVERITIES
from criteria.form import Form
from criteria.leaves.bounds import Bounded
from criteria.leaves.events import EventCount, EventLasts
from criteria.leaves.score import AnyScore, Score
from criteria.policy import Policy
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.forms.given import CANNOT_TELL, NO, YES, Given
from mappings.readers.form_item import FormItem, ItemKind
from service.worksheet.asked import Placed
from service.worksheet.stand import Stand, stand_with
from service.worksheet.teller import Teller
from service.worksheet.worked import Worked

MAX_QUESTIONS = 6
"""Of one criterion, whose answers are tried; those of more would be read by nobody."""
MAX_EFFORT = 60_000
"""For one page, in resources judged: some 0.4 seconds. What is left untried is said."""
_EFFORT_OF_CRITERIA = 125
"""What judging the criteria once takes besides reading the record, in resources."""
_ONE_DAY = timedelta(days=1)


class Tried(NamedTuple):
    """One answer, in words and as it is given, and what it would bring; `part` is the part it is about."""

    answer: str
    given: Given
    is_unsure: bool
    truth: Truth
    part: Truth
    outcome: Truth
    open: tuple[str, ...]
    excludes: bool = False

    @property
    def effect(self) -> tuple[object, ...]:
        """What it changes, whatever the answer is called."""
        return self.is_unsure, self.truth, self.part, self.outcome, self.open


class WhatIf:
    """Tries answers to questions, beside those that are on the sheet already."""

    def __init__(self, worked: Worked) -> None:
        desk, record = worked.desk, worked.reading.record
        self._desk, self._record, self._stand = desk, record, worked.stand
        self._given, self._draft = worked.given, worked.draft.id
        self._teller = Teller(desk)
        self._words = desk.words.what_if
        self._effort = _EFFORT_OF_CRITERIA + len(record.kept)
        self._left = MAX_EFFORT

    def lines(self, criterion: str, placed: Sequence[Placed]) -> tuple[str, ...]:
        """A sentence for each answer to the questions of a criterion that are not answered yet."""
        answered = {each.fact for each in self._given}
        left = [each for each in placed if each.entry.fact not in answered] or list(placed)
        is_one = len(left) == 1
        said: list[str] = []
        for each in left[:MAX_QUESTIONS]:
            if self._left < self._effort:
                said.append(self._words.untried)
                break
            told = [
                self._told(criterion, each, tried) for tried in self._merged(self._tried(criterion, each))
            ]
            name = self._teller.name(each.entry.fact)
            said += told if is_one else [self._words.named.format(name=name, text=line) for line in told]
        return tuple(dict.fromkeys(said))

    def each(self, criterion: str, placed: Placed) -> Iterator[tuple[Tried, str]]:
        """Every answer to one question, and a sentence for it; none where trying them would take too long."""
        if self._left >= self._effort:
            yield from (
                (each, self._told(criterion, placed, each)) for each in self._tried(criterion, placed)
            )

    def _tried(self, criterion: str, placed: Placed) -> Iterator[Tried]:
        others = [each for each in self._given if each.fact != placed.entry.fact]
        for words, given in self._answers(placed.entry.item):
            self._left -= self._effort
            stand = stand_with(self._desk, self._record, self._stand, (*others, given), self._draft)
            finding, part = stand.of(criterion), _part(stand, placed.path)
            if finding is None:
                return
            still = tuple(each.id for each in stand.criteria if each.truth is Truth.UNKNOWN)
            outcome = stand.determination.outcome
            is_unsure = given.value == CANNOT_TELL
            yield Tried(words, given, is_unsure, finding.truth, part, outcome, still, finding.excludes)

    def _merged(self, tried: Iterable[Tried]) -> Iterator[Tried]:
        """Answers in a row that bring the same, told at once: "none to mild"."""
        for _, group in groupby(tried, key=lambda each: each.effect):
            alike = list(group)
            first, last = alike[0], alike[-1]
            if first is last:
                yield first
            else:
                yield last._replace(answer=self._words.between.format(low=first.answer, high=last.answer))

    def _answers(self, item: FormItem) -> Iterator[tuple[str, Given]]:
        """The answers that may differ in what they bring, in words."""
        answers = self._desk.words.answers
        match item.kind:
            case ItemKind.YES_NO:
                yield answers.yes, Given(item.fact, YES)
                yield answers.no, Given(item.fact, NO)
            case ItemKind.SEVERITY:
                yield from ((answers.severities[each], Given(item.fact, each)) for each in SEVERITIES)
            case ItemKind.SCORE:
                yield from self._scores(item)
            case ItemKind.DATE:
                yield from self._dates(item)
            case ItemKind.COUNT:
                yield from ((words, Given(item.fact, value)) for words, value in self._ranges(item))
        yield answers.cannot_tell, Given(item.fact, CANNOT_TELL)

    def _scores(self, item: FormItem) -> Iterator[tuple[str, Given]]:
        on, ranges = self._desk.on, list(self._ranges(item))
        yield from ((words, Given(item.fact, value, on)) for words, value in ranges)
        if item.window and ranges:
            older = item.window.before(on) - _ONE_DAY
            yield (
                self._words.older.format(day=self._written(item.window.before(on))),
                Given(item.fact, ranges[0][1], older),
            )

    def _ranges(self, item: FormItem) -> Iterator[tuple[str, int]]:
        """The ranges that the policy tells apart, highest first, each in words and by a number of it."""
        low, high = item.range or (0, 0)
        words = self._words
        firsts = boundaries(self._desk.policy, self._desk.parts.fact_map).get(item.fact, ())
        inside = sorted({first for first in firsts if low < first <= high}, reverse=True)
        if not inside:
            return
        yield words.at_least.format(value=inside[0]), inside[0]
        for above, first in pairwise(inside):
            yield words.between.format(low=first, high=above - 1), first
        is_none = item.kind is ItemKind.COUNT and inside[-1] == 1
        below = self._desk.words.answers.none if is_none else words.below.format(value=inside[-1])
        yield below, inside[-1] - 1

    def _dates(self, item: FormItem) -> Iterator[tuple[str, Given]]:
        if item.looks_back is None:
            return
        first = item.looks_back.before(self._desk.on)
        yield self._words.on_day.format(day=self._written(first)), Given(item.fact, self._desk.on)
        yield self._words.before.format(day=self._written(first)), Given(item.fact, first - _ONE_DAY)
        if item.may_be_none:
            yield self._desk.words.answers.none, Given(item.fact, NO)

    def _written(self, day: date) -> str:
        return self._desk.calendar.written(day.isoformat())

    def _told(self, criterion: str, placed: Placed, tried: Tried) -> str:
        words = self._words
        fields = {"answer": tried.answer, "id": criterion}
        if tried.is_unsure and tried.truth is Truth.UNKNOWN:
            return words.unsure.format(**fields)
        states = _OF_EXCLUSIONS if tried.excludes else _STATES
        first = getattr(words, states[tried.truth]).format(**fields)
        if tried.truth is Truth.UNKNOWN and placed.path != criterion and tried.part is not Truth.UNKNOWN:
            state = getattr(self._desk.parts.wording.states, tried.part.outcome)
            first = words.part.format(part=placed.path, state=state, **fields)
        return " ".join(filter(None, (first, self._whole(tried))))

    def _whole(self, tried: Tried) -> str:
        """What it makes of the whole; of several that stay open, which."""
        words = self._words
        if tried.truth is Truth.UNKNOWN:
            return ""
        if tried.outcome is Truth.MET:
            is_trigger = self._stand.determination.phase.triggers
            return words.triggered if is_trigger else words.whole_met
        if tried.outcome is Truth.NOT_MET:
            return words.whole_not_met
        listed = ", ".join(tried.open)
        return (words.still_open if len(tried.open) == 1 else words.still_open_several).format(ids=listed)


_STATES = {Truth.MET: "met", Truth.NOT_MET: "not_met", Truth.UNKNOWN: "stays_open"}
_OF_EXCLUSIONS = _STATES | {Truth.MET: "ruled_out", Truth.NOT_MET: "excludes"}


def _part(stand: Stand, path: str) -> Truth:
    """What the part at a path comes to; unknown where there is none any more."""
    found = (finding.truth for at, finding in stand.determination.walk() if at == path)
    return next(found, Truth.UNKNOWN)


def boundaries(policy: Policy, fact_map: FactMap) -> Mapping[str, Sequence[int]]:
    """The first values of the ranges that a policy tells apart, by fact: a score, or events."""
    found: dict[str, list[int]] = {}
    for rule_set in policy.rule_sets:
        for form in rule_set.nodes():
            for fact in _compared(form, fact_map):
                found.setdefault(fact, []).extend(_firsts(form))
    return found


def _compared(form: Form, fact_map: FactMap) -> Sequence[str]:
    """The facts whose numbers a leaf compares."""
    match form:
        case Score():
            return (form.score,)
        case AnyScore():
            return fact_map.facts[form.any_score].type.members
        case EventCount() | EventLasts():
            return form.kinds
        case _:
            return ()


def _firsts(form: Form) -> Iterator[int]:
    if isinstance(form, EventLasts):
        yield 1
    if isinstance(form, Bounded):
        if form.minimum is not None:
            yield form.minimum
        if form.maximum is not None:
            yield form.maximum + 1
