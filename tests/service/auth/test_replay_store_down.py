"""The store of used tokens does not answer: calls are refused for now or answered, as was chosen."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from service.audit.engines import connect
from service.auth.used_tokens import UsedTokens
from service.errors import NotChecked
from tests.support.ehr import Ehr, application, call, registered
from tests.support.listeners import Reply, listening
from tests.support.running.waiting import until

EHR = Ehr("north", "https://north.example")
NOWHERE = "sqlite:////dev/null/nowhere.db"


@contextmanager
def client(folder: Path, **settings: Any) -> Iterator[FlaskClient]:
    """A client of the service with these settings."""
    app = application(folder, registered(EHR, folder), **settings)
    yield app.test_client()
    app.extensions["cds"].close()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep everybody else from writing to a database."""
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
    other.close()


def used_tokens(client: FlaskClient) -> Any:
    """What the readiness says of them."""
    return client.get("/readyz").get_json()["checks"]["used tokens"]


def unchecked(client: FlaskClient) -> float:
    """How many tokens were taken unchecked."""
    lines = client.get("/metrics").text.splitlines()
    return float(
        next(each for each in lines if each.startswith("criteria_cards_unchecked_tokens_total ")).split()[1]
    )


def given_up(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Why the store was given up, each time it was; by our own patience it is a TimeoutError."""
    said = [each for each in caplog.records if each.getMessage() == "replay store unreachable"]
    return [each.__dict__["data"]["exception"] for each in said]


def test_by_default_a_call_is_refused_for_now_and_its_token_may_come_again(tmp_path: Path) -> None:
    with client(tmp_path) as ours:
        assert call(ours, EHR.bearer()).status_code == 200
        bearer = EHR.bearer()
        with locked(tmp_path / "criteria-cards.db"):
            refused = [call(ours, bearer) for _ in range(2)]
            assert used_tokens(ours)["status"] == "failed"
            assert ours.get("/readyz").status_code == 503
        until(lambda: used_tokens(ours)["status"] == "ok", "the store answers again")
        assert [call(ours, bearer).status_code for _ in range(2)] == [200, 401]
        assert unchecked(ours) == 0
    assert [answer.status_code for answer in refused] == [503, 503]
    assert {answer.headers["Retry-After"] for answer in refused} == {"10"}
    assert {answer.get_json()["issue"][0]["code"] for answer in refused} == {"transient"}


def test_where_it_was_chosen_a_call_is_answered_counted_and_refused_by_the_same_worker(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with client(tmp_path, replay_store_down="answer") as ours:
        assert call(ours, EHR.bearer()).status_code == 200
        with locked(tmp_path / "criteria-cards.db"):
            bearer = EHR.bearer()
            assert [call(ours, bearer).status_code for _ in range(2)] == [200, 401]
            assert call(ours, EHR.bearer()).status_code == 200
            assert used_tokens(ours)["status"] == "degraded"
            assert unchecked(ours) == 2
    assert given_up(caplog) == ["TimeoutError"], "before the driver does, and not for each call"


def test_what_was_taken_unchecked_is_known_to_all_workers_once_the_store_is_back(tmp_path: Path) -> None:
    with client(tmp_path, replay_store_down="answer") as one, client(tmp_path) as other:
        assert call(one, EHR.bearer()).status_code == 200
        bearer = EHR.bearer()
        with locked(tmp_path / "criteria-cards.db"):
            assert call(one, bearer).status_code == 200
        until(lambda: used_tokens(one)["status"] == "ok", "the store answers again")
        assert call(other, bearer).status_code == 401


def test_discovery_for_a_client_is_refused_for_now_and_open_to_everybody_else(tmp_path: Path) -> None:
    with client(tmp_path, database_url=NOWHERE) as ours:
        bearer = EHR.bearer(aud="https://cards.example/behavioral/cds-services")
        asked = [ours.get("/cds-services", headers={"Authorization": bearer}), ours.get("/cds-services")]
    assert [answer.status_code for answer in asked] == [503, 200]


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(NOWHERE, id="a folder that cannot be"),
        pytest.param("sqlite:///{folder}/clients.yaml", id="a file that is no database"),
        pytest.param("postgresql+psycopg://cards@127.0.0.1:1/cards", id="a server that is not there"),
    ],
)
@pytest.mark.parametrize(("chosen", "statuses"), [("answer", [200, 401]), ("refuse", [503, 503])])
def test_a_store_that_was_never_there_does_as_was_chosen(
    url: str, chosen: str, statuses: list[int], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = {"database_url": url.format(folder=tmp_path), "replay_store_down": chosen}
    with client(tmp_path, **settings) as ours:
        bearer = EHR.bearer()
        assert [call(ours, bearer).status_code for _ in range(2)] == statuses
    assert len(given_up(caplog)) == 1


def test_a_driver_that_fails_in_a_way_of_its_own_does_as_was_chosen() -> None:
    engine = connect("sqlite://")
    event.listen(engine, "do_connect", lambda *_: int(None))  # type: ignore[call-overload]
    expires = time.time() + 60
    answering, refusing = UsedTokens(engine, "answer"), UsedTokens(engine)
    assert [answering.first_use("issuer", "jti", expires) for _ in range(2)] == [True, False]
    with pytest.raises(NotChecked):
        refusing.first_use("issuer", "jti", expires)


def test_a_server_that_accepts_and_is_silent_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    with listening(lambda path: Reply()) as silent:
        url = f"postgresql+psycopg://cards@127.0.0.1:{silent.server_port}/cards"
        tokens = UsedTokens(connect(url), "answer")
        used = [tokens.first_use("issuer", jti, time.time() + 60) for jti in "abca"]
    assert used == [True, True, True, False]
    assert given_up(caplog) == ["TimeoutError"]


def test_a_token_that_was_refused_before_the_store_took_it_all_the_same_may_come_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "tokens.db"
    one, other = (UsedTokens(connect(f"sqlite:///{path}")) for _ in range(2))
    expires = time.time() + 60
    assert one.first_use("issuer", "before", expires)
    with locked(path), pytest.raises(NotChecked):
        one.first_use("issuer", "jti", expires)
    until(lambda: one.answers, "the store answers again")
    one.give_back("issuer", "another")  # waits until what was asked before is through
    assert [each.first_use("issuer", "jti", expires) for each in (other, one)] == [True, False]
