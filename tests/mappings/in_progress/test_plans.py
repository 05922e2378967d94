"""Which plans put the service in progress: by its code, its order, an activity, a site's mark."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from mappings.readers.service_start import in_progress
from tests.mappings.in_progress.plans import activity
from tests.mappings.in_progress.starts import NOTHING
from tests.mappings.reading import Reader
from tests.support.fhir import HCPCS, Json, coding, concept, condition, icd, order, plan, reference, service


def test_a_plan_by_diagnosis_does_not_make_the_service_in_progress(facts: Reader) -> None:
    about = plan(activity=None, addresses=[reference("Condition/c1")])
    assert in_progress(facts(about, condition(icd("F32.1")))).reason == NOTHING


def test_a_plan_may_name_the_service_by_its_order(facts: Reader) -> None:
    by_order = plan(activity=[{"reference": reference("ServiceRequest/order")}])
    assert in_progress(facts(by_order, order())).value is Truth.MET
    assert in_progress(facts(by_order)).value is None


@pytest.mark.parametrize(
    "ordered",
    [
        pytest.param(order(status="draft"), id="a draft of an order"),
        pytest.param(order(status="revoked"), id="a revoked order"),
        pytest.param(order(intent="proposal"), id="an order that is only a proposal"),
        pytest.param(order(identity="draft"), id="the very order that is being drafted"),
        pytest.param(
            order(occurrencePeriod={"start": "2023-01-01", "end": "2024-01-01"}),
            id="an order of a past period",
        ),
    ],
)
def test_a_plan_does_not_put_the_service_in_progress_by_an_order_not_in_force(
    facts: Reader, ordered: Json
) -> None:
    by_order = plan(activity=[{"reference": reference(f"ServiceRequest/{ordered['id']}")}])
    assert in_progress(facts(by_order, ordered)).value is None


def test_a_plan_may_hold_the_order_that_it_refers_to(facts: Reader) -> None:
    held = {
        "resourceType": "ServiceRequest",
        "id": "o",
        "status": "active",
        "code": concept(coding(HCPCS, "H2017")),
    }
    by_contained = plan(activity=[{"reference": reference("#o")}], contained=[held])
    assert in_progress(facts(by_contained)).value is Truth.MET
    revoked = plan(activity=[{"reference": reference("#o")}], contained=[held | {"status": "revoked"}])
    assert in_progress(facts(revoked)).value is None


@pytest.mark.parametrize("status", ["in-progress", "unknown", None])
def test_an_activity_that_may_be_under_way_puts_the_service_in_progress(
    facts: Reader, status: str | None
) -> None:
    assert in_progress(facts(activity(status=status))).value is Truth.MET


@pytest.mark.parametrize(
    "status",
    ["not-started", "scheduled", "on-hold", "completed", "cancelled", "stopped", "entered-in-error"],
)
def test_an_activity_that_is_not_under_way_does_not(facts: Reader, status: str) -> None:
    phase = in_progress(facts(activity(status=status)))
    assert phase.value is None
    assert phase.reason == f"its activity for the service is {status}"


def test_a_site_may_name_the_plans_of_a_service(facts: Reader) -> None:
    site = 'plans: {H2017: {identifiers: ["urn:ehr:ipoc|"]}}'
    marked = plan(activity=None, identifier=[{"system": "urn:ehr:ipoc", "value": "7"}])
    assert in_progress(facts(marked, site=site)).value is Truth.MET
    assert in_progress(facts(marked, site=site, service="H0024")).value is None
    assert in_progress(facts(marked)).value is None


@pytest.mark.parametrize(
    ("detail", "value"),
    [
        pytest.param(None, Truth.MET, id="no activity"),
        pytest.param(
            {"status": "in-progress", "code": service()}, Truth.MET, id="one for the service under way"
        ),
        pytest.param({"status": "cancelled", "code": service()}, None, id="one for the service cancelled"),
        pytest.param(
            {"status": "cancelled", "code": service("H0024")}, Truth.MET, id="one for another cancelled"
        ),
    ],
)
def test_a_plan_with_a_sites_mark_is_no_more_under_way_than_its_activity(
    facts: Reader, detail: Json | None, value: Truth | None
) -> None:
    marked = plan(title="IPOC", activity=[{"detail": detail}] if detail else None)
    assert in_progress(facts(marked, site="plans: {H2017: {titles: [IPOC]}}")).value is value
