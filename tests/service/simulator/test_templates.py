"""Prefetch templates are resolved as the specification says, and a token that cannot be is named."""

from __future__ import annotations

from datetime import date

import pytest

from service.samples.fhir import Json, collection
from service.simulator.templates import Unresolved, resolved

ON = date(2026, 3, 1)
ORDER: Json = {
    "resourceType": "ServiceRequest",
    "id": "a",
    "requester": {"reference": "Practitioner/dr"},
    "code": {"coding": [{"code": "H2017"}]},
}
CONTEXT: Json = {
    "userId": "Practitioner/dr1",
    "patientId": "p1",
    "draftOrders": collection(ORDER, {**ORDER, "id": "b"}),
}


@pytest.mark.parametrize(
    ("template", "query"),
    [
        pytest.param("Patient/{{context.patientId}}", "Patient/p1", id="a field of the context"),
        pytest.param("Practitioner/{{userPractitionerId}}", "Practitioner/dr1", id="the user"),
        pytest.param("A?date=ge{{today()}}", "A?date=ge2026-03-01", id="today"),
        pytest.param("A?date=ge{{today() - 90 days}}", "A?date=ge2025-12-01", id="days ago"),
        pytest.param("A?date=le{{today() + 1 day}}", "A?date=le2026-03-02", id="tomorrow"),
        pytest.param("S?_id={{context.draftOrders.ServiceRequest.id}}", "S?_id=a,b", id="several values"),
        pytest.param(
            "S?code={{context.draftOrders.ServiceRequest.code.coding.code}}", "S?code=H2017", id="each once"
        ),
        pytest.param("A?x=1", "A?x=1", id="without a token"),
    ],
)
def test_a_token_stands_for_what_the_context_says(template: str, query: str) -> None:
    assert resolved(template, CONTEXT, ON) == query


@pytest.mark.parametrize(
    ("template", "said"),
    [
        pytest.param("E/{{context.encounterId}}", "the context has nothing for", id="nothing there"),
        pytest.param("P/{{userPatientId}}", "the user is no Patient", id="another kind of user"),
        pytest.param("P/{{ context.patientId }}", "blanks inside its braces", id="blanks"),
        pytest.param("P/{{patientId}}", "begins with no context field", id="no root"),
        pytest.param("P/{{context.draftOrders.where(x)}}", "asks for more than members", id="a function"),
    ],
)
def test_a_token_that_cannot_be_resolved_is_named(template: str, said: str) -> None:
    with pytest.raises(Unresolved, match=said):
        resolved(template, CONTEXT, ON)
