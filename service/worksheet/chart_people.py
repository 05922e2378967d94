"""The people in a chart, as a page calls them: the patient, and who is related to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from mappings.fhir.elements import HumanName, Identifier, decoded_list, decoded_text
from mappings.fhir.modifiers import is_modified
from mappings.fhir.resources import Coding, Concept, Resource, codings, list_of, string_or_empty
from service.worksheet.people import Caregiver

_RECORD_NUMBER = "MR"
"""HL7 v2 table 0203: medical record number."""


class _Typed(Identifier, gc=False):
    """An Identifier with its type."""

    type: Concept | list[object] | str | int | float | bool | None = None


class Banner(Struct, frozen=True):
    """Who a page is about: the name, family name first, the birth date as on file, sex, record number."""

    name: str = ""
    born: str = ""
    sex: str = ""
    record_number: str = ""


def banner_of(patient: Resource) -> Banner:
    """What a page shows of a Patient."""
    names = decoded_list(patient.name, HumanName)
    return Banner(
        next(filter(None, map(_family_first, names)), ""),
        string_or_empty(patient.birthDate),
        string_or_empty(patient.gender),
        _record_number(patient),
    )


def name_of(person: Resource) -> str:
    """A person's name as the record has it, family name last; empty where it has none."""
    return next(filter(None, map(_whole, decoded_list(person.name, HumanName))), "")


def caregivers_in(found: Iterable[Resource]) -> Iterator[Caregiver]:
    """The RelatedPersons among resources who are in active use and have a name."""
    for each in found:
        is_in_use = each.active in (None, True) and not is_modified(each)
        name = name_of(each)
        if each.resourceType == "RelatedPerson" and string_or_empty(each.id) and is_in_use and name:
            yield Caregiver(f"RelatedPerson/{each.id}", name, relationship_of(each))


def _whole(name: HumanName) -> str:
    return string_or_empty(name.text) or " ".join(filter(None, (*_given(name), string_or_empty(name.family))))


def _family_first(name: HumanName) -> str:
    family, given = string_or_empty(name.family), " ".join(_given(name))
    return f"{family}, {given}" if family and given else _whole(name)


def _given(name: HumanName) -> list[str]:
    return list_of(name.given, str)


def _record_number(patient: Resource) -> str:
    """The identifier that is a record number; none is shown where none says so."""
    for each in decoded_list(patient.identifier, _Typed):
        if any(coding.code == _RECORD_NUMBER for coding in codings(each.type)):
            return string_or_empty(each.value)
    return ""


def relationship_of(person: Resource) -> str:
    """What somebody is to the patient, in the words of the record."""
    for concept in decoded_list(person.relationship, Concept):
        told = [decoded_text(each.display) for each in codings(concept) if isinstance(each, Coding)]
        if said := string_or_empty(concept.text) or next(filter(None, told), ""):
            return said
    return ""
