"""The service that gets the stored and the changed bodies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.service import FuzzedService


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FuzzedService]:
    """A service that a module asks, with its data in a folder of its own."""
    service = FuzzedService(tmp_path_factory.mktemp("data"))
    yield service
    service.close()
