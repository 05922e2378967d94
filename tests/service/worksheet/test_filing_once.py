"""A summary is filed once, however often that is asked for."""

from __future__ import annotations

import pytest

from service.ehr.write_results import Why
from service.worksheet.plan import MayWrite
from service.worksheet.saved import State
from service.worksheet.saving import Saver
from tests.service.worksheet.sheets import CREATING, access
from tests.support.chart import Chart
from tests.support.chart_connections import Fault
from tests.support.chart_faults import answering, honest, killed, refusing
from tests.support.fhir import BASE, PATIENT, Json

SUMMARY: Json = {
    "resourceType": "DocumentReference",
    "identifier": [{"system": f"{BASE}/identifier/summary", "value": "0f3c"}],
    "status": "current",
    "subject": {"reference": f"Patient/{PATIENT}"},
}


@pytest.mark.parametrize(
    "fault", [honest, killed, answering(500)], ids=["answered", "killed", "said to have failed"]
)
def test_filed_twice_it_stands_once(saves: Saver, chart: Chart, fault: Fault) -> None:
    chart.faults.append(fault)
    first = saves.file(SUMMARY, PATIENT, CREATING, access(chart.url))
    second = saves.file(SUMMARY, PATIENT, CREATING, access(chart.url))
    assert (first.state, second.state) == (State.WRITTEN, State.STOOD)
    assert first.reference == second.reference
    assert len(chart.held("DocumentReference")) == 1
    assert chart.writes() == ["POST DocumentReference"]


def test_where_it_may_not_be_created_it_is_not_sent(saves: Saver, chart: Chart) -> None:
    answers_alone = MayWrite(frozenset(("Observation", "QuestionnaireResponse")))
    entry = saves.file(SUMMARY, PATIENT, answers_alone, access(chart.url))
    assert entry.refused is not None
    assert (entry.state, entry.refused.why) == (State.NOT_WRITTEN, Why.NOT_GRANTED)
    assert chart.writes() == []


def test_a_chart_that_takes_no_documents_says_so(saves: Saver, chart: Chart) -> None:
    chart.faults.extend([refusing(405)] * 2)
    entry = saves.file(SUMMARY, PATIENT, CREATING, access(chart.url))
    assert entry.refused is not None
    assert (entry.refused.why, entry.refused.status) == (Why.UNSUPPORTED, 405)
