"""The shipped patients: in the state that the title tells on whatever day, and fit to stand on one server."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from fhir.resources.R4B import get_fhir_model_class

from service.samples.fhir import BASE
from service.samples.shipped import STAFF, ShippedPatient, shipped_patients
from tests.support.application import call
from tests.support.cards import cards_of
from tests.support.fhir import ON, Json
from tests.support.hook_calls import (
    AS_OF,
    ORDER_SELECT,
    PATIENT_VIEW,
    draft,
    order_select,
    patient_view,
    prefetched,
)

SITE = "example-private"
"""That of `make run`."""
LEAP_DAY = date(2032, 2, 29)
SUMMARIES = {
    "adult-admission": ("H2017 PRS adult admission: 0 of 7 met. Missing: ",),
    "adult-continued-stay": ("H2017 PRS adult continued stay: 2 of 5 met. Missing: ",),
    "child-admission": ("H2017 PRS child admission: 7 of 9 met. Missing: family agreement, CALOCUS",),
    "peer-support-admission": ("H0024 Peer Support admission: 2 of 3 met. Missing: ",),
    "peer-support-discharge": (
        "H0024 Peer Support continued stay: 2 of 3 met. Missing: ",
        "H0024 Peer Support discharge: 1 of 3 triggers documented",
    ),
}
"""How the cards of each patient begin."""


@pytest.fixture(params=[ON, ON + timedelta(days=1000), LEAP_DAY], ids=str)
def day(request: pytest.FixtureRequest) -> date:
    on: date = request.param
    return on


def summaries(shipped: ShippedPatient, on: date) -> list[str]:
    prefetch = prefetched(*shipped.resources)
    extension = {AS_OF: on.isoformat()}
    if shipped.phase == "discharge":
        body = patient_view(prefetch, extension=extension)
        body["context"]["patientId"] = shipped.patient
        return [card["summary"] for card in cards_of(call(PATIENT_VIEW, body, site=SITE))]
    order = draft(shipped.service, of=shipped.patient)
    body = order_select(order, prefetch=prefetch, of=shipped.patient, extension=extension)
    return [card["summary"] for card in cards_of(call(ORDER_SELECT, body, site=SITE))]


def test_each_is_in_the_state_that_it_is_shipped_for_whatever_day_it_is(day: date) -> None:
    found = {each.name: summaries(each, day) for each in shipped_patients(day)}
    assert found.keys() == SUMMARIES.keys()
    for name, said in found.items():
        assert len(said) == len(SUMMARIES[name]), (name, said)
        for summary, begins in zip(said, SUMMARIES[name], strict=True):
            assert summary.startswith(begins)


def test_every_resource_is_valid_fhir() -> None:
    for shipped in shipped_patients(LEAP_DAY):
        for resource in shipped.resources:
            get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def test_one_server_can_hold_them_all() -> None:
    held: dict[str, Json] = {}
    for shipped in shipped_patients(ON):
        for resource in shipped.resources:
            name = f"{resource['resourceType']}/{resource['id']}"
            assert held.setdefault(name, resource) == resource, name
    staff = [each["name"][0]["text"] for name, each in held.items() if name.startswith("Practitioner/")]
    assert sorted(staff) == sorted(STAFF.values())


def test_their_codes_stand_below_the_canonical_base_that_is_asked_for() -> None:
    own = "https://cards.example/r4"
    for shipped in shipped_patients(ON, own):
        assert BASE not in str(shipped.resources)
    coded = [str(each.resources) for each in shipped_patients(ON, own) if each.name != "adult-admission"]
    assert all(f"{own}/CodeSystem/criteria-input" in text for text in coded)
