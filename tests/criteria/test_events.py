"""Events of several kinds: one that is of two kinds counts once, whoever counted it."""

from __future__ import annotations

from datetime import date

import pytest

from criteria.evaluate import evaluate
from criteria.events import Event, Events, Stay, Tally, stretches, tallies, total
from criteria.facts import Fact, FactKind, FactType, Vocabulary
from tests.support.policies import criterion, policy, rule_set

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 1)


def event(day: date, reference: str) -> Event:
    return Event(day, day, day, reference)


SEEN = event(date(2026, 2, 1), "Encounter/1")
ANOTHER = event(date(2026, 2, 1), "Encounter/2")
UNNAMED = event(date(2026, 2, 1), "")
EARLIER = event(date(2025, 12, 31), "Encounter/3")


SAME = SEEN._replace(reference="Encounter/4", may_be_another=True)
SAME_EARLIER = EARLIER._replace(may_be_another=True)


@pytest.mark.parametrize(
    ("events", "tally"),
    [
        pytest.param(Events((SEEN, SAME)), Tally(1, None, in_doubt=1), id="one that may be the other"),
        pytest.param(Events((SEEN, SAME), is_whole=True), Tally(1, 2, in_doubt=1), id="one or two in all"),
        pytest.param(Events((SEEN, SAME_EARLIER)), Tally(1, None), id="one of before"),
        pytest.param(Events((SEEN, SAME), told=1), Tally(1, 1), id="a clinician told of one"),
        pytest.param(Events((SEEN, SAME), told=2), Tally(2, 2), id="a clinician told of two"),
        pytest.param(
            Events((SEEN, SAME), told=0), Tally(0, 2, is_disputed=True), id="a clinician told of none"
        ),
        pytest.param(
            Events((SEEN, SAME), is_whole=True, told=3),
            Tally(1, 3, is_disputed=True),
            id="a clinician told of three, and the record is whole",
        ),
    ],
)
def test_one_that_may_be_another_is_not_sure_to_add_to_the_number(events: Events, tally: Tally) -> None:
    assert total(tallies([events], FIRST, LAST)) == tally


@pytest.mark.parametrize(
    ("kinds", "tally"),
    [
        pytest.param([Events((SEEN,)), Events((SEEN,))], Tally(1, None), id="one event of two kinds"),
        pytest.param([Events((SEEN,)), Events((ANOTHER,))], Tally(2, None), id="two events of one day"),
        pytest.param([Events((UNNAMED,)), Events((UNNAMED,))], Tally(2, None), id="two without a reference"),
        pytest.param(
            [Events((SEEN,), is_whole=True), Events((SEEN,), is_whole=True)], Tally(1, 1), id="all of them"
        ),
        pytest.param(
            [Events((SEEN,)), Events((SEEN,), told=1)], Tally(1, None), id="one that was counted as the other"
        ),
        pytest.param([Events((SEEN,)), Events((SEEN,), told=3)], Tally(3, None), id="it and two others told"),
        pytest.param(
            [Events((SEEN,), told=1), Events((SEEN,), told=1)], Tally(1, 1), id="told of both kinds"
        ),
        pytest.param(
            [Events((SEEN,)), Events((SEEN,), told=0)],
            Tally(1, None, is_disputed=True),
            id="none told of a kind that has it",
        ),
        pytest.param(
            [Events((EARLIER,)), Events((EARLIER,), told=1)], Tally(1, None), id="one of before, another told"
        ),
        pytest.param([], Tally(0, 0), id="no kinds"),
    ],
)
def test_an_event_of_two_kinds_counts_once(kinds: list[Events], tally: Tally) -> None:
    assert total(tallies(kinds, FIRST, LAST)) == tally


KINDS: Vocabulary = {"stays": FactType(FactKind.EVENTS), "calls": FactType(FactKind.EVENTS)}


@pytest.mark.parametrize(
    ("calls", "outcome"),
    [
        pytest.param(Events((SEEN,)), "unknown", id="the stay once more"),
        pytest.param(Events((SEEN,), told=1), "unknown", id="the stay once more, and counted"),
        pytest.param(Events((ANOTHER,)), "met", id="a call that is no stay"),
        pytest.param(Events((SEEN, ANOTHER)), "met", id="the stay and a call"),
    ],
)
def test_two_of_either_kind_are_two_events(calls: Events, outcome: str) -> None:
    leaf = {"events": ["stays", "calls"], "minimum": 2, "within": "90 days"}
    only = policy(rule_set(criterion("A", leaf)))
    facts = {"stays": Fact("stays", Events((SEEN,))), "calls": Fact("calls", calls)}
    assert evaluate(only, only.rule_sets[0], KINDS, facts, LAST).outcome.value == outcome


@pytest.mark.parametrize(
    ("stays", "outcome", "lacks"),
    [
        pytest.param(
            Events((SEEN, SAME)),
            "unknown",
            ["1 so far, and 1 that may be the same as another; the record may lack some"],
            id="perhaps one stay",
        ),
        pytest.param(Events((SEEN, SAME, ANOTHER)), "met", [], id="two without the one in doubt"),
        pytest.param(Events((SEEN, SAME), told=2), "met", [], id="a clinician told of two"),
        pytest.param(Events((SEEN, SAME), told=1), "not_met", [], id="a clinician told of one"),
    ],
)
def test_two_stays_that_may_be_one_are_not_two(stays: Events, outcome: str, lacks: list[str]) -> None:
    leaf = {"events": ["stays"], "minimum": 2, "within": "90 days"}
    only = policy(rule_set(criterion("A", leaf)))
    facts = {"stays": Fact("stays", stays), "calls": Fact("calls")}
    found = evaluate(only, only.rule_sets[0], KINDS, facts, LAST)
    assert found.outcome.value == outcome
    assert [each.reason for each in found.criteria[0].missing] == lacks


def days(began: int, ended: int) -> Stay:
    return Stay(date(2026, 1, began), date(2026, 1, ended))


@pytest.mark.parametrize(
    ("stays", "bridging", "found"),
    [
        pytest.param([], 0, [], id="none"),
        pytest.param([days(1, 5), days(5, 9)], 0, [days(1, 9)], id="on the day the other ended"),
        pytest.param([days(1, 5), days(6, 9)], 0, [days(1, 5), days(6, 9)], id="a day later"),
        pytest.param([days(1, 5), days(6, 9)], 1, [days(1, 9)], id="a day later, bridged"),
        pytest.param([days(6, 9), days(1, 5)], 1, [days(1, 9)], id="in any order"),
        pytest.param([days(1, 9), days(2, 3), days(9, 12)], 0, [days(1, 12)], id="one within another"),
    ],
)
def test_stays_that_follow_each_other_are_one(stays: list[Stay], bridging: int, found: list[Stay]) -> None:
    assert stretches(stays, bridging) == found
