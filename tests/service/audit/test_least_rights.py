"""A role that may read, add and delete rows, and change worksheets, does for all but the migration."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ProgrammingError

from service.audit.engines import connect
from service.audit.events import CallRecord, FeedbackRecord
from service.audit.forget import forget
from service.audit.rule_snapshots import RuleSnapshots
from service.audit.shipper import Shipper
from service.audit.spool import Spool
from service.auth.used_tokens import UsedTokens
from service.smart.session import Session
from service.smart.sessions import Sessions
from tests.service.audit.reading import stored_ids

_RIGHTS = """
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    DROP ROLE IF EXISTS clerk;
    CREATE ROLE clerk LOGIN;
    GRANT USAGE ON SCHEMA public TO clerk;
    GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA public TO clerk;
    GRANT UPDATE ON worksheets TO clerk
"""


@pytest.fixture
def clerk(postgresql_engine: Engine) -> Iterator[str]:
    """The database's URL for the role, once another one has migrated."""
    with postgresql_engine.begin() as connection:
        connection.execute(text(_RIGHTS))
    yield make_url(str(postgresql_engine.url)).set(username="clerk").render_as_string()
    with postgresql_engine.begin() as connection:
        connection.execute(text("DROP OWNED BY clerk"))
        connection.execute(text("DROP ROLE clerk"))


def test_it_may_change_no_table(clerk: str) -> None:
    engine = connect(clerk)
    with pytest.raises(ProgrammingError, match="permission denied"), engine.begin() as connection:
        connection.execute(text("CREATE TABLE other (id text)"))
    engine.dispose()


def test_it_ships_events_and_forgets_them(
    clerk: str,
    spool: Spool,
    evaluation: Callable[..., CallRecord],
    feedback: Callable[..., FeedbackRecord],
) -> None:
    engine = connect(clerk)
    spool.append([evaluation("1"), feedback("2", "card-1")])
    Shipper(spool, RuleSnapshots(spool.folder), engine).ship()
    assert stored_ids(engine) == ["1", "2"]
    forget(engine, date(2026, 4, 1), ZoneInfo("UTC"))
    assert stored_ids(engine) == []
    engine.dispose()


def test_it_keeps_worksheets_and_launches(clerk: str) -> None:
    sessions = Sessions(connect(clerk), bytes(32))
    begun = sessions.begin(Session(kind="shipped", site="", patient="anna"), "a chart")
    sessions.keep_draft(begun, b"yes")
    sessions.begin(Session(kind="shipped", site="", patient="beno"), "a chart")
    assert sessions.draft(sessions.take_up(begun)) == b"yes"
    sessions.end(begun)
    sessions.engine.dispose()


def test_it_knows_a_used_token(clerk: str) -> None:
    expires = time.time() + 60
    for expected in (True, False):
        used = UsedTokens(connect(clerk))  # as another worker, which has seen nothing itself
        assert used.first_use("issuer", "one", expires) is expected
        used.close()
