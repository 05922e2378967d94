"""A record pared down to what matters, small enough to travel with a page, and put together again.

What means nothing here is left behind, unless something that is kept refers to
it. Whether something was not read, and how far back, is kept as it was found:
it cannot be told from what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from criteria.gaps import Gap
from criteria.reasons import ReasonCode
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.references import reference_to, relative
from mappings.fhir.resources import Entry, Resource
from mappings.fhir.servers import Sent
from mappings.record.patient_record import PatientRecord
from mappings.record.read_record import read_record
from mappings.search_keys import SearchKey

_REFERENCE = re.compile(rb'"reference"\s*:\s*"([^"\\]+)"')
_ALL = "record"
"""Under this key all stands that is put together again: it is that of no search."""
_decode = msgspec.json.Decoder(Resource).decode


class Kept(Struct, gc=False):
    """A resource, and the fullUrl of its entry, if any."""

    resource: Resource
    full_url: str = ""


class Pared(Struct, frozen=True):
    """The resources of one record that matter, in the version that counts, and what was not read of it."""

    patient_id: str
    server: str
    kept: list[Kept]
    gaps: list[Gap]
    unread: dict[SearchKey, ReasonCode]
    unread_resources: dict[str, ReasonCode]
    read_back_to: dict[SearchKey, date]
    conditions_sent: int


def pared(record: PatientRecord, server: str) -> Pared:
    """What matters of a record; `server` is the FHIR server that it was read from."""
    return Pared(
        record.patient_id,
        server,
        [Kept(each.resource, each.full_url) for each in _that_matter(record)],
        record.gaps,
        record.unread,
        record.unread_resources,
        record.read_back_to,
        record.conditions_sent,
    )


def put_together(
    parts: Pared, mapping: SiteMapping, beside: Mapping[str, Mapping[str, Any]] | None = None
) -> PatientRecord:
    """The record again, with further resources beside its own, each by its fullUrl.

    One of a type and id that the record has stands in its place.
    """
    added = [Kept(_decode(msgspec.json.encode(each)), url) for url, each in (beside or {}).items()]
    renewed = {reference_to(each.resource) for each in added if each.resource.id}
    own = [each for each in parts.kept if reference_to(each.resource) not in renewed]
    bundle = Resource(resourceType="Bundle", type="collection")
    bundle.entry = [Entry(each.full_url or None, resource=each.resource) for each in (*own, *added)]
    record = read_record(parts.patient_id, {_ALL: bundle}, mapping, parts.server)
    record.gaps = list(dict.fromkeys((*parts.gaps, *record.gaps)))
    record.unread = parts.unread
    record.unread_resources = parts.unread_resources
    record.read_back_to = parts.read_back_to
    record.conditions_sent = parts.conditions_sent
    return record


def _that_matter(record: PatientRecord) -> Iterator[Sent]:
    panels = {id(each) for each in record.panels}
    doubtful = {id(each) for each in record.meaningless_sent} - panels
    kept = [each for each in record.sent if id(each.resource) not in doubtful]
    left = [each for each in record.sent if id(each.resource) in doubtful]
    while kept:
        yield from kept
        named = set(_named_in(kept))
        kept = [each for each in left if not named.isdisjoint(_names_of(each))]
        left = [each for each in left if named.isdisjoint(_names_of(each))]


def _named_in(sent: Iterable[Sent]) -> Iterator[str]:
    """Every literal reference in some resources, also where these only bring it along."""
    for each in sent:
        for name in _REFERENCE.findall(msgspec.json.encode(each.resource)):
            text = name.decode(errors="replace")
            yield from (text, relative(text))


def _names_of(sent: Sent) -> tuple[str, str]:
    return reference_to(sent.resource, sent.full_url), sent.full_url
