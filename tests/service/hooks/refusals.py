"""The OperationOutcome that a refused request is answered with, and the field that it names."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.service.hooks.valid_request import MARK
from tests.support.cards import empties
from tests.support.fhir import Json


def issue_of(response: TestResponse) -> Json:
    """The one issue of an OperationOutcome, which is all that an error answers."""
    assert response.mimetype == "application/json"
    body = response.get_json()
    assert body.keys() == {"resourceType", "issue"}
    assert body["resourceType"] == "OperationOutcome"
    assert not [*empties(body)]
    (issue,) = body["issue"]
    assert issue["severity"] == "error"
    assert MARK not in response.get_data(as_text=True)
    assert issue.keys() <= {"severity", "code", "diagnostics", "expression"}
    found: Json = issue
    return found


def expression_of(response: TestResponse) -> str:
    """The field that an error names; the empty string when it names none."""
    (field,) = issue_of(response).get("expression", [""])
    return str(field)
