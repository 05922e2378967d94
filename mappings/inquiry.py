"""What a reader is asked: about whose record, for which service, on which day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from criteria.facts import Facts
from criteria.spans import BirthDate, Span
from mappings.dates import When
from mappings.record import PatientRecord
from mappings.site_mapping import SiteMapping


class Inquiry(NamedTuple):
    """The record, the site it came from, the service under review, the day, and the facts read so far."""

    record: PatientRecord
    mapping: SiteMapping
    service: str
    on: date
    facts: Facts

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
