"""The record of one patient: what was sent along, completed at the EHR's FHIR server.

A hook call and the worksheet go this one way to it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from criteria.gaps import Gap, GapKind
from mappings.fhir.resources import Resource
from mappings.record.patient_record import PatientRecord
from mappings.record.read_record import read_record
from service.ehr.complete_prefetch import PrefetchCompleter, PrefetchValues, Searched, lacking_searches
from service.ehr.fhir_client import Access
from service.errors import Malformed, PreconditionFailed
from service.review.question import Question
from service.review.site import Site

_MAX_LOOKS_FOR_PRACTITIONERS = 2
"""The second is for the holder of a role, where the server did not send both at once."""
_MAX_PRACTITIONERS = 8
"""So many are asked for at a look; the license of any other who decides is unread."""


class Chart(NamedTuple):
    """One patient's chart: by which site's rules and on which day it is read, and the way to it.

    Without access nothing is asked of its server; `server` is the FHIR server that the caller names.
    """

    patient_id: str
    site: Site
    on: date
    completer: PrefetchCompleter
    access: Access | None = None
    server: str = ""


class Gathered(NamedTuple):
    """The searches that were made for a record, and the seconds they took together."""

    searches: tuple[Searched, ...] = ()
    seconds: float = 0.0


class NoPatient(PreconditionFailed):
    """The Patient was neither sent nor to be had; the searches that were made tell the log why."""

    def __init__(self, searches: Iterable[Searched], unlisted_server: str) -> None:
        super().__init__("the Patient is needed", "prefetch.patient")
        self.searches = tuple(searches)
        self.unlisted_server = unlisted_server


def completed_record(
    chart: Chart, sent: PrefetchValues, question: Question
) -> tuple[PatientRecord, Gathered]:
    """The record for a question: what was sent of it, completed by what that lacks.

    Where only services in progress are asked about and something is to be asked
    of the server, plans and orders come first: for most patients they tell that
    there is nothing to show, and the answer is quick.

    Raises:
        NoPatient: when the Patient cannot be had (CDS Hooks 2.0: 412).
        Malformed: when another patient was sent.
    """
    site = chart.site
    _refuse_other_patient(sent, chart.patient_id, site.searches)
    searches, first = (
        _for_patient(each, chart.patient_id) for each in (site.searches, site.progress_searches)
    )
    gathering = _Gathering(chart, sent)
    if question.in_progress_only and chart.access and lacking_searches(sent, searches):
        gathering.ask(first)
        record = gathering.record()
        if not site.reviewer.may_show(record, chart.on):
            return record, gathering.gathered
        searches = {key: query for key, query in searches.items() if key not in first}
    gathering.ask(searches)
    record = gathering.record()
    for _ in range(_MAX_LOOKS_FOR_PRACTITIONERS if chart.access else 0):
        absent = site.reviewer.absent_practitioners(record, question, chart.on)
        wanted = [(name, query) for name, query in absent.items() if name not in gathering.told]
        if not wanted:
            break
        gathering.ask(dict(wanted[:_MAX_PRACTITIONERS]))
        gathering.leave(name for name, _ in wanted[_MAX_PRACTITIONERS:])
        record = gathering.record()
    return record, gathering.gathered


class _Gathering:
    """What is known of one patient, as more and more is asked of the FHIR server."""

    def __init__(self, chart: Chart, sent: PrefetchValues) -> None:
        self._chart = chart
        self._values = sent
        self._gaps: list[Gap] = []
        self._seconds = 0.0
        self._searches: list[Searched] = []

    def ask(self, searches: Mapping[str, str]) -> None:
        """Ask what of these is lacking."""
        started = time.monotonic()
        values, gaps, made = self._chart.completer.complete(self._values, searches, self._chart.access)
        self._seconds += time.monotonic() - started
        self._values = values
        self._gaps += gaps
        self._searches += made

    def leave(self, names: Iterable[str]) -> None:
        """Say of resources beyond those that are asked for that they were not read."""
        self._gaps += [Gap(name, GapKind.FIRST_RESOURCES, str(_MAX_PRACTITIONERS)) for name in names]

    @property
    def told(self) -> frozenset[str]:
        """What was asked for, or is told as not read."""
        return frozenset((*(each.key for each in self._searches), *(gap.reference for gap in self._gaps)))

    @property
    def gathered(self) -> Gathered:
        """The searches that were made, and the seconds they took together."""
        return Gathered(tuple(self._searches), self._seconds)

    def record(self) -> PatientRecord:
        """The record of what is known so far.

        Raises:
            NoPatient: when the Patient is not.
        """
        chart = self._chart
        mapping = chart.site.reviewer.mapping
        record = read_record(chart.patient_id, self._values, mapping, chart.server, self._gaps)
        if record.patient is None:
            raise NoPatient(self._searches, "" if chart.access else chart.server)
        return record


def _for_patient(searches: Mapping[str, str], patient_id: str) -> dict[str, str]:
    return {key: query.replace("{{context.patientId}}", patient_id) for key, query in searches.items()}


def _refuse_other_patient(sent: Mapping[str, object], patient_id: str, searches: Mapping[str, str]) -> None:
    for key, value in sent.items():
        if type(value) is Resource and value.resourceType == "Patient" and value.id not in (None, patient_id):
            # a key that we did not ask for is the client's own text, which is not repeated
            field = f"prefetch.{key}" if key in searches else "prefetch"
            raise Malformed("this is another patient than context.patientId", field)
