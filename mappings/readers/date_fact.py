"""Reads the date of what happened: a clinician's, else the day on which an event on file began or ended.

Of what may happen again the latest is read; another may be missing from the
record. What happens once, such as an enrolment, has one date.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal, Self

from msgspec.structs import replace
from pydantic import model_validator

from criteria.facts import Evidence, Fact, FactKind, FactType
from criteria.reasons import ReasonCode
from criteria.strict_model import Text
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec, NamedFact, Window
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer, is_fresh
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle
from mappings.readers.considered import practitioners_considered
from mappings.readers.event_kinds import counted
from mappings.readers.events_fact import EventsSpec, event_shown
from mappings.readers.fact_reader import ANSWER, FactReader
from mappings.readers.form_item import FormItem, ItemKind
from mappings.readers.newest_answer import Reading, fact_from_newest, past_day, stale
from mappings.readers.values import Unusable, a_date, yes_or_no
from mappings.search_keys import ANSWERS


class DateSpec(AnsweredSpec):
    """The date of what happens again and again, or once."""

    goes_stale: ClassVar[bool] = False
    reader: Literal["date"]
    recurs: bool = True
    """Whether it may happen again: then the date on file is the latest known, or there was none."""
    began: Text | None = None
    """The events, a fact, of which the latest began on it, where no later date is told."""
    ended: Text | None = None
    """The events, a fact, of which the last to end did so on it, such as stays for a date of discharge."""
    window: Window = "denial"
    """How long a word that there was none counts: a name of `windows`, or a span; a date does not lapse."""

    @model_validator(mode="after")
    def _of_events_that_recur(self) -> Self:
        if self.began and self.ended:
            raise ValueError("a date is that of a begin or of an end: leave out 'began' or 'ended'")
        if (self.began or self.ended) and not self.recurs:
            raise ValueError("no list of events on file tells what happened once: leave out 'recurs'")
        return self

    @property
    def type(self) -> FactType:
        return FactType(FactKind.DATE, recurs=self.recurs)

    @property
    def named_facts(self) -> tuple[NamedFact, ...]:
        return tuple(
            NamedFact(key, events, (FactKind.EVENTS,))
            for key, events in (("began", self.began), ("ended", self.ended))
            if events
        )


def read_date(name: str, spec: DateSpec, facts: PatientFacts) -> Fact:
    """The newest date that a clinician gave, or a later one of an event on file."""

    def read(answer: Answer) -> Reading | Unusable:
        if spec.recurs and yes_or_no(answer.source.valued, name, facts.mapping) is False:
            return Reading(Truth.NOT_MET, "none")
        return past_day(a_date(answer.source.valued, facts), facts.on)

    found = answers_that_settle(name, PRACTITIONER, facts)
    word = fact_from_newest(name, spec, found, read, facts)
    latest = _latest_on_file(name, spec, facts)
    if word.value is Truth.NOT_MET:
        return _denied(word, found.answers[0], latest, facts)
    if latest is None or (isinstance(word.value, date) and word.value >= latest[0]):
        return word
    day, shown = latest
    return Fact(name, day, evidence=(shown,), hints=(*word.evidence, *word.hints))


def _latest_on_file(name: str, spec: DateSpec, facts: PatientFacts) -> tuple[date, Evidence] | None:
    """The latest begin or end of the events, with the event."""
    days: list[tuple[date, Evidence]] = []
    named = facts.mapping.fact_map.facts.get(spec.began or spec.ended or "")
    for each in counted(named.kind.all_of(facts)) if isinstance(named, EventsSpec) else ():
        if each.event and (spec.began or each.is_over):
            day = each.event.began if spec.began else each.event.lasted_to
            days.append((day, replace(event_shown(name, each, facts), date=day.isoformat())))
    return max(days, key=lambda each: each[0], default=None)


def _denied(word: Fact, answer: Answer, latest: tuple[date, Evidence] | None, facts: PatientFacts) -> Fact:
    """A word that there was none: it counts for a short time, and not against an event on file."""
    if not is_fresh(answer, word.name, facts):
        why = stale(answer.when, facts.mapping.windows[word.name], "none")
        return Fact(word.name, reason=why.reason, hints=(*word.evidence, *word.hints), code=why.code)
    if latest is None:
        return word
    reason = f"the no of {answer.when.day} contradicts what is on file of {latest[0]}"
    hints = (*word.evidence, latest[1], *word.hints)
    return Fact(word.name, reason=reason, hints=hints, code=ReasonCode.CONFLICT_PEOPLE)


def _described(name: str, spec: DateSpec, _: FactMap) -> str:
    on_file = f"; or when `{spec.began}` last began" if spec.began else ""
    on_file = f"; or when `{spec.ended}` last ended" if spec.ended else on_file
    return f"{ANSWER.format(name=name)}: a date{', or no' if spec.recurs else ''}, by practitioner{on_file}"


def _asked(name: str, spec: DateSpec, _: FactMap) -> FormItem | None:
    if spec.asks is None:
        return None
    return FormItem(name, ItemKind.DATE, spec.asks, spec.title, PRACTITIONER, may_be_none=spec.recurs)


def _considered(name: str, spec: DateSpec, facts: PatientFacts) -> Iterator[Evidence]:
    """The answers, and the event on file that gives the date or is older."""
    yield from practitioners_considered(name, spec, facts)
    if latest := _latest_on_file(name, spec, facts):
        yield replace(latest[1], note="")


DATE = FactReader(
    DateSpec,
    read_date,
    (*ANSWERS, "encounters", "procedures", "serviceRequests"),
    _described,
    undone_by=ANSWERS,
    asks=_asked,
    considers=_considered,
)
