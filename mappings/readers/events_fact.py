"""Reads events of one kind: dated stays, contacts or orders on file, and a clinician's own number of them.

What a record holds took place; that there was no more is never concluded from
it. Only a clinician's number, for the time that the fact asks about, says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Self

from msgspec.structs import replace
from pydantic import model_validator

from criteria.events import Events
from criteria.facts import Evidence, Fact, FactKind, FactType
from criteria.reasons import ReasonCode
from criteria.spans import Span
from criteria.strict_model import SpanField, Text
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec, NamedFact, Window
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle
from mappings.readers.coded_name import coded_name
from mappings.readers.considered import practitioners_considered
from mappings.readers.dated_events import FoundEvent, class_of
from mappings.readers.event_kinds import EncounterClass, Entries, EventKind, counted
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.form_item import FormItem, ItemKind, answered_item
from mappings.readers.newest_answer import Reading, fact_from_newest
from mappings.readers.values import Scale, Unusable, whole_number, yes_or_no
from mappings.search_keys import ANSWERS

MAX_TOLD = 999
"""The greatest number of events that a form takes."""
_SHOWN = 8
_NUMBER = Scale(("1", "{count}", "{#}"))


class EventsSpec(AnsweredSpec):
    """Stays, contacts or orders of one kind, in a time of which a person can say how many there were."""

    reader: Literal["events"]
    encounter_class: tuple[EncounterClass, ...] = ()
    """Codes of Encounter.class that count, such as IMP for inpatient or EMER for emergency."""
    value_set: Text | None = None
    """The codes that count: of an Encounter's type, a Procedure or an order."""
    reason: Text | None = None
    """The codes of which the entry's reason or diagnosis has to be one; without it any reason will do."""
    of_service: bool = False
    """Whether the contacts at which the service under review was given count, in place of a value set."""
    entries: tuple[Entries, ...] = ("encounters", "procedures")
    """What is looked at; `[]` where no record codes it, and only a clinician can tell how many there were."""
    looks_back: SpanField | None = None
    """The time that ends today in which they are asked for, as the policy has it."""
    since: Text | None = None
    """The date since which they are asked for, in place of `looks_back`: a fact."""
    window: Window = "denial"
    """How long a clinician's number counts: a name of `windows`, or a span."""

    @model_validator(mode="after")
    def _one_kind_in_one_time(self) -> Self:
        if self.entries and not (self.encounter_class or self.value_set or self.of_service):
            raise ValueError(
                "events need 'encounter_class', 'value_set' or 'of_service'; "
                "of what no record codes, 'entries: []' leaves the number to a clinician"
            )
        if self.value_set and self.of_service:
            raise ValueError("'of_service' stands in place of 'value_set'")
        if (self.looks_back is None) == (self.since is None):
            raise ValueError("events need either 'looks_back' or 'since'")
        return self

    @property
    def type(self) -> FactType:
        return FactType(FactKind.EVENTS, looks_back=self.looks_back, since=self.since)

    @property
    def kind(self) -> EventKind:
        """Which entries are such events."""
        return EventKind(self.encounter_class, self.value_set, self.reason, self.entries, self.of_service)

    @property
    def value_sets(self) -> tuple[str, ...]:
        return tuple(each for each in (self.value_set, self.reason) if each)

    @property
    def order_sets(self) -> tuple[str, ...]:
        return (self.value_set,) if self.value_set and "orders" in self.entries else ()

    @property
    def named_facts(self) -> tuple[NamedFact, ...]:
        return (NamedFact("since", self.since, (FactKind.DATE,)),) if self.since else ()

    @property
    def asks_back(self) -> Span | None:
        return self.looks_back


def read_events(name: str, spec: EventsSpec, facts: PatientFacts) -> Fact:
    """The events on file and the newest number that a clinician gave of them; unknown without either."""

    def read(answer: Answer) -> Reading | Unusable:
        return number_told(answer, name, facts)

    word = fact_from_newest(name, spec, answers_that_settle(name, PRACTITIONER, facts), read, facts)
    told = word.value if isinstance(word.value, int) else None
    every = spec.kind.all_of(facts)
    found = counted(every)
    left_out = [each for each in every if each.problem and not each.counts]
    hints = (*word.hints, *_cited(name, left_out[-_SHOWN:], facts))
    if told is None and not found:
        return Fact(name, reason=word.reason, hints=hints, code=word.code)
    dated = tuple(each.event for each in found if each.event)
    events = Events(dated, undated=len(found) - len(dated), told=told)
    return Fact(name, events, evidence=(*word.evidence, *_shown(name, found, facts)), hints=hints)


def number_told(answer: Answer, name: str, facts: PatientFacts) -> Reading | Unusable:
    """How many there were; a no is that there were none."""
    if yes_or_no(answer.source.valued, name, facts.mapping) is False:
        return Reading(0, "none")
    number = whole_number(answer.source.valued, _NUMBER)
    if isinstance(number, int) and number < 0:
        return Unusable(f"{number} is no number of events", number, ReasonCode.OUT_OF_RANGE)
    return number if isinstance(number, Unusable) else Reading(number, number or "none")


def _shown(name: str, found: Sequence[FoundEvent], facts: PatientFacts) -> Iterator[Evidence]:
    """The newest of the events, and how many more there are."""
    newest = [*reversed(found)][:_SHOWN]
    more = len(found) - len(newest)
    for i, each in enumerate(newest, 1):
        last = f"and {more} more" if more and i == len(newest) else ""
        yield event_shown(name, each, facts, last)


def _cited(name: str, events: Sequence[FoundEvent], facts: PatientFacts) -> Iterator[Evidence]:
    return (event_shown(name, each, facts) for each in events)


def event_shown(name: str, each: FoundEvent, facts: PatientFacts, more: str = "") -> Evidence:
    """An event as it is cited: the day it began, what it is called, and until when it lasted."""
    found = each.found
    code = str(found.token) if found.token.code else class_of(found.resource)
    called = coded_name(found.resource, found.token, facts) or str(found.resource.status or "")
    note = "; ".join(filter(None, (each.problem or _until(each), _doubt(each), more)))
    return Evidence(name, found.reference, each.day, code, called, note)


def _doubt(each: FoundEvent) -> str:
    return "may be the same as another" if each.event and each.event.may_be_another else ""


def _until(each: FoundEvent) -> str:
    event = each.event
    if event is None or event.began == event.may_have_lasted_to:
        return ""
    if event.lasted_to < event.may_have_lasted_to:
        return "its end is not known"
    days = (event.lasted_to - event.began).days
    return f"{days} day{'' if days == 1 else 's'}, until {event.lasted_to}"


def _described(name: str, spec: EventsSpec, fact_map: FactMap) -> str:
    classes = f" of class {', '.join(spec.encounter_class)}" if spec.encounter_class else ""
    codes = f" of value set `{spec.value_set}`" if spec.value_set else ""
    service = " for the service" if spec.of_service else ""
    reason = f", for a reason of `{spec.reason}`" if spec.reason else ""
    on_file = f"{' and '.join(spec.entries)}{classes}{codes}{service}{reason}"
    told = f"{answer_in_words(name, 'how many', spec, fact_map)}, by practitioner"
    return f"{on_file}; {told}" if spec.entries else told


def _asked(name: str, spec: EventsSpec, fact_map: FactMap) -> FormItem | None:
    item = answered_item(ItemKind.COUNT, name, spec, PRACTITIONER, fact_map)
    return item and replace(item, looks_back=spec.looks_back, range=(0, MAX_TOLD))


def _considered(name: str, spec: EventsSpec, facts: PatientFacts) -> Iterator[Evidence]:
    """The answers, and every entry of the kind with why it does not count."""
    yield from practitioners_considered(name, spec, facts)
    for each in spec.kind.all_of(facts):
        yield replace(event_shown(name, each, facts), note=each.problem)


EVENTS = FactReader(
    EventsSpec,
    read_events,
    (*ANSWERS, "encounters", "procedures", "serviceRequests"),
    _described,
    undone_by=ANSWERS,
    asks=_asked,
    considers=_considered,
)
