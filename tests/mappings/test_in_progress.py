"""Whether the person receives the service now; it decides between admission and continued stay."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.truth import Truth
from mappings.readers.service_start import in_progress
from tests.mappings.reading import Reader
from tests.support.fhir import (
    HCPCS,
    Json,
    coding,
    concept,
    condition,
    icd,
    order,
    plan,
    reference,
    service,
    service_start,
    snomed,
)

NOTHING = "no plan or order in the record shows that the service has begun"


def started(on: str, **elements: Any) -> Json:
    return service_start(on, "2026-01-05", **elements)


@pytest.mark.parametrize(
    ("resource", "cited"),
    [
        pytest.param(started("2026-01-05"), "Observation/service-start", id="an attested start"),
        pytest.param(started("2020-01-05"), "Observation/service-start", id="a start attested for years ago"),
        pytest.param(started("2026-03-01"), "Observation/service-start", id="a start today"),
        pytest.param(plan(), "CarePlan/plan", id="an active plan that names the service"),
        pytest.param(plan(period={"start": "2026-03-01"}), "CarePlan/plan", id="a plan that begins today"),
        pytest.param(plan(period=None), "CarePlan/plan", id="a plan without a period"),
        pytest.param(plan(period={"end": "2026-12-31"}), "CarePlan/plan", id="a plan without a start"),
        pytest.param(order(), "ServiceRequest/order", id="an active order of an earlier day"),
        pytest.param(
            order(authoredOn="2026-02-28"), "ServiceRequest/order", id="an active order of yesterday"
        ),
        pytest.param(
            order(authoredOn="2026-03-01", occurrenceDateTime="2026-03-01"),
            "ServiceRequest/order",
            id="an order of today for today",
        ),
        pytest.param(
            order(occurrencePeriod={"start": "2026-02-01", "end": "2026-12-31"}),
            "ServiceRequest/order",
            id="an order for a period that has begun",
        ),
        pytest.param(
            order(occurrenceTiming={"repeat": {"boundsPeriod": {"start": "2026-02-15"}}}),
            "ServiceRequest/order",
            id="an order for a schedule that has begun",
        ),
        pytest.param(
            order(occurrenceTiming={"event": ["2026-04-01", "2026-02-15"]}),
            "ServiceRequest/order",
            id="an order for dates of which the first has come",
        ),
        pytest.param(
            order(occurrenceTiming={"code": {"text": "weekly"}}),
            "ServiceRequest/order",
            id="an order for a schedule without dates",
        ),
    ],
)
def test_the_service_is_in_progress_by_a_word_a_plan_or_an_order(
    facts: Reader, resource: Json, cited: str
) -> None:
    phase = in_progress(facts(resource))
    assert phase.value is Truth.MET
    assert [evidence.reference for evidence in phase.evidence] == [cited]


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        pytest.param(started("2026-03-02"), NOTHING, id="a start tomorrow"),
        pytest.param(started("2026-01-05", by="Patient/p1"), NOTHING, id="a start the patient tells"),
        pytest.param(plan(status="on-hold"), "the plan is on-hold", id="a plan on hold"),
        pytest.param(plan(status="completed"), "the plan is completed", id="a completed plan"),
        pytest.param(plan(status="revoked"), "the plan is revoked", id="a revoked plan"),
        pytest.param(plan(status="draft"), "the plan is draft", id="a draft of a plan"),
        pytest.param(plan(status=None), "the plan is without a status", id="a plan without a status"),
        pytest.param(plan(status="entered-in-error"), NOTHING, id="a plan entered in error"),
        pytest.param(
            plan(period={"start": "2026-03-02"}), "the plan has not begun", id="a plan for tomorrow"
        ),
        pytest.param(plan(period={"start": "2026-03"}), "the plan has not begun", id="a plan for this month"),
        pytest.param(plan(activity=None), NOTHING, id="a plan that does not name the service"),
        pytest.param(
            plan(activity=None, category=[concept(snomed("718347000"))]), NOTHING, id="a mental health plan"
        ),
        pytest.param(
            plan(activity=[{"detail": {"code": service("H0024")}}]), NOTHING, id="another service's plan"
        ),
        pytest.param(order(status="draft"), NOTHING, id="a draft order"),
        pytest.param(order(status="completed"), NOTHING, id="a completed order"),
        pytest.param(order(status="revoked"), NOTHING, id="a revoked order"),
        pytest.param(order(status="on-hold"), NOTHING, id="an order on hold"),
        pytest.param(order(doNotPerform=True), NOTHING, id="an order not to perform it"),
        pytest.param(order(code="H0024"), NOTHING, id="an order for the other service"),
        pytest.param(order(authoredOn="2026-03-01"), "the order has not begun", id="an order of today"),
        pytest.param(order(authoredOn="2026-03-02"), "the order has not begun", id="an order of tomorrow"),
        pytest.param(order(authoredOn="2026-03"), "the order has not begun", id="an order of this month"),
        pytest.param(order(authoredOn=None), "the order has no date", id="an order without a date"),
        pytest.param(
            order(occurrenceDateTime="2026-03-02"),
            "the order has not begun",
            id="an order of yesterday for tomorrow",
        ),
        pytest.param(
            order(occurrencePeriod={"start": "2026-03-02"}),
            "the order has not begun",
            id="an order for a period ahead",
        ),
        pytest.param(
            order(occurrenceTiming={"repeat": {"boundsPeriod": {"start": "2026-03-02"}}}),
            "the order has not begun",
            id="an order for a schedule ahead",
        ),
    ],
)
def test_what_is_not_in_progress_says_how_near_it_came(facts: Reader, resource: Json, reason: str) -> None:
    phase = in_progress(facts(resource))
    assert phase.value is None
    assert phase.reason == reason
    assert bool(phase.hints) is (reason != NOTHING)


def test_a_start_that_cannot_be_used_does_not_bring_an_old_plan_back(facts: Reader) -> None:
    phase = in_progress(facts(started("2026-03-02"), plan(status="completed")))
    assert phase.value is None
    assert phase.reason == "the plan is completed"


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
        pytest.param(order(status="draft"), id="a draft"),
        pytest.param(order(status="revoked"), id="revoked"),
        pytest.param(order(intent="proposal"), id="only a proposal"),
        pytest.param(order(identity="draft"), id="the very order that is being drafted"),
        pytest.param(
            order(occurrencePeriod={"start": "2023-01-01", "end": "2024-01-01"}),
            id="of a past period",
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


def activity(status: str | None) -> Json:
    detail = {"code": service()} | ({"status": status} if status else {})
    return plan(activity=[{"detail": detail}])


@pytest.mark.parametrize("status", ["in-progress", "unknown", None])
def test_an_activity_that_may_be_under_way_puts_the_service_in_progress(
    facts: Reader, status: str | None
) -> None:
    assert in_progress(facts(activity(status))).value is Truth.MET


@pytest.mark.parametrize(
    "status",
    ["not-started", "scheduled", "on-hold", "completed", "cancelled", "stopped", "entered-in-error"],
)
def test_an_activity_that_is_not_under_way_does_not(facts: Reader, status: str) -> None:
    phase = in_progress(facts(activity(status)))
    assert phase.value is None
    assert phase.reason == f"its activity for the service is {status}"


@pytest.mark.parametrize(
    ("ends", "site", "expected", "note"),
    [
        pytest.param("2026-03-01", "", Truth.MET, "", id="today"),
        pytest.param(
            "2026-02-28",
            "",
            Truth.MET,
            "ended 2026-02-28, still marked active; within the lapse of 30 days",
            id="yesterday",
        ),
        pytest.param(
            "2026-01-30",
            "",
            Truth.MET,
            "ended 2026-01-30, still marked active; within the lapse of 30 days",
            id="30 days ago",
        ),
        pytest.param("2026-01-29", "", None, "ended 2026-01-29, still marked active", id="31 days ago"),
        pytest.param(
            "2026-01-29",
            "lapse: 31 days",
            Truth.MET,
            "ended 2026-01-29, still marked active; within the lapse of 31 days",
            id="31 days ago at a site that waits as long",
        ),
        pytest.param("2020-09-30", "", None, "ended 2020-09-30, still marked active", id="years ago"),
    ],
)
@pytest.mark.parametrize("kind", ["plan", "order"])
def test_a_period_that_is_over_counts_for_the_lapse(
    facts: Reader, kind: str, ends: str, site: str, expected: Truth | None, note: str
) -> None:
    period = {"start": "2020-01-01", "end": ends}
    ended = plan(period=period) if kind == "plan" else order(occurrencePeriod=period)
    phase = in_progress(facts(ended, site=site))
    assert phase.value is expected
    assert [each.note for each in (*phase.evidence, *phase.hints)] == [note]


@pytest.mark.parametrize(
    ("authored", "site", "expected"),
    [
        pytest.param("2025-03-01", "", Truth.MET, id="a year old"),
        pytest.param("2025-02-28", "", None, id="a year and a day old"),
        pytest.param("2025-09-02", "order_lasts: 180 days", Truth.MET, id="180 days old where 180 count"),
        pytest.param("2025-09-01", "order_lasts: 180 days", None, id="181 days old where 180 count"),
    ],
)
def test_an_active_order_that_says_no_end_counts_for_a_year(
    facts: Reader, authored: str, site: str, expected: Truth | None
) -> None:
    assert in_progress(facts(order(authoredOn=authored), site=site)).value is expected


@pytest.mark.parametrize(
    ("resource", "counts"),
    [
        pytest.param(plan(intent="proposal"), False, id="a plan that is a proposal"),
        pytest.param(plan(intent="option"), False, id="a plan that is an option"),
        pytest.param(plan(intent="order"), True, id="a plan that is an order"),
        pytest.param(order(intent="proposal"), False, id="an order that is a proposal"),
        pytest.param(order(intent="plan"), False, id="an order that is a plan"),
        pytest.param(order(intent="original-order"), True, id="an original order"),
        pytest.param(order(identity="draft"), False, id="the order that is being drafted"),
    ],
)
def test_what_is_only_proposed_is_not_in_force(facts: Reader, resource: Json, counts: bool) -> None:
    assert (in_progress(facts(resource)).value is Truth.MET) is counts


PEER_SUPPORT = plan(identity="peers", code="H0024")
REHABILITATION = plan(identity="rehabilitation", period={"start": "2026-06-01"})
"""Of the service under review, but not begun, so that it shows nothing by itself."""
ABOUT_PEERS = {"basedOn": [reference("CarePlan/peers")]}
ABOUT_REHABILITATION = {"focus": [reference("CarePlan/rehabilitation")]}


@pytest.mark.parametrize(
    ("start", "others", "orders", "counts"),
    [
        pytest.param({}, [], ("x",), True, id="ordered, and nothing else shown"),
        pytest.param({}, [PEER_SUPPORT], ("x",), False, id="ordered, and another service shown"),
        pytest.param({}, [PEER_SUPPORT, REHABILITATION], ("x",), True, id="ordered, and both shown"),
        pytest.param(ABOUT_PEERS, [PEER_SUPPORT], ("x",), False, id="based on the plan of another"),
        pytest.param(
            ABOUT_REHABILITATION, [PEER_SUPPORT, REHABILITATION], None, True, id="about the plan of this one"
        ),
        pytest.param({}, [], None, False, id="a record is opened, and nothing says of which service"),
        pytest.param({}, [REHABILITATION], None, True, id="a record is opened, and this one alone is shown"),
    ],
)
def test_the_start_of_one_service_is_not_the_start_of_another(
    facts: Reader, start: Json, others: list[Json], orders: tuple[str, ...] | None, counts: bool
) -> None:
    phase = in_progress(facts(started("2026-01-05", **start), *others, orders=orders))
    assert (phase.value is Truth.MET) is counts


def test_where_a_site_uses_one_policy_alone_a_start_is_of_its_service(facts: Reader) -> None:
    site = "policies: [a-policy]"
    assert in_progress(facts(started("2026-01-05"), orders=None, site=site)).value is Truth.MET


@pytest.mark.parametrize(
    ("status", "ended", "counts"),
    [
        pytest.param("completed", "2026-02-01", False, id="completed since"),
        pytest.param("revoked", "2026-02-01", False, id="revoked since"),
        pytest.param("completed", "2026-01-05", False, id="completed on the very day"),
        pytest.param("completed", "2026-01-04", True, id="completed before it"),
        pytest.param("active", "2026-02-28", True, id="still active"),
    ],
)
def test_a_later_plan_that_is_over_ends_an_attested_start(
    facts: Reader, status: str, ended: str, counts: bool
) -> None:
    over = plan(status=status, period={"start": "2025-01-01", "end": ended})
    assert (in_progress(facts(started("2026-01-05"), over)).value is Truth.MET) is counts


def test_a_site_may_name_the_plans_of_a_service(facts: Reader) -> None:
    site = 'plans: {H2017: {identifiers: ["urn:ehr:ipoc|"]}}'
    marked = plan(activity=None, identifier=[{"system": "urn:ehr:ipoc", "value": "7"}])
    assert in_progress(facts(marked, site=site)).value is Truth.MET
    assert in_progress(facts(marked, site=site, service="H0024")).value is None
    assert in_progress(facts(marked)).value is None


@pytest.mark.parametrize(
    "system",
    [
        "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "http://www.nlm.nih.gov/research/umls/hcpcs",
        "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes",
        "https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo",
        "https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo/index.html",
        "urn:oid:2.16.840.1.113883.6.285",
        "http://terminology.hl7.org/CodeSystem/HCPCS",
        "https://bluebutton.cms.gov/resources/codesystem/hcpcs",
    ],
)
@pytest.mark.parametrize("code", ["H2017", "H0024"])
def test_the_services_are_known_under_every_spelling_of_hcpcs(facts: Reader, system: str, code: str) -> None:
    ordered = order() | {"code": service(code, system)}
    assert in_progress(facts(ordered, service=code)).value is Truth.MET


@pytest.mark.parametrize(
    ("code", "known"),
    [
        pytest.param(coding(HCPCS, "h2017"), True, id="small"),
        pytest.param(coding(HCPCS, " H2017 "), True, id="blanks"),
        pytest.param(coding(HCPCS, "H2018"), False, id="per diem"),
        pytest.param(coding("urn:vendor", "H2017"), False, id="another system"),
        pytest.param({"code": "H2017"}, True, id="no system"),
        pytest.param(coding(HCPCS, "H2017-HE"), True, id="a modifier"),
        pytest.param(coding("http://www.ama-assn.org/go/cpt", "H2017"), True, id="the system of CPT"),
    ],
)
def test_the_code_of_the_service_is_taken_with_its_system(facts: Reader, code: Json, known: bool) -> None:
    ordered = order() | {"code": concept(code)}
    assert (in_progress(facts(ordered)).value is Truth.MET) is known


def test_all_that_shows_it_is_cited(facts: Reader) -> None:
    phase = in_progress(
        facts(started("2026-01-05"), plan(), order(), order("today", authoredOn="2026-03-01"))
    )
    assert [evidence.reference for evidence in phase.evidence] == [
        "Observation/service-start",
        "CarePlan/plan",
        "ServiceRequest/order",
    ]
