"""References between resources: what one points to, of which type it is, and how a resource is cited."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from mappings.fhir.resources import Resource, Scalar, string_or_empty


class Reference(Struct, gc=False):
    """A FHIR Reference."""

    reference: Any = None
    type: Any = None


OneReference = Reference | list[Any] | Scalar


def reference_target(reference: Reference | None) -> str:
    """The `Type/id` a Reference points to, also when it is written as a URL or with a version."""
    return relative(string_or_empty(reference.reference)) if reference else ""


def relative(url: str) -> str:
    """`Type/id` out of a literal reference; anything else, such as `#id` or a URN, as it is."""
    if url.count("/") < 2:
        return url.rstrip("/")
    steps = url.partition("/_history/")[0].rstrip("/").split("/")
    return "/".join(steps[-2:])


def reference_type(reference: Reference) -> str:
    """The resource type a Reference points to, or the empty string when it does not show."""
    head, slash, _ = reference_target(reference).partition("/")
    return head if slash else string_or_empty(reference.type)


def reference_to(resource: Resource, full_url: object = None) -> str:
    """`Type/id`; where a resource has no id, its entry's fullUrl."""
    kind, identity = string_or_empty(resource.resourceType), string_or_empty(resource.id)
    return f"{kind}/{identity}" if identity else string_or_empty(full_url) or kind
