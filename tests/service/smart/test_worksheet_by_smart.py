"""From a launch to saved answers: a FHIR server that asks for tokens, and all by which saving is off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.clock import today
from service.samples.shipped import ShippedPatient, shipped_patients
from tests.service.smart.worksheets import FRAME, Browser, register, service
from tests.support.fhir import BASE, Json
from tests.support.fhir_stores.sekmet_store import sekmet_store
from tests.support.fhir_stores.store import FhirStore
from tests.support.smart_server.server import SmartServer, smart_server

PRS = "sc-medicaid-h2017-prs"
CONTEXT = {"policy": PRS, "phase": "admission"}
FACT = "least-restrictive"
DOCTOR = {"resourceType": "Practitioner", "id": "dr1", "name": [{"text": "Dr. Rosa Lindt"}]}
ANOTHER = "The chart of another patient was opened since."
OVER = "The chart has gone on to another patient."


def shipped() -> list[ShippedPatient]:
    on = today(ZoneInfo("America/New_York"))
    return [each for each in shipped_patients(on, BASE) if each.service == "H2017"]


PATIENTS = [each.patient for each in shipped()]
ANNA, BENO = PATIENTS[:2]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FhirStore]:
    resources = {
        (each["resourceType"], each["id"]): each for patient in shipped() for each in patient.resources
    }
    with sekmet_store(tmp_path_factory.mktemp("sekmet"), [*resources.values(), DOCTOR]) as store:
        yield store


@pytest.fixture(scope="module")
def guard(store: FhirStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmartServer]:
    with smart_server(tmp_path_factory.mktemp("guard")) as server:
        register(server)
        server.stand_before(store.gate)
        yield server


@pytest.fixture(scope="module")
def ours(guard: SmartServer, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return service(tmp_path_factory.mktemp("ours"), guard)


class Clinician:
    """Somebody at a worksheet that an EHR launches."""

    def __init__(self, app: Flask, guard: SmartServer) -> None:
        self._browser, self._guard = Browser(app), guard

    def opened(self, patient: str, **behavior: Any) -> TestResponse:
        """The worksheet of a patient, launched while the EHR behaves in some way."""
        query = self._guard.launch_query(patient)
        self._guard.behave(app_context=CONTEXT, **behavior)
        arrived = self._browser.launched(query)
        return self._browser.get(arrived.headers["Location"])

    def again(self, page: TestResponse, **behavior: Any) -> TestResponse:
        """A worksheet that is loaded again."""
        self._guard.behave(app_context=CONTEXT, **behavior)
        return self._browser.get("/".join(page.request.path.split("/")[:3]))

    def followed(self, link: str) -> TestResponse:
        """What a link leads to."""
        return self._browser.get(link)

    def post(self, page: TestResponse, where: str, answer: str = "yes") -> TestResponse:
        """What the sheet answers, with one question answered."""
        return self._browser.posted(page, where, **{FACT: answer, "attest": "1"})


@pytest.fixture
def clinician(ours: Flask, guard: SmartServer) -> Clinician:
    return Clinician(ours, guard)


def answers(store: FhirStore, patient: str) -> list[Json]:
    """What was answered of a patient on worksheets."""
    return [
        each
        for each in store.found("Observation", patient=patient)
        if any(coding.get("code") == FACT for coding in each["code"]["coding"])
        and each["performer"][0]["reference"] == "Practitioner/dr1"
    ]


def test_answers_are_saved_by_the_users_token_and_under_their_name(
    clinician: Clinician, store: FhirStore
) -> None:
    page = clinician.opened(ANNA)
    assert page.status_code == 200
    assert "Dr. Rosa Lindt" in page.text
    assert LESS not in page.text
    saved = clinician.post(page, "save")
    assert saved.status_code == 200, saved.text
    assert "Written to the chart" in saved.text
    assert len(answers(store, ANNA)) == 1


@pytest.mark.parametrize(
    ("behavior", "said"),
    [
        pytest.param(
            {"denied_scopes": ("patient/QuestionnaireResponse.c", "patient/Observation.c")},
            "may read but not write",
            id="the account may not write",
        ),
        pytest.param({"denied_scopes": ("openid",)}, "did not say who you are", id="the user is not known"),
    ],
)
def test_nothing_is_saved_where(
    clinician: Clinician, store: FhirStore, behavior: dict[str, Any], said: str
) -> None:
    before = len(answers(store, ANNA))
    page = clinician.opened(ANNA, **behavior)
    assert said in page.text
    assert UNDER_MY_NAME not in page.text
    assert "Save to the chart" not in page.text
    assert clinician.post(page, "save").status_code == 422
    assert len(answers(store, ANNA)) == before


RESPONSE, OBSERVATION = "patient/QuestionnaireResponse.c", "patient/Observation.c"
LESS = "Your chart account grants less than this page can do"
UNDER_MY_NAME = "written to the chart under my name"


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        pytest.param((RESPONSE,), "one observation for each answer, and no form response", id="no response"),
        pytest.param((OBSERVATION,), "one form response that holds the answers, and no", id="no observation"),
    ],
)
def test_where_one_of_both_may_be_written_that_is_said_before_and_after(
    clinician: Clinician, denied: tuple[str, ...], said: str
) -> None:
    page = clinician.opened(BENO, denied_scopes=denied)
    assert LESS in page.text
    assert page.text.count(said) == 2, "in the notice, and beside the confirmation"
    saved = clinician.post(page, "save")
    assert "as far as your account may" in saved.text
    assert "1 of 2 entries" in saved.text


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        pytest.param(("patient/Observation.u",), "cannot be corrected from here", id="no corrections"),
        pytest.param(("patient/DocumentReference.c",), "cannot be filed in the chart", id="no filing"),
    ],
)
def test_what_can_be_done_without_is_said_too(
    clinician: Clinician, denied: tuple[str, ...], said: str
) -> None:
    page = clinician.opened(ANNA, denied_scopes=denied)
    assert LESS in page.text
    assert said in page.text
    assert UNDER_MY_NAME in page.text


def test_what_may_not_be_read_is_unread_and_said(clinician: Clinician) -> None:
    page = clinician.opened(ANNA, denied_scopes=("patient/Condition.rs",))
    assert "It may not read Condition." in page.text


def test_the_older_sheet_refuses_until_its_patient_is_confirmed_by_name(
    clinician: Clinician, store: FhirStore
) -> None:
    before = len(answers(store, ANNA))
    anna = clinician.opened(ANNA, need_patient_banner=False)
    clinician.opened(BENO, need_patient_banner=False)
    refused = clinician.post(anna, "save", "no")
    assert refused.status_code == 422
    assert ANOTHER in refused.text
    assert len(answers(store, ANNA)) == before
    taken = clinician.post(refused, "take-up", "no")
    assert (taken.status_code, ANOTHER in taken.text) == (200, False)
    assert 'value="no" checked' in taken.text
    assert clinician.post(taken, "save", "no").status_code == 200
    assert "LA32-8" in str(answers(store, ANNA))


def test_the_button_names_the_patient_that_is_meant(clinician: Clinician) -> None:
    anna = clinician.opened(ANNA, need_patient_banner=False)
    clinician.opened(BENO, need_patient_banner=False)
    (patient,) = [each.resources[0] for each in shipped() if each.patient == ANNA]
    family, given = patient["name"][0]["text"].split()[::-1]
    assert f"Go on with {family}, {given}" in clinician.again(anna).text


def test_a_sheet_whose_token_is_another_patients_saves_nothing_any_more(
    clinician: Clinician, store: FhirStore
) -> None:
    before = len(answers(store, ANNA))
    anna = clinician.opened(ANNA, expires_in=30)
    shown = clinician.again(anna, renewal={"patient": BENO})
    assert OVER in shown.text
    assert "Go on with" not in shown.text
    assert clinician.post(shown, "save").status_code == 422
    assert clinician.post(shown, "take-up").status_code == 403
    assert len(answers(store, ANNA)) == before


def test_a_sheet_goes_on_with_a_renewed_token(clinician: Clinician) -> None:
    anna = clinician.opened(ANNA, expires_in=30)
    again = clinician.again(anna)
    assert again.status_code == 200
    assert "could not be read" not in again.text


@pytest.mark.parametrize("page", ["", "/summary"])
def test_a_policy_is_read_in_the_same_frame_and_leads_back(clinician: Clinician, page: str) -> None:
    sheet = clinician.opened(ANNA)
    address = sheet.request.path
    shown = clinician.followed(f"{address}{page}")
    (policy, *_) = re.findall(r'href="(/policies/[^"]+)"', shown.text)
    read = clinician.followed(unescape(policy))
    assert f"frame-ancestors {FRAME}" in read.headers["Content-Security-Policy"]
    (back,) = re.findall(rf'href="({address}[^"]*)"', read.text)
    assert clinician.followed(unescape(back)).status_code == 200


def test_a_summary_as_a_file_leaves_the_page_where_it_is(clinician: Clinician) -> None:
    address = clinician.opened(ANNA).request.path
    file = clinician.followed(f"{address}/summary.pdf")
    assert file.headers["Content-Disposition"] == 'attachment; filename="summary-of-criteria.pdf"'
    assert address.encode() not in file.data


def test_a_patient_whom_the_scopes_do_not_show_is_told_so(clinician: Clinician) -> None:
    page = clinician.opened(ANNA, denied_scopes=("patient/Patient.rs",))
    assert "was not granted the right to read the patient" in page.text
