"""Filing a summary in a chart: once, however often it is tried."""

from __future__ import annotations

from datetime import datetime

import pytest

from mappings.forms.given import Signer
from service.worksheet.filing import Filed, document_reference
from service.worksheet.saved import SavedEntry, State
from service.worksheet.saving import Saver
from service.worksheet.summary_pdf import summary_pdf
from tests.service.worksheet.sheets import CREATING, access
from tests.service.worksheet.test_summary import MADE
from tests.support.chart import Chart
from tests.support.fhir import BASE, CLINICIAN, PATIENT
from tests.support.pages.summaries import OPEN


def file(saves: Saver, chart: Chart, made: datetime = MADE) -> SavedEntry:
    """File the summary of a sheet with open questions."""
    signer = Signer(CLINICIAN, "Robin Ash, LPC")
    filed = Filed(OPEN, summary_pdf(OPEN, made), BASE, f"Patient/{PATIENT}", "", signer, made)
    return saves.file(document_reference(filed), PATIENT, CREATING, access(chart.url))


def test_a_summary_is_filed_and_found_again_when_it_is_filed_later(saves: Saver, chart: Chart) -> None:
    first, again = file(saves, chart), file(saves, chart, MADE.replace(hour=23))
    assert (first.state, again.state) == (State.WRITTEN, State.STOOD)
    assert again.reference == first.reference
    assert len(chart.held("DocumentReference")) == 1


@pytest.mark.parametrize(
    ("heeds_conditions", "searches_by_identifier"),
    [
        pytest.param(False, True, id="create on a condition"),
        pytest.param(True, False, id="search by identifier"),
    ],
)
def test_a_chart_that_cannot_do_one_of_two_things_still_holds_it_once(
    heeds_conditions: bool, searches_by_identifier: bool, saves: Saver
) -> None:
    able = Chart(heeds_conditions=heeds_conditions, searches_by_identifier=searches_by_identifier)
    with able as chart:
        assert all(file(saves, chart).is_done for _ in range(2))
        assert len(chart.held("DocumentReference")) == 1


def test_a_chart_that_is_away_takes_it_later(saves: Saver, chart: Chart) -> None:
    chart.is_away = True
    assert not file(saves, chart).is_done
    chart.is_away = False
    assert file(saves, chart).is_done
    assert len(chart.held("DocumentReference")) == 1
