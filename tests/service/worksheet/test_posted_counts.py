"""A number of events as it is typed: a whole number, or that it cannot be told."""

from __future__ import annotations

import pytest

from mappings.forms.given import Given
from mappings.readers.form_item import ItemKind
from tests.service.worksheet.test_posted import WORDS, read


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        pytest.param({"f.on": "0"}, 0, id="none"),
        pytest.param({"f.on": " 12 "}, 12, id="some"),
        pytest.param({"f": "cannot-tell"}, "cannot-tell", id="I cannot tell"),
    ],
)
def test_a_number_of_events_is_the_signers(typed: dict[str, str], value: int | str) -> None:
    assert read(ItemKind.COUNT, typed).given == (Given("f", value),)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        pytest.param({"f.on": "1.5"}, WORDS.whole_number.format(value="1.5"), id="no whole number"),
        pytest.param(
            {"f.on": "-1"}, WORDS.too_low.format(value=-1, title="", low=0, high=999), id="less than none"
        ),
        pytest.param({"f": "yes"}, WORDS.unknown, id="a yes"),
        pytest.param({"f": "cannot-tell", "f.on": "2"}, WORDS.both, id="a number that cannot be told"),
    ],
)
def test_what_is_no_number_of_events_is_told(typed: dict[str, str], problem: str) -> None:
    found = read(ItemKind.COUNT, typed)
    assert (found.given, found.errors) == ((), {"f": problem})


def test_nothing_typed_is_no_number() -> None:
    assert read(ItemKind.COUNT, {}).given == ()
