"""Of which service an attested start is, and what ends it."""

from __future__ import annotations

import pytest

from criteria.gaps import Gap, GapKind
from criteria.truth import Truth
from mappings.patient_facts import UnderReview
from mappings.readers.registry import patient_facts
from mappings.readers.service_start import in_progress
from tests.mappings.in_progress.starts import started
from tests.mappings.reading import Reader, mapping_for
from tests.support.bundles import bundle
from tests.support.fhir import ON, Json, patient, plan, reference


def test_a_start_that_cannot_be_used_does_not_bring_an_old_plan_back(facts: Reader) -> None:
    phase = in_progress(facts(started("2026-03-02"), plan(status="completed")))
    assert phase.value is None
    assert phase.reason == "the plan is completed"


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


@pytest.mark.parametrize(
    ("key", "kind", "counts"),
    [
        pytest.param("carePlans", GapKind.SEARCH_FAILED, False, id="the search for plans failed"),
        pytest.param("carePlans", GapKind.FIRST_PAGE_ONLY, False, id="only the first plans were read"),
        pytest.param("carePlans", GapKind.NOT_SENT, True, id="plans were never searched for"),
        pytest.param("goals", GapKind.SEARCH_FAILED, True, id="another search failed"),
    ],
)
def test_among_plans_that_were_not_read_may_stand_the_one_that_ended_it(
    facts: Reader, key: str, kind: GapKind, counts: bool
) -> None:
    gaps = [Gap(f"prefetch/{key}", kind)]
    record = facts.record({"patient": patient(), "x": bundle(started("2026-01-05"))}, failures=gaps)
    phase = in_progress(patient_facts(record, mapping_for(""), UnderReview("H2017", ON, ("x",))))
    assert (phase.value is Truth.MET) is counts
    assert phase.is_unread is not counts
