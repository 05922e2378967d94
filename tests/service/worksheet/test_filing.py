"""Filing a summary in a chart: once, however often it is tried."""

from __future__ import annotations

from datetime import datetime

import pytest

from mappings.forms.given import Signer
from service.ehr.fhir_client import FhirClient
from service.ehr.write_answers import AnswerWriter
from service.ehr.write_results import Refused, Stands, Why, Written
from service.worksheet.filing import Filed, document_reference, file_document
from service.worksheet.summary_pdf import summary_pdf
from tests.service.worksheet.sheets import access
from tests.service.worksheet.test_summary import MADE
from tests.support.chart import Chart
from tests.support.fhir import BASE, CLINICIAN, PATIENT
from tests.support.pages.summaries import OPEN

WRITER = AnswerWriter(FhirClient())


def file(chart: Chart, made: datetime = MADE) -> Written:
    """File the summary of a sheet with open questions."""
    signer = Signer(CLINICIAN, "Robin Ash, LPC")
    filed = Filed(OPEN, summary_pdf(OPEN, made), BASE, f"Patient/{PATIENT}", "", signer, made)
    return file_document(document_reference(filed), PATIENT, WRITER, access(chart.url))


def test_a_summary_is_filed_and_found_again_when_it_is_filed_later() -> None:
    with Chart() as chart:
        first = file(chart)
        again = file(chart, MADE.replace(hour=23))
        assert isinstance(first, Stands)
        assert isinstance(again, Stands)
        assert (first.is_new, again.is_new) == (True, False)
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
    heeds_conditions: bool, searches_by_identifier: bool
) -> None:
    with Chart(heeds_conditions=heeds_conditions, searches_by_identifier=searches_by_identifier) as chart:
        for _ in range(2):
            assert isinstance(file(chart), Stands)
        assert len(chart.held("DocumentReference")) == 1


def test_a_chart_that_is_away_says_so_and_takes_it_later() -> None:
    with Chart() as chart:
        chart.is_away = True
        refused = file(chart)
        assert isinstance(refused, Refused)
        assert refused.why in (Why.NO_ANSWER, Why.UNREACHABLE)
        chart.is_away = False
        assert isinstance(file(chart), Stands)
        assert len(chart.held("DocumentReference")) == 1
