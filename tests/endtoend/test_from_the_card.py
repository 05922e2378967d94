"""The whole road: a hook, its card, the link on it, a launch, answers, saving, and the next card.

Every part is a process of its own: the service, the FHIR server, the SMART
authorization server and the browser (tests/endtoend/clinic.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from tests.endtoend.clinic import PRIYA, Clinic
from tests.endtoend.worksheet_page import CANNOT_TELL
from tests.support.fhir import Json


class Road(NamedTuple):
    """One way through: whom it is about, what is answered otherwise than usual, and both summaries."""

    patient: str
    hook: str
    before: str
    after: str
    answers: Mapping[str, str] = {}
    card: int = 0
    """Which of the cards; continued stay comes before discharge."""


ROADS = {
    "an order for an adult, of whom little is documented": Road(
        "adult-admission",
        "order-select",
        "H2017 PRS adult admission: 0 of 7 met.",
        "H2017 PRS adult admission: all 7 criteria documented as met; for LPHA review",
    ),
    "an order for a child, with a score of last week": Road(
        "child-admission",
        "order-select",
        "H2017 PRS child admission: 7 of 9 met. Missing: family agreement, CALOCUS composite",
        "H2017 PRS child admission: all 9 criteria documented as met; for LPHA review",
    ),
    "an order for peer support, before it begins": Road(
        "peer-support-admission",
        "order-sign",
        "H0024 Peer Support admission: 2 of 3 met.",
        "H0024 Peer Support admission: all 3 criteria documented as met; for clinician review",
    ),
    "a service that goes on": Road(
        "adult-continued-stay",
        "patient-view",
        "H2017 PRS adult continued stay: 2 of 5 met.",
        "H2017 PRS adult continued stay: all 5 criteria documented as met; for LPHA review",
        {"outcome-restored": "no", "outcome-sustained": "no"},
    ),
    "a member who asks to be discharged": Road(
        "peer-support-discharge",
        "patient-view",
        "H0024 Peer Support continued stay: 2 of 3 met. Missing: still needs monthly contacts",
        "H0024 Peer Support continued stay: 1 of 3 not met",
        {"still-requires-monthly-contact": "no"},
    ),
}

CONTINUED = "H2017 PRS adult continued stay: all 5 criteria documented as met; for LPHA review"


@pytest.mark.parametrize("road", ROADS.values(), ids=ROADS)
def test_what_is_answered_in_the_worksheet_is_on_the_next_card(road: Road, here: Clinic) -> None:
    patient = here.admit(road.patient)
    card = here.fire(patient, road.hook)[road.card]
    assert card["summary"].startswith(road.before)
    with here.opened(card, patient) as sheet:
        answered = sheet.answer_all(road.answers)
        sheet.save()
        assert "Written to the chart" in sheet.notices
    assert here.fire(patient, road.hook)[road.card]["summary"].startswith(road.after)
    assert written_facts(here.answers(patient)) == sorted(answered)
    assert len(here.stored(patient, "QuestionnaireResponse")) == 1


def test_without_script_the_same_road_leads_to_the_same_card(here: Clinic) -> None:
    patient = here.admit("adult-admission")
    with here.opened(here.fire(patient)[0], patient, script=False) as sheet:
        sheet.answer_all()
        sheet.save()
    (card,) = here.fire(patient)
    assert card["summary"] == "H2017 PRS adult admission: all 7 criteria documented as met; for LPHA review"


def test_the_states_follow_each_answer_before_anything_is_saved(here: Clinic) -> None:
    patient = here.admit("adult-admission")
    with here.opened(here.fire(patient)[0], patient) as sheet:
        sheet.answer(lpha_recommends="yes")
        sheet.expect_would("1 of 7 met")
        sheet.answer(lpha_recommends="no")
        sheet.expect_would("1 of 7 not met")
    assert here.answers(patient) == []


# --- answers that do not settle -------------------------------------------------------------------
def test_i_cannot_tell_is_kept_with_who_said_it_and_is_not_asked_again(here: Clinic) -> None:
    patient = here.admit("adult-continued-stay")
    settled = {"outcome-restored": "no", "outcome-sustained": "no"}
    with here.opened(here.fire(patient)[0], patient) as sheet:
        sheet.answer_all({**settled, "participating": CANNOT_TELL})
        sheet.save()
    card = here.fire(patient)[0]
    assert card["summary"].startswith("H2017 PRS adult continued stay: 4 of 5 met.")
    assert "Imani Caldwell" in card["detail"]
    with here.opened(card, patient) as sheet:
        assert "participating" not in sheet.asked()


def test_an_answer_that_is_left_out_is_still_asked_by_the_next_card(here: Clinic) -> None:
    patient = here.admit("adult-admission")
    with here.opened(here.fire(patient)[0], patient) as sheet:
        sheet.answer_all({"lpha-recommends": ""})
        sheet.save()
    (card,) = here.fire(patient)
    assert card["summary"] == "H2017 PRS adult admission: 6 of 7 met. Missing: LPHA recommends it"
    with here.opened(card, patient) as sheet:
        assert sheet.asked() == {"lpha-recommends"}
        sheet.answer_all()
        sheet.save()
    (card,) = here.fire(patient)
    assert card["summary"] == "H2017 PRS adult admission: all 7 criteria documented as met; for LPHA review"


def test_a_caregivers_answer_is_recorded_as_theirs(here: Clinic) -> None:
    patient = here.admit("child-admission")
    with here.opened(here.fire(patient)[0], patient) as sheet:
        sheet.answer_all()
        sheet.told_by("family-agrees", "Bridget Tierney", "mother")
        sheet.save()
    (card,) = here.fire(patient)
    assert "Bridget Tierney" in card["detail"]
    (answer,) = (each for each in here.answers(patient) if fact_of(each) == "family-agrees")
    (performer,) = answer["performer"]
    assert performer["display"].startswith("Bridget Tierney")


def test_a_score_counts_from_the_day_it_was_administered(here: Clinic) -> None:
    patient = here.admit("child-admission")
    with here.opened(here.fire(patient)[0], patient) as sheet:
        sheet.answer_all({"family-agrees": ""})
        sheet.save()
    (score,) = (each for each in here.answers(patient) if fact_of(each) == "calocus-composite")
    assert score["effectiveDateTime"] < score["issued"][:10]
    assert score["valueInteger"] == 22


def test_the_summary_is_filed_in_the_chart_once(here: Clinic) -> None:
    patient = here.admit("adult-continued-stay")
    with here.opened(here.fire(patient)[0], patient) as sheet:
        sheet.page.get_by_role("link", name="Print or PDF").click()
        address = sheet.page.url
        sheet.file()
        sheet.page.goto(address)
        sheet.file()
    (document,) = here.stored(patient, "DocumentReference")
    (content,) = document["content"]
    assert content["attachment"]["contentType"] == "application/pdf"


# --- two clinicians -------------------------------------------------------------------------------
def test_two_clinicians_who_contradict_each_other_leave_the_criterion_open_and_both_named(
    here: Clinic,
) -> None:
    patient = here.admit("adult-continued-stay")
    card = here.fire(patient)[0]
    with here.opened(card, patient) as imanis:
        imanis.answer_all({"outcome-restored": "no", "outcome-sustained": "no"})
        with here.opened(card, patient, user=PRIYA) as priyas:
            priyas.answer(participating="no")
            priyas.save()
            assert "Written to the chart" in priyas.notices
        imanis.save()
        assert "Priya Ramaswamy" in imanis.page.inner_text("main")
        assert written_facts(here.answers(patient)) == ["participating"]
        imanis.contradict("participating")
        imanis.save()
        assert "Written to the chart" in imanis.notices
    card = here.fire(patient)[0]
    assert written_facts(here.answers(patient)).count("participating") == 2
    assert card["summary"].startswith("H2017 PRS adult continued stay: 4 of 5 met.")
    assert "Imani Caldwell" in card["detail"]
    assert "Priya Ramaswamy" in card["detail"]
    with here.opened(card, patient, user=PRIYA) as priyas:
        priyas.correct("participating", "yes")
        priyas.save()
        assert "Written to the chart" in priyas.notices
    assert here.fire(patient)[0]["summary"] == CONTINUED


def fact_of(observation: Json) -> str:
    """Which fact an answer tells."""
    code: str = observation["code"]["coding"][0]["code"]
    return code


def written_facts(observations: list[Json]) -> list[str]:
    """The facts of some answers, each as often as it was written."""
    return sorted(fact_of(each) for each in observations)
