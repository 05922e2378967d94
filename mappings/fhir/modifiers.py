"""Whether an element that we do not know may change what a resource, or a part of it, means.

A modifierExtension or implicitRules that is not understood must not be
ignored (FHIR R4, 2.4.1.3 and 2.11): what carries one is not used. None is
understood here.
"""

from __future__ import annotations

from operator import attrgetter

from msgspec import Raw

from mappings.fhir.resources import ABSENT, Resource

_MODIFIED_PART = b'"modifierExtension"'
_parts_of = attrgetter("activity", "participant", "qualification", "target", "occurrenceTiming")
"""The elements kept raw whose parts may carry a modifier; `elements` leaves such a part out."""


def is_modified(resource: Resource) -> bool:
    """Whether a resource carries a modifier that is not understood."""
    return resource.implicitRules is not None or has_modifier(resource.modifierExtension)


def has_modified_part(resource: Resource) -> bool:
    """Whether a part that is kept raw does."""
    sent = [raw for raw in _parts_of(resource) if raw is not ABSENT]
    return bool(sent) and any(_MODIFIED_PART in bytes(raw) for raw in sent)


def has_modifier(raw: Raw) -> bool:
    """Whether a modifierExtension says anything."""
    return raw is not ABSENT and bytes(raw) not in (b"null", b"[]", b"{}")
