"""Used tokens: refused by every worker while the store answers, and by the same worker when it does not."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import event

from service.audit.engines import connect
from service.auth.used_tokens import UsedTokens
from tests.support.ehr import Clock, Ehr, application, call, registered
from tests.support.listeners import Reply, listening

EHR = Ehr("north", "https://north.example")


def digest(jti: str) -> str:
    return hashlib.sha256(f"issuer\n{jti}".encode()).hexdigest()


def stored(path: Path) -> list[str]:
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT token FROM seen_tokens").fetchall()
    database.close()
    return [token for (token,) in rows]


def given_up(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Why the store was given up, each time it was; by our own patience it is a TimeoutError."""
    said = [each for each in caplog.records if each.getMessage() == "replay store unreachable"]
    return [each.__dict__["data"]["exception"] for each in said]


def test_a_token_is_taken_once_by_all_workers(tmp_path: Path) -> None:
    entry = registered(EHR, tmp_path)
    workers = [application(tmp_path, entry).test_client() for _ in range(2)]
    bearer = EHR.bearer()
    assert [call(worker, bearer).status_code for worker in workers] == [200, 401]


def test_while_the_store_is_locked_calls_are_answered_and_this_worker_still_refuses(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = application(tmp_path, registered(EHR, tmp_path)).test_client()
    assert call(client, EHR.bearer()).status_code == 200
    with sqlite3.connect(tmp_path / "criteria-cards.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        bearer = EHR.bearer()
        assert [call(client, bearer).status_code for _ in range(2)] == [200, 401]
        assert call(client, EHR.bearer()).status_code == 200
        other.execute("ROLLBACK")
    other.close()
    client.application.extensions["cds"].close()
    assert given_up(caplog) == ["TimeoutError"], "before the driver does, and not for each call"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("sqlite:////dev/null/nowhere.db", id="a folder that cannot be"),
        pytest.param("sqlite:///{folder}/clients.yaml", id="a file that is no database"),
        pytest.param("postgresql+psycopg://cards@127.0.0.1:1/cards", id="a server that is not there"),
    ],
)
def test_a_store_that_was_never_there_keeps_nobody_out(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    entry = registered(EHR, tmp_path)
    client = application(tmp_path, entry, database_url=url.format(folder=tmp_path)).test_client()
    bearer = EHR.bearer()
    assert [call(client, bearer).status_code for _ in range(2)] == [200, 401]
    assert "replay store unreachable" in caplog.text


def test_a_driver_that_fails_in_a_way_of_its_own_keeps_nobody_out() -> None:
    engine = connect("sqlite://")
    event.listen(engine, "do_connect", lambda *_: int(None))  # type: ignore[call-overload]
    store = UsedTokens(engine)
    expires = time.time() + 60
    assert [store.first_use("issuer", "jti", expires) for _ in range(2)] == [True, False]


def test_a_server_that_accepts_and_is_silent_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    with listening(lambda path: Reply()) as silent:
        url = f"postgresql+psycopg://cards@127.0.0.1:{silent.server_port}/cards"
        store = UsedTokens(connect(url))
        used = [store.first_use("issuer", jti, time.time() + 60) for jti in "abca"]
    assert used == [True, True, True, False]
    assert given_up(caplog) == ["TimeoutError"]


def test_once_the_store_is_back_it_is_used_again(tmp_path: Path) -> None:
    clock = Clock(1000.0)
    path = tmp_path / "tokens.db"
    path.mkdir()
    one, other = (UsedTokens(connect(f"sqlite:///{path}"), clock) for _ in range(2))
    assert one.first_use("issuer", "during", 2000)
    path.rmdir()
    assert other.first_use("issuer", "during", 2000), "the outage hid it from the other worker"
    assert one.first_use("issuer", "still paused", 2000)
    assert other.first_use("issuer", "still paused", 2000)
    clock.now += 10
    assert one.first_use("issuer", "after", 2000)
    assert not other.first_use("issuer", "after", 2000)


def test_what_has_expired_is_forgotten_and_the_digest_is_all_that_is_kept(tmp_path: Path) -> None:
    clock = Clock(1000.0)
    path = tmp_path / "tokens.db"
    store = UsedTokens(connect(f"sqlite:///{path}"), clock)
    store.first_use("issuer", "secret-nonce", 1300)
    clock.now = 1300.0
    store.first_use("issuer", "next", 1600)
    assert stored(path) == [digest("next")]
    assert store.first_use("issuer", "secret-nonce", 1600)


def test_a_table_that_went_missing_is_made_anew(tmp_path: Path) -> None:
    clock = Clock(1000.0)
    path = tmp_path / "tokens.db"
    store = UsedTokens(connect(f"sqlite:///{path}"), clock)
    store.first_use("issuer", "before", 2000)
    with sqlite3.connect(path) as other:
        other.execute("DROP TABLE seen_tokens")
    other.close()
    store.first_use("issuer", "finds out", 2000)
    clock.now += 10
    store.first_use("issuer", "after", 2000)
    assert stored(path) == [digest("after")]
