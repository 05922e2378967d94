"""The changes themselves: what is changed, what is left alone, and that each is whole Python."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from tests.mutants.__main__ import EXCUSED, ROOMS, mutants
from tests.mutants.changes import changes

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("source", "new"),
    [
        pytest.param("x = a < b", ["x = (a <= b)"], id="a bound"),
        pytest.param("x = a is None", ["x = (a is not None)"], id="an identity"),
        pytest.param("x = a and b", ["x = (a or b)", "x = (b)", "x = (a)"], id="a conjunction"),
        pytest.param("x = not a", ["x = (a)"], id="a negation"),
        pytest.param("x = True", ["x = False"], id="a truth"),
        pytest.param("x = 90", ["x = 91"], id="a number"),
        pytest.param("x = a - b", ["x = (a + b)"], id="a difference"),
        pytest.param("x = any(a)", ["x = all(a)"], id="some of many"),
        pytest.param("x = (a, b)", ["x = (a,)"], id="a member"),
        pytest.param("x = [a for a in b if c]", ["x = [a for a in b]"], id="a filter"),
        pytest.param("if a:\n    b = c", ["if (not a):\n    b = c"], id="a branch"),
        pytest.param("a(b)", ["pass"], id="a statement"),
        pytest.param('x = "ü" or a', ["x = ('ü' and a)", "x = (a)", "x = ('ü')"], id="text beyond ASCII"),
    ],
)
def test_what_runs_is_changed(source: str, new: list[str]) -> None:
    assert [each.made(source) for each in changes(source)] == new


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('"""Not a < b."""', id="a docstring"),
        pytest.param("def f(a: tuple[int, 3]) -> tuple[int, 3]:\n    return a", id="an annotation"),
        pytest.param("if TYPE_CHECKING:\n    from a import b", id="an import for types"),
        pytest.param('x = f"{a + 1}"', id="a message"),
        pytest.param("x = Mapping[str, tuple[int, 3]]", id="a name of a type"),
        pytest.param("x = struct(frozen=True)", id="what no test could change"),
    ],
)
def test_what_only_tells_something_is_left_alone(source: str) -> None:
    assert changes(source) == []


def test_every_change_of_the_engine_is_python() -> None:
    source = (ROOT / "criteria" / "evaluate.py").read_text(encoding="utf-8")
    made = [each.made(source) for each in changes(source)]
    assert len(made) > 20
    for each in made:
        ast.parse(each)


def test_every_excuse_is_for_a_change_that_can_be_made_and_says_why() -> None:
    excused = yaml.safe_load(EXCUSED.read_text(encoding="utf-8"))
    assert excused.keys() <= {mutant.key for mutant in mutants([*ROOMS])}
    assert all(len(reason) > 20 for reason in excused.values())
