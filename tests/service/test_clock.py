"""A day as it is written: one form, in ASCII digits."""

from __future__ import annotations

from datetime import date

import pytest

from service.clock import day_written


def test_a_day_is_read() -> None:
    assert day_written("2026-03-01") == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("20260301", id="without hyphens"),
        pytest.param("2026-W09-7", id="by its week"),
        pytest.param("2026-060", id="by its number in the year"),
        pytest.param("2026-02-29", id="that no calendar has"),
        pytest.param("2026-03-01T00:00", id="with a time"),
        pytest.param("2026-03-01\n", id="with a line break"),
        pytest.param("\u0662\u0660\u0662\u0666-03-01", id="in Arabic digits"),
        pytest.param("\uff12\uff10\uff12\uff16-03-01", id="in wide digits"),
    ],
)
def test_a_day_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected a date|out of range"):
        day_written(text)
