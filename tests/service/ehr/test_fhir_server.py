"""A FHIR R4 server that is not ours: token, searches, pages, and other patients among what it sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.service.ehr.asking import OTHERS, TOKEN, asking
from tests.support.application import call
from tests.support.cards import cards_of, determinations, gaps, shown
from tests.support.fhir import (
    LOINC,
    PATIENT,
    Json,
    coding,
    concept,
    condition,
    encounter,
    goal,
    icd,
    item,
    no,
    observation,
    patient,
    questionnaire_response,
    reference,
    service,
)
from tests.support.hook_calls import (
    ORDER_SELECT,
    PATIENT_VIEW,
    adult,
    draft,
    order_select,
    patient_view,
    plan_for,
    prefetched,
)
from tests.support.sekmet import sekmet

OTHER = "p2"
ANSWERED_IN_A_FORM = "plan-cocreated"
NOISE = 45


def form(identity: str, of: str, answer: Json) -> Json:
    """A clinician's answer in a form."""
    return questionnaire_response(item(ANSWERED_IN_A_FORM, answer), identity=identity, of=of)


def record() -> tuple[Json, ...]:
    """An adult in H2017, with more Observations than fit on a page."""
    code = concept(coding(LOINC, "44249-1"))
    visits = (encounter(f"visit-{day}", f"2026-02-{day:02}", type=[service()]) for day in range(1, 25))
    return (
        *adult(),
        plan_for("H2017", goal=[reference("Goal/goal-own")]),
        goal("goal-own"),
        form("form-own", PATIENT, {"valueBoolean": True}),
        *visits,
        *(observation(code, {"valueInteger": n}, identity=f"instrument-{n}") for n in range(NOISE)),
    )


def record_of_another() -> tuple[Json, ...]:
    """Another patient, whose every answer would change the first one's cards."""
    return (
        patient(id=OTHER),
        condition(icd("F31.9"), identity="dx-other", of=OTHER),
        no("spmi-present", identity="spmi-other", of=OTHER),
        *(goal(f"goal-other-{number}", of=OTHER) for number in range(25)),
        form("form-other", OTHER, {"valueBoolean": False}),
    )


@pytest.fixture(scope="module")
def fhir_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of the server, loaded with both patients."""
    with sekmet(tmp_path_factory.mktemp("sekmet"), TOKEN, (*record(), *record_of_another())) as url:
        yield url


SLOW: dict[str, Any] = {"allow_loopback_fhir": True, "budget_ms": 5000}


@pytest.mark.parametrize(
    ("service_id", "bare"),
    [
        pytest.param(ORDER_SELECT, order_select(draft()), id="order-select"),
        pytest.param(PATIENT_VIEW, patient_view(), id="patient-view"),
    ],
)
def test_without_any_prefetch_the_cards_are_those_of_a_full_prefetch(
    fhir_server: str, service_id: str, bare: Json
) -> None:
    full = cards_of(call(service_id, {**bare, "prefetch": prefetched(*record())}))
    cards = cards_of(call(service_id, asking(fhir_server, bare), **SLOW))
    assert shown(full) == [("H2017", "continued-stay-adult", "unknown")]
    assert determinations(cards) == determinations(full)
    assert [each["summary"] for each in cards] == [each["summary"] for each in full]


def test_what_the_server_gives_of_another_patient_is_left_out_and_reported(fhir_server: str) -> None:
    (card,) = cards_of(call(ORDER_SELECT, asking(fhir_server, order_select(draft())), **SLOW))
    expected = {f"Goal/goal-other-{number}": OTHERS for number in range(25)}
    assert gaps(card) == {**expected, "QuestionnaireResponse/form-other": OTHERS}


def test_the_first_pages_that_a_client_sent_are_completed(fhir_server: str) -> None:
    first_page = requests.get(
        f"{fhir_server}/Observation?patient=p1&category=survey",
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=30,
    ).json()
    assert len(first_page["entry"]) == 20
    full = prefetched(*record())
    sent = {**full, "observations": first_page, "criteriaInputs": None}
    (card,) = cards_of(call(ORDER_SELECT, asking(fhir_server, order_select(draft(), prefetch=sent)), **SLOW))
    assert gaps(card) == {}
    expected = cards_of(call(ORDER_SELECT, order_select(draft(), prefetch=full)))
    assert determinations([card]) == determinations(expected)


@pytest.mark.parametrize("token", ["another-token", ""])
def test_a_token_that_the_server_refuses_means_that_the_patient_cannot_be_had(
    fhir_server: str, token: str
) -> None:
    body = asking(fhir_server, order_select(draft()), token)
    if not token:
        del body["fhirAuthorization"]
    assert call(ORDER_SELECT, body, **SLOW).status_code == 412


def test_a_patient_that_the_server_does_not_have_cannot_be_had(fhir_server: str) -> None:
    body = asking(fhir_server, order_select({**draft(), "subject": reference("Patient/nobody")}))
    body["context"]["patientId"] = "nobody"
    assert call(ORDER_SELECT, body, **SLOW).status_code == 412


def test_the_other_patient_gets_cards_of_their_own(fhir_server: str) -> None:
    body = asking(fhir_server, order_select({**draft(), "subject": reference(f"Patient/{OTHER}")}))
    body["context"]["patientId"] = OTHER
    (card,) = cards_of(call(ORDER_SELECT, body, **SLOW))
    assert shown([card]) == [("H2017", "admission-adult", "unknown")]
    assert "p1" not in card["detail"]
