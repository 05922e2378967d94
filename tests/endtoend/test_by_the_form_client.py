"""The same answers by an EHR's own form client (DTR) give the same card as by the worksheet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.samples.shipped import ShippedPatient
from tests.endtoend.clinic import IMANI, Clinic
from tests.endtoend.worksheet_page import CANNOT_TELL
from tests.service.dtr.form_client import Answers, Origin, completed, extracted
from tests.support.fhir import Json

PATH = "continued-stay-adult"
WHOLE: Answers = {
    "scope-intensity-documented": "yes",
    "participating": "yes",
    "outcome-restored": "no",
    "outcome-sustained": "no",
}
CASES: dict[str, Answers] = {
    "every question": WHOLE,
    "with one that nobody can tell": {**WHOLE, "participating": CANNOT_TELL},
    "with one left out": {fact: each for fact, each in WHOLE.items() if fact != "participating"},
}


@pytest.mark.parametrize("answers", CASES.values(), ids=CASES)
@pytest.mark.parametrize("is_extracted", [False, True], ids=["as a response", "with its Observations"])
def test_the_card_is_the_same_as_after_the_worksheet(
    answers: Answers, is_extracted: bool, here: Clinic
) -> None:
    theirs, ours = here.admit("adult-continued-stay"), here.admit("adult-continued-stay")
    response, observations = filled_in(here, theirs, answers, Origin("manual", IMANI))
    here.store.load([response, *(observations if is_extracted else ())])
    with here.opened(here.fire(ours)[0], ours) as sheet:
        said = {fact: str(answers.get(fact, "")) for fact in WHOLE}
        sheet.answer_all(said)
        sheet.save()
    assert told(here.fire(theirs)[0]) == told(here.fire(ours)[0])


def test_a_copy_by_software_settles_nothing(here: Clinic) -> None:
    patient = here.admit("adult-continued-stay")
    before = here.fire(patient)[0]
    response, _ = filled_in(here, patient, WHOLE, Origin("auto-client"))
    here.store.load([response])
    assert here.fire(patient)[0]["summary"].partition(".")[0] == before["summary"].partition(".")[0]


def filled_in(
    here: Clinic, patient: ShippedPatient, answers: Answers, origin: Origin
) -> tuple[Json, list[Json]]:
    """What the form client makes of the form: the response, and what it extracts, with ids of its own."""
    package = here.form(patient)
    response = completed(package, answers, PATH, datetime.now(UTC).isoformat(timespec="seconds"), origin)
    response["id"] = f"{patient.patient}-response"
    observations = extracted(package, response)
    return response, [each | {"id": f"{patient.patient}-{n}"} for n, each in enumerate(observations)]


def told(card: Json) -> tuple[str, str]:
    """What a clinician reads on a card."""
    return card["summary"], card["detail"]
