"""Quick looks at a resource, to tell most of a record from what matters; each is taken once per request."""

from __future__ import annotations

from msgspec import Raw

from mappings.elements import Reference, first, target_of
from mappings.resources import ABSENT, Concept, codings
from mappings.site_mapping import CRITERIA_INPUT, SiteMapping


class Glance:
    """Whose a resource is, and whether its codes mean anything here."""

    def __init__(self, patient_id: str, mapping: SiteMapping) -> None:
        self._mapping = mapping
        self._own_system = mapping.systems.uris[CRITERIA_INPUT]
        self._names_of_patient = frozenset(prefix + patient_id for prefix in ("Patient/", "urn:uuid:", ""))
        self._owners: dict[bytes, bool] = {}
        self._codes: dict[str, bool] = {}

    def is_own(self, owner: Raw) -> bool:
        """Whether a reference is to the patient, or to nobody."""
        if owner is ABSENT:
            return True
        written = bytes(owner)
        known = self._owners.get(written)
        if known is None:
            target = target_of(first(owner, Reference))
            known = self._owners[written] = not target or target in self._names_of_patient
        return known

    def matters(self, concept: Concept) -> bool:
        """Whether a code may mean something here; most of a record's do not."""
        for coding in codings(concept):
            code = coding.code
            if type(code) is str:
                known = self._codes.get(code)
                if known is None:
                    known = self._codes[code] = self._mapping.knows(code)
                if known or coding.system == self._own_system:
                    return True
        return self._mapping.knows_text(concept)
