"""Recipes as files: written and read again they are the same, and what is wrong with one is named."""

from __future__ import annotations

import pytest

from service.simulator.recipe import Position, Recipe, TokenKind, Trouble, read_recipe, written

FULL = Recipe(
    service="criteria-order-select",
    hook="order-select",
    patient="child-admission",
    order="H2017",
    on="2026-03-01",
    positions={"goals": Position.ERROR, "observations": Position.FIRST_PAGE},
    token=TokenKind.WRONG_AUDIENCE,
    trouble=Trouble.SLOW,
    context={"encounterId": None},
)


def test_a_recipe_is_read_as_it_was_written() -> None:
    assert read_recipe(written(FULL)) == FULL


def test_what_is_as_usual_is_not_written() -> None:
    assert written(Recipe(patient="child-admission")) == b'{\n  "patient": "child-admission"\n}\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param('{"pateint": "x"}', "pateint", id="a member that no recipe has"),
        pytest.param('{"token": "signd"}', "signd", id="a kind of token that there is not"),
        pytest.param('{"positions": {"goals": "gone"}}', "gone", id="a position that there is not"),
        pytest.param("{", "no recipe", id="no JSON"),
        pytest.param("[" * 100_000, "no recipe", id="lists without an end"),
    ],
)
def test_what_is_wrong_with_a_recipe_is_named(text: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_recipe(text)
