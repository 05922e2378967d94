"""The hook call that an EHR makes for a short patient."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from service.hooks.caller import AS_OF
from service.samples import fhir
from service.samples.care import draft_order
from service.samples.fhir import Json, collection, searchset
from service.samples.identities import Identities
from service.samples.record import resources_of
from service.samples.search import prefetch_of
from service.samples.short_patient import ShortPatient
from service.samples.shorthand import PEOPLE


def hook_request(name: str, short: ShortPatient, hook: str, templates: Mapping[str, str]) -> Json:
    """The call of a hook, with the prefetch that its templates ask for; its hookInstance follows the name.

    Raises:
        ValueError: when it names a draft order or a prefetch key that does not exist, or orders where
            the hook has none.
    """
    identities = Identities(emitted_of(short))
    request = {
        "hook": hook,
        "hookInstance": str(uuid5(NAMESPACE_URL, f"{fhir.BASE}/cases/{name}")),
        "context": {
            "userId": PEOPLE["lpha"],
            "patientId": identities.patient_id,
            **_context(short, hook),
        },
        "prefetch": _prefetch(short, templates),
        "extension": {AS_OF: short.as_of.isoformat()},
    }
    sent: Json = identities.as_sent(request)
    return sent


def emitted_of(short: ShortPatient) -> tuple[Json, ...]:
    """Every resource made for a short patient, without what it gives as raw JSON."""
    return (*resources_of(short), *(draft_order(service, short) for service in short.orders))


def _context(short: ShortPatient, hook: str) -> Json:
    if hook == "patient-view":
        if short.orders:
            raise ValueError("a chart that is opened has no draft orders; say orders: null")
        return {}
    selections = {"selections": _selections(short)} if hook == "order-select" else {}
    return {
        **selections,
        "draftOrders": collection(*(draft_order(each, short) for each in short.orders)),
    }


def _selections(short: ShortPatient) -> list[str]:
    drafted = [service.code for service in short.orders]
    selected = drafted if short.selected is None else short.selected
    if unknown := {*selected} - {*drafted}:
        raise ValueError(f"ServiceRequest/draft-{min(unknown)} is selected and not among the orders")
    return [f"ServiceRequest/draft-{code}" for code in selected]


def _prefetch(short: ShortPatient, templates: Mapping[str, str]) -> dict[str, Any]:
    prefetch = prefetch_of(resources_of(short), templates)
    named = {*short.raw.entries, *short.raw.instead, *short.left_out}
    if unknown := named - prefetch.keys():
        raise ValueError(f"discovery lists no prefetch key {min(unknown)}")
    for key, entries in short.raw.entries.items():
        found = [entry["resource"] for entry in prefetch[key].get("entry", ())]
        prefetch[key] = searchset(*found, further=[json.loads(entry) for entry in entries])
    prefetch |= {key: json.loads(text) for key, text in short.raw.instead.items()}
    return {key: value for key, value in prefetch.items() if key not in short.left_out}
