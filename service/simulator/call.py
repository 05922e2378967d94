"""Builds the call of a recipe: the hook's context, the prefetch, the FHIR server, the day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import uuid4

import msgspec

from service.hooks.caller import AS_OF
from service.samples.fhir import Json, coding, collection, concept, reference
from service.samples.shorthand import service_code
from service.simulator.chart import Chart
from service.simulator.prefetch import prefetch_of
from service.simulator.recipe import Filled, Recipe

_WITH_ORDERS = ("order-select", "order-sign")
_DRAFT = "draft-1"


class Call(NamedTuple):
    """A body to send, and what became of each prefetch key."""

    body: bytes
    prefetch: tuple[Filled, ...]


class NamedServer(NamedTuple):
    """The FHIR server that a request names, and the token for it; without a token it names none."""

    base: str
    token: str = ""


class EhrState(NamedTuple):
    """What an EHR has open: a chart, a patient in it by id, and the day."""

    chart: Chart
    patient_id: str
    on: date


def call_of(
    recipe: Recipe, templates: Mapping[str, str], ehr: EhrState, server: NamedServer | None = None
) -> Call:
    """The call that an EHR makes: the recipe's whole request, where it has one."""
    chart, patient_id, on = ehr
    if recipe.request is not None:
        return Call(msgspec.json.encode(recipe.request), ())
    context = _context(recipe, patient_id, on)
    prefetch = prefetch_of(templates, context, on, chart, recipe.positions)
    body: Json = {"hook": recipe.hook, "hookInstance": str(uuid4()), "context": context}
    if server:
        body["fhirServer"] = server.base
        if server.token:
            body["fhirAuthorization"] = {
                "access_token": server.token,
                "token_type": "Bearer",
                "expires_in": 300,
                "scope": "user/*.rs",
                "subject": "cds-service",
            }
    if prefetch.values:
        body["prefetch"] = prefetch.values
    if recipe.on:
        body["extension"] = {AS_OF: recipe.on}
    return Call(msgspec.json.encode(body), prefetch.filled)


def _context(recipe: Recipe, patient_id: str, on: date) -> Json:
    made: Json = {"userId": recipe.user, "patientId": patient_id}
    if recipe.encounter:
        made["encounterId"] = recipe.encounter
    if recipe.hook in _WITH_ORDERS:
        orders = _orders(recipe, patient_id, on)
        made["draftOrders"] = collection(*orders)
        if recipe.hook == "order-select":
            named = [f"{each['resourceType']}/{each['id']}" for each in orders]
            made["selections"] = list(named if recipe.selected is None else recipe.selected)
    laid_over = {**made, **recipe.context}
    return {name: value for name, value in laid_over.items() if value is not None}


def _orders(recipe: Recipe, patient_id: str, on: date) -> Sequence[Json]:
    if recipe.orders or not recipe.order:
        return recipe.orders
    drafted = service_code(recipe.order)
    order: Json = {
        "resourceType": "ServiceRequest",
        "id": _DRAFT,
        "status": "draft",
        "intent": "order",
        "code": concept(coding(drafted.system, drafted.code)),
        "subject": reference(f"Patient/{patient_id}"),
        "authoredOn": on.isoformat(),
        "requester": reference(recipe.user),
    }
    return (order,)
