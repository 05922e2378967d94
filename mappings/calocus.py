"""Reads the CALOCUS composite, past the two traps of EHRs.

Some store the level of care (0-6) where the composite belongs, some add up all
eight ratings although only the greater of the last two counts.
"""

from __future__ import annotations

from typing import NamedTuple

from criteria.facts import Evidence, Fact
from mappings.answers import Answer, Reading, Unusable, counted, evidence_of, settled, stale
from mappings.attestations import asked
from mappings.dates import When
from mappings.fact_map import CalocusSpec, ScoreSpec
from mappings.inquiry import Inquiry
from mappings.scores import stated_score, valid_score


class _Dimension(NamedTuple):
    answer: Answer
    rating: int


class _Recomputed(NamedTuple):
    """A composite made from the ratings of one day."""

    score: int
    sample: Answer


def read_calocus(name: str, spec: CalocusSpec, inquiry: Inquiry) -> Fact:
    """The composite score, 7 to 35.

    Where the ratings of a day are all there, their sum with the greater of the
    two of dimension VI is preferred over a stated composite that is not newer.
    """
    stated, hints = counted(inquiry.record.answers.get(name, ()), inquiry.on, name)
    computed = _recomputed(spec, inquiry)
    if computed and (not stated or stated[0].when.first <= computed.sample.when.last):
        return _from_dimensions(name, spec, computed, stated, inquiry)

    def read(answer: Answer) -> Reading | Unusable:
        return _composite(answer, spec, inquiry)

    fact = settled(name, stated, hints, read, inquiry.on, inquiry.mapping.window(name), asked(spec))
    if fact.value is not None:
        return fact
    return Fact(name, reason=fact.reason, hints=(*fact.hints, *_level(spec, inquiry)))


def _composite(answer: Answer, spec: CalocusSpec, inquiry: Inquiry) -> Reading | Unusable:
    number = stated_score(answer, spec, inquiry)
    if isinstance(number, int) and 0 <= number < spec.range[0]:
        return Unusable(f"{number} looks like a level of care (0-6), not a composite score", number)
    return valid_score(answer, spec, inquiry)


def _level(spec: CalocusSpec, inquiry: Inquiry) -> tuple[Evidence, ...]:
    levels, _ = counted(inquiry.record.answers.get(spec.level, ()), inquiry.on, spec.level)
    for answer in levels[:1]:
        number = stated_score(answer, spec, inquiry)
        if isinstance(number, int):
            note = "a level of care does not tell the composite score"
            return (evidence_of(answer.source, spec.level, answer.when, number, note),)
    return ()


def _recomputed(spec: CalocusSpec, inquiry: Inquiry) -> _Recomputed | None:
    """The composite of the newest day on which every dimension was rated."""
    by_day: dict[str, dict[str, _Dimension]] = {}
    for name in (*spec.sum_of, *spec.greatest_of):
        for dimension in _ratings(name, inquiry):
            by_day.setdefault(dimension.answer.when.day, {}).setdefault(name, dimension)
    for day in sorted(by_day, reverse=True):
        rated = by_day[day]
        last = [rated[name].rating for name in spec.greatest_of if name in rated]
        if last and all(name in rated for name in spec.sum_of):
            score = sum(rated[name].rating for name in spec.sum_of) + max(last)
            return _Recomputed(score, rated[spec.sum_of[0]].answer)
    return None


def _ratings(name: str, inquiry: Inquiry) -> list[_Dimension]:
    spec = inquiry.mapping.fact_map.facts[name]
    answers, _ = counted(inquiry.record.answers.get(name, ()), inquiry.on, name)
    if not isinstance(spec, ScoreSpec):
        return []
    readings = [(answer, valid_score(answer, spec, inquiry)) for answer in answers]
    return [
        _Dimension(a, r.value) for a, r in readings if isinstance(r, Reading) and isinstance(r.value, int)
    ]


def _from_dimensions(
    name: str, spec: CalocusSpec, computed: _Recomputed, stated: list[Answer], inquiry: Inquiry
) -> Fact:
    when = computed.sample.when
    note = "recomputed from the dimension ratings" + _difference(computed, when, stated, spec, inquiry)
    shown = evidence_of(computed.sample.source, name, when, computed.score, note)
    window = inquiry.mapping.window(name)
    if when.first < window.before(inquiry.on):
        return Fact(name, reason=stale(when, window, computed.score).reason, hints=(shown,))
    return Fact(name, computed.score, evidence=(shown,))


def _difference(
    computed: _Recomputed, when: When, stated: list[Answer], spec: CalocusSpec, inquiry: Inquiry
) -> str:
    for answer in stated:
        number = stated_score(answer, spec, inquiry)
        if answer.when.day == when.day and isinstance(number, int) and number != computed.score:
            return f"; the composite on file says {number}"
    return ""
