"""The log says what an operator needs and nothing of a patient, at any level, in any error."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from tests.goldens.case import load_cases
from tests.goldens.service import GoldenService
from tests.service.telemetry.captured import EHR, STRANGER, Capture, Everything, all_said
from tests.service.telemetry.telling import (
    ADULT,
    GRANT,
    MALFORMED,
    OWN,
    PATIENT,
    changed,
    distinctive,
    revealed,
    secrets_of,
)
from tests.support.bundles import bundle
from tests.support.ehr import CALL, PUBLIC, application, call, clients_file, registered
from tests.support.fhir import Json, resource
from tests.support.listeners import Listener, Reply, listening
from tests.support.running.process import free_port, running


@pytest.mark.parametrize("body", OWN.values(), ids=OWN.keys())
def test_an_answered_call_reveals_nothing(
    body: Json, app: Flask, everything: Everything, capfd: Capture
) -> None:
    answer = call(app.test_client(), EHR.bearer(), body)
    assert answer.status_code == 200
    assert answer.json["cards"]
    said = all_said(everything, capfd)
    assert '"message": "answered"' in said
    assert revealed(distinctive(body), said) == []


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_call_reveals_nothing(
    body: Any, app: Flask, everything: Everything, capfd: Capture
) -> None:
    answer = call(app.test_client(), EHR.bearer(), body)
    assert 400 <= answer.status_code < 500
    secrets = distinctive(body) | distinctive(ADULT)
    assert revealed(secrets, answer.text + all_said(everything, capfd)) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(json.dumps(ADULT).encode()[:-40], id="a body cut off"),
        pytest.param(json.dumps(ADULT).encode() + b"\xff", id="a body that is not UTF-8"),
        pytest.param(json.dumps(ADULT).replace("1971-03-29", "\\ud800").encode(), id="half a character"),
        pytest.param(b'{"id": "pt-84613", "x":' + b"[" * 100_000, id="a body that nests without end"),
        pytest.param(b"pt-84613", id="a body that is a bare word"),
        pytest.param(b"", id="no body"),
    ],
)
def test_a_body_that_is_no_json_reveals_nothing(
    body: bytes, app: Flask, everything: Everything, capfd: Capture
) -> None:
    headers = {"Authorization": EHR.bearer(), "Content-Type": "application/json"}
    answer = app.test_client().post(CALL, data=body, headers=headers)
    assert answer.status_code in (200, 400)
    said = all_said(everything, capfd) + (answer.text if answer.status_code != 200 else "")
    assert revealed(distinctive(ADULT), said) == []


def test_every_fixture_reveals_nothing(app: Flask, everything: Everything, capfd: Capture) -> None:
    client, failed = app.test_client(), []
    cases = {name: case for name, case in load_cases().items() if case.hook == "order-select"}
    for name, case in cases.items():
        body = GoldenService().request(name, case)
        answer = call(client, EHR.bearer(), body)
        spoilt = call(client, EHR.bearer(), body | {"hookInstance": "x"})
        said = all_said(everything, capfd) + spoilt.text
        everything.said.truncate(0)
        found = revealed(set(secrets_of(body)), said)
        if (answer.status_code, spoilt.status_code) != (200, 400) or found:
            failed.append((name, answer.status_code, spoilt.status_code, found))
    assert failed == []


def test_an_unexpected_path_or_type_reveals_nothing(
    app: Flask, everything: Everything, capfd: Capture
) -> None:
    client, bearer = app.test_client(), {"Authorization": EHR.bearer()}
    answers = [
        client.post(f"/cds-services/{PATIENT}", json=ADULT, headers=bearer),
        client.get(f"/policies/{PATIENT}"),
        client.get(f"/{PATIENT}?patient={PATIENT}"),
        client.put(f"/cds-services?patient={PATIENT}"),
        client.post(CALL, data=json.dumps(ADULT), content_type=f"text/{PATIENT}", headers=bearer),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 405, 415]
    said = all_said(everything, capfd) + "".join(answer.text for answer in answers)
    assert revealed(distinctive(ADULT), said) == []


@pytest.mark.parametrize(
    "bearer",
    [
        pytest.param(lambda: STRANGER.bearer(sub=PATIENT, jti="nonce-40404"), id="of an unknown issuer"),
        pytest.param(lambda: EHR.bearer(iss="issuer-50505", sub=PATIENT), id="of a telling issuer"),
        pytest.param(lambda: EHR.bearer({"kid": "kid-60601"}, sub=PATIENT), id="of a telling kid"),
        pytest.param(lambda: EHR.bearer({"typ": "typ-60602"}, sub=PATIENT), id="of a telling type"),
        pytest.param(lambda: EHR.bearer({"alg": "alg-60603"}, sub=PATIENT), id="of a telling algorithm"),
        pytest.param(lambda: EHR.bearer({"crit": ["crit-60604"]}, sub=PATIENT), id="of a telling extension"),
        pytest.param(lambda: EHR.bearer(jti={"id": PATIENT}), id="with a telling nonce"),
        pytest.param(lambda: "Bearer opaque-80808.opaque-80809.opaque-80810", id="that is none"),
        pytest.param(lambda: "Basic user-90909", id="under another scheme"),
    ],
)
def test_a_refused_token_reveals_nothing(
    bearer: Callable[[], str], app: Flask, everything: Everything, capfd: Capture
) -> None:
    authorization = bearer()
    answer = call(app.test_client(), authorization, ADULT)
    assert answer.status_code == 401
    said = all_said(everything, capfd)
    assert '"message": "token refused"' in said
    secrets = distinctive(ADULT) | {"nonce-40404"} | set(re.findall(r"\w+-\d{5}", authorization))
    secrets |= {part for part in re.split(r"[ .]", authorization) if len(part) > 6}
    secrets |= set(re.findall(r"\w+-\d{5}", str(bearer.__code__.co_consts)))
    assert revealed(secrets, answer.text + said) == []


def echoing(status: int) -> Callable[[str], Reply]:
    """A server that answers with what it was asked, and with a patient's words."""
    words = {"resourceType": "OperationOutcome", "issue": [{"diagnostics": f"no {PATIENT} echo-13131"}]}
    return lambda path: Reply(words | {"id": path}, status, (("Location", f"/{PATIENT}?echo-13131"),))


FAILING: dict[str, Callable[[str], Reply]] = {
    "answers 500": echoing(500),
    "answers 404": echoing(404),
    "answers an OperationOutcome": echoing(200),
    "redirects": echoing(302),
    "answers with a page": lambda path: Reply(f"<p>{PATIENT} echo-13131</p>".encode()),
    "answers half a Bundle": lambda path: Reply(f'{{"id": "{PATIENT}", "x": "echo-13131'.encode()),
    "answers with broken compression": lambda path: Reply(
        PATIENT.encode(), 200, (("Content-Encoding", "gzip"),)
    ),
    "answers with a broken header": lambda path: Reply(
        b"{}", 200, (("X-Broken\r\nno header at all of pt-84613\r\nX-After", "echo-13131"),)
    ),
    "answers with another patient": lambda path: Reply(
        bundle(resource("Condition", "cond-13131", "other-70709", code={"text": "echo-13131"}))
    ),
    "links to somewhere else": lambda path: Reply(
        bundle() | {"link": [{"relation": "next", "url": f"https://evil.example/{PATIENT}?echo-13131"}]}
    ),
}


@pytest.mark.parametrize("answer", FAILING.values(), ids=FAILING.keys())
def test_a_fhir_server_reveals_nothing_when_it(
    answer: Callable[[str], Reply], tmp_path: Path, everything: Everything, capfd: Capture
) -> None:
    with listening(answer) as fhir:
        assert_silent_about(fhir, f"{fhir.url}/fhir", tmp_path, everything, capfd)
        assert fhir.asked


def test_a_fhir_server_that_is_not_there_reveals_nothing(
    tmp_path: Path, everything: Everything, capfd: Capture
) -> None:
    with listening(lambda path: Reply()) as gone:
        url = f"{gone.url}/fhir"
    assert_silent_about(gone, url, tmp_path, everything, capfd)


def assert_silent_about(
    fhir: Listener, url: str, folder: Path, everything: Everything, capfd: Capture
) -> None:
    listed = {"base": url, "private_address": True}
    entry = registered(EHR, folder, fhir_servers=[listed], budget_ms=5000)
    client = application(folder, entry).test_client()
    there = changed(fhirServer=url, fhirAuthorization=GRANT)
    answers = [call(client, EHR.bearer(), body) for body in (there, there | {"prefetch": {}})]
    assert [answer.status_code for answer in answers] == [200, 412]
    said = all_said(everything, capfd) + answers[1].text
    secrets = distinctive(there) | {"echo-13131", "cond-13131", "other-70709"} - {str(fhir.server_port)}
    assert revealed(secrets, said) == []


# As it is run


def test_two_processes_take_a_token_once_and_reveal_nothing(tmp_path: Path) -> None:
    environment = {
        "CRITERIA_CARDS_CLIENTS": str(clients_file(tmp_path, registered(EHR, tmp_path))),
        "CRITERIA_CARDS_PUBLIC_URL": PUBLIC,
        "CRITERIA_CARDS_DATABASE_URL": f"sqlite:///{tmp_path / 'shared.db'}",
        "CRITERIA_CARDS_ALLOW_AS_OF": "true",
    }
    bearer, answers, logs = EHR.bearer(), [], [tmp_path / f"{name}.log" for name in ("one", "other")]
    with ExitStack() as stack:
        urls = []
        for log in logs:
            port = free_port()
            command = [sys.executable, "-m", "service.cli.main", "serve", "--port", str(port)]
            own = environment | {"CRITERIA_CARDS_DATA": str(log.with_suffix(""))}
            stack.enter_context(running(command, port, "/cds-services", log, own))
            urls.append(f"http://127.0.0.1:{port}{CALL}")
        for url in urls:
            headers = {"Authorization": bearer}
            answers.append(requests.post(url, json=ADULT, headers=headers, timeout=20))
        headers = {"Authorization": EHR.bearer()}
        answers.append(requests.post(urls[1], json=MALFORMED["no patient"], headers=headers, timeout=20))
    assert [answer.status_code for answer in answers] == [200, 401, 412]
    said = "".join(log.read_text(encoding="utf-8") for log in logs)
    assert '"check": "it was used before"' in said
    assert all(json.loads(line)["message"] for line in said.splitlines())
    assert revealed(distinctive(ADULT), said + answers[1].text + answers[2].text) == []
