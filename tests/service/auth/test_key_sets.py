"""The keys of a client: rotated, withdrawn, out of reach, and never taken from where an attacker points."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from service.audit.engines import connect
from service.auth.auth import Authenticator
from service.auth.clients import Client
from service.auth.key_sets import KeySet
from service.auth.used_tokens import UsedTokens
from service.errors import Unauthorized
from tests.support.ehr import ENDPOINT, Clock, Ehr, compact, private_key, public_jwk, signer
from tests.support.fhir import Json
from tests.support.listeners import Reply, listening

NORTH = Ehr("north", "https://north.example")


class Published:
    """A key set that its owner changes."""

    def __init__(self, *keys: Json) -> None:
        self.reply = Reply({"keys": keys})

    def __call__(self, path: str) -> Reply:
        return self.reply


FIRST = public_jwk(private_key("north"), "first")
SECOND_KEY = private_key("rotated")
SECOND = public_jwk(SECOND_KEY, "second")


def client_with_keys_at(url: str) -> Client:
    return Client.model_validate({"name": "north", "issuer": NORTH.issuer, "jwks_url": url})


def by_second_key() -> str:
    return "Bearer " + compact(NORTH.header(kid="second"), NORTH.claims(), signer(SECOND_KEY, "ES384"))


@pytest.fixture
def replay(tmp_path: Path) -> UsedTokens:
    return UsedTokens(connect(f"sqlite:///{tmp_path / 'tokens.db'}"))


def takes(authenticator: Authenticator, bearer: str) -> bool:
    try:
        return authenticator.authenticate(bearer, ENDPOINT).name == "north"
    except Unauthorized:
        return False


def test_a_new_key_is_picked_up_and_an_old_one_forgotten(replay: UsedTokens) -> None:
    clock, published = Clock(0.0), Published(FIRST)
    with listening(published) as server:
        trust = Authenticator([client_with_keys_at(f"{server.url}/jwks")], replay, clock)
        assert takes(trust, NORTH.bearer())
        assert takes(trust, NORTH.bearer())
        assert len(server.asked) == 1, "kept between calls"
        published.reply = Reply({"keys": [FIRST, SECOND]})
        clock.now = 60
        assert takes(trust, by_second_key())
        assert len(server.asked) == 2
        published.reply = Reply({"keys": [SECOND]})
        clock.now = 60 + 3599
        assert takes(trust, NORTH.bearer()), "withdrawn, and not noticed yet"
        clock.now = 60 + 3600
        assert not takes(trust, NORTH.bearer())
        assert takes(trust, by_second_key())
        assert [asked.path for asked in server.asked] == ["/jwks"] * 3


def test_unknown_kids_cost_one_read_a_minute(replay: UsedTokens) -> None:
    clock = Clock(0.0)
    with listening(Published(FIRST)) as server:
        trust = Authenticator([client_with_keys_at(server.url)], replay, clock)
        for second in range(120):
            clock.now = float(second)
            assert not takes(trust, NORTH.bearer({"kid": f"guess-{second}"}))
        assert len(server.asked) == 2


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(status=500), id="an error"),
        pytest.param(Reply(b"<html>"), id="a page"),
        pytest.param(Reply({"keys": []}), id="no keys"),
        pytest.param(Reply({"keys": [{**FIRST, "d": "AQAB"}]}), id="a private key"),
        pytest.param(Reply(b"[" * 100_000), id="endless nesting"),
        pytest.param(
            Reply(json.dumps({"keys": [SECOND]}).encode().ljust(300_000)), id="more than a key set can be"
        ),
        pytest.param(Reply(b"x", headers=(("Content-Encoding", "gzip"),)), id="broken compression"),
    ],
)
def test_when_the_keys_cannot_be_read_those_known_stay(
    reply: Reply, replay: UsedTokens, caplog: pytest.LogCaptureFixture
) -> None:
    clock, published = Clock(0.0), Published(FIRST)
    with listening(published) as server:
        trust = Authenticator([client_with_keys_at(server.url)], replay, clock)
        assert takes(trust, NORTH.bearer())
        published.reply = reply
        clock.now = 7200
        assert takes(trust, NORTH.bearer())
        assert "keys not read" in caplog.text
        published.reply = Reply({"keys": [SECOND]})
        clock.now += 9
        assert takes(trust, NORTH.bearer())
        clock.now += 1
        assert takes(trust, by_second_key()), "tried again soon after a failure"


def test_a_redirect_to_other_keys_is_not_followed(replay: UsedTokens) -> None:
    with listening(Published(FIRST)) as elsewhere:
        away = Reply(status=302, headers=(("Location", f"{elsewhere.url}/jwks"),))
        with listening(lambda path: away) as server:
            trust = Authenticator([client_with_keys_at(f"{server.url}/jwks")], replay)
            assert not takes(trust, NORTH.bearer())
        assert elsewhere.connections == 0


def test_keys_are_not_read_through_a_proxy_of_the_environment(
    replay: UsedTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    attackers = Published(public_jwk(private_key("attacker"), "first"))
    with listening(Published(FIRST)) as server, listening(attackers) as proxy:
        for name in ("http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        trust = Authenticator([client_with_keys_at(f"{server.url}/jwks")], replay)
        assert takes(trust, NORTH.bearer())
        assert proxy.connections == 0


def test_a_key_file_that_changes_is_read_anew(tmp_path: Path, replay: UsedTokens) -> None:
    clock, path = Clock(0.0), tmp_path / "keys.json"
    path.write_bytes(NORTH.jwks())
    client = Client(name="north", issuer=NORTH.issuer, jwks_file=path)
    trust = Authenticator([client], replay, clock)
    assert takes(trust, NORTH.bearer())
    path.write_text(json.dumps({"keys": [SECOND]}), encoding="utf-8")
    clock.now = 60
    assert takes(trust, by_second_key())
    assert not takes(trust, NORTH.bearer())


def test_many_threads_at_a_cold_start_read_the_keys_once(replay: UsedTokens) -> None:
    together = Barrier(16)
    with listening(Published(FIRST)) as server:
        trust = Authenticator([client_with_keys_at(server.url)], replay)

        def one(_: int) -> bool:
            together.wait()
            return takes(trust, NORTH.bearer())

        with ThreadPoolExecutor(16) as pool:
            assert all(pool.map(one, range(16)))
        assert len(server.asked) == 1


def test_looking_whether_there_are_keys_spends_no_read_that_a_new_key_needs() -> None:
    clock, published = Clock(0.0), Published(FIRST)
    with listening(published) as server:
        keys = KeySet(client_with_keys_at(server.url), clock)
        assert keys.readable()
        published.reply = Reply({"keys": [SECOND]})
        clock.now = 60
        assert keys.readable()
        assert len(server.asked) == 1
        assert keys.key("second", "ES384")


def test_a_slow_refresh_keeps_no_other_caller_waiting(replay: UsedTokens) -> None:
    clock, reading, go_on = Clock(0.0), Barrier(2), Barrier(2)
    published = Published(FIRST)

    def slow(path: str) -> Reply:
        if clock.now:
            reading.wait(5)
            go_on.wait(5)
        return published(path)

    with listening(slow) as server, ThreadPoolExecutor(1) as pool:
        keys = KeySet(client_with_keys_at(server.url), clock)
        assert keys.key("first", "ES384")
        clock.now = 3600
        refreshing = pool.submit(keys.key, "first", "ES384")
        reading.wait(5)
        assert keys.key("first", "ES384"), "the known key, while another thread reads"
        assert not refreshing.done()
        go_on.wait(5)
        assert refreshing.result()
