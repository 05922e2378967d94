"""The OpenAPI document of everything that is served: openapi.yaml, and what the code itself can tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import yaml

from cds_cards.card import DETERMINATION, Card
from cds_cards.determination import DeterminationResult
from mappings.codes.code_systems import Token
from service.hooks.hook import Hook, named

_FILE = Path(__file__).with_suffix(".yaml")
_REFERENCE = "#/components/schemas/"


def openapi(url: str, hooks: Iterable[Hook], services: Sequence[Token]) -> bytes:
    """The document, for a service that is reached at a URL.

    The examples order the services of the policies that are served.
    """
    document = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    call, feedback = (document.pop(name) for name in ("call", "feedback"))
    document["info"]["version"] = version("criteria-cards")
    document["servers"] = [{"url": url}]
    document["components"]["schemas"] |= _answers()
    names = named(service.code for service in services)
    for hook in hooks:
        path = f"/cds-services/{hook.id}"
        document["paths"][path] = {"post": call | _call(hook, services, names)}
        document["paths"][f"{path}/feedback"] = {"post": {"operationId": f"{hook.id}-feedback", **feedback}}
    return msgspec.json.encode(document)


def _call(hook: Hook, services: Sequence[Token], names: str) -> dict[str, Any]:
    schema = {
        "allOf": [{"$ref": f"{_REFERENCE}Request"}],
        "properties": {"hook": {"const": hook.hook}, "context": hook.schema},
    }
    example = {"small": {"value": hook.example_request(services)}}
    return {
        "operationId": hook.id,
        "summary": hook.title.format(services=names),
        "description": hook.description.format(services=names),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "examples": example}},
        },
    }


def _answers() -> dict[str, Any]:
    """The schemas of a card and of the result that travels with it, from their models."""
    _, schemas = msgspec.json.schema_components((Card,), ref_template=f"{_REFERENCE}{{name}}")
    schemas["Card"]["properties"]["extension"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {DETERMINATION: {"$ref": f"{_REFERENCE}{DeterminationResult.__name__}"}},
    }
    return schemas
