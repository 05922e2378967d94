"""Discovery of CDS Hooks 2.0: the services, and prefetch templates that every EHR can fill in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from tests.support.application import app
from tests.support.cards import empties
from tests.support.fhir import Json
from tests.support.hook_calls import KEYS, ORDER_SELECT, ORDER_SIGN, PATIENT_VIEW


def discovered(**changes: Any) -> list[Json]:
    """The services that discovery lists."""
    response = app(**changes).test_client().get("/cds-services")
    assert response.status_code == 200
    services: list[Json] = response.get_json()["services"]
    return services


def test_discovery_lists_one_service_for_each_hook_with_the_elements_of_the_specification_only() -> None:
    services = discovered()
    assert {(s["id"], s["hook"]) for s in services} == {
        (ORDER_SELECT, "order-select"),
        (ORDER_SIGN, "order-sign"),
        (PATIENT_VIEW, "patient-view"),
    }
    for service in services:
        assert service.keys() == {"hook", "id", "title", "description", "prefetch"}
        assert all(isinstance(service[name], str) for name in service.keys() - {"prefetch"})
        assert re.fullmatch(r"[a-z-]+", service["id"]), "an id stands in a URL"
    assert not [*empties(services)]


def test_the_only_prefetch_token_is_the_patient_of_the_context() -> None:
    for service in discovered():
        for template in service["prefetch"].values():
            assert set(re.findall(r"\{\{.*?\}\}", template)) == {"{{context.patientId}}"}
            assert "{" not in template.replace("{{context.patientId}}", "")


ALLOWED = {
    "Condition": {"patient"},
    "Observation": {"patient", "category", "code"},
    "QuestionnaireResponse": {"patient"},
    "CarePlan": {"patient"},
    "Goal": {"patient"},
    "ServiceRequest": {"patient", "status"},
    "Encounter": {"patient"},
    "Procedure": {"patient", "status"},
    "DocumentReference": {"patient", "type"},
}
"""The reference and token parameters of FHIR R4 that templates may use."""


def test_prefetch_templates_stay_within_the_query_subset() -> None:
    for service in discovered():
        assert service["prefetch"].keys() == {"patient", *KEYS}
        for key, template in service["prefetch"].items():
            kind, question, query = template.partition("?")
            if key == "patient":
                assert template == "Patient/{{context.patientId}}"
                continue
            assert kind == KEYS[key]
            assert question
            parameters = parse_qsl(query, strict_parsing=True)
            names = [name for name, _ in parameters]
            assert len(set(names)) == len(names), "some clients merge a parameter that stands twice"
            assert set(names) <= ALLOWED[kind] | {"_sort"}
            assert dict(parameters)["patient"] == "{{context.patientId}}"
            assert not re.search(r"\s", template)


def test_discovery_is_the_same_for_all_hooks_and_all_times() -> None:
    first, *others = (service["prefetch"] for service in discovered())
    assert all(each == first for each in others)
    assert discovered() == discovered()
