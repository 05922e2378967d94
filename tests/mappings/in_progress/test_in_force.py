"""For how long a plan or an order puts the service in progress, and that a proposal does not."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from mappings.readers.service_start import in_progress
from tests.mappings.reading import Reader
from tests.support.fhir import Json, order, plan


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
