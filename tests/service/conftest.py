"""The service that most of these tests share: two workers, tokens off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.running.service import Served, served


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running service; a test that stops it, or asks much of it, runs one of its own."""
    with served(tmp_path_factory.mktemp("served"), arguments=("--workers", "2")) as service:
        yield service
