"""The record behind a package: as it was sent, or read at the EHR's FHIR server; a form does without."""

from __future__ import annotations

from mappings.fhir.resources import Entry, Resource, list_of
from mappings.record.patient_record import PatientRecord
from service.hooks.completed_record import Chart, NoPatient, completed_record
from service.hooks.whole_record import as_prefetch
from service.review.question import Question


def known_record(chart: Chart, question: Question, sent: Resource | None) -> PatientRecord | None:
    """The record that was sent, taken for the whole of it; else what the FHIR server gives without a token;
    None where it gives none.

    Raises:
        NoPatient: when the record that was sent lacks the Patient.
        Malformed: when it is of another patient.
    """
    if sent is not None:
        alone = chart._replace(access=None)
        entries = [each for each in list_of(sent.entry, Entry) if type(each.resource) is Resource]
        return completed_record(alone, as_prefetch(entries, chart.site.searches), question)[0]
    if chart.access is None:
        return None
    try:
        return completed_record(chart, {}, question)[0]
    except NoPatient:
        return None
