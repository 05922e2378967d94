"""Validates the few resources that became evidence with `fhir.resources`; it annotates and never decides.

Never the whole prefetch: a full validation costs 0.2-0.5 ms a resource. FHIR
4.3 (R4B) stands in for R4, which `fhir.resources` 8 does not have; the two
agree on every resource type we read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import Raw, Struct
from pydantic import ValidationError

from criteria.gaps import Gap, GapKind
from mappings.fhir.resources import ABSENT, Scalar, list_of

T = TypeVar("T", bound=Struct)


class _Body(Struct):
    prefetch: dict[str, Raw] | None = None


class _Entry(Struct):
    resource: Raw = ABSENT


class _Bundle(Struct):
    entry: list[_Entry | list[Any] | Scalar] | dict[str, Any] | Scalar = None


class _Identity(Struct):
    resourceType: Any = None
    id: Any = None


def validate_evidence(body: bytes, references: Collection[str]) -> list[Gap]:
    """A gap for each cited resource that is not valid FHIR, naming the element and never its content.

    `body` is a request that was decoded before; `references` are `Type/id`.
    """
    request = _decoded(body, _Body) or _Body()
    gaps: dict[str, Gap] = {}
    for resource in (found for slot in (request.prefetch or {}).values() for found in _resources(slot)):
        reference = _reference(resource)
        if reference in references and reference not in gaps and (problem := _problem(resource)):
            gaps[reference] = Gap(reference, GapKind.INVALID, f": {problem}")
    return list(gaps.values())


def _resources(slot: Raw) -> Iterator[Raw]:
    yield slot
    if bundle := _decoded(slot, _Bundle):
        yield from (entry.resource for entry in list_of(bundle.entry, _Entry) if entry.resource is not ABSENT)


def _reference(resource: Raw) -> str:
    identity = _decoded(resource, _Identity)
    return f"{identity.resourceType}/{identity.id}" if identity else ""


def _decoded(content: bytes | Raw, kind: type[T]) -> T | None:
    """The content, where it is of that form, and does not nest too deep to be decoded from here."""
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.ValidationError, RecursionError):
        return None


def _problem(resource: Raw) -> str:
    from fhir.resources.R4B import get_fhir_model_class

    try:
        content = msgspec.json.decode(resource)
        get_fhir_model_class(content["resourceType"]).model_validate(content)
    except msgspec.ValidationError:
        return "it holds a number that is out of range"
    except RecursionError:
        return "it nests too deep to be validated"
    except KeyError:
        return "it holds a resource type that R4 does not know"
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(step) for step in first["loc"])
        more = f", and {error.error_count() - 1} more" if error.error_count() > 1 else ""
        return f"{path} ({first['type']}){more}"
    return ""
