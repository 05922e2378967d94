"""Whether an element that we do not know may change what a resource, or a part of it, means.

A modifierExtension or implicitRules that is not understood must not be
ignored (FHIR R4, 2.4.1.3 and 2.11): what carries one is not used. None is
understood here.
"""

from __future__ import annotations

from msgspec import Raw

from mappings.fhir.resources import ABSENT, Resource

_MODIFIED_PART = b'"modifierExtension"'
_PARTS = {
    "CarePlan": "activity",
    "Encounter": "participant",
    "Goal": "target",
    "Practitioner": "qualification",
    "ServiceRequest": "occurrenceTiming",
}
"""The element kept raw whose parts may carry a modifier, by type; `elements` leaves such a part out."""


def is_modified(resource: Resource) -> bool:
    """Whether a resource carries a modifier that is not understood."""
    modifier = resource.modifierExtension
    return resource.implicitRules is not None or (modifier is not ABSENT and has_modifier(modifier))


def has_modified_part(resource: Resource) -> bool:
    """Whether a part that is kept raw does."""
    name = _PARTS.get(resource.resourceType)
    raw = getattr(resource, name) if name else ABSENT
    return raw is not ABSENT and _MODIFIED_PART in bytes(raw)


def has_modifier(raw: Raw) -> bool:
    """Whether a modifierExtension says anything."""
    return raw is not ABSENT and bytes(raw) not in (b"null", b"[]", b"{}")


def says_not_to(do_not_perform: object) -> bool:
    """Whether doNotPerform says that something is not to be done, or cannot be read; false says nothing."""
    return do_not_perform is not None and do_not_perform is not False
