"""The services that our policies are about, and how an order, a contact or a plan names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from mappings.codes.billing_codes import MODIFIERS
from mappings.codes.code_systems import CPT, HCPCS, CodeSystems, Token
from mappings.codes.site_codes import LocalCodes
from mappings.codes.site_orders import Orders
from mappings.fhir.resources import code_of, codings

_NO_ORDERS: Orders = MappingProxyType({})


class NamedService(NamedTuple):
    """A service of ours that a coding names, and what a reader should know of how it does."""

    service: Token
    note: str = ""


class Services:
    """Services by their HCPCS codes, and by the codes and texts that a site uses for them."""

    def __init__(self, codes: Iterable[str], systems: CodeSystems, orders: Orders = _NO_ORDERS) -> None:
        self.codes = frozenset(codes)
        self._written = re.compile(f"({'|'.join(sorted(map(re.escape, self.codes)))}){MODIFIERS}")
        self._systems = systems
        self._hcpcs = systems.uris[HCPCS]
        self._notes: Mapping[str, str] = {
            self._hcpcs: "",
            systems.uris[CPT]: "its code stands under CPT's system, not HCPCS's",
            "": "its code stands without a code system, which is HCPCS's here",
        }
        ordered = [(code, service) for service, named in orders.items() for code in named.orderables]
        contacts = [(code, service) for service, named in orders.items() for code in named.contacts]
        self._ordered, self._contacts = LocalCodes(ordered, systems), LocalCodes(contacts, systems)

    @property
    def site_codes(self) -> Iterator[Token]:
        """The codes that the site uses for services."""
        return chain(self._ordered.tokens, self._contacts.tokens)

    @property
    def site_texts(self) -> Iterator[str]:
        """The texts that the site uses for services."""
        return chain(self._ordered.texts, self._contacts.texts)

    def named_by(self, concept: object) -> Iterator[Token]:
        """Our services among the codings of a CodeableConcept, each once."""
        for named in self.described_by(concept):
            yield named.service

    def given_at(self, concept: object) -> Iterator[Token]:
        """Our services that the code of a contact names, each once: as orders do, or as only contacts do."""
        ordered = list(self.named_by(concept))
        contacts = (Token(self._hcpcs, service) for service, _ in self._contacts.of(concept))
        yield from dict.fromkeys((*ordered, *contacts))

    def described_by(self, concept: object) -> Iterator[NamedService]:
        """Our services among the codings of a CodeableConcept, each once, by the coding that says it best."""
        found: dict[str, str] = {}
        for coding in codings(concept):
            code = self.code_in(code_of(coding))
            note = self._notes.get(self._systems.canonical(coding.system)) if code else None
            if note is not None:
                found[code] = min(found.get(code, note), note)
        for service, token in self._ordered.of(concept):
            found.setdefault(service, f"the site's file says that {token.code} is {service}")
        for code, note in found.items():
            yield NamedService(Token(self._hcpcs, code), note)

    def is_named(self, token: Token) -> bool:
        """Whether a code names a service wherever it stands, without a site's file."""
        return token.system in self._notes and bool(self.code_in(token.code))

    def code_in(self, written: str) -> str:
        """The code of ours that a code is, with or without modifiers; empty for any other."""
        found = self._written.fullmatch(written.strip().upper())
        return found[1] if found else ""
