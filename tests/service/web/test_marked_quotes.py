"""The source's words of a criterion, with what its sub-items quote of them marked."""

from __future__ import annotations

import pytest

from service.web.marked_quotes import Stretch, marked


@pytest.mark.parametrize(
    ("quote", "parts", "stretches", "holds"),
    [
        pytest.param("all of it", [], [("all of it", "")], "", id="no parts"),
        pytest.param(
            "one and\n two", [("A", "one"), ("B", "two")], [("one", "A"), (" and ", ""), ("two", "B")], "AB",
            id="two parts over a line break",
        ),
        pytest.param(
            "one and two", [("A", "one and"), ("B", "and two")], [("one and", "A"), (" two", "")], "A",
            id="of two that overlap the first",
        ),
        pytest.param(
            "one and two", [("A", "one [...] two")], [("one", "A"), (" and ", ""), ("two", "A")], "A",
            id="a part in two pieces",
        ),
        pytest.param("one", [("A", "one [...] two")], [("one", "")], "", id="a part that is not whole there"),
        pytest.param(
            "all: - one; and - two, or, - three - four", [("A", "one"), ("B", "two")],
            [("all:\n- ", ""), ("one", "A"), ("; and\n- ", ""), ("two", "B"), (", or,\n- three - four", "")],
            "AB",
            id="the items of a list, each on its line, and a dash that begins none",
        ),
        pytest.param("one [...] two", [("A", "two")], [("one […] ", ""), ("two", "A")], "A", id="an elision"),
    ],
)  # fmt: skip
def test_what_parts_quote_is_marked(
    quote: str, parts: list[tuple[str, str]], stretches: list[tuple[str, str]], holds: str
) -> None:
    found = marked(quote, parts)
    assert found.stretches == tuple(Stretch(*each) for each in stretches)
    assert found.holds == frozenset(holds)
