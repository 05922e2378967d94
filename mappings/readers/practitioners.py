"""What the record shows of a practitioner's licence; only a site can say which qualification is an LPHA's."""

from __future__ import annotations

from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.elements import Qualification, decoded_first, decoded_list
from mappings.fhir.references import Reference
from mappings.fhir.resources import Concept, Resource, list_of
from mappings.record.patient_record import PatientRecord


def lpha_note(resource: Resource, record: PatientRecord, mapping: SiteMapping) -> str:
    """A note where a performer or author holds a qualification that the site lists as an LPHA's."""
    if not mapping.lpha_qualifications:
        return ""
    references = decoded_list(resource.performer, Reference) or decoded_list(resource.author, Reference)
    if any(is_lpha(reference, record, mapping) for reference in references):
        return f"by {mapping.words.reviewer}, as the site lists qualifications"
    return ""


def is_lpha(reference: Reference | None, record: PatientRecord, mapping: SiteMapping) -> bool:
    """Whether a practitioner, or the one whose role it is, was sent with a qualification the site lists."""
    found = record.find(reference) if mapping.lpha_qualifications else None
    if found is None:
        return False
    person = record.find(decoded_first(found.resource.practitioner, Reference))
    credentials = [*_credentials(found.resource), *(_credentials(person.resource) if person else ())]
    return any(mapping.terminology.has_any(concept, mapping.lpha_qualifications) for concept in credentials)


def _credentials(resource: Resource) -> list[Concept]:
    """Practitioner.qualification.code, PractitionerRole.code and PractitionerRole.specialty."""
    qualifications = decoded_list(resource.qualification, Qualification)
    return [
        *(concept for q in qualifications for concept in list_of(q.code, Concept)),
        *list_of(resource.code, Concept),
        *decoded_list(resource.specialty, Concept),
    ]
