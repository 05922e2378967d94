"""References between resources: every form that FHIR allows is followed; what does not show is no guess."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mappings.fhir.elements import decoded_first
from mappings.fhir.references import Reference
from mappings.fhir.resources import Resource
from mappings.fhir.servers import Sent, Servers
from mappings.record.patient_record import PatientRecord
from tests.mappings.reading import ZONE
from tests.mappings.record.places import ELSEWHERE, URN
from tests.support.fhir import PATIENT, SERVER, Json, goal, plan, reference

CONTAINED = {"resourceType": "Practitioner", "id": "who"}


def decoded(resource: Json) -> Resource:
    return msgspec.json.decode(msgspec.json.encode(resource), type=Resource)


def record_of(*sent: tuple[Json, str]) -> PatientRecord:
    """The record of these resources, each with the fullUrl of its entry."""
    found = [Sent(decoded(resource), full_url) for resource, full_url in sent]
    record = PatientRecord(PATIENT, ZONE, found, Servers((SERVER,), found))
    for each in found:
        record.take(each)
    return record


def referring(written: Any) -> Reference:
    found = decoded_first(msgspec.Raw(msgspec.json.encode(written)), Reference)
    assert found is not None
    return found


FORMS = [
    pytest.param("Goal/g1", id="relative"),
    pytest.param("Goal/g1/_history/4", id="relative, with a version"),
    pytest.param(f"{SERVER}/Goal/g1", id="absolute"),
    pytest.param(f"{SERVER}/Goal/g1/_history/4", id="absolute, with a version"),
    pytest.param("http://EHR.example/fhir/Goal/g1", id="absolute, the server spelt otherwise"),
]


@pytest.mark.parametrize("written", FORMS)
def test_a_reference_in_any_form_finds_the_resource_that_was_sent(written: str) -> None:
    record = record_of((plan(), f"{SERVER}/CarePlan/plan"), (goal("g1"), f"{SERVER}/Goal/g1"))
    found = record.resolve(referring(reference(written)), record.sent[0].resource)
    assert found is not None
    assert found.reference == "Goal/g1"


def test_a_urn_finds_the_entry_of_that_full_url() -> None:
    record = record_of((plan(), ""), (goal("g1"), URN))
    found = record.resolve(referring(reference(URN)), record.sent[0].resource)
    assert found is not None
    assert found.reference == "Goal/g1"


def test_a_relative_reference_stays_on_the_server_of_its_own_entry() -> None:
    here, there = (
        (goal("g1", "achieved"), f"{SERVER}/Goal/g1"),
        (goal("g1", "worsening"), f"{ELSEWHERE}/Goal/g1"),
    )
    for base, at in ((SERVER, 2), (ELSEWHERE, 1)):
        record = record_of((plan(), f"{base}/CarePlan/plan"), there, here)
        found = record.resolve(referring(reference("Goal/g1")), record.sent[0].resource)
        assert found is not None
        assert found.resource is record.sent[at].resource


def test_a_relative_reference_does_not_lead_to_another_server() -> None:
    record = record_of((plan(), f"{SERVER}/CarePlan/plan"), (goal("g1"), f"{ELSEWHERE}/Goal/g1"))
    assert record.resolve(referring(reference("Goal/g1")), record.sent[0].resource) is None


def test_a_contained_resource_is_found_in_its_container_and_cited_by_it() -> None:
    record = record_of((plan(contained=[CONTAINED]), ""), (plan("other"), ""))
    holder, other = (each.resource for each in record.sent)
    found = record.resolve(referring(reference("#who")), holder)
    assert found is not None
    assert found.reference == "CarePlan/plan#who"
    assert record.resolve(referring(reference("#who")), other) is None


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        pytest.param({"reference": "Practitioner/1"}, "Practitioner", id="relative"),
        pytest.param({"reference": f"{ELSEWHERE}/Practitioner/1/_history/2"}, "Practitioner", id="absolute"),
        pytest.param({"reference": "#who"}, "Practitioner", id="contained"),
        pytest.param({"reference": "#nobody"}, "", id="no such contained resource"),
        pytest.param({"reference": URN}, "Goal", id="a URN with its entry"),
        pytest.param({"reference": f"{URN}2"}, "", id="a URN without an entry"),
        pytest.param({"display": "Dr Oak"}, "", id="a display alone"),
        pytest.param({"type": "Practitioner", "display": "Dr Oak"}, "Practitioner", id="a stated type"),
        pytest.param({"reference": "#nobody", "type": "Practitioner"}, "", id="a type of nobody"),
        pytest.param({"reference": "Patient/p1", "type": "Practitioner"}, "", id="two types"),
        pytest.param({"reference": 5, "type": "Practitioner"}, "", id="an unreadable reference with a type"),
        pytest.param({"reference": "Practitioner?identifier=x|1"}, "", id="a conditional reference"),
        pytest.param({"reference": "Dr Oak"}, "", id="words"),
        pytest.param({}, "", id="nothing"),
    ],
)
def test_the_type_of_what_a_reference_points_to_shows_or_it_does_not(written: Json, shown: str) -> None:
    record = record_of((plan(contained=[CONTAINED]), ""), (goal("g1"), URN))
    assert record.type_of(referring(written), record.sent[0].resource) == shown
