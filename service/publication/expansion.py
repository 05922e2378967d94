"""ValueSet/$expand: the codes of a published value set, all of them or those that a text is found in."""

from __future__ import annotations

from mappings.forms.given import Json


def expanded(value_set: Json, text: str = "", offset: int = 0, count: int | None = None) -> Json:
    """The value set with its expansion narrowed to a page of the codes whose code or display has a text."""
    whole = value_set["expansion"]
    found = [each for each in whole["contains"] if _has(each, text.strip().lower())]
    page = found[offset:] if count is None else found[offset : offset + count]
    parameters = [{"name": "filter", "valueString": text}] if text else []
    expansion = {
        **whole,
        "total": len(found),
        "offset": offset,
        **({"parameter": parameters} if parameters else {}),
        "contains": page,
    }
    if not page:
        del expansion["contains"]  # FHIR has no empty lists
    return {**value_set, "expansion": expansion}


def _has(coding: Json, text: str) -> bool:
    return text in coding["code"].lower() or text in coding["display"].lower()
