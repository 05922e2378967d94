"""The services that our policies are about, and how an order, a contact or a plan names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from criteria.policy import ServiceCode
from mappings.codes.billing_codes import MODIFIERS, names_its_system
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
    """Services by their codes, and by the codes and texts that a site uses for them."""

    def __init__(
        self, services: Iterable[ServiceCode], systems: CodeSystems, orders: Orders = _NO_ORDERS
    ) -> None:
        self._systems = systems
        self._uris = {each.code: systems.named(each.system) for each in services}
        self.codes = frozenset(self._uris)
        billed = [code for code in self.codes if self._is_billed(code)]
        self._written = re.compile(f"({'|'.join(sorted(map(re.escape, billed))) or '(?!)'}){MODIFIERS}")
        self._notes = {code: self._notes_of(code) for code in self.codes}
        ordered = [(code, service) for service, named in orders.items() for code in named.orderables]
        contacts = [(code, service) for service, named in orders.items() for code in named.contacts]
        self._ordered, self._contacts = LocalCodes(ordered, systems), LocalCodes(contacts, systems)

    def _is_billed(self, code: str) -> bool:
        """Whether it is of HCPCS or CPT, whose codes stand with modifiers, and under each other's system."""
        return self._uris[code] in (self._systems.uris[HCPCS], self._systems.uris[CPT])

    def _notes_of(self, code: str) -> Mapping[str, str]:
        """By the systems under which the code names its service, what a reader should know of that."""
        own = self._uris[code]
        if not self._is_billed(code):
            return {own: ""}
        names = {self._systems.uris[HCPCS]: "HCPCS", self._systems.uris[CPT]: "CPT"}
        notes = {
            uri: f"its code stands under {name}'s system, not {names[own]}'s" for uri, name in names.items()
        }
        if names_its_system(code):
            notes[""] = f"its code stands without a code system, which is {names[own]}'s here"
        return {**notes, own: ""}

    def token(self, service: str) -> Token:
        """The code of a service as it is emitted."""
        return Token(self._uris[service], service)

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
        contacts = (self.token(service) for service, _ in self._contacts.of(concept))
        yield from dict.fromkeys((*ordered, *contacts))

    def described_by(self, concept: object) -> Iterator[NamedService]:
        """Our services among the codings of a CodeableConcept, each once, by the coding that says it best."""
        found: dict[str, str] = {}
        for coding in codings(concept):
            code = self.code_in(code_of(coding))
            note = self._notes[code].get(self._systems.canonical(coding.system)) if code else None
            if note is not None:
                found[code] = min(found.get(code, note), note)
        for service, token in self._ordered.of(concept):
            found.setdefault(service, f"the site's file says that {token.code} is {service}")
        for code, note in found.items():
            yield NamedService(self.token(code), note)

    def is_named(self, token: Token) -> bool:
        """Whether a code names a service wherever it stands, without a site's file."""
        code = self.code_in(token.code)
        return bool(code) and token.system in self._notes[code]

    def code_in(self, written: str) -> str:
        """The code of ours that a code is, a billed one with or without modifiers; empty for any other."""
        found = self._written.fullmatch(written.strip().upper())
        return found[1] if found else written.strip() if written.strip() in self.codes else ""
