"""What a reader is asked: about whose record, for which service, on which day; and the facts read so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar

from criteria.facts import Fact, Facts
from criteria.spans import BirthDate, Span
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.dates import When
from mappings.record.patient_record import PatientRecord

Found = TypeVar("Found")


class Inquiry(dict[str, Fact]):
    """The facts read so far, with the record, the site it came from, the service under review and the day.

    `kept` holds what several readers look up. Nothing in it refers back to it,
    so that the memory of a record is free again as soon as its request is answered.
    """

    def __init__(self, record: PatientRecord, mapping: SiteMapping, service: str, on: date) -> None:
        super().__init__()
        self.record = record
        self.mapping = mapping
        self.service = service
        self.on = on
        self.kept: dict[object, Any] = {}

    @property
    def facts(self) -> Facts:
        """The facts by name."""
        return self

    @property
    def birth_date(self) -> BirthDate | None:
        """The birth date, when the record has a usable one."""
        value = self.facts["birth-date"].value
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


def once(look_up: Callable[[Inquiry], Found]) -> Callable[[Inquiry], Found]:
    """Look up only the first time that an inquiry asks."""

    @wraps(look_up)
    def kept(inquiry: Inquiry) -> Found:
        if look_up not in inquiry.kept:
            inquiry.kept[look_up] = look_up(inquiry)
        found: Found = inquiry.kept[look_up]
        return found

    return kept
