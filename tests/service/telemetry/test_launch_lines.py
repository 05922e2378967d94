"""The lines of a launch: what an operator needs to set it right, and nothing of a patient or a token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.service.smart.worksheets import Browser, asked_for, register, service, signed_in
from tests.service.telemetry.captured import Capture, Everything, all_said
from tests.support.smart_server.server import SmartServer, smart_server

PATIENT = "anna-58217"
USER = "Practitioner/rosa-58218"


@pytest.fixture(scope="module")
def ehr(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmartServer]:
    with smart_server(tmp_path_factory.mktemp("ehr")) as server:
        register(server)
        yield server


@pytest.fixture(scope="module")
def launched(ehr: SmartServer, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return service(tmp_path_factory.mktemp("service"), ehr)


@pytest.mark.parametrize(
    "behavior",
    [
        pytest.param({}, id="arrives"),
        pytest.param({"denies_access": True}, id="is denied"),
        pytest.param({"token_status": 500}, id="gets no token"),
        pytest.param({"claims": {"nonce": "other"}}, id="has a wrong id_token"),
        pytest.param({"token_answer": {"patient": f"{PATIENT}/x"}}, id="names what is no patient"),
        pytest.param({"token_answer": {"scope": {"of": PATIENT}}}, id="has a token of another shape"),
    ],
)
def test_a_launch_reveals_nothing_that(
    launched: Flask, ehr: SmartServer, everything: Everything, capfd: Capture, behavior: dict[str, Any]
) -> None:
    query = ehr.launch_query(PATIENT)
    ehr.behave(user=USER, **behavior)
    browser = Browser(launched)
    away = browser.sent(query)
    back = signed_in(away)
    arrived = browser.get(back)
    secrets = [PATIENT, USER, asked_for(f"?{query}")["launch"], *asked_for(back).values()]
    secrets += [asked_for(away)["nonce"], "Rosa", "Lindt"]
    if arrived.status_code == 303:
        session = browser.session(arrived)
        secrets += [session.access_token, session.refresh_token, session.secret, session.csrf_token]
        browser.client.post(f"/worksheet/{session.launch}/sign-out", data={"csrf": "wrong"})
    said = all_said(everything, capfd)
    assert [each for each in secrets if each in said and len(each) > 3] == []


def test_a_refused_launch_says_whose_it_was_and_why(
    launched: Flask, ehr: SmartServer, everything: Everything, capfd: Capture
) -> None:
    ehr.behave(claims={"nonce": "other"})
    answer = Browser(launched).launched(ehr.launch_query(PATIENT))
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    (line,) = [line for line in lines if line["message"] == "launch refused"]
    assert (line["client"], line["status"]) == ("north", 400)
    assert line["problem"] == "the EHR's id_token was refused: InvalidClaimError"
    assert line["request"] == answer.headers["X-Request-Id"]
