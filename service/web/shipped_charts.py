"""The charts of the patients that come along: read out of their file, on no server."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from mappings.fhir.resources import Entry, OneSlot, Resource
from service.ehr.complete_prefetch import PrefetchValues
from service.errors import SessionEnded
from service.hooks.completed_record import Chart
from service.samples.shipped import ShippedPatient, shipped_patients
from service.web.state import cds_service

_decode = msgspec.json.Decoder(Resource).decode


def all_shipped(chart: Chart) -> tuple[ShippedPatient, ...]:
    """All of them, as of a chart's day."""
    return _of_day(chart.on, cds_service().settings.base)


def shipped_of(chart: Chart) -> ShippedPatient:
    """The shipped patient of a chart, as fresh as on their own day.

    Raises:
        SessionEnded: when none of that name comes along.
    """
    known = {each.name: each for each in all_shipped(chart)}
    if chart.patient_id not in known:
        raise SessionEnded("no patient of this name comes along")
    return known[chart.patient_id]


def charts_of_all(chart: Chart) -> Iterator[tuple[ShippedPatient, Chart, PrefetchValues]]:
    """Every shipped patient with their chart, on the day of a chart."""
    for each in all_shipped(chart):
        yield each, *shipped_chart(chart._replace(patient_id=each.name))


def shipped_chart(chart: Chart) -> tuple[Chart, PrefetchValues]:
    """The chart with all that there is in it: what no search brings is not there."""
    found = shipped_of(chart)
    entries = [Entry(resource=_decode(msgspec.json.encode(each))) for each in found.resources]
    bundle = Resource(resourceType="Bundle", type="collection")
    bundle.entry = list(entries)
    nothing: dict[str, OneSlot] = dict.fromkeys(chart.site.searches)
    return chart._replace(patient_id=found.patient), {**nothing, "chart": bundle}


_of_day = lru_cache(maxsize=2)(shipped_patients)
