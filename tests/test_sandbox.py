"""The FHIR server for the official sandbox: any page may read it, and its record stays fresh."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.support.application import call, cds
from tests.support.cards import cards_of, shown
from tests.support.fhir import ON, Json
from tests.support.hook_calls import AS_OF, PATIENT_VIEW, patient_view
from tests.support.sandbox_ehr import SandboxEhr

LATER = timedelta(days=1000)


@pytest.fixture(scope="module")
def ehr() -> Iterator[SandboxEhr]:
    """The server, on a day long after the patient's own."""
    server = SandboxEhr(0, today=ON + LATER)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def asked(ehr: SandboxEhr, method: str, path: str, body: str | None = None) -> tuple[int, Any]:
    """The status and the JSON of an answer that any page may read."""
    connection = HTTPConnection("127.0.0.1", ehr.server_port, timeout=10)
    connection.request(method, f"/fhir/{path}", body, {"Origin": "http://localhost:8080"})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"] == "*"
    connection.close()
    return answer.status, json.loads(content) if content else None


def test_the_sandbox_finds_what_it_looks_for_when_it_opens(ehr: SandboxEhr) -> None:
    assert asked(ehr, "OPTIONS", "Observation/_search") == (204, None)
    assert asked(ehr, "GET", "metadata")[1]["fhirVersion"] == "4.0.1"
    assert asked(ehr, "GET", "Patient")[1]["total"] == 1
    assert asked(ehr, "GET", f"Patient/{ehr.patient}")[1]["id"] == ehr.patient
    assert asked(ehr, "GET", "Patient/nobody")[0] == 404


def test_what_it_sends_along_makes_its_card_whatever_day_it_is(ehr: SandboxEhr) -> None:
    templates = cds().default_site.searches
    prefetch: Json = {"patient": asked(ehr, "GET", f"Patient/{ehr.patient}")[1]}
    for key, query in templates.items():
        kind, _, parameters = query.partition("?")
        if parameters:
            prefetch[key] = asked(ehr, "POST", f"{kind}/_search", parameters)[1]
    body = patient_view(prefetch, extension={AS_OF: (ON + LATER).isoformat()}, fhirServer=ehr.url)
    body["context"]["patientId"] = ehr.patient
    assert shown(cards_of(call(PATIENT_VIEW, body))) == [("H2017", "continued-stay-adult", "unknown")]
