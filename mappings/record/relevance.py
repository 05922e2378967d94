"""Quick looks at a resource, to tell most of a record from what matters; each is taken once per request."""

from __future__ import annotations

from mappings.codes.code_systems import CRITERIA_INPUT
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.resources import Coding, Concept, codings


class RelevanceFilter:
    """Whether the codes of a resource mean anything here."""

    def __init__(self, mapping: SiteMapping) -> None:
        self._texts = mapping.meanings.texts
        self._known = _Known(mapping)
        self._is_own = _Own(mapping)

    def is_relevant(self, concept: Concept) -> bool:
        """Whether a code may mean something here; most of a record's do not."""
        written = concept.coding
        for coding in written if type(written) is list else codings(concept):
            if (
                (type(coding) is Coding or coding is concept)
                and (type(coding.code) is str or type(coding.code) is int)
                and (self._known[coding.code] or (type(coding.system) is str and self._is_own[coding.system]))
            ):
                return True
        words = concept.text
        return type(words) is str and words.strip() in self._texts


class _Known(dict[str | int, bool]):
    """Whether each code is known, looked up when it is first asked for."""

    def __init__(self, mapping: SiteMapping) -> None:
        super().__init__()
        self._mapping = mapping

    def __missing__(self, code: str | int) -> bool:
        known = self[code] = self._mapping.meanings.knows(str(code))
        return known


class _Own(dict[str, bool]):
    """Whether each code system is that of our own inputs, in whatever spelling."""

    def __init__(self, mapping: SiteMapping) -> None:
        super().__init__()
        self._mapping = mapping

    def __missing__(self, system: str) -> bool:
        own = CRITERIA_INPUT in system.lower()  # which spares most systems the longer look
        own = self[system] = own and self._mapping.systems.canonical(system) == self._mapping.own_system
        return own
