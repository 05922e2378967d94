"""An order of an LPHA as a recommendation, where the site says so."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.qualifications import LISTS_LPC, LPC
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.support.fhir import Json, coding, concept, no, order, practitioner, reference, yes

ORDERS_COUNT = f"order_of_lpha_recommends: 'true'\n{LISTS_LPC}"


@pytest.mark.parametrize(
    ("site", "elements", "truth"),
    [
        pytest.param(ORDERS_COUNT, {}, MET, id="an active order"),
        pytest.param(ORDERS_COUNT, {"status": "completed"}, MET, id="a completed order"),
        pytest.param(ORDERS_COUNT, {"status": "draft"}, OPEN, id="a draft"),
        pytest.param(ORDERS_COUNT, {"status": "revoked"}, OPEN, id="a revoked order"),
        pytest.param(ORDERS_COUNT, {"doNotPerform": True}, OPEN, id="an order not to perform it"),
        pytest.param(ORDERS_COUNT, {"authoredOn": "2025-03-01"}, MET, id="an order 365 days ago"),
        pytest.param(ORDERS_COUNT, {"authoredOn": "2025-02-28"}, OPEN, id="an order 366 days ago"),
        pytest.param(ORDERS_COUNT, {"authoredOn": "2026-03-02"}, OPEN, id="an order of tomorrow"),
        pytest.param(ORDERS_COUNT, {"authoredOn": None}, OPEN, id="an order without a date"),
        pytest.param(
            ORDERS_COUNT, {"code": concept(coding("urn:x", "H2017"))}, OPEN, id="an order of another code"
        ),
        pytest.param(
            ORDERS_COUNT, {"requester": reference("Practitioner/other")}, OPEN, id="an order by another"
        ),
        pytest.param(ORDERS_COUNT, {"requester": None}, OPEN, id="an order by nobody"),
        pytest.param(LISTS_LPC, {}, OPEN, id="a site that does not take orders for recommendations"),
    ],
)
def test_an_order_of_an_lpha_recommends_only_where_the_site_says_so(
    facts: Reader, site: str, elements: Json, truth: Truth | None
) -> None:
    fact = facts(order(**elements), practitioner("lpha", LPC), site=site)["lpha-recommends"]
    assert fact.value == truth


def test_an_order_for_another_service_does_not_recommend_this_one(facts: Reader) -> None:
    other = [order(code="H0024"), practitioner("lpha", LPC)]
    assert facts(*other, site=ORDERS_COUNT)["lpha-recommends"].value is OPEN
    assert facts(*other, site=ORDERS_COUNT, service="H0024")["lpha-recommends"].value is MET


@pytest.mark.parametrize(
    ("answers", "truth"),
    [
        pytest.param([no("lpha-recommends")], NOT_MET, id="a no"),
        pytest.param(
            [no("lpha-recommends", identity="a"), yes("lpha-recommends", identity="b")], OPEN, id="yes and no"
        ),
        pytest.param([no("lpha-recommends", "2024-01-01")], MET, id="a no that has gone stale"),
        pytest.param([no("lpha-recommends", by="Patient/p1")], MET, id="a no of the patient"),
    ],
)
def test_an_order_does_not_outweigh_what_a_clinician_said(
    facts: Reader, answers: list[Json], truth: Truth | None
) -> None:
    resources = [*answers, order(), practitioner("lpha", LPC)]
    assert facts(*resources, site=ORDERS_COUNT)["lpha-recommends"].value == truth
