"""Events that may be the same as another: they are not sure to add to the number, and are cited so."""

from __future__ import annotations

import pytest

from criteria.events import Events
from criteria.leaves.window import events_of
from tests.mappings.own.own_facts import CRISIS, own_facts, stay
from tests.support.fhir import Json, concept, encounter, order, procedure, reference

MORNING, EVENING = "2026-02-10T08:00:00Z", "2026-02-10T18:00:00Z"
NIGHT = {"start": "2026-02-09", "end": "2026-02-10"}
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
        pytest.param(stay("b", "2026-01-20", "2026-01-20"), ["Encounter/b"], id="that day alone"),
        pytest.param(stay("b", "2026-01-21", "2026-01-25"), [], id="the day after"),
        pytest.param(stay("b", "2026-01-20"), ["Encounter/b"], id="the day it ends, until nobody knows when"),
    ],
)
def test_a_stay_that_begins_as_another_ends_may_be_the_same(second: Json, expected: list[str]) -> None:
    assert in_doubt(stay("a", "2026-01-02", "2026-01-20"), second, fact="admissions") == expected


@pytest.mark.parametrize(("one", "other"), ["ab", "ba"], ids=["in one order", "in the other"])
def test_a_stay_from_the_day_of_another_is_one_with_it(one: str, other: str) -> None:
    stays = [stay(one, "2026-01-20", "2026-01-20"), stay(other, "2026-01-20", "2026-01-25")]
    assert [each.reference for each in events_of(own_facts(*stays)["admissions"]).dated] == [
        f"Encounter/{other}"
    ]


@pytest.mark.parametrize("end", [None, "2026-01"], ids=["no end", "some day of a month"])
def test_a_stay_while_another_may_have_lasted_may_be_the_same(end: str | None) -> None:
    stays = [stay("a", "2026-01-02", end), stay("b", "2026-01-20", "2026-01-25")]
    assert in_doubt(*stays, fact="admissions") == ["Encounter/b"]


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
        pytest.param(
            [
                procedure(CRISIS, identity="p"),
                procedure(CRISIS, identity="q", encounter=reference("urn:uuid:0-1")),
            ],
            ["Procedure/p"],
            id="one that names none, though it comes first, and one that does",
        ),
        pytest.param(
            [procedure(CRISIS, identity="p", performedPeriod=NIGHT, performedDateTime=None), VISIT],
            ["Encounter/visit"],
            id="a visit on the second day of a procedure of no visit",
        ),
        pytest.param([VISIT, encounter("again", type=[concept(CRISIS)])], [], id="two visits of one day"),
    ],
)
def test_what_names_no_visit_may_be_of_another_of_its_day(entries: list[Json], expected: list[str]) -> None:
    assert in_doubt(*entries, fact="crisis-contacts") == expected
