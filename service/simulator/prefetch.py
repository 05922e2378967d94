"""Fills the prefetch of a service as a CDS client does: each template resolved, asked, and told of.

A read that finds nothing is null; what a FHIR server refuses is an OperationOutcome; a key is left out where
its template cannot be resolved or nobody answers (CDS Hooks 2.0.1, Prefetch Template).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from service.samples.fhir import Json
from service.simulator.chart import Chart
from service.simulator.positions import positioned
from service.simulator.recipe import Filled, Position
from service.simulator.templates import Unresolved, resolved


class Prefetch(NamedTuple):
    """What is sent under each key, and what became of each."""

    values: dict[str, Json | None]
    filled: tuple[Filled, ...]


def prefetch_of(
    templates: Mapping[str, str],
    context: Json,
    on: date,
    chart: Chart,
    positions: Mapping[str, Position],
) -> Prefetch:
    """The prefetch of a call; only keys that are sent, or sent in part, are asked for."""
    found: dict[str, Json | None] = {}
    told: list[Filled] = []
    for key, template in templates.items():
        position = positions.get(key, Position.SENT)
        if position not in (Position.SENT, Position.FIRST_PAGE):
            told.append(Filled(key, template, position=position))
            continue
        filled, value = _filled(Filled(key, template, position=position), context, on, chart, found)
        told.append(filled)
        if not filled.reason or filled.status:
            found[key] = value
    return Prefetch(positioned(found, positions, chart.base), tuple(told))


def _filled(
    blank: Filled, context: Json, on: date, chart: Chart, earlier: Mapping[str, Json | None]
) -> tuple[Filled, Json | None]:
    key, template, position = blank.key, blank.template, blank.position
    try:
        query = resolved(template, context, on, earlier)
    except Unresolved as error:
        return Filled(key, template, position=position, reason=str(error)), None
    answer = chart.answer(query)
    filled = Filled(
        key,
        template,
        query,
        position,
        _entries(answer.resource),
        answer.status,
        answer.ms,
        answer.problem,
    )
    return filled, answer.resource


def _entries(resource: Json | None) -> int:
    if resource is None or resource.get("resourceType") == "OperationOutcome":
        return 0
    return len(resource.get("entry", ())) if resource.get("resourceType") == "Bundle" else 1
