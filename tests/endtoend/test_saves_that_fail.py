"""A save that fails: no answer is lost, none is doubled, and the page says what stands where."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from service.samples.shipped import ShippedPatient
from tests.endtoend.clinic import Clinic
from tests.endtoend.worksheet_page import WorksheetPage
from tests.support.fhir_stores.gate import Fault, lost_after, lost_before, refusing

COMPLETE = "H2017 PRS adult continued stay: all 5 criteria documented as met; for LPHA review"
ANSWERS = {"outcome-restored": "no", "outcome-sustained": "no"}
MANY = 40
"""More failures than a service tries again for."""


class Failure(NamedTuple):
    """What fails, and how often."""

    fault: Fault
    method: str
    times: int


FAILURES = {
    "the server refuses for now": Failure(refusing(503), "POST", 1),
    "the connection ends before the server has heard of it": Failure(lost_before, "POST", 1),
    "the server has done it, and its answer is lost": Failure(lost_after, "POST", 1),
    "the server is away": Failure(lost_before, "POST", MANY),
    "the server refuses transactions and takes single resources": Failure(refusing(400), "POST", 1),
    "every answer of the server is lost": Failure(lost_after, "POST", MANY),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_after_a_failure_a_second_save_leaves_every_answer_once(failure: Failure, here: Clinic) -> None:
    patient = here.admit("adult-continued-stay")
    with here.opened(here.fire(patient)[0], patient) as sheet:
        answered = sheet.answer_all(ANSWERS)
        here.store.gate.fail(failure.fault, failure.method, times=failure.times)
        sheet.save()
        told = sheet.notices
        kept = here.answers(patient)
        assert ("Written to the chart" in told) == (len(kept) == len(answered)), told
        here.store.gate.mend()
        until_written(sheet)
    assert here.fire(patient)[0]["summary"] == COMPLETE
    assert_once(here, patient, answered)


def test_while_the_chart_cannot_be_read_nothing_is_saved_and_nothing_is_lost(here: Clinic) -> None:
    patient = here.admit("adult-continued-stay")
    with here.opened(here.fire(patient)[0], patient) as sheet:
        answered = sheet.answer_all(ANSWERS)
        here.store.gate.fail(lost_before, "GET", times=MANY)
        sheet.save()
        assert "Written to the chart" not in sheet.notices
        assert here.answers(patient) == []
        here.store.gate.mend()
        until_written(sheet)
    assert here.fire(patient)[0]["summary"] == COMPLETE
    assert_once(here, patient, answered)


def test_what_is_saved_twice_is_there_once(here: Clinic) -> None:
    patient = here.admit("adult-continued-stay")
    with here.opened(here.fire(patient)[0], patient) as sheet:
        answered = sheet.answer_all(ANSWERS)
        sheet.page.locator("#f-attest").check()
        posted = sheet.page.locator("#sheet")
        form = dict(
            posted.evaluate("form => [...new FormData(form).entries()]"),
        )
        target = sheet.page.locator(".bar .btn.first").get_attribute("formaction") or ""
        again = [sheet.page.request.post(f"{here.service.url}{target}", form=form).status for _ in range(2)]
        assert 200 in again
    assert here.fire(patient)[0]["summary"] == COMPLETE
    assert_once(here, patient, answered)


def until_written(sheet: WorksheetPage) -> None:
    """Save as often as it takes, which is not often."""
    for _ in range(3):
        if "Written to the chart" in sheet.notices:
            return
        sheet.save()
    assert "Written to the chart" in sheet.notices, sheet.notices


def assert_once(here: Clinic, patient: ShippedPatient, answered: set[str]) -> None:
    """Every answer stands in the chart once, and so does the form."""
    facts = [each["code"]["coding"][0]["code"] for each in here.answers(patient)]
    assert sorted(facts) == sorted(answered)
    assert len(here.stored(patient, "QuestionnaireResponse")) == 1
