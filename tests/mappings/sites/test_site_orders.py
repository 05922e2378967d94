"""`orders` of a site's file: the EHR's own codes name a service wherever a record names one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from mappings.readers.service_start import in_progress
from tests.mappings.reading import MET, Reader
from tests.mappings.sites.refused import refusal
from tests.support.fhir import BASE, Json, coding, concept, encounter, order, plan, procedure

SITE = """
orders:
  H2017:
    orderables:
      - {system: urn:ehr:orderable, code: "2780001"}
      - {text: PRS individual}
    contacts:
      - {system: urn:ehr:visit, code: PRS-IND}
"""
ORDERABLE = concept(coding("urn:ehr:orderable", "2780001"))
TEXT_ALONE: Json = {"text": "PRS individual"}
VISIT = concept(coding("urn:ehr:visit", "PRS-IND"))


def ordered(code: Json) -> Json:
    return order() | {"code": code}


def planned(code: Json) -> Json:
    return plan(activity=[{"detail": {"status": "in-progress", "code": code}}])


# --- orders and plans -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(ordered(ORDERABLE), id="an order by its code"),
        pytest.param(ordered(TEXT_ALONE), id="an order by its text alone"),
        pytest.param(planned(ORDERABLE), id="the activity of a plan"),
    ],
)
def test_what_a_site_orders_as_a_service_is_that_service(facts: Reader, resource: Json) -> None:
    assert in_progress(facts(resource, site=SITE)).truth is MET
    assert in_progress(facts(resource, site=SITE, service="H0024")).value is None
    assert in_progress(facts(resource)).value is None


def test_how_an_order_is_that_service_is_told_beside_it(facts: Reader) -> None:
    (proof,) = in_progress(facts(ordered(ORDERABLE), site=SITE)).evidence
    assert proof.note == "the site's file says that 2780001 is H2017"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(concept(coding("urn:ehr:other", "2780001")), id="the code under another system"),
        pytest.param(concept(coding("urn:ehr:orderable", "2780002")), id="the next code"),
        pytest.param({"text": "PRS individual, weekly"}, id="a text that only begins so"),
        pytest.param({"text": "prs individual"}, id="the text in small letters"),
        pytest.param(VISIT, id="what only a contact is called"),
    ],
)
def test_an_order_that_the_file_does_not_name_is_for_no_service(facts: Reader, code: Json) -> None:
    assert in_progress(facts(ordered(code), site=SITE)).value is None


# --- contacts ---------------------------------------------------------------------------------------------


def contacts(facts: Reader, *resources: Json, service: str = "H2017") -> list[object]:
    hints = facts(*resources, site=SITE, service=service)["scope-intensity-documented"].hints
    return [hint.value for hint in hints if "contact" in str(hint.value)]


ONE = ["1 contact coded H2017 in 90 days, the last one"]


@pytest.mark.parametrize(
    ("resource", "shown"),
    [
        pytest.param(encounter(type=[VISIT]), ONE, id="a visit by its own code"),
        pytest.param(encounter(type=[ORDERABLE]), ONE, id="a visit by the code of the order"),
        pytest.param(procedure(coding("urn:ehr:visit", "PRS-IND")), ONE, id="a procedure"),
        pytest.param(encounter(type=[concept(coding("urn:ehr:visit", "PRS-GRP"))]), [], id="another visit"),
    ],
)
def test_what_a_site_calls_a_contact_counts_as_one(
    facts: Reader, resource: Json, shown: Sequence[object]
) -> None:
    assert contacts(facts, resource) == list(shown)


# --- mistakes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "orders:\n  H2O17: {}\n",
            "3: orders.H2O17: no policy in use is about this service; the nearest name is 'H2017'",
            id="a service there is not",
        ),
        pytest.param(
            "orders:\n  H2017:\n    orderable: []\n",
            "4: orders.H2017.orderable: this key is not known here; the nearest name is 'orderables'",
            id="a misspelt key",
        ),
        pytest.param(
            "orders:\n  H2017:\n    orderables:\n      - {code: '1'}\n",
            "5: orders.H2017.orderables.0: give either system and code, or text",
            id="a code without a system",
        ),
        pytest.param(
            "orders:\n  H2017:\n    orderables: [{text: PRS}]\n  H0024:\n    orderables: [{text: PRS}]\n",
            "6: orders.H0024.orderables.0: this code already stands for H2017",
            id="one orderable for two services",
        ),
        pytest.param(
            "orders:\n  H2017:\n    orderables: [{text: PRS}]\n  H0024:\n    contacts: [{text: PRS}]\n",
            "6: orders.H0024.contacts.0: this code already stands for H2017",
            id="an orderable that is a contact of another service",
        ),
        pytest.param(
            "orders:\n  H2017:\n    orderables: [{text: PRS}]\n    contacts: [{text: PRS}]\n",
            "5: orders.H2017.contacts.0: this code stands here twice",
            id="an orderable that counts as a contact anyway",
        ),
        pytest.param(
            "orders:\n  H0024:\n    orderables:\n"
            "      - {system: 'urn:oid:2.16.840.1.113883.6.14', code: H2017}\n",
            "5: orders.H0024.orderables.0: this code has its meaning already",
            id="the code of the other service, under another spelling of HCPCS",
        ),
        pytest.param(
            "orders:\n  H2017:\n    contacts:\n"
            "      - {system: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets', code: H2011}\n",
            "5: orders.H2017.contacts.0: this code has its meaning already",
            id="a crisis service",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_the_nearest_name(
    tmp_path: Path, text: str, message: str
) -> None:
    assert refusal(tmp_path, text) == [message]


def test_a_code_of_the_sites_own_may_look_like_one_of_ours(facts: Reader) -> None:
    site = f'orders: {{H0024: {{orderables: [{{system: "{BASE}/x", code: H2017}}]}}}}'
    named = ordered(concept(coding(f"{BASE}/x", "H2017")))
    assert in_progress(facts(named, site=site, service="H0024")).truth is MET
    assert in_progress(facts(named, site=site)).value is None
