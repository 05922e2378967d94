"""What holds for every test: no setting of whoever runs them counts, and no database stays open after one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browsing import Browsing
    from tests.support.fhir_stores.store import FhirStore

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browsing]:
    """A real browser, one for all tests of a worker."""
    from tests.support.browsing import browsing  # heavy, and few tests browse

    with browsing() as found:
        yield found


@pytest.fixture
def page(browser: Browsing) -> Iterator[Page]:
    """A page of a person who has been nowhere yet."""
    with browser.page() as found:
        yield found


@pytest.fixture(scope="session")
def running_fhir_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FhirStore]:
    """A FHIR R4 server that is not ours, one for all tests of a worker; `make interop` asks for another."""
    from tests.interop.java_parts import hapi_store  # few tests need either
    from tests.support.fhir_stores.sekmet_store import sekmet_store

    started = {"sekmet": sekmet_store, "hapi": hapi_store}[os.environ.get("FHIR_STORE", "sekmet")]
    with started(tmp_path_factory.mktemp("fhir")) as store:
        yield store


@pytest.fixture
def fhir_store(running_fhir_store: FhirStore) -> Iterator[FhirStore]:
    """The FHIR server, its gate open and nothing about to fail; what is in it stays from test to test."""
    yield running_fhir_store
    running_fhir_store.gate.as_new()
