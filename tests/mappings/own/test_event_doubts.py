"""Events that may be the same as another: they are not sure to add to the number, and are cited so."""

from __future__ import annotations

import pytest

from criteria.events import Events
from tests.mappings.own.own_facts import CRISIS, own_facts, stay
from tests.support.fhir import Json, concept, encounter, order, procedure, reference

MORNING, EVENING = "2026-02-10T08:00:00Z", "2026-02-10T18:00:00Z"
VISIT = encounter("visit", type=[concept(CRISIS)])


def in_doubt(*resources: Json, fact: str) -> list[str]:
    """The events that may be the same as another, by their references; how they are cited says so too."""
    found = own_facts(*resources)[fact]
    assert isinstance(found.value, Events)
    doubtful = [each.reference for each in found.value.dated if each.may_be_another]
    said = [each.reference for each in found.evidence if "may be the same as another" in each.note]
    assert sorted(doubtful) == sorted(said)
    return doubtful


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(
            stay("b", "2026-01-20", "2026-01-25", class_="ACUTE"), ["Encounter/b"], id="the day it ends"
        ),
        pytest.param(stay("b", "2026-01-20", "2026-01-20"), [], id="one day alone"),
        pytest.param(stay("b", "2026-01-21", "2026-01-25"), [], id="the day after"),
        pytest.param(stay("b", "2026-01-20"), ["Encounter/b"], id="the day it ends, until nobody knows when"),
    ],
)
def test_a_stay_that_begins_as_another_ends_may_be_the_same(second: Json, expected: list[str]) -> None:
    assert in_doubt(stay("a", "2026-01-02", "2026-01-20"), second, fact="admissions") == expected


def test_a_stay_after_one_of_a_single_day_is_another() -> None:
    stays = [stay("a", "2026-01-20", "2026-01-20"), stay("b", "2026-01-20", "2026-01-25")]
    assert in_doubt(*stays, fact="admissions") == []


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param(
            [VISIT, procedure(CRISIS, identity="p")], ["Procedure/p"], id="a procedure on the day of a visit"
        ),
        pytest.param([VISIT, procedure(CRISIS, identity="p", on="2026-02-11")], [], id="on another day"),
        pytest.param(
            [procedure(CRISIS, identity="p", on=MORNING), procedure(CRISIS, identity="q", on=EVENING)],
            ["Procedure/q"],
            id="two procedures of one day",
        ),
        pytest.param(
            [VISIT, {**order("o"), "code": concept(CRISIS), "authoredOn": "2026-02-10"}],
            ["ServiceRequest/o"],
            id="an order on the day of a visit",
        ),
        pytest.param(
            [VISIT, procedure(CRISIS, identity="p", encounter=reference("Encounter/other"))],
            [],
            id="a procedure of another visit",
        ),
        pytest.param([VISIT, encounter("again", type=[concept(CRISIS)])], [], id="two visits of one day"),
    ],
)
def test_what_names_no_visit_may_be_of_another_of_its_day(entries: list[Json], expected: list[str]) -> None:
    assert in_doubt(*entries, fact="crisis-contacts") == expected
