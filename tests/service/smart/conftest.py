"""Sessions in a database of each kind, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from service.audit.engines import connect
from service.audit.schema import migrate
from service.smart.sessions import Sessions
from tests.service.smart.moments import KEY, Moments


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
