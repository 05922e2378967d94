"""Reads the CALOCUS composite, past the two traps of EHRs.

Some store the level of care (0-6) where the composite belongs, some add up all
eight ratings although only the greater of the last two counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from criteria.facts import Evidence, Fact
from mappings.codes.fact_map import FactMap
from mappings.fhir.dates import When
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, evidence_of, is_fresh, lasting
from mappings.readers.answers import usable_answers
from mappings.readers.considered import scores_considered
from mappings.readers.fact_reader import FactReader
from mappings.readers.newest_answer import Reading, fact_from_newest, newest_reading, stale
from mappings.readers.score import (
    InstrumentSpec,
    ScoreSpec,
    score_in_words,
    score_item,
    stated_score,
    valid_score,
)
from mappings.readers.values import Unusable
from mappings.search_keys import ANSWERS


class CalocusSpec(InstrumentSpec):
    """The composite, with the facts that rate its dimensions and the one that is the level of care."""

    reader: Literal["calocus"]
    level: str
    """The fact that is the level of care."""
    sum_of: tuple[str, ...]
    """The facts whose ratings are summed."""
    greatest_of: tuple[str, ...]
    """The facts of which the worst rating is added."""

    @property
    def rests_on(self) -> tuple[str, ...]:
        return (self.level, *self.sum_of, *self.greatest_of)


class _Rated(NamedTuple):
    """One dimension's rating and where it stands."""

    name: str
    rating: int
    answer: Answer


class _Recomputed(NamedTuple):
    """A composite made from the ratings of one day, with those that were added up."""

    score: int
    ratings: tuple[_Rated, ...]

    @property
    def when(self) -> When:
        """The day of the ratings."""
        return self.ratings[0].answer.when


def read_calocus(name: str, spec: CalocusSpec, facts: PatientFacts) -> Fact:
    """The composite score, 7 to 35.

    Where the ratings of a day are all there, their sum with the greater of the
    two of dimension VI is preferred over a stated composite that is not newer.
    """
    found = usable_answers(facts.record.answers.get(name, ()), facts, name)
    stated, computed = found.answers, _recomputed(spec, facts)
    if computed and (not stated or stated[0].when.first <= computed.when.last):
        doubt = _difference(computed, stated, spec, facts)
        return _from_dimensions(name, computed, doubt, found.hints, facts)

    def read(answer: Answer) -> Reading | Unusable:
        return _composite(answer, name, spec, facts)

    fact = fact_from_newest(name, spec, found, read, facts)
    if fact.value is not None:
        return fact
    return Fact(name, reason=fact.reason, hints=(*fact.hints, *_level(spec, facts)), code=fact.code)


def _composite(answer: Answer, name: str, spec: CalocusSpec, facts: PatientFacts) -> Reading | Unusable:
    number = stated_score(answer, spec, facts)
    if isinstance(number, int) and 0 <= number < spec.range[0]:
        return Unusable(f"{number} looks like a level of care (0-6), not a composite score", number)
    return valid_score(answer, name, spec, facts)


def _level(spec: CalocusSpec, facts: PatientFacts) -> tuple[Evidence, ...]:
    levels, _ = usable_answers(facts.record.answers.get(spec.level, ()), facts, spec.level)
    for answer in levels[:1]:
        number = stated_score(answer, spec, facts)
        if isinstance(number, int):
            note = "a level of care does not tell the composite score"
            return (evidence_of(answer, spec.level, facts, number, note),)
    return ()


def _recomputed(spec: CalocusSpec, facts: PatientFacts) -> _Recomputed | None:
    """The composite of the newest day on which every dimension was rated."""
    by_day: dict[str, dict[str, list[Answer]]] = {}
    for name in (*spec.sum_of, *spec.greatest_of):
        answers, _ = usable_answers(facts.record.answers.get(name, ()), facts, name)
        for answer in answers:
            by_day.setdefault(answer.when.day, {}).setdefault(name, []).append(answer)
    composites = (_composite_of(by_day[day], spec, facts) for day in sorted(by_day, reverse=True))
    return next((composite for composite in composites if composite), None)


def _composite_of(
    day: Mapping[str, list[Answer]], spec: CalocusSpec, facts: PatientFacts
) -> _Recomputed | None:
    rated = {name: rating for name in day if (rating := _rated(name, day[name], facts))}
    if len(rated) < len(day):
        return None
    last = [rated[name] for name in spec.greatest_of if name in rated]
    if not last or not all(name in rated for name in spec.sum_of):
        return None
    added = (*(rated[name] for name in spec.sum_of), max(last, key=lambda each: each.rating))
    return _Recomputed(sum(each.rating for each in added), added)


def _rated(name: str, answers: list[Answer], facts: PatientFacts) -> _Rated | None:
    """The rating of one dimension on one day; None when it cannot be used or is contradicted."""
    spec = facts.mapping.fact_map.facts[name]

    def read(answer: Answer) -> Reading | Unusable:
        return valid_score(answer, name, spec, facts) if isinstance(spec, ScoreSpec) else Unusable("no score")

    _, rating = newest_reading(answers, read)
    if isinstance(rating, Reading) and isinstance(rating.value, int):
        return _Rated(name, rating.value, answers[0])
    return None


def _from_dimensions(
    name: str, computed: _Recomputed, doubt: str, hints: tuple[Evidence, ...], facts: PatientFacts
) -> Fact:
    when, first = computed.when, computed.ratings[0].answer
    addends = "+".join(str(each.rating) for each in computed.ratings)
    note = f"recomputed from the dimension ratings {addends}{doubt}"
    cited = lasting(evidence_of(first, name, facts, computed.score, note), first, facts)
    shown = (cited, *_further(computed, facts))
    if not is_fresh(first, name, facts):
        why = stale(when, facts.mapping.windows[name], computed.score)
        return Fact(name, reason=why.reason, hints=(*shown, *hints), code=why.code)
    return Fact(name, computed.score, evidence=shown, hints=hints, day=when.first)


def _further(computed: _Recomputed, facts: PatientFacts) -> Iterator[Evidence]:
    """The ratings that stand in further resources."""
    cited = {computed.ratings[0].answer.source.reference}
    for name, rating, answer in computed.ratings:
        if answer.source.reference not in cited:
            cited.add(answer.source.reference)
            yield evidence_of(answer, name, facts, rating)


def _difference(computed: _Recomputed, stated: list[Answer], spec: CalocusSpec, facts: PatientFacts) -> str:
    for answer in stated:
        number = stated_score(answer, spec, facts)
        if answer.when.day == computed.when.day and isinstance(number, int) and number != computed.score:
            return f"; the composite on file says {number}"
    return ""


def _described(name: str, spec: CalocusSpec, fact_map: FactMap) -> str:
    return f"{score_in_words(name, spec, fact_map)}; or the sum of its dimension ratings of one day"


CALOCUS = FactReader(
    CalocusSpec, read_calocus, ANSWERS, _described, asks=score_item, considers=scores_considered
)
