"""When the service began: a clinician's word, or the plan's."""

from __future__ import annotations

from datetime import date

import pytest

from tests.mappings.plans.goals import SITE, START
from tests.mappings.reading import Reader
from tests.support.fhir import RECENT, Json, observation, plan, service_start


@pytest.mark.parametrize(
    ("resources", "start"),
    [
        pytest.param([START], date(2026, 1, 1), id="attested"),
        pytest.param(
            [service_start("2020-01-01")],
            date(2020, 1, 1),
            id="attested long ago: it does not go stale",
        ),
        pytest.param(
            [service_start("2026-03-01", RECENT)],
            date(2026, 3, 1),
            id="attested to be today",
        ),
        pytest.param([service_start("2026-03-02", RECENT)], None, id="attested to be tomorrow"),
        pytest.param([service_start("2026-01", RECENT)], None, id="attested to be in a month"),
        pytest.param(
            [observation("service-start", {"valueBoolean": True})], None, id="attested by a mere yes"
        ),
        pytest.param(
            [service_start(on=RECENT, by="Patient/p1")],
            None,
            id="attested by the patient",
        ),
        pytest.param([plan()], date(2026, 1, 1), id="the plan that names the service"),
        pytest.param([plan(status="completed")], date(2026, 1, 1), id="a completed plan of the service"),
        pytest.param(
            [plan(period={"start": "2025-06-01", "end": "2026-01-30"})],
            date(2025, 6, 1),
            id="a plan that ended within the lapse",
        ),
        pytest.param(
            [plan(period={"start": "2025-06-01", "end": "2026-01-29"})],
            None,
            id="a plan that ended before it",
        ),
        pytest.param(
            [plan(status="completed", period={"start": "2024-01-01", "end": "2024-12-31"})],
            None,
            id="a plan completed long ago",
        ),
        pytest.param([plan(period={"start": "2026-01"})], None, id="a plan that began in some month"),
        pytest.param([plan(period={"start": "2026-03-02"})], None, id="a plan that begins tomorrow"),
        pytest.param([plan(period=None)], None, id="a plan without a period"),
        pytest.param([plan(activity=None)], None, id="a plan that does not name the service"),
        pytest.param([plan("a"), plan("b")], None, id="two plans that name the service"),
        pytest.param(
            [plan(period={"start": "2025-06-01"}), START], date(2026, 1, 1), id="a word goes before the plan"
        ),
        pytest.param(
            [plan(), service_start("2026-03-02", RECENT)],
            None,
            id="a word that cannot be used is not passed over for the plan",
        ),
        pytest.param(
            [
                plan(),
                START,
                service_start("2026-02-01", "2026-01-01", identity="b"),
            ],
            None,
            id="two contrary words are not passed over for the plan",
        ),
    ],
)
def test_the_start_of_the_service_is_attested_or_the_plans(
    facts: Reader, resources: list[Json], start: date | None
) -> None:
    assert facts(*resources)["service-start"].value == start


def test_a_plan_with_a_sites_mark_tells_when_the_service_began(facts: Reader) -> None:
    marked = plan("marked", activity=None, title="Individual Plan of Care")
    assert facts(marked, site=SITE)["service-start"].value == date(2026, 1, 1)
    assert facts(marked)["service-start"].value is None
