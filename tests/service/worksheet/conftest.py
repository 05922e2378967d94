"""A chart that works, and a saver with its connections."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.worksheet.saving import Saver
from tests.service.worksheet.sheets import saver
from tests.support.chart import Chart


@pytest.fixture(scope="module")
def saves() -> Saver:
    """A saver."""
    return saver()


@pytest.fixture
def chart() -> Iterator[Chart]:
    """An empty chart that works."""
    with Chart() as one:
        yield one
