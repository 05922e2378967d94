"""Quick looks at a resource, to tell most of a record from what matters; each is taken once per request."""

from __future__ import annotations

from msgspec import Raw

from mappings.codes.code_systems import CRITERIA_INPUT
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.elements import decoded_first
from mappings.fhir.references import Reference, reference_target
from mappings.fhir.resources import ABSENT, Coding, Concept, codings


class RelevanceFilter:
    """Whose a resource is, and whether its codes mean anything here."""

    def __init__(self, patient_id: str, mapping: SiteMapping) -> None:
        self._texts = mapping.meanings.texts
        self._own_system = mapping.systems.uris[CRITERIA_INPUT]
        self._names_of_patient = frozenset(prefix + patient_id for prefix in ("Patient/", "urn:uuid:", ""))
        self._owners: dict[bytes, bool] = {}
        self._known = _Known(mapping)

    def is_own(self, owner: Raw) -> bool:
        """Whether a reference is to the patient, or to nobody."""
        if owner is ABSENT:
            return True
        written = bytes(owner)
        known = self._owners.get(written)
        if known is None:
            target = reference_target(decoded_first(owner, Reference))
            known = self._owners[written] = not target or target in self._names_of_patient
        return known

    def is_relevant(self, concept: Concept) -> bool:
        """Whether a code may mean something here; most of a record's do not."""
        written = concept.coding
        for coding in written if type(written) is list else codings(concept):
            if (
                (type(coding) is Coding or coding is concept)
                and type(coding.code) is str
                and (self._known[coding.code] or coding.system == self._own_system)
            ):
                return True
        words = concept.text
        return type(words) is str and words.strip() in self._texts


class _Known(dict[str, bool]):
    """Whether each code is known, looked up when it is first asked for."""

    def __init__(self, mapping: SiteMapping) -> None:
        super().__init__()
        self._mapping = mapping

    def __missing__(self, code: str) -> bool:
        known = self[code] = self._mapping.meanings.knows(code)
        return known
