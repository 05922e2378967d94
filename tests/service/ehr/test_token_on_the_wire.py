"""Where a token is carried, from a request to the wire: to the servers on a client's list alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from tests.service.ehr.asking import AUTHORIZATION, LEAVES, NOT_REACHED, NOT_SENT, TOKEN
from tests.support.bundles import searchset
from tests.support.cards import cards_of, gaps
from tests.support.ehr import Ehr, application, call, registered
from tests.support.hook_calls import bare_order_select
from tests.support.listeners import Asked, Listener, Reply, Wire, listening, running

EHR = Ehr("ehr", "https://ehr.example")


class World(NamedTuple):
    """A service, the FHIR server it may ask, and a host it may not."""

    client: FlaskClient
    fhir: Listener
    evil: Listener


def well_behaved(path: str) -> Reply:
    return Reply(searchset())


@pytest.fixture(scope="module")
def module_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("outbound")
    with listening(well_behaved) as fhir, listening(well_behaved) as evil:
        listed = {"base": f"{fhir.url}/fhir", "private_address": True}
        entry = registered(EHR, folder, fhir_servers=[listed], budget_ms=5000)
        yield World(application(folder, entry).test_client(), fhir, evil)


@pytest.fixture
def world(module_world: World) -> World:
    """The world as it was before anybody asked."""
    for listener in (module_world.fhir, module_world.evil):
        listener.forget()
        listener.answer = well_behaved
    return module_world


def problems(client: FlaskClient, fhir_server: str, **members: Any) -> set[str]:
    """What the card of a call says whose data is for the most part on a FHIR server."""
    body = bare_order_select(fhirServer=fhir_server, fhirAuthorization=AUTHORIZATION, **members)
    answer = call(client, EHR.bearer(), body)
    assert TOKEN not in answer.text
    (card,) = cards_of(answer)
    return {*gaps(card).values()}


def test_a_listed_server_is_asked_with_the_token_below_its_base(world: World) -> None:
    assert problems(world.client, f"{world.fhir.url}/fhir") == set()
    assert len(world.fhir.asked) > 5
    for asked in world.fhir.asked:
        assert asked.path.startswith("/fhir/")
        assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
        assert "Cookie" not in asked.headers
        assert asked.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("http://127.0.0.1:{evil}/fhir", id="another port"),
        pytest.param("http://localhost:{fhir}/fhir", id="the same machine by another name"),
        pytest.param("https://127.0.0.1:{fhir}/fhir", id="another scheme"),
        pytest.param("http://127.0.0.1:{fhir}/", id="above its path"),
        pytest.param("http://127.0.0.1:{fhir}/fhirx", id="a path that begins alike"),
        pytest.param("http://127.0.0.1:{fhir}/fhir/../admin", id="a way up"),
        pytest.param("http://127.0.0.1:{fhir}/fhir/%2e%2e/admin", id="a coded way up"),
        pytest.param("http://127.0.0.1:{fhir}/fhir/..%2fadmin", id="a way up with a coded slash"),
        pytest.param("http://127.0.0.1:{fhir}@127.0.0.1:{evil}/fhir", id="its host as a user"),
        pytest.param("http://127.0.0.1:{fhir}\\@127.0.0.1:{evil}/fhir", id="a backslash before an at sign"),
        pytest.param(
            "http://127.0.0.1:{evil}\\@127.0.0.1:{fhir}/fhir", id="a backslash, the other way round"
        ),
        pytest.param("http://127.0.0.1:{evil}#@127.0.0.1:{fhir}/fhir", id="a fragment before an at sign"),
        pytest.param("http://127.0.0.1:{evil}?@127.0.0.1:{fhir}/fhir", id="a query before an at sign"),
        pytest.param("http://127.0.0.1:{fhir}/fhir#", id="a fragment"),
        pytest.param("http://127.0.0.1:{fhir}/fhir?redirect=http://127.0.0.1:{evil}/", id="a query"),
        pytest.param("http://127.1:{fhir}/fhir", id="a short address"),
        pytest.param("http://2130706433:{fhir}/fhir", id="an address as one number"),
        pytest.param("http://0x7f000001:{fhir}/fhir", id="an address in hexadecimals"),
        pytest.param("http://0177.0.0.1:{fhir}/fhir", id="an address in octals"),
        pytest.param("http://0.0.0.0:{fhir}/fhir", id="the address of all"),
        pytest.param("http://[::ffff:127.0.0.1]:{fhir}/fhir", id="an address inside another"),
        pytest.param("http://127.0.0.1.:{fhir}/fhir", id="a dot at the end"),
        pytest.param("http://LOCALHOST:{evil}/fhir", id="a name in capitals"),
        pytest.param(" http://127.0.0.1:{fhir}/fhir", id="a blank before it"),
        pytest.param("http://127.0.0.1:{fhir}/fhir\nX: y", id="a header"),
        pytest.param("not a URL", id="no URL"),
        pytest.param("http://[", id="half a URL"),
    ],
)
def test_nobody_is_asked_when_fhir_server_has(written: str, world: World) -> None:
    url = written.format(fhir=world.fhir.server_port, evil=world.evil.server_port)
    assert problems(world.client, url)
    assert (world.fhir.connections, world.evil.connections) == (0, 0)


def test_a_client_without_a_list_is_never_called_back(tmp_path: Path) -> None:
    with listening(well_behaved) as fhir:
        client = application(tmp_path, registered(EHR, tmp_path)).test_client()
        assert problems(client, f"{fhir.url}/fhir") == {NOT_SENT}
        assert fhir.connections == 0


def test_a_client_may_not_name_the_server_of_another(tmp_path: Path) -> None:
    other = Ehr("other", "https://other.example")
    with listening(well_behaved) as fhir:
        listed = {"base": f"{fhir.url}/fhir", "private_address": True}
        entries = registered(EHR, tmp_path), registered(other, tmp_path, fhir_servers=[listed])
        client = application(tmp_path, *entries).test_client()
        assert problems(client, f"{fhir.url}/fhir") == {NOT_SENT}
        assert fhir.connections == 0


def test_allowing_loopback_is_nothing_for_registered_clients(tmp_path: Path) -> None:
    with listening(well_behaved) as fhir:
        entry = registered(EHR, tmp_path)
        client = application(tmp_path, entry, allow_loopback_fhir=True).test_client()
        problems(client, f"{fhir.url}/fhir")
        assert fhir.connections == 0


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"], ids=["a name", "an address"])
def test_a_listed_server_on_a_private_address_is_not_connected_to(host: str, tmp_path: Path) -> None:
    wire = Wire()
    with running(wire):
        base = f"https://{host}:{wire.port}/fhir"
        client = application(
            tmp_path, registered(EHR, tmp_path, fhir_servers=[{"base": base}], budget_ms=5000)
        ).test_client()
        assert problems(client, base) == {NOT_REACHED}
    assert wire.received == [], "the address was looked at, and not connected to"


def test_the_same_name_is_asked_where_the_operator_allows_a_private_address(tmp_path: Path) -> None:
    with listening(well_behaved) as fhir:
        base = f"http://localhost:{fhir.server_port}/fhir"
        listed = {"base": base, "private_address": True}
        client = application(
            tmp_path, registered(EHR, tmp_path, fhir_servers=[listed], budget_ms=5000)
        ).test_client()
        assert problems(client, base) == set()
        assert fhir.asked


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target", ["{evil}/fhir/x", "{fhir}/admin", "{fhir}/fhir/elsewhere", "//evil.example"]
)
def test_a_redirect_is_not_followed(status: int, target: str, world: World) -> None:
    location = target.format(fhir=world.fhir.url, evil=world.evil.url)
    world.fhir.answer = lambda path: Reply(status=status, headers=(("Location", location),))
    assert problems(world.client, f"{world.fhir.url}/fhir") == {f"the server answered {status}"}
    assert world.evil.connections == 0
    assert not [asked for asked in world.fhir.asked if strayed(asked)]


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("{evil}/fhir?page=2", id="to another host"),
        pytest.param("//127.0.0.1:{evil_port}/fhir?page=2", id="to another host without a scheme"),
        pytest.param("http://127.0.0.1:{fhir_port}@127.0.0.1:{evil_port}/fhir", id="to a host behind a user"),
        pytest.param("http:\\\\127.0.0.1:{evil_port}/fhir", id="with backslashes"),
        pytest.param("{fhir}/admin?page=2", id="above the base"),
        pytest.param("/admin?page=2", id="above the base, relative"),
        pytest.param("../admin?page=2", id="up"),
        pytest.param("{fhir}/fhir/../admin", id="below the base and up"),
        pytest.param("{fhir}/fhir/%2e%2e/admin", id="below the base and up in code"),
        pytest.param("http://[", id="to half a URL"),
    ],
)
def test_a_next_link_is_not_followed(target: str, world: World) -> None:
    link = target.format(
        fhir=world.fhir.url,
        evil=world.evil.url,
        fhir_port=world.fhir.server_port,
        evil_port=world.evil.server_port,
    )
    world.fhir.answer = lambda path: Reply(searchset(next_url=link))
    assert problems(world.client, f"{world.fhir.url}/fhir") == {LEAVES}
    assert world.evil.connections == 0
    assert not [asked for asked in world.fhir.asked if strayed(asked)]


def test_a_next_link_that_the_request_brought_is_checked_alike(world: World) -> None:
    sent = {"conditions": searchset(next_url=f"{world.evil.url}/fhir?page=2")}
    prefetch = bare_order_select()["prefetch"] | sent
    assert LEAVES in problems(world.client, f"{world.fhir.url}/fhir", prefetch=prefetch)
    assert world.evil.connections == 0


def test_a_cookie_of_one_patient_is_not_sent_for_the_next(world: World) -> None:
    world.fhir.answer = lambda path: Reply(searchset(), headers=(("Set-Cookie", "seen=someone; Path=/"),))
    for _ in range(2):
        problems(world.client, f"{world.fhir.url}/fhir")
    assert all("Cookie" not in asked.headers for asked in world.fhir.asked)


def test_proxies_of_the_environment_are_not_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, world.evil.url)
    problems(world.client, f"{world.fhir.url}/fhir")
    assert world.evil.connections == 0


def strayed(asked: Asked) -> bool:
    """Whether a request went anywhere but to the resources right below the base."""
    return not asked.path.startswith("/fhir/") or "elsewhere" in asked.path
