"""Whose a resource is: its subject has to be this patient, and what it is about too.

Ids tell people apart on one server only. What cannot be told is said and left
out; "another patient" is said only where that is known. A resource without
any subject counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Raw

from criteria.gaps import GapKind
from mappings.fhir.elements import Identifier, decoded_first, decoded_list
from mappings.fhir.references import Reference, References, stated_type
from mappings.fhir.resources import ABSENT, Resource, is_absent, string_or_empty
from mappings.fhir.servers import Literal, Sent, Servers, literal

_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_FOCUS_CODE = b"observation-focusCode"
_PEOPLE = frozenset({"Patient", "RelatedPerson", "Person", "Practitioner", "PractitionerRole", "Group"})


class Subject(NamedTuple):
    """Why a resource is not this patient's; without a kind, it is."""

    problem: GapKind | None = None
    detail: str = ""


OWN = Subject()
_KNOWN_OTHERS = (GapKind.OF_ANOTHER_PATIENT, GapKind.OF_ANOTHER_SERVER, GapKind.OF_ANOTHER_IDENTIFIER)
_UNREADABLE = Subject(GapKind.OF_UNREADABLE_SUBJECT)


class Whose:
    """Tells the resources of one patient from those of others.

    `patient` is the Patient of the request, `patients` are all that were sent.
    """

    def __init__(
        self,
        patient_id: str,
        patient: Sent | None,
        patients: Sequence[Sent],
        servers: Servers,
        references: References,
    ) -> None:
        self._patient_id = patient_id
        self._servers = servers
        self._references = references
        self._own_urls = frozenset(_urls(patient_id, patient))
        self._others_urls = frozenset(each.full_url for each in patients) - self._own_urls - {""}
        self._identifiers = frozenset(_identifiers(patient.resource.identifier)) if patient else frozenset()
        self._judged: dict[tuple[bytes, str], Subject] = {}

    def judge(self, sent: Sent) -> Subject:
        """Whose a resource is, by its subject, its patient and, of an Observation, its focus."""
        resource = sent.resource
        for owner in (resource.subject, resource.patient):
            if owner is not ABSENT and (subject := self._of(owner, sent)) is not OWN:
                return subject
        is_plain = resource.focus is ABSENT and resource.extension is ABSENT
        return OWN if is_plain or resource.resourceType != "Observation" else self._about(sent)

    def names_another(self, reference: Reference, within: Sent) -> bool:
        """Whether a reference is known to be to another patient, or to somebody related to another."""
        if self._by_reference(reference, within).problem in _KNOWN_OTHERS:
            return True
        found = self._references.find(reference, within)
        return found is not None and self._is_of_another(found)

    def is_order_of_another(self, order: Resource) -> bool:
        """Whether a draft order's subject is known to be another patient.

        What cannot be told is this chart's own. The entry of a draft has no
        server, whatever its fullUrl says.
        """
        problem = self.judge(Sent(order)).problem
        is_elsewhere = problem is GapKind.OF_ANOTHER_SERVER and self._servers.own_is_told
        return is_elsewhere or problem in (GapKind.OF_ANOTHER_PATIENT, GapKind.OF_ANOTHER_IDENTIFIER)

    def _of(self, owner: Raw, sent: Sent) -> Subject:
        """Whom an element names; the same words on the same server name the same."""
        key = (bytes(owner), self._servers.of(sent))
        known = self._judged.get(key)
        if known is None:
            known = OWN if is_absent(owner) else self._named(decoded_list(owner, Reference), sent)
            if b"#" not in key[0]:  # what a resource contains is its own
                self._judged[key] = known
        return known

    def _named(self, references: Sequence[Reference], sent: Sent) -> Subject:
        found = [self._by_reference(each, sent) for each in references] or [_UNREADABLE]
        return next((each for each in found if each.problem), OWN)

    def _by_reference(self, reference: Reference, sent: Sent) -> Subject:
        identifier = decoded_first(reference.identifier, Identifier)
        if reference.reference is None:
            return self._by_identifier(identifier) if identifier else _UNREADABLE
        if reference.type is not None and stated_type(reference) != "Patient":
            return _UNREADABLE  # it points to one type, and says another
        subject = self._by_text(string_or_empty(reference.reference), sent)
        if subject is OWN and identifier and self._contradicts(identifier):
            return Subject(GapKind.OF_ANOTHER_IDENTIFIER)
        return subject

    def _by_text(self, text: str, sent: Sent) -> Subject:
        if text in self._own_urls:
            return OWN
        if text in self._others_urls:
            return Subject(GapKind.OF_ANOTHER_PATIENT)
        if text.startswith("#"):
            return self._by_contained(text, sent)
        parts = literal(text)
        return self._by_parts(parts, sent) if parts else _UNREADABLE

    def _by_parts(self, parts: Literal, sent: Sent) -> Subject:
        if parts.kind != "Patient":
            return Subject(GapKind.OF_NO_PATIENT, parts.kind)
        if self._servers.name(parts.base) if parts.base else self._servers.of(sent):
            return Subject(GapKind.OF_ANOTHER_SERVER)
        return OWN if parts.identity == self._patient_id else Subject(GapKind.OF_ANOTHER_PATIENT)

    def _by_contained(self, text: str, sent: Sent) -> Subject:
        """A contained Patient has no identity of its own but the identifiers it carries."""
        found = self._references.find(Reference(text), sent)
        if found is None or found.resource.resourceType != "Patient":
            return _UNREADABLE
        carried = decoded_list(found.resource.identifier, Identifier)
        if any(self._contradicts(each) for each in carried):
            return Subject(GapKind.OF_ANOTHER_IDENTIFIER)
        return OWN if self._identifiers.intersection(map(_pair, carried)) else _UNREADABLE

    def _by_identifier(self, identifier: Identifier) -> Subject:
        if not string_or_empty(identifier.value):
            return _UNREADABLE
        return OWN if _pair(identifier) in self._identifiers else Subject(GapKind.OF_ANOTHER_IDENTIFIER)

    def _contradicts(self, identifier: Identifier) -> bool:
        """Whether an identifier beside a reference is another one than the patient has in its system."""
        system, value = _pair(identifier)
        systems = {carried for carried, _ in self._identifiers}
        return bool(system and value) and system in systems and (system, value) not in self._identifiers

    def _about(self, sent: Sent) -> Subject:
        """Whom an Observation is about: its focus, if it has one, in place of its subject."""
        resource = sent.resource
        if _FOCUS_CODE in bytes(resource.extension):
            return Subject(GapKind.ABOUT_SOMEONE_ELSE)
        if is_absent(resource.focus) or bytes(resource.focus) == b"[]":
            return OWN
        foci = decoded_list(resource.focus, Reference)
        problems = [self._focus(each, sent) for each in foci] or [GapKind.ABOUT_UNREADABLE]
        return next((Subject(each) for each in problems if each), OWN)

    def _focus(self, focus: Reference, sent: Sent) -> GapKind | None:
        kind = self._references.type_of(focus, sent)
        if not kind:
            return GapKind.ABOUT_UNREADABLE
        if kind in _PEOPLE:
            is_own = kind == "Patient" and not self._by_reference(focus, sent).problem
            return None if is_own else GapKind.ABOUT_SOMEONE_ELSE
        found = self._references.find(focus, sent)
        return GapKind.ABOUT_SOMEONE_ELSE if found and self._is_of_another(found) else None

    def _is_of_another(self, sent: Sent) -> bool:
        owners = (sent.resource.subject, sent.resource.patient)
        return any(
            not is_absent(owner) and self._of(owner, sent).problem in _KNOWN_OTHERS for owner in owners
        )


def _urls(patient_id: str, patient: Sent | None) -> Iterator[str]:
    """What names the Patient wherever it stands: its fullUrl, and its id where that is a UUID."""
    if patient and patient.full_url:
        yield patient.full_url
    if _UUID.fullmatch(patient_id):
        yield f"urn:uuid:{patient_id}"


def _identifiers(raw: Raw) -> Iterator[tuple[str, str]]:
    return (pair for each in decoded_list(raw, Identifier) if (pair := _pair(each))[1])


def _pair(identifier: Identifier) -> tuple[str, str]:
    return string_or_empty(identifier.system).strip(), string_or_empty(identifier.value).strip()
