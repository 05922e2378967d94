"""The bench's own arithmetic, and that it still finds the application whatever room it moves to."""

import sys
from pathlib import Path

import pytest

from bench.bodies import bodies
from bench.caller import APPLICATIONS, found
from bench.check import WrongAnswer, check
from bench.gathering import Gathering
from bench.in_process import caller
from bench.measure import block_size, ratio, slope
from bench.report import Figure, compared
from bench.trees import OURS, tree_at
from tests.support.running.client import Answer


def test_the_ratio_is_the_median_of_the_pairs_and_not_of_the_sides() -> None:
    assert ratio([2.0, 30.0, 4.0], [1.0, 10.0, 4.0]) == 2.0
    assert ratio([], []) is None


def test_a_slope_is_what_each_further_megabyte_costs() -> None:
    assert slope([1, 2, 3], [5, 7, 9]) == pytest.approx(2)


@pytest.mark.parametrize(
    ("length", "requests"),
    [(99_999, 40), (100_000, 40), (100_001, 39), (1_333_333, 3), (10_000_000, 3)],
)
def test_a_block_sends_about_four_megabytes_but_at_least_three_requests(length: int, requests: int) -> None:
    assert block_size(bytes(length)) == requests


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("a ratio at its limit", "ms", 21, 10, 2.1, 2.1), "met"),
        (Figure("a ratio above its limit", "ms", 21.1, 10, 2.11, 2.1), "missed"),
        (Figure("a value at its limit", "MiB", 80, limit=80), "met"),
        (Figure("a value above its limit", "MiB", 80.1, limit=80), "missed"),
        (Figure("a value without a limit", "MiB", 80), ""),
        (compared("a side that is not known", [], [1.0], 2.1), ""),
    ],
    ids=lambda value: value.what if isinstance(value, Figure) else None,
)
def test_a_target_is_held_against_the_ratio_or_where_there_is_none_the_value(
    figure: Figure, verdict: str
) -> None:
    assert figure.verdict == verdict


@pytest.mark.parametrize(
    ("most_ms", "lacking", "verdict"),
    [
        pytest.param(410, 1, "met", id="within the budget and a little"),
        pytest.param(411, 1, "missed", id="after it"),
        pytest.param(200, 2, "missed", id="with more lacking than was slow"),
        pytest.param(200, 0, "missed", id="with nothing lacking of what was slow"),
    ],
)
def test_a_slow_search_may_cost_itself_alone_and_the_budget(
    most_ms: float, lacking: int, verdict: str
) -> None:
    assert Gathering("one is slow", 10, 150, most_ms, lacking, expected=1).verdict == verdict


def test_a_tree_of_another_layout_is_asked_at_the_place_that_it_has() -> None:
    assert found(("sys.no_such_room:app", "no_such_package.room:app", "sys:exit")) is sys.exit


def test_a_tree_that_has_none_of_the_places_is_told_which_were_tried() -> None:
    with pytest.raises(SystemExit, match=r"none of no_such_package\.room:app"):
        found(("no_such_package.room:app",))


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no checkout"):
        tree_at(tmp_path)


def test_this_tree_answers_the_smallest_body_in_process() -> None:
    with caller(OURS) as ours:
        ours.check(bodies()[0])
        assert ours.cpu_ms("call", bodies()[0]) > 0


def test_an_answer_without_the_card_is_refused() -> None:
    with pytest.raises(WrongAnswer, match="rule sets"):
        check(Answer(200, b'{"cards":[]}'), "a body")


def test_the_application_of_this_tree_is_at_the_first_place() -> None:
    module, _, _ = APPLICATIONS[0].partition(":")
    assert (OURS.root / Path(*module.split("."))).with_suffix(".py").is_file()
