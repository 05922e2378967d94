"""The order-select request that an EHR makes for the person of a case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.goldens.care import draft_order
from tests.goldens.case import Case
from tests.goldens.fhir import Json
from tests.goldens.record import resources_of
from tests.goldens.search import prefetch_of, searchset
from tests.goldens.shorthand import BASE, PATIENT, PEOPLE

AS_OF = "com.criteria-cards.as-of"


def request_of(name: str, case: Case, templates: Mapping[str, str]) -> Json:
    """The hook call for a case; its hookInstance is always the same.

    Raises:
        ValueError: when the case names a draft order or a prefetch key that does not exist.
    """
    drafts = [draft_order(service, case) for service in case.orders]
    selected = [service.code for service in case.orders] if case.selected is None else case.selected
    selections = [f"ServiceRequest/draft-{code}" for code in selected]
    if unknown := set(selections) - {f"ServiceRequest/{draft['id']}" for draft in drafts}:
        raise ValueError(f"{min(unknown)} is selected and not among the orders")
    return {
        "hook": "order-select",
        "hookInstance": str(uuid5(NAMESPACE_URL, f"{BASE}/cases/{name}")),
        "context": {
            "userId": PEOPLE["lpha"],
            "patientId": PATIENT,
            "selections": selections,
            "draftOrders": {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [{"resource": draft} for draft in drafts],
            },
        },
        "prefetch": _prefetch(case, templates),
        "extension": {AS_OF: case.as_of.isoformat()},
    }


def emitted_of(case: Case) -> tuple[Json, ...]:
    """Every resource made for a case, without what it gives as raw JSON."""
    return (*resources_of(case), *(draft_order(service, case) for service in case.orders))


def _prefetch(case: Case, templates: Mapping[str, str]) -> dict[str, Any]:
    prefetch = prefetch_of(resources_of(case), templates)
    named = {*case.raw.entries, *case.raw.instead, *case.left_out}
    if unknown := named - prefetch.keys():
        raise ValueError(f"discovery lists no prefetch key {min(unknown)}")
    for key, entries in case.raw.entries.items():
        found = [entry["resource"] for entry in prefetch[key].get("entry", ())]
        prefetch[key] = searchset(found, [json.loads(entry) for entry in entries])
    prefetch |= {key: json.loads(text) for key, text in case.raw.instead.items()}
    return {key: value for key, value in prefetch.items() if key not in case.left_out}
