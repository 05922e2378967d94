"""The OpenAPI document of everything that is served: openapi.yaml, and what the code itself can tell."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import yaml

from cds_cards.build import DeterminationResult
from cds_cards.card import DETERMINATION, Card
from service.hooks.registry import HOOKS, Hook

_FILE = Path(__file__).with_suffix(".yaml")
_REFERENCE = "#/components/schemas/"
_INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"


@cache
def openapi(url: str) -> bytes:
    """The document, for a service that is reached at a URL; made when it is first asked for.

    Raises:
        KeyError: when the file does not describe one of the hooks.
    """
    document = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    call, feedback, hooks = (document.pop(name) for name in ("call", "feedback", "hooks"))
    document["info"]["version"] = version("criteria-cards")
    document["servers"] = [{"url": url}]
    document["components"]["schemas"] |= _answers()
    for hook in HOOKS.values():
        path = f"/cds-services/{hook.id}"
        document["paths"][path] = {"post": call | _call(hook, **hooks[hook.hook])}
        document["paths"][f"{path}/feedback"] = {"post": {"operationId": f"{hook.id}-feedback", **feedback}}
    return msgspec.json.encode(document)


def _call(hook: Hook, context: Any, example: Any) -> dict[str, Any]:
    schema = {
        "allOf": [{"$ref": f"{_REFERENCE}Request"}],
        "properties": {"hook": {"const": hook.hook}, "context": context},
    }
    request = {
        "hook": hook.hook,
        "hookInstance": _INSTANCE,
        "context": {"userId": "Practitioner/1", "patientId": "1", **example},
        "prefetch": {"patient": {"resourceType": "Patient", "id": "1", "birthDate": "1984-05-17"}},
    }
    content = {"application/json": {"schema": schema, "examples": {"small": {"value": request}}}}
    return {
        "operationId": hook.id,
        "summary": hook.title,
        "description": hook.description,
        "requestBody": {"required": True, "content": content},
    }


def _answers() -> dict[str, Any]:
    """The schemas of a card and of the result that travels with it, from their models."""
    card = Card.model_json_schema(ref_template=f"{_REFERENCE}{{model}}")
    schemas = card.pop("$defs")
    _, results = msgspec.json.schema_components((DeterminationResult,), ref_template=f"{_REFERENCE}{{name}}")
    card["properties"]["extension"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {DETERMINATION: {"$ref": f"{_REFERENCE}{DeterminationResult.__name__}"}},
    }
    return {**schemas, **results, "Card": card}
