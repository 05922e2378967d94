"""A member who asks to be discharged: from the card of a continued stay to a card of the discharge."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from service.samples.short_patient import Answer
from tests.endtoend.clinic import Clinic
from tests.support.fhir import Json

STAY, DISCHARGE = "H0024 Peer Support continued stay", "H0024 Peer Support discharge"
REQUESTED = "discharge-requested"


class Stay(NamedTuple):
    """What is on file of a continued stay, and what its card says and calls its link."""

    contacts: tuple[Answer, ...]
    summary: str
    link: str


STAYS = {
    "a stay of which a question is open": Stay(
        (), f"{STAY}: 2 of 3 met. Missing: still needs monthly contacts", "Answer the open question"
    ),
    "a stay of which all is met": Stay(
        (Answer(value="yes"),),
        f"{STAY}: all 3 criteria documented as met; for clinician review",
        "Open the worksheet",
    ),
}


@pytest.mark.parametrize("stay", STAYS.values(), ids=STAYS)
def test_a_request_that_the_member_told_of_becomes_a_card_of_its_own(stay: Stay, here: Clinic) -> None:
    patient = here.admit(
        "peer-support-discharge", {REQUESTED: (), "still-requires-monthly-contact": stay.contacts}
    )
    (card,) = here.fire(patient, "patient-view")
    assert (card["summary"], smart_link(card)) == (stay.summary, stay.link)
    assert "Discharge: no trigger documented, 3 of 3 open." in card["detail"]

    with here.opened(card, patient) as sheet:
        assert sheet.heading == STAY
        sheet.to_discharge()
        assert sheet.heading == DISCHARGE
        assert "Has the member, or for a youth under 21 the caregiver, requested discharge?" in sheet.words
        sheet.answer(discharge_requested="yes")
        sheet.told_by_the_member(REQUESTED)
        sheet.expect_would("1 of 3 triggers documented")
        sheet.save()
        assert "Written to the chart" in sheet.notices

    unchanged, discharge = here.fire(patient, "patient-view")
    assert unchanged["summary"] == stay.summary
    assert "Discharge:" not in unchanged["detail"]
    assert discharge["summary"] == (
        f"{DISCHARGE}: 1 of 3 triggers documented (2. Discharge requested); for clinical review"
    )
    assert discharge["indicator"] == "warning"
    documented = discharge["detail"].split("\n\n")[0]
    assert documented.startswith("**Documented (1 of 3; one is enough)**")
    assert documented.endswith("by the patient\n- **2** discharge requested")

    (answer,) = here.answers(patient)
    (performer,) = answer["performer"]
    assert performer["reference"] == f"Patient/{patient.patient}"


def smart_link(card: Json) -> str:
    """What the card calls its link to the worksheet."""
    (label,) = (each["label"] for each in card["links"] if each["type"] == "smart")
    return str(label)
