"""Short ways to write the Bundles and the refusals that an EHR sends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.support.fhir import SERVER, Json


def bundle(*resources: Any, **elements: Any) -> Json:
    """A Bundle of these resources, whatever they are; a searchset unless told otherwise."""
    entries = [{"fullUrl": _url(each), "resource": each} for each in resources]
    stated = {"type": "searchset", "entry": entries} | elements
    return {"resourceType": "Bundle"} | {name: each for name, each in stated.items() if each is not None}


def collection(*resources: Json) -> Json:
    """A Bundle as the draft orders of a hook's context come; without resources it has no entry."""
    found: Json = {"resourceType": "Bundle", "type": "collection"}
    return found | {"entry": [{"resource": each} for each in resources]} if resources else found


def searchset(*resources: Json, further: Sequence[Any] = (), next_url: str = "") -> Json:
    """A page of what a search found, with further entries as they are; without any entry it has none."""
    found: Json = {"resourceType": "Bundle", "type": "searchset", "total": len(resources)}
    if next_url:
        found["link"] = [{"relation": "next", "url": next_url}]
    matches = [{"fullUrl": _url(each), "resource": each, "search": {"mode": "match"}} for each in resources]
    return found | {"entry": [*matches, *further]} if matches or further else found


def operation_outcome(code: str = "forbidden", severity: str = "error", **more: Any) -> Json:
    """What an EHR sends where it refuses, or has something to say of a search."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code, **more}]}


def _url(entry: Any) -> str:
    identity = entry.get("id", "none") if isinstance(entry, dict) else "none"
    return f"{SERVER}/{entry['resourceType'] if isinstance(entry, dict) else 'x'}/{identity}"
