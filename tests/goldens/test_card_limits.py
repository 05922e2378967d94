"""Every golden card stands within one screen, and is plain CommonMark without a resource's id."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from service.authoring.card_limits import breaches
from tests.goldens.files import GoldenFiles
from tests.support.cards import DETERMINATION
from tests.support.fhir import Json

TextsOf = Callable[[str], GoldenFiles]


def cards_of(texts_of: TextsOf, name: str) -> list[Json]:
    """The cards of a case."""
    cards: list[Json] = json.loads(texts_of(name).response)["cards"]
    return cards


def test_a_card_stands_within_one_screen(name: str, texts_of: TextsOf) -> None:
    cards = cards_of(texts_of, name)
    assert [breaches(card["summary"], card["detail"]) for card in cards] == [[] for _ in cards]


def test_a_card_holds_no_id_of_a_resource(name: str, texts_of: TextsOf) -> None:
    for card in cards_of(texts_of, name):
        cited = [each for each in references(card["extension"]) if not each.startswith("prefetch/")]
        ids = {reference.rpartition("/")[2] for reference in cited}
        assert [each for each in ids if len(each) > 8 and each in card["detail"]] == []


def references(value: object) -> list[str]:
    """Every reference in a determination."""
    if isinstance(value, dict):
        own = [value["reference"]] if "reference" in value else []
        return own + [each for part in value.values() for each in references(part)]
    return [each for part in value for each in references(part)] if isinstance(value, list) else []


def test_no_card_says_all_while_a_listed_criterion_is_open_or_not_met(name: str, texts_of: TextsOf) -> None:
    for card in cards_of(texts_of, name):
        result = card["extension"][DETERMINATION]
        settled = {each["outcome"] for each in result.get("criteria", ())[1:]} <= {"met", "not_applicable"}
        if ": all " in card["summary"]:
            assert settled, card["summary"]


@pytest.mark.parametrize(
    ("summary", "detail", "wrong"),
    [
        ("S", "x " * 451, "the detail has 902 characters"),
        ("S", "\n".join("x" * 21), "the detail has 21 lines"),
        ("S", "y" * 25, f"{'y' * 25} is a long word"),
        ("S" * 140, "x", "the summary has 140 characters"),
        ("S", "- 1. x", "the detail holds ordered_list_open"),
        ("S", "- - x", "the detail holds a list in a list"),
        ("S", "-\n- x", "the detail holds an empty item"),
        ("S", "# x", "the detail holds heading_open"),
        ("S", "a <b>c</b>", "the detail holds html_inline: <b>"),
        ("S", "**a", "the detail holds asterisks: **a"),
    ],
)
def test_a_card_out_of_its_limits_is_found_out(summary: str, detail: str, wrong: str) -> None:
    assert wrong in breaches(summary, detail)
