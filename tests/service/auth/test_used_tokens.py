"""Used tokens while their store answers: refused by every worker, forgotten once they have expired."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.audit.engines import connect
from service.auth.used_tokens import UsedTokens
from service.errors import NotChecked
from tests.support.ehr import Clock, Ehr, application, call, registered
from tests.support.running.waiting import until

EHR = Ehr("north", "https://north.example")


def digest(jti: str) -> str:
    return hashlib.sha256(f"issuer\n{jti}".encode()).hexdigest()


def stored(path: Path) -> list[str]:
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT token FROM seen_tokens").fetchall()
    database.close()
    return [token for (token,) in rows]


@contextmanager
def used_tokens(path: Path, clock: Clock) -> Iterator[UsedTokens]:
    """The used tokens in a database, by a clock that a test sets."""
    tokens = UsedTokens(connect(f"sqlite:///{path}"), clock=clock, monotonic=clock)
    yield tokens
    tokens.close()


def test_a_token_is_taken_once_by_all_workers(tmp_path: Path) -> None:
    entry = registered(EHR, tmp_path)
    workers = [application(tmp_path, entry).test_client() for _ in range(2)]
    bearer = EHR.bearer()
    assert [call(worker, bearer).status_code for worker in workers] == [200, 401]


def test_of_many_tokens_at_once_each_is_taken_once_by_two_workers(tmp_path: Path) -> None:
    path = tmp_path / "tokens.db"
    with (
        used_tokens(path, Clock(0)) as one,
        used_tokens(path, Clock(0)) as other,
        ThreadPoolExecutor(16) as pool,
    ):
        asked = [(worker, str(i)) for i in range(40) for worker in (one, other)]
        taken = list(pool.map(lambda each: each[0].first_use("issuer", each[1], 2000), asked))
    assert [sum(taken[i : i + 2]) for i in range(0, len(taken), 2)] == [1] * 40


def test_what_has_expired_is_forgotten_and_the_digest_is_all_that_is_kept(tmp_path: Path) -> None:
    clock = Clock(1000.0)
    path = tmp_path / "tokens.db"
    with used_tokens(path, clock) as tokens:
        tokens.first_use("issuer", "secret-nonce", 1300)
        clock.now = 1300.0
        tokens.first_use("issuer", "next", 1600)
        assert stored(path) == [digest("next")]
        assert tokens.first_use("issuer", "secret-nonce", 1600)


def test_a_token_that_was_given_back_is_taken_once_more_by_whichever_worker(tmp_path: Path) -> None:
    path = tmp_path / "tokens.db"
    with used_tokens(path, Clock(0)) as one, used_tokens(path, Clock(0)) as other:
        assert one.first_use("issuer", "jti", 2000)
        one.give_back("issuer", "jti")
        assert [each.first_use("issuer", "jti", 2000) for each in (other, one)] == [True, False]


def test_a_table_that_went_missing_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "tokens.db"
    with used_tokens(path, Clock(1000.0)) as tokens:
        tokens.first_use("issuer", "before", 2000)
        with sqlite3.connect(path) as other:
            other.execute("DROP TABLE seen_tokens")
        other.close()
        with pytest.raises(NotChecked):
            tokens.first_use("issuer", "finds out", 2000)
        until(lambda: tokens.answers, "the table is there again")
        assert tokens.first_use("issuer", "after", 2000)
    assert stored(path) == [digest("after")]
