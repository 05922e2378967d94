"""The services that our policies are about, and how an order, a contact or a plan names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mappings.codes.code_systems import CPT, HCPCS, CodeSystems, Token
from mappings.fhir.resources import code_of, codings

_MODIFIERS = r"(?:[\s:.,/-]*[A-Z0-9]{2})*"
"""HCPCS modifiers, as they follow a code in one string: H2017-HE, H2017 HO, H2017:HE."""


class NamedService(NamedTuple):
    """A service of ours that a coding names, and what a reader should know of how it does."""

    service: Token
    note: str = ""


class Services:
    """Services by their HCPCS codes."""

    def __init__(self, codes: Iterable[str], systems: CodeSystems) -> None:
        self.codes = frozenset(codes)
        self._written = re.compile(f"({'|'.join(sorted(map(re.escape, self.codes)))}){_MODIFIERS}")
        self._systems = systems
        self._hcpcs = systems.uris[HCPCS]
        self._notes = {
            self._hcpcs: "",
            systems.uris[CPT]: "its code stands under CPT's system, not HCPCS's",
            "": "its code stands without a code system, which is HCPCS's here",
        }

    def named_by(self, concept: object) -> Iterator[Token]:
        """Our services among the codings of a CodeableConcept, each once."""
        for named in self.described_by(concept):
            yield named.service

    def described_by(self, concept: object) -> Iterator[NamedService]:
        """Our services among the codings of a CodeableConcept, each once, by the coding that says it best."""
        found: dict[str, str] = {}
        for coding in codings(concept):
            code = self.code_in(code_of(coding))
            note = self._notes.get(self._systems.canonical(coding.system)) if code else None
            if note is not None:
                found[code] = min(found.get(code, note), note)
        for code, note in found.items():
            yield NamedService(Token(self._hcpcs, code), note)

    def code_in(self, written: str) -> str:
        """The code of ours that a code is, with or without modifiers; empty for any other."""
        found = self._written.fullmatch(written.strip().upper())
        return found[1] if found else ""
