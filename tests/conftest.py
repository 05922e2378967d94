"""What holds for every test: no setting of whoever runs them counts, and no database stays open after one."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

for _name in [name for name in os.environ if name.startswith("CRITERIA_CARDS_") or name == "DATABASE_URL"]:
    del os.environ[_name]  # least of all the URL of a database of theirs

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # a busy machine is no mistake


@pytest.fixture(autouse=True)
def _databases_let_go() -> Iterator[None]:
    """Let go of every database that was reached: an application in process is closed by nobody."""
    reached: set[Engine] = set()

    def reach(connection: Connection) -> None:
        reached.add(connection.engine)

    event.listen(Engine, "engine_connect", reach)
    yield
    event.remove(Engine, "engine_connect", reach)
    for engine in reached:
        engine.pool.dispose()  # and nothing else: a thread that goes on may hold a connection of it
