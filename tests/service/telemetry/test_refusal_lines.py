"""One line for each refusal, of whatever kind: what an operator looks up when an EHR is turned away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from tests.service.telemetry.captured import EHR, Capture, Everything
from tests.service.telemetry.telling import ADULT
from tests.support.ehr import CALL
from tests.support.fhir import Json

PEER = "192.0.2.7"
INSTANCE = "5a2c1d3e-0000-4000-8000-000000000077"


def refusal(capfd: Capture) -> Json:
    """The only line of a refusal."""
    said = [json.loads(each) for each in capfd.readouterr().err.splitlines()]
    [line] = [each for each in said if each["message"] == "refused"]
    found: Json = line
    return found


@pytest.mark.parametrize(
    ("method", "path", "sent", "told"),
    [
        pytest.param("GET", "/nowhere", {}, (404, "", ""), id="an unknown path"),
        pytest.param("PUT", "/cds-services", {}, (405, "", ""), id="a wrong method"),
        pytest.param(
            "POST", "/cds-services/no-service", {"json": {}}, (404, "call", ""), id="an unknown service"
        ),
        pytest.param(
            "POST", CALL, {"json": {}}, (400, "call", "criteria-order-select"), id="a call that is none"
        ),
        pytest.param("POST", CALL, {}, (415, "call", "criteria-order-select"), id="no media type"),
        pytest.param(
            "POST",
            CALL,
            {"json": {}, "headers": {"Host": "a,b"}},
            (400, "call", "criteria-order-select"),
            id="two hosts",
        ),
        pytest.param(
            "POST",
            f"{CALL}/feedback",
            {"json": {"feedback": [1]}},
            (400, "feedback", "criteria-order-select"),
            id="feedback that is none",
        ),
    ],
)
def test_a_refusal_is_told_in_one_line_for(
    method: str,
    path: str,
    sent: dict[str, Any],
    told: tuple[int, str, str],
    app: Flask,
    everything: Everything,
    capfd: Capture,
) -> None:
    headers = {"Authorization": EHR.bearer(aud=f"https://cards.example/behavioral{path}")}
    answer = app.test_client().open(
        path, method=method, **sent | {"headers": headers | sent.get("headers", {})}
    )
    line = refusal(capfd)
    assert (line["status"], line["endpoint"], line["service"]) == told
    assert (answer.status_code, answer.headers["X-Request-Id"]) == (told[0], line["request"])
    assert "peer" not in line


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        pytest.param({}, None, id="directly"),
        pytest.param({"X-Forwarded-For": "203.0.113.9"}, "203.0.113.9", id="by a front"),
        pytest.param(
            {"X-Forwarded-For": "10.0.0.1, 203.0.113.9"}, "203.0.113.9", id="by a front that adds to a list"
        ),
        pytest.param({"X-Forwarded-For": "2001:db8::9"}, "2001:db8::9", id="by IPv6"),
        pytest.param({"X-Forwarded-For": "the chart of pt-84613"}, None, id="by what says no address"),
    ],
)
@pytest.mark.parametrize("path", [CALL, f"{CALL}/feedback"])
def test_where_a_refused_token_came_from_is_told_when_it_came(
    path: str, headers: dict[str, str], told: str | None, app: Flask, everything: Everything, capfd: Capture
) -> None:
    answer = app.test_client().post(
        path, json=ADULT, headers=headers, environ_overrides={"REMOTE_ADDR": PEER}
    )
    line = refusal(capfd)
    assert (answer.status_code, line["status"]) == (401, 401)
    assert (line["peer"], line.get("forwarded_for")) == (PEER, told)


def test_a_line_carries_the_hook_instance_once_that_is_known(
    app: Flask, everything: Everything, capfd: Capture
) -> None:
    client = app.test_client()
    body = ADULT | {"hookInstance": INSTANCE, "prefetch": {}}
    client.post(CALL, json=body, headers={"Authorization": EHR.bearer()})
    assert refusal(capfd)["hook_instance"] == INSTANCE
    client.post(CALL, json={"hookInstance": 1}, headers={"Authorization": EHR.bearer()})
    assert "hook_instance" not in refusal(capfd)
