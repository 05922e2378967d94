"""The page of a site's mapping: whose code it is, and what a patient's record gave by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page

from tests.service.application import application
from tests.support.fhir_stores.store import FhirStore
from tests.support.pages.axe import violations
from tests.support.pages.bridge import OURS

BROWSER = {"Accept": "text/html"}
CHILD = "/console/mapping?patient=child-admission"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return application(tmp_path, console="open", console_patients=True)


def posted(client: FlaskClient, **fields: str) -> tuple[int, str]:
    page = client.get("/console/mapping", headers=BROWSER).text
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    form = {"csrf": found[1] if found else "", **fields}
    answer = client.post("/console/mapping", data=form)
    return answer.status_code, answer.text


def test_a_fact_shows_our_code_the_sites_and_what_was_read(person: Page, app: Flask) -> None:
    person.goto(f"{OURS}{CHILD}")
    assert "not on file" in person.locator("#family-agrees").inner_text()
    score = person.locator("#calocus-composite").inner_text()
    assert "https://ehr.example/flowsheet|81001" in score
    assert "“CALOCUS composite score”" in score
    rated = person.locator("#severity-relationships").inner_text()
    assert "Observation/child-admission-" in rated
    assert violations(person) == []


def test_another_policy_shows_its_own_inputs(client: FlaskClient) -> None:
    page = client.get("/console/mapping?policy=va-medicaid-h0024-peer-support", headers=BROWSER).text
    assert 'id="family-agrees"' not in page
    assert 'id="birth-date"' in page


def test_a_patient_who_does_not_come_along_is_not_found(client: FlaskClient) -> None:
    assert client.get("/console/mapping?patient=nobody", headers=BROWSER).status_code == 404


def test_a_patient_of_a_fhir_server_is_read_and_their_id_stands_in_no_address(
    client: FlaskClient, fhir_store: FhirStore
) -> None:
    fhir_store.load([{"resourceType": "Patient", "id": "mapped-one", "birthDate": "2015-09-10"}])
    status, page = posted(client, server=fhir_store.gate.url, id="mapped-one")
    assert status == 200
    assert "2015-09-10" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param(
            {"server": "https://elsewhere.example/fhir", "id": "a"},
            "Expected a FHIR server",
            id="of no client",
        ),
        pytest.param(
            {"server": "http://127.0.0.1:9/fhir", "id": "a/b"}, "Expected a FHIR server", id="no id"
        ),
        pytest.param(
            {"server": "http://127.0.0.1:9/fhir", "id": "a"}, "Patient is needed", id="that is not there"
        ),
    ],
)
def test_a_server_is_not_read(fields: dict[str, str], said: str, client: FlaskClient) -> None:
    status, page = posted(client, **fields)
    assert status == 422
    assert said in page


def test_without_the_operators_word_no_patient_of_a_fhir_server_is_opened(tmp_path: Path) -> None:
    client = application(tmp_path, console="open")
    status, page = posted(client, server="http://127.0.0.1:9/fhir", id="a")
    assert (status, "only patients that come along" in page) in ((422, True), (403, False))
