"""Puts the keys of a prefetch into their positions: sent, null, left out, an error, the first page alone."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from service.samples.fhir import Json
from service.simulator.chart import outcome
from service.simulator.recipe import Position

_NO_RIGHT = "the user has no right to see this"


def positions_for(template: str) -> tuple[Position, ...]:
    """The positions that a key can have: what a read brings has no pages."""
    return tuple(each for each in Position if each is not Position.FIRST_PAGE or "?" in template)


def positioned(
    prefetch: Mapping[str, Json | None], positions: Mapping[str, Position], base: str
) -> dict[str, Json | None]:
    """A prefetch with each key in its position; `base` is the FHIR server that a next link leads to."""
    moved: dict[str, Json | None] = {}
    for key in dict.fromkeys((*prefetch, *positions)):
        position = positions.get(key, Position.SENT)
        if position is Position.NULL:
            moved[key] = None
        elif position is Position.ERROR:
            moved[key] = outcome(_NO_RIGHT, "forbidden")
        elif position is not Position.LEFT_OUT and key in prefetch:
            value = prefetch[key]
            moved[key] = first_page(value, base) if position is Position.FIRST_PAGE and value else value
    return moved


def first_page(bundle: Json, base: str) -> Json:
    """The first half of what a search found, with a link to the rest; what is no Bundle stays as it is.

    The link asks for the resources by their ids, so that any FHIR server which holds them can answer it.
    """
    if bundle.get("resourceType") != "Bundle":
        return bundle
    entries = bundle.get("entry", [])
    page, rest = entries[: len(entries) // 2], entries[len(entries) // 2 :]
    left = [each["resource"] for each in rest if "resource" in each]
    kind = left[0].get("resourceType", "Observation") if left else "Observation"
    ids = ",".join(str(each.get("id", "")) for each in left) or "none"
    link = {"relation": "next", "url": f"{base}/{kind}?{urlencode({'_id': ids})}"}
    others = {name: value for name, value in bundle.items() if name not in ("entry", "link")}
    return others | {"link": [link], **({"entry": page} if page else {})}
