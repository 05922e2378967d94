"""Sessions in a database of each kind, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import Engine

from service.audit.engines import connect
from service.audit.schema import migrate
from service.smart.sessions import Sessions
from tests.service.smart.moments import KEY, Moments
from tests.service.smart.worksheets import Browser, register, service
from tests.support.smart_server.server import SmartServer, smart_server


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with its tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'criteria-cards.db'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    engine = connect(url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def moments() -> Moments:
    """A clock."""
    return Moments()


@pytest.fixture
def sessions(engine: Engine, moments: Moments) -> Sessions:
    """The sessions in it."""
    return Sessions(engine, KEY, moments)


@pytest.fixture(scope="module")
def ehr(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmartServer]:
    """An EHR's authorization server, where the worksheet is registered as a public client."""
    with smart_server(tmp_path_factory.mktemp("ehr")) as server:
        register(server)
        yield server


@pytest.fixture(scope="module")
def app(ehr: SmartServer, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Our service, launched from its charts and from outside."""
    return service(tmp_path_factory.mktemp("service"), ehr, standalone=True)


@pytest.fixture
def browser(app: Flask, ehr: SmartServer) -> Browser:
    """A browser that was nowhere yet; the EHR behaves as usual."""
    ehr.behave()
    return Browser(app)
