"""A FHIR R4 server that is not ours (sekmet-fhir), in a process of its own: token, searches, pages.

It pages by 20, and ignores `patient` on Goal and QuestionnaireResponse, so
that other patients' resources come back too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.running.process import free_port, running
from tests.service.hook_calls import (
    BASE,
    HCPCS,
    ORDER_SELECT,
    PATIENT_VIEW,
    Json,
    adult,
    answer,
    call,
    cards_of,
    coded,
    condition,
    determinations,
    gaps,
    order,
    order_select,
    owned,
    patient,
    patient_view,
    plan,
    prefetched,
    shown,
)

TOKEN = "a-token-of-the-ehr"
OTHER = "pat-2"
OTHERS = "this is of another patient and was left out"
ANSWERED_IN_A_FORM = "plan-cocreated"
NOISE = 45

SETTINGS = """\
host: 127.0.0.1
port: {port}
base_url: http://127.0.0.1:{port}/fhir
db_path: ":memory:"
data_dir: {folder}
log_inbound: false
simulator: {{enabled: false}}
server_auth: {{types: [bearer], tokens: [{token}]}}
"""


def goal(identity: str, owner: str) -> Json:
    """A goal that improved this year."""
    achieved = coded("http://terminology.hl7.org/CodeSystem/goal-achievement", "improving")
    return owned(
        "Goal",
        identity,
        owner,
        lifecycleStatus="active",
        achievementStatus=achieved,
        statusDate="2026-02-01",
        description={"text": "Cooks twice a week"},
    )


def form(identity: str, owner: str, *, yes: bool) -> Json:
    """A clinician's answer in a form."""
    return owned(
        "QuestionnaireResponse",
        identity,
        owner,
        status="completed",
        questionnaire=f"{BASE}/Questionnaire/continued-stay",
        authored="2026-02-15",
        author={"reference": "Practitioner/lpha"},
        item=[{"linkId": ANSWERED_IN_A_FORM, "answer": [{"valueBoolean": yes}]}],
    )


def contact(number: int) -> Json:
    """A visit for the service."""
    day = f"2026-02-{number:02}"
    visit = owned(
        "Encounter",
        f"visit-{number}",
        status="finished",
        type=[coded(HCPCS, "H2017")],
        period={"start": day, "end": day},
    )
    return visit | {"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}}


def record() -> tuple[Json, ...]:
    """An adult in H2017, with more Observations than fit on a page."""
    service_plan = {**plan("H2017"), "goal": [{"reference": "Goal/goal-own"}]}
    noise = [
        {**answer(f"instrument-{number}", valueInteger=number), "code": coded("http://loinc.org", "44249-1")}
        for number in range(NOISE)
    ]
    return (
        *adult(),
        service_plan,
        goal("goal-own", "pat-1"),
        form("form-own", "pat-1", yes=True),
        *(contact(number) for number in range(1, 25)),
        *noise,
    )


def record_of_another() -> tuple[Json, ...]:
    """Another patient, whose every answer would change the first one's cards."""
    no = {**answer("spmi-present", OTHER, valueBoolean=False), "id": "spmi-other"}
    goals = [goal(f"goal-other-{number}", OTHER) for number in range(25)]
    return (
        patient(identity=OTHER),
        {**condition(owner=OTHER), "id": "dx-other"},
        no,
        *goals,
        form("form-other", OTHER, yes=False),
    )


@pytest.fixture(scope="module")
def fhir_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of the server, loaded with both patients."""
    port, folder = free_port(), tmp_path_factory.mktemp("sekmet")
    settings = folder / "settings.yaml"
    settings.write_text(SETTINGS.format(port=port, folder=folder, token=TOKEN), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("sekmet")), "serve", "-c", str(settings)]
    with running(command, port, "/fhir/metadata", folder / "log"):
        url = f"http://127.0.0.1:{port}/fhir"
        _load(url, (*record(), *record_of_another()))
        yield url


def _load(url: str, resources: tuple[Json, ...]) -> None:
    entries = [
        {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
        for each in resources
    ]
    transaction = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    response = requests.post(url, json=transaction, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=30)
    assert response.status_code == 200, response.text


def asking(url: str, body: Json, token: str = TOKEN) -> Json:
    """A request with the server and a token."""
    return {
        **body,
        "fhirServer": url,
        "fhirAuthorization": {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 60,
            "scope": "patient/*.rs",
            "subject": "criteria-cards",
        },
    }


SLOW: dict[str, Any] = {"allow_loopback_fhir": True, "budget_ms": 5000}


@pytest.mark.parametrize(
    ("service_id", "bare"),
    [
        pytest.param(ORDER_SELECT, order_select(order()), id="order-select"),
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
    assert [each["detail"].partition("\nNot sent or not readable")[0].rstrip() for each in cards] == [
        each["detail"].rstrip() for each in full
    ]


def test_what_the_server_gives_of_another_patient_is_left_out_and_reported(fhir_server: str) -> None:
    (card,) = cards_of(call(ORDER_SELECT, asking(fhir_server, order_select(order())), **SLOW))
    expected = {f"Goal/goal-other-{number}": OTHERS for number in range(25)}
    assert gaps(card) == {**expected, "QuestionnaireResponse/form-other": OTHERS}


def test_the_first_pages_that_a_client_sent_are_completed(fhir_server: str) -> None:
    first_page = requests.get(
        f"{fhir_server}/Observation?patient=pat-1&category=survey",
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=30,
    ).json()
    assert len(first_page["entry"]) == 20
    full = prefetched(*record())
    sent = {**full, "observations": first_page, "criteriaInputs": None}
    (card,) = cards_of(call(ORDER_SELECT, asking(fhir_server, order_select(order(), prefetch=sent)), **SLOW))
    assert gaps(card) == {}
    expected = cards_of(call(ORDER_SELECT, order_select(order(), prefetch=full)))
    assert determinations([card]) == determinations(expected)


@pytest.mark.parametrize("token", ["another-token", ""])
def test_a_token_that_the_server_refuses_means_that_the_patient_cannot_be_had(
    fhir_server: str, token: str
) -> None:
    body = asking(fhir_server, order_select(order()), token)
    if not token:
        del body["fhirAuthorization"]
    assert call(ORDER_SELECT, body, **SLOW).status_code == 412


def test_a_patient_that_the_server_does_not_have_cannot_be_had(fhir_server: str) -> None:
    body = asking(fhir_server, order_select(order()))
    body["context"]["patientId"] = "nobody"
    assert call(ORDER_SELECT, body, **SLOW).status_code == 412


def test_the_other_patient_gets_cards_of_their_own(fhir_server: str) -> None:
    body = asking(fhir_server, order_select(order()))
    body["context"]["patientId"] = OTHER
    (card,) = cards_of(call(ORDER_SELECT, body, **SLOW))
    assert shown([card]) == [("H2017", "admission-adult", "unknown")]
    assert "pat-1" not in card["detail"]
