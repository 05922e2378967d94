"""The facts of one patient for one service on one day, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from criteria.facts import Fact, Facts
from criteria.spans import BirthDate, Span
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.dates import When
from mappings.fhir.resources import Resource
from mappings.record.patient_record import PatientRecord

LookedUp = TypeVar("LookedUp")

ReadFact = Callable[[str, "PatientFacts"], Fact]
"""Reads one fact by its name; it may ask for others."""


class UnderReview(NamedTuple):
    """A service and a day; `orders` cite the draft orders for it, None where nothing is ordered.

    `drafts` are these orders. `asked` tells of which diagnoses the policy asks
    the person, by the facts and the day.
    """

    service: str
    on: date
    orders: Collection[str] | None = None
    asked: Callable[[Facts, date], frozenset[str]] | None = None
    drafts: Sequence[Resource] = ()


class PatientFacts(Mapping[str, Fact]):
    """Facts by name, with the record, the site it came from, the service under review and the day.

    `ordered` are the references of the draft orders for the service, which show nothing by themselves;
    `drafts` are the orders.

    `kept` holds what several readers look up. Nothing in it refers back to it,
    so that the memory of a record is free again as soon as its request is answered.
    """

    def __init__(
        self, record: PatientRecord, mapping: SiteMapping, under_review: UnderReview, read_fact: ReadFact
    ) -> None:
        self.record = record
        self.mapping = mapping
        self.service = under_review.service
        self.on = under_review.on
        self.is_ordered = under_review.orders is not None
        self.ordered = frozenset(under_review.orders or ())
        self.drafts = under_review.drafts
        self.asked = under_review.asked
        self.kept: dict[object, Any] = {}
        self._read_fact = read_fact
        self._facts: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        fact = self._facts.get(name)
        if fact is None:
            fact = self._facts[name] = self._read_fact(name, self)
        return fact

    def __iter__(self) -> Iterator[str]:
        return iter(self.mapping.fact_map.facts)

    def __len__(self) -> int:
        return len(self.mapping.fact_map.facts)

    def when(self, value: object) -> When | None:
        """A FHIR date, dateTime or instant, on the days of the site's time zone; None for anything else."""
        return self.record.when(value)

    @property
    def birth_date(self) -> BirthDate | None:
        """The birth date, when the record has a usable one."""
        value = self["birth-date"].value
        return value if isinstance(value, BirthDate) else None

    def is_under(self, age: Span) -> bool:
        """Whether the person is certainly younger than an age on the evaluation date."""
        birth = self.birth_date
        return birth is not None and age.after(birth.earliest) > self.on

    def was_within(self, start: Span, below: Span, when: When) -> bool | None:
        """Whether a date fell between two ages; None when a coarse or missing birth date leaves it open."""
        birth = self.birth_date
        if birth is None:
            return None
        if start.after(birth.latest) <= when.first and when.last < below.after(birth.earliest):
            return True
        outside = when.last < start.after(birth.earliest) or when.first >= below.after(birth.latest)
        return False if outside else None


def once(look_up: Callable[[PatientFacts], LookedUp]) -> Callable[[PatientFacts], LookedUp]:
    """Look up only the first time that it is asked of a patient's facts."""

    @wraps(look_up)
    def kept(facts: PatientFacts) -> LookedUp:
        if look_up not in facts.kept:
            facts.kept[look_up] = look_up(facts)
        found: LookedUp = facts.kept[look_up]
        return found

    return kept
