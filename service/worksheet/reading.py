"""The record that a worksheet is made from: read as a hook reads it, and packed to travel with the page.

The service keeps nothing of it. What travels is sealed by whoever sends it, so that an answer's
states need no new reading; saving always reads anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from mappings.fhir.resources import Entry, Resource, list_of
from mappings.record.pared import Pared, pared
from service.ehr.complete_prefetch import PrefetchValues, Searched
from service.errors import PreconditionFailed
from service.hooks.completed_record import Chart, completed_record
from service.review.question import Question
from service.worksheet.chart_people import Banner, banner_of, caregivers_in
from service.worksheet.people import Caregiver

MAX_PACKED_BYTES = 2 * 1024 * 1024
"""A record that is longer does not travel: it is read again for each answer."""
_RELATED = "relatedPersons"


class Reading(Struct, frozen=True):
    """A record, when it was read, whose it is, and who is related to the patient."""

    at: datetime
    record: Pared
    banner: Banner
    caregivers: tuple[Caregiver, ...] = ()


class Read(Struct, frozen=True):
    """A reading, and the searches that were made for it."""

    reading: Reading
    searches: tuple[Searched, ...]


class Wanted(Struct, frozen=True):
    """What is read besides what a hook reads: who signs, and whether the related persons may be asked for."""

    service: str
    signer: str
    with_caregivers: bool = False


def read_chart(chart: Chart, wanted: Wanted, at: datetime, sent: PrefetchValues) -> Read:
    """Read a chart for the criteria of a service; `sent` is what is known of it already.

    Where a license decides, the signer's own is asked for as well: their answer will rest on it.

    Raises:
        NoPatient: when the Patient cannot be had.
    """
    beside = dict(_beside(chart, wanted))
    own = chart.completer.complete({}, beside, chart.access) if chart.access and beside else None
    found = own.values if own else {}
    licensed = {key: slot for key, slot in found.items() if key != _RELATED}
    record, gathered = completed_record(chart, {**licensed, **sent}, Question({wanted.service: ()}))
    if record.patient is None:  # which completed_record has refused
        raise PreconditionFailed("the Patient is needed", "patient")
    related = [each for key, slot in found.items() if key.startswith(_RELATED) for each in _resources(slot)]
    reading = Reading(
        at,
        pared(record, chart.server),
        banner_of(record.patient),
        tuple(dict.fromkeys(caregivers_in([*related, *(each.resource for each in record.sent)]))),
    )
    return Read(reading, (*gathered.searches, *(own.searches if own else ())))


def packed(reading: Reading) -> bytes | None:
    """A reading as it travels; None where it is too long to."""
    content = zlib.compress(msgspec.json.encode(reading))
    return content if len(content) <= MAX_PACKED_BYTES else None


def unpacked(content: bytes) -> Reading:
    """A reading that has travelled.

    Raises:
        ValueError: when it is none, or of another version of this service.
    """
    try:
        return _decode(zlib.decompress(content))
    except (zlib.error, msgspec.DecodeError) as error:
        raise ValueError("this is no reading") from error


_decode = msgspec.json.Decoder(Reading).decode


def _beside(chart: Chart, wanted: Wanted) -> Iterator[tuple[str, str]]:
    if wanted.with_caregivers:
        yield _RELATED, f"RelatedPerson?patient={chart.patient_id}"
    if chart.site.reviewer.mapping.lpha_qualifications and wanted.signer.partition("/")[0] in _LICENSED:
        yield wanted.signer, wanted.signer


_LICENSED = frozenset(("Practitioner", "PractitionerRole"))


def _resources(slot: object) -> Iterator[Resource]:
    if isinstance(slot, Resource):
        for entry in list_of(slot.entry, Entry):
            if isinstance(entry.resource, Resource):
                yield entry.resource
