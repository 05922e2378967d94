"""The record behind a package: as it was sent, or read at the EHR's FHIR server; a form does without."""

from __future__ import annotations

from mappings.fhir.resources import Entry, Resource, list_of
from mappings.record.patient_record import PatientRecord
from service.ehr.complete_prefetch import PrefetchValues
from service.hooks.completed_record import Chart, NoPatient, completed_record
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
        return completed_record(alone, _as_prefetch(sent, chart), question)[0]
    if chart.access is None:
        return None
    try:
        return completed_record(chart, {}, question)[0]
    except NoPatient:
        return None


def _as_prefetch(bundle: Resource, chart: Chart) -> PrefetchValues:
    """The record by the searches that would have found it; what none looks for comes along as well."""
    entries = [each for each in list_of(bundle.entry, Entry) if type(each.resource) is Resource]
    found: PrefetchValues = {"record": _bundle(entries)}
    for key, query in chart.site.searches.items():
        kind, is_search, _ = query.partition("?")
        of_kind = [each for each in entries if _kind(each) == kind.partition("/")[0]]
        found[key] = _bundle(of_kind) if is_search else next((each.resource for each in of_kind), None)
    return found


def _bundle(entries: list[Entry]) -> Resource:
    return Resource(resourceType="Bundle", type="searchset", entry=list(entries))


def _kind(entry: Entry) -> object:
    return entry.resource.resourceType if type(entry.resource) is Resource else None
