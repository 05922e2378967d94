"""Requests of a DTR client, and what comes back."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.test import TestResponse

from service.clock import today
from tests.support.application import app
from tests.support.bundles import bundle
from tests.support.fhir import BASE, ON, PATIENT, Json, reference
from tests.support.hook_calls import draft

TODAY = today(ZoneInfo("America/New_York"))
_DAY = re.compile(r'(?<=")20[0-9]{2}-[0-9]{2}-[0-9]{2}(?=["T])')
"""Days of this century: an adult is to be born no later."""
PACKAGE = "/fhir/Questionnaire/$questionnaire-package"
FORM = f"{BASE}/Questionnaire/sc-medicaid-h2017-prs-admission"
COVERAGE: Json = {
    "resourceType": "Coverage",
    "id": "c1",
    "status": "active",
    "beneficiary": reference(f"Patient/{PATIENT}"),
    "payor": [reference("Organization/payer")],
}


def parameters(*given: tuple[str, Any]) -> Json:
    """Parameters: a resource, or a canonical, a string or an instant by the name."""
    kinds = {"context": "valueString", "changedsince": "valueInstant"}
    members = [
        (name, "resource" if isinstance(value, dict) else kinds.get(name, "valueCanonical"), value)
        for name, value in given
    ]
    listed = [{"name": name, member: value} for name, member, value in members]
    return {"resourceType": "Parameters", "parameter": listed}


def fresh(*record: Json) -> tuple[Json, ...]:
    """A record of the day that the tests are written for, as of today, which no such request can pin."""
    later = TODAY - ON
    moved = _DAY.sub(lambda day: (date.fromisoformat(day[0]) + later).isoformat(), json.dumps(record))
    return tuple(json.loads(moved))


def asked(*given: tuple[str, Any], record: tuple[Json, ...] = (), coverage: Json | None = None) -> Json:
    """A request for a package: with a coverage, and the record where one is given."""
    sent = (("record", bundle(*record, type="collection")),) if record else ()
    return parameters(("coverage", coverage or COVERAGE), *given, *sent)


def ordered(*record: Json, code: str = "H2017") -> Json:
    """A request for the form of an order."""
    return asked(("order", draft(code)), record=record)


def post(body: Any, path: str = PACKAGE, **settings: Any) -> TestResponse:
    """The answer to a request."""
    client = app(**settings).test_client()
    return client.post(path, json=body, headers={"Content-Type": "application/fhir+json"})


def packages(response: TestResponse) -> list[Json]:
    """The Bundles of an answer."""
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.mimetype == "application/fhir+json"
    return [each["resource"] for each in response.get_json()["parameter"] if each["name"] == "packagebundle"]


def issues(response: TestResponse) -> list[tuple[str, str]]:
    """How grave the issues of an answer are, and of which kind."""
    parameter = response.get_json()["parameter"]
    outcomes = [each["resource"] for each in parameter if each["name"] == "outcome"]
    return [(issue["severity"], issue["code"]) for each in outcomes for issue in each["issue"]]


def of_kind(package: Json, kind: str) -> list[Json]:
    """The resources of a kind in a Bundle."""
    found = [entry["resource"] for entry in package["entry"]]
    return [each for each in found if each["resourceType"] == kind]


def draft_in(package: Json) -> Json:
    """The draft of a package."""
    (response,) = of_kind(package, "QuestionnaireResponse")
    return response
