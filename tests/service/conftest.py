"""The service that most of these tests share: two workers, tokens off; and a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.audit.postgresql import NoServer, PostgreSQL
from tests.support.running.service import Served, served


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A running service; a test that stops it, or asks much of it, runs one of its own."""
    with served(tmp_path_factory.mktemp("served"), arguments=("--workers", "2")) as service:
        yield service


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One PostgreSQL server for all tests; without one they fail."""
    try:
        server = PostgreSQL()
    except NoServer as error:
        pytest.fail(str(error), pytrace=False)
    yield server
    server.remove()


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL) -> Iterator[str]:
    """The URL of a PostgreSQL database in which there is nothing."""
    with postgresql.database() as url:
        yield url
