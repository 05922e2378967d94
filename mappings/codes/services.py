"""The services that our policies are about, and how an order, a contact or a plan names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mappings.codes.code_systems import HCPCS, CodeSystems, Token
from mappings.fhir.resources import codings, string_or_empty


class Services:
    """Services by their HCPCS codes."""

    def __init__(self, codes: Iterable[str], systems: CodeSystems) -> None:
        self.codes = frozenset(codes)
        self._systems = systems
        self._hcpcs = systems.uris[HCPCS]

    def named_by(self, concept: object) -> Iterator[Token]:
        """Our services among the codings of a CodeableConcept."""
        for coding in codings(concept):
            code = string_or_empty(coding.code).strip().upper()
            if code in self.codes and self._systems.canonical(coding.system) == self._hcpcs:
                yield Token(self._hcpcs, code)
