"""Who gave an answer, and whose word settles a question.

A form's `source` answered and its `author` recorded (FHIR R4,
QuestionnaireResponse); what an item or answer says of itself goes before both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from msgspec import Raw

from mappings.fhir.elements import Extension, Identifier, decoded_first, decoded_list
from mappings.fhir.modifiers import is_modified
from mappings.fhir.references import Reference, reference_target
from mappings.fhir.resources import Resource, as_a, is_absent, list_of, string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.record.patient_record import AnswerSource, CodedResource, PatientRecord

Answerer = Literal["practitioner", "patient", "related-person", "related-person-under-21"]
PRACTITIONER: tuple[Answerer, ...] = ("practitioner",)

NOT_SHOWN = ""
"""The kind of one who is named so that it does not show what they are."""
_SOFTWARE = "software"
_ANOTHER = "another"
"""The kind of another patient, and of those who are related to one."""
WHO = {
    "Patient": "the patient",
    "RelatedPerson": "a related person",
    "Organization": "an organization",
    "Device": "a device",
    _SOFTWARE: "software",
    _ANOTHER: "another patient, or somebody related to one",
}
_OF_A_PATIENT = frozenset({"Patient", "RelatedPerson"})
_ITEM_AUTHOR = "http://hl7.org/fhir/StructureDefinition/questionnaireresponse-author"
_ORIGIN = "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin"
_FILLED_IN = frozenset({"auto", "auto-client", "auto-server"})
_BY_HAND = frozenset({"manual", "override"})
_NPI = "http://hl7.org/fhir/sid/us-npi|"


class Named(NamedTuple):
    """One who gave an answer: of which type, who it is, how they are cited and called, the resource if sent.

    `person` is the same for a practitioner and every role of theirs that was sent.
    """

    kind: str
    person: str = ""
    reference: str = ""
    display: str = ""
    resource: Resource | None = None

    @property
    def is_practitioner(self) -> bool:
        """Whether it is a practitioner, in a role or not."""
        return self.kind in ("Practitioner", "PractitionerRole")


def answerers(source: AnswerSource, facts: PatientFacts) -> tuple[Named, ...]:
    """Those who gave an answer; empty where nobody is named."""
    resource, record = source.resource, facts.record
    for extensions in source.extensions:
        if said := _of_extensions(decoded_list(extensions, Extension), resource, record):
            return said
    if resource.resourceType != "QuestionnaireResponse":
        return _of_element(resource.performer, resource, facts)
    answered = resource.author if is_absent(resource.source) else resource.source
    return _of_element(answered, resource, facts)


def named(reference: Reference, within: Resource, record: PatientRecord) -> Named:
    """Whom a reference in a resource names."""
    found = record.resolve(reference, within)
    resource = found.resource if found else None
    role_of = decoded_first(resource.practitioner, Reference) if resource else None
    person = _person(role_of, record.resolve(role_of, resource)) if resource and role_of else ""
    kind = record.type_of(reference, within)
    if kind in _OF_A_PATIENT and record.names_another(reference, within):
        kind = _ANOTHER
    elif kind == "RelatedPerson" and resource and not _is_as_it_says(resource):
        kind = NOT_SHOWN
    return Named(
        kind,
        person or _person(reference, found),
        found.reference if found else reference_target(reference),
        string_or_empty(reference.display),
        resource,
    )


def _is_as_it_says(person: Resource) -> bool:
    """Whether a related person is in active use, and under no modifier that is not understood."""
    return person.active in (None, True) and not is_modified(person)


def is_filled_in(who: Sequence[Named]) -> bool:
    """Whether software filled an answer in, from what is on record."""
    return any(each.kind == _SOFTWARE for each in who)


def objection(
    accepted: Sequence[Answerer], who: Sequence[Named], under_21: bool, unsigned_counts: bool
) -> str:
    """Why an answer by these people does not settle a question; empty when it does.

    A practitioner's word always counts, whoever else took part.
    """
    if any(settles(each, accepted, under_21) for each in who) or (not who and unsigned_counts):
        return ""
    kind = max((each.kind for each in who), default=NOT_SHOWN)
    if kind == NOT_SHOWN:
        return "the record does not say who answered"
    return f"answered by {WHO.get(kind, 'someone who cannot settle it')}, not by a practitioner"


def settles(who: Named, accepted: Sequence[Answerer], under_21: bool) -> bool:
    """Whether the word of one who answered settles a question that these may answer."""
    if who.kind == "Patient":
        return "patient" in accepted
    if who.kind == "RelatedPerson":
        return "related-person" in accepted or ("related-person-under-21" in accepted and under_21)
    return who.is_practitioner


def _of_element(element: Raw, within: Resource, facts: PatientFacts) -> tuple[Named, ...]:
    """Those whom an element refers to; one whose reference cannot be read is named all the same.

    Most answers of a record are by the same people, who are looked up once.
    """
    written = bytes(element)
    if is_absent(element) or written == b"[]":
        return ()
    if b"#" in written:  # of the resource that contains it
        return _of_references(element, within, facts)
    key = (_of_element, written, facts.record.server_of(within))
    if key not in facts.kept:
        facts.kept[key] = _of_references(element, within, facts)
    found: tuple[Named, ...] = facts.kept[key]
    return found


def _of_references(element: Raw, within: Resource, facts: PatientFacts) -> tuple[Named, ...]:
    references = decoded_list(element, Reference)
    return tuple(named(each, within, facts.record) for each in references) or (Named(NOT_SHOWN),)


def _person(reference: Reference, found: CodedResource | None) -> str:
    """Who a reference is to: by their national or any identifier, else by how they are cited."""
    identifiers = [
        f"{string_or_empty(each.system)}|{each.value}"
        for each in decoded_list(found.resource.identifier if found else reference.identifier, Identifier)
        if string_or_empty(each.value)
    ]
    if identifiers:
        return min(identifiers, key=lambda each: (not each.startswith(_NPI), each))
    return found.reference if found else reference_target(reference)


def _of_extensions(
    extensions: Iterable[Extension], within: Resource, record: PatientRecord
) -> tuple[Named, ...]:
    """Those whom the extensions of an item or answer name; software goes before all others."""
    said = [each for extension in extensions for each in _of_extension(extension, within, record)]
    return next(((each,) for each in said if each.kind == _SOFTWARE), tuple(said))


def _of_extension(extension: Extension, within: Resource, record: PatientRecord) -> list[Named]:
    parts = list_of(extension.extension, Extension)
    if extension.url == _ITEM_AUTHOR:
        return [_of_reference(extension, within, record)]
    if extension.url != _ORIGIN:
        return []
    sources = {string_or_empty(part.valueCode) for part in parts if part.url == "source"}
    if sources & _FILLED_IN:
        return [Named(_SOFTWARE)]
    if sources - _BY_HAND:
        return [Named(NOT_SHOWN)]
    return [_origin_author(part, within, record) for part in parts if part.url == "author"]


def _origin_author(author: Extension, within: Resource, record: PatientRecord) -> Named:
    """Who is named in an information-origin: a practitioner, or only a role that names nobody."""
    authors = [part for part in list_of(author.extension, Extension) if part.url == "practitioner"]
    return _of_reference(authors[0] if authors else author, within, record)


def _of_reference(extension: Extension, within: Resource, record: PatientRecord) -> Named:
    reference = as_a(extension.valueReference, Reference)
    return named(reference, within, record) if reference else Named(NOT_SHOWN)
