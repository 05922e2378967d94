"""The goals of a plan beside a continued stay: baseline against now where scaled, else their status."""

from __future__ import annotations

import pytest

from service.worksheet.view.comparison import Comparison
from service.worksheet.view.parts import Mark
from tests.mappings.plans.goals import BETTER, EXPECTED, LESS, attained
from tests.properties.golden_records import request_of, with_prefetch
from tests.service.worksheet.desks import shown, table_of
from tests.support.fhir import Json, reference

NAME = "h2017-child-continued-stay-met"
SCALED, BY_STATUS = "Goals of the plan, scaled", "Goals of the plan"


def charts(*scores: Json) -> dict[str, Comparison]:
    """The charts of a continued stay whose first goal was scaled, by their headings."""
    request = request_of(NAME)
    slots = request["prefetch"]
    own = slots["patient"]["id"]
    first = slots["goals"]["entry"][0]["resource"]["id"]
    about = {"focus": [reference(f"Goal/{first}")], "subject": reference(f"Patient/{own}")}
    people = next(
        each["resource"]["performer"]
        for each in slots["criteriaInputs"]["entry"]
        if each["resource"].get("performer")
    )
    added = [{"resource": {**each, **about, "performer": people}} for each in scores]
    observations = slots["observations"]
    entries = [*observations.get("entry", ()), *added]
    changed = with_prefetch(request, observations={**observations, "entry": entries, "total": len(entries)})
    return {each.heading: each for each in shown(table_of(changed, NAME)).comparisons}


@pytest.mark.parametrize(
    ("scores", "places", "mark", "words"),
    [
        pytest.param(
            [attained(LESS, "2025-12-20"), attained(EXPECTED, "2026-02-10")],
            (1, 2),
            Mark.MET,
            "improved: from less than expected, Dec 20, 2025, to as expected, Feb 10",
            id="a level higher than when the service began",
        ),
        pytest.param(
            [attained(BETTER, "2025-12-20"), attained(EXPECTED, "2026-02-10")],
            (3, 2),
            Mark.NOT_MET,
            "attained less: from more than expected, Dec 20, 2025, to as expected, Feb 10",
            id="a lower one",
        ),
        pytest.param(
            [attained(EXPECTED, "2025-12-20"), attained(EXPECTED, "2026-02-10")],
            (2, 2),
            Mark.ON_FILE,
            "equal: from as expected, Dec 20, 2025, to as expected, Feb 10",
            id="the same one",
        ),
        pytest.param(
            [attained(EXPECTED, "2026-02-10")],
            (None, 2),
            Mark.OPEN,
            "no baseline: as expected, Feb 10",
            id="scaled once since",
        ),
        pytest.param(
            [attained(EXPECTED, "2025-09-20")], (2, None), Mark.OPEN, "not rated", id="never scaled since"
        ),
    ],
)
def test_a_goal_that_was_scaled(
    scores: list[Json], places: tuple[int | None, int | None], mark: Mark, words: str
) -> None:
    found = charts(*scores)
    [row] = found[SCALED].rows
    assert ((row.baseline, row.newest), row.mark, row.words) == (places, mark, words)
    assert len(found[SCALED].scale) == 5
    assert len(found[BY_STATUS].rows) == 1


def test_a_goal_with_a_status_alone_has_no_baseline_and_its_chart_says_so() -> None:
    found = charts()
    assert SCALED not in found
    assert [row.baseline for row in found[BY_STATUS].rows] == [None, None]
    assert found[BY_STATUS].note.endswith("A status alone has no baseline.")
