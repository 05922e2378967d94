"""The record that a call is about: what was sent along, completed at the EHR's FHIR server."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import NamedTuple

from criteria.gaps import Gap
from mappings.fhir.resources import Resource
from mappings.record.patient_record import PatientRecord
from mappings.record.read_record import read_record
from service.ehr.complete_prefetch import Completed, lacking_searches
from service.ehr.fhir_client import Access
from service.errors import Malformed, PreconditionFailed
from service.hooks.caller import Caller
from service.hooks.request import HookRequest
from service.review.question import Question


class Gathered(NamedTuple):
    """How many searches were made for a record, what was wrong with some, and the seconds they took."""

    fetched: int = 0
    failures: tuple[Gap, ...] = ()
    seconds: float = 0.0


def completed_record(
    request: HookRequest, patient_id: str, question: Question, caller: Caller, access: Access | None
) -> tuple[PatientRecord, Gathered]:
    """The record for a question, completed by what the request's prefetch lacks.

    Where only services in progress are asked about and something is to be asked
    of the server, plans and orders come first: for most patients they tell that
    there is nothing to show, and the answer is quick.

    Raises:
        PreconditionFailed: when the Patient cannot be had (CDS Hooks 2.0: 412).
        Malformed: when the prefetch holds another patient.
    """
    sent = request.prefetch or {}
    site, server = caller.site, request.fhirServer or ""
    _refuse_other_patient(sent, patient_id, site.searches)
    searches, first = (_for_patient(each, patient_id) for each in (site.searches, site.progress_searches))
    started = time.monotonic()
    completed = Completed(dict(sent), [], 0)
    if question.in_progress_only and access and lacking_searches(sent, searches):
        completed = caller.completer.complete(sent, first, access)
        asked = time.monotonic() - started
        record = _sorted(completed, patient_id, caller, server)
        if not site.reviewer.may_show(record, caller.evaluation_date(request)):
            return record, Gathered(completed.fetched, tuple(completed.gaps), asked)
        searches = {key: query for key, query in searches.items() if key not in first}
    rest = caller.completer.complete(completed.values, searches, access)
    seconds = time.monotonic() - started
    gaps = [*completed.gaps, *rest.gaps]
    record = _sorted(rest._replace(gaps=gaps), patient_id, caller, server)
    return record, Gathered(completed.fetched + rest.fetched, tuple(gaps) if access else (), seconds)


def _sorted(completed: Completed, patient_id: str, caller: Caller, server: str) -> PatientRecord:
    mapping, gaps = caller.site.reviewer.mapping, completed.gaps
    record = read_record(patient_id, completed.values, mapping, server, gaps)
    if record.patient is None:
        raise PreconditionFailed("the Patient is needed", "prefetch.patient")
    return record


def _for_patient(searches: Mapping[str, str], patient_id: str) -> dict[str, str]:
    return {key: query.replace("{{context.patientId}}", patient_id) for key, query in searches.items()}


def _refuse_other_patient(sent: Mapping[str, object], patient_id: str, searches: Mapping[str, str]) -> None:
    for key, value in sent.items():
        if type(value) is Resource and value.resourceType == "Patient" and value.id not in (None, patient_id):
            # a key that we did not ask for is the client's own text, which is not repeated
            field = f"prefetch.{key}" if key in searches else "prefetch"
            raise Malformed("this is another patient than context.patientId", field)
