"""What a resource contains, in whatever form it came."""

from __future__ import annotations

import pytest
from msgspec import Raw

from mappings.fhir.references import contained_in
from mappings.fhir.resources import Resource

GOAL = b'{"resourceType": "Goal", "id": "g"}'


@pytest.mark.parametrize(
    ("contained", "expected"),
    [
        pytest.param(b"[%s]" % GOAL, ["g"], id="a list of one"),
        pytest.param(b"[1, %s, null]" % GOAL, ["g"], id="one among what is none"),
        pytest.param(GOAL, ["g"], id="one without a list"),
        pytest.param(b'"g"', [], id="a word"),
        pytest.param(b"[" * 50_000 + b"]" * 50_000, [], id="lists without end"),
    ],
)
def test_what_is_contained_and_can_be_read_is_given(contained: bytes, expected: list[str]) -> None:
    assert [each.id for each in contained_in(Resource(contained=Raw(contained)))] == expected


def test_what_contains_nothing_gives_nothing() -> None:
    assert contained_in(Resource()) == []
