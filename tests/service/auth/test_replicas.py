"""Two services on one PostgreSQL: each token is taken once, and an outage takes none for good."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from service.audit.engines import connect
from service.audit.tables import seen_tokens
from service.auth.used_tokens import UsedTokens
from tests.service.application import CALL, FEEDBACK, request
from tests.service.audit.postgresql import PostgreSQL
from tests.support.ehr import Ehr, clients_file, registered
from tests.support.running.client import Answer, Connection
from tests.support.running.service import Served, served
from tests.support.running.waiting import until

EHR = Ehr("north", "https://north.example")
PUBLIC = "https://cards.example"
BODY = json.dumps(request()).encode()
GIVEN = {
    "card": "9368d37b-283f-44a0-93ea-547cebab93ed",
    "outcome": "overridden",
    "outcomeTimestamp": "2026-03-01T15:02:09Z",
}
UNREACHABLE = "replay store unreachable"


@contextmanager
def replicas(folder: Path, database: str, **settings: str) -> Iterator[Sequence[Served]]:
    """Two services with a database and clients in common."""
    clients = clients_file(folder, registered(EHR, folder, site="example-private"))
    given = {"CLIENTS": str(clients), "REQUIRE_TOKEN": "true", "PUBLIC_URL": PUBLIC, "DATABASE_URL": database}
    with ExitStack() as stack:
        folders = [folder / name for name in ("one", "other")]
        for each in folders:
            each.mkdir()
        yield [stack.enter_context(served(each, given | settings)) for each in folders]


def token(path: str = CALL) -> str:
    return EHR.token(aud=f"{PUBLIC}{path}")


def post(service: Served, bearer: str, path: str = CALL, body: bytes = BODY) -> Answer:
    """The answer to a body with a token."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {bearer}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with Connection(service.port) as connection:
        return connection.ask(head.encode() + body)


def answers(service: Served) -> bool:
    """Whether a new token is taken."""
    return post(service, token()).status == 200


def unchecked(service: Served) -> float:
    """How many tokens a service took unchecked."""
    lines = service.get("/metrics").body.decode().splitlines()
    counts = [each for each in lines if each.startswith("criteria_cards_unchecked_tokens_total ")]
    return sum(float(each.split()[1]) for each in counts)


def test_each_of_many_tokens_sent_to_both_at_once_is_taken_once(tmp_path: Path, postgresql_url: str) -> None:
    def taken(bearer: str) -> int:
        answers = both.map(lambda service: post(service, bearer).status, (*services, *services))
        return Counter(answers)[200]

    with (
        replicas(tmp_path, postgresql_url) as services,
        ThreadPoolExecutor(32) as both,
        ThreadPoolExecutor(8) as many,
    ):
        assert Counter(many.map(taken, [token() for _ in range(60)])) == {1: 60}
        assert [UNREACHABLE in each.said for each in services] == [False, False]
        assert [unchecked(each) for each in services] == [0, 0]


def test_the_store_is_connected_before_the_first_request(tmp_path: Path, postgresql_url: str) -> None:
    """What has expired is forgotten although nobody called: who connects only then could be late for it."""
    engine = connect(postgresql_url)
    assert UsedTokens(engine).first_use("issuer", "of long ago", expires=1)
    with replicas(tmp_path, postgresql_url), engine.begin() as connection:
        until(lambda: not connection.scalar(select(seen_tokens.c.token)), "it is forgotten")
    engine.dispose()


@pytest.mark.parametrize("outage", [PostgreSQL.stopped, PostgreSQL.frozen], ids=["it is stopped", "it hangs"])
def test_during_an_outage_a_call_is_refused_for_now_and_its_token_is_taken_once_afterwards(
    outage: object, tmp_path: Path, postgresql: PostgreSQL
) -> None:
    with postgresql.database() as url, replicas(tmp_path, url) as services:
        first, second = services
        tokens = [token() for _ in range(5)]
        with outage(postgresql):  # type: ignore[operator]
            refused = [post(service, each) for each in tokens for service in services]
        for service in services:
            until(partial(answers, service), "calls are answered again")
        afterwards = [(post(first, each).status, post(second, each).status) for each in tokens]
        assert [unchecked(each) for each in services] == [0, 0]
    assert {answer.status for answer in refused} == {503}
    assert {b"retry-after: 10" in answer.head for answer in refused} == {True}
    assert {answer.json()["resourceType"] for answer in refused} == {"OperationOutcome"}
    assert afterwards == [(200, 401)] * len(tokens)


def test_where_it_was_chosen_calls_are_answered_during_an_outage_and_counted(
    tmp_path: Path, postgresql: PostgreSQL
) -> None:
    with (
        postgresql.database() as url,
        replicas(tmp_path, url, REPLAY_STORE_DOWN="answer") as services,
    ):
        first, second = services
        bearer = token()
        with postgresql.frozen():
            during = [post(service, bearer).status for service in (first, first, second)]
            assert [unchecked(each) for each in services] == [1, 1]
    assert during == [200, 401, 200]


def test_feedback_that_could_not_be_kept_comes_again_with_the_same_token(
    tmp_path: Path, postgresql_url: str
) -> None:
    body = json.dumps({"feedback": [GIVEN]}).encode()
    with replicas(tmp_path, postgresql_url) as services:
        first = services[0]
        bearers = [token(FEEDBACK) for _ in range(2)]
        first.limit_files(0)
        refused = [post(first, each, FEEDBACK, body).status for each in bearers]
        first.limit_files(-1)
        until(lambda: post(first, token(FEEDBACK), FEEDBACK, body).status == 200, "the spool takes events")
        again = [
            post(each, bearer, FEEDBACK, body).status for each, bearer in zip(services, bearers, strict=True)
        ]
        once_more = [post(each, bearer, FEEDBACK, body).status for bearer in bearers for each in services]
    assert (refused, again) == ([503, 503], [200, 200])
    assert once_more == [401] * 4
