"""Where a token may be carried: to the servers on a client's list, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from service.ehr.allowed_urls import allowed_server, is_public
from service.ehr.fhir_server import FhirServer
from tests.support.ehr import Ehr, application, call, registered
from tests.support.fhir import Json
from tests.support.hook_calls import bare_order_select
from tests.support.listeners import Asked, Listener, Reply, Wire, listening, running

EHR = Ehr("ehr", "https://ehr.example")
TOKEN = "distinctive-access-token"
LISTED = FhirServer.model_validate({"base": "https://fhir.example/r4"})


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://fhir.example/r4", id="the base itself"),
        pytest.param("https://fhir.example/r4/", id="with a slash"),
        pytest.param("https://fhir.example:443/r4", id="with its port"),
        pytest.param("https://FHIR.Example/r4", id="its host in other letters"),
        pytest.param("HTTPS://fhir.example/r4", id="its scheme in capitals"),
        pytest.param("https://fhir.example/r4/Patient/1", id="a resource below it"),
        pytest.param("https://fhir.example/r4?page=2&x=a%2Fb|c,d@e", id="a page of a search"),
        pytest.param("https://fhir.example/r4/page%20two", id="a path with a coded blank"),
    ],
)
def test_a_listed_server_is_recognized(url: str) -> None:
    assert allowed_server(url, [LISTED]) is LISTED


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://evil.example/r4", id="another host"),
        pytest.param("https://fhir.example.evil.example/r4", id="a host that begins alike"),
        pytest.param("https://evilfhir.example/r4", id="a host that ends alike"),
        pytest.param("https://sub.fhir.example/r4", id="a host below it"),
        pytest.param("https://fhir.example./r4", id="its host with a dot at the end"),
        pytest.param("https://fhir%2eexample/r4", id="its host with a coded dot"),
        pytest.param("https://fhir\u3002example/r4", id="its host with a wide dot"),
        pytest.param("https://fh\u0131r.example/r4", id="its host with a letter that looks alike"),
        pytest.param("https://\uff46hir.example/r4", id="its host with a wide letter"),
        pytest.param("http://fhir.example/r4", id="without TLS"),
        pytest.param("http://fhir.example:443/r4", id="without TLS on the port of TLS"),
        pytest.param("ftp://fhir.example/r4", id="another scheme"),
        pytest.param("file:///etc/passwd", id="a file"),
        pytest.param("javascript:alert(1)", id="a script"),
        pytest.param("//fhir.example/r4", id="no scheme"),
        pytest.param("fhir.example/r4", id="no scheme and no slashes"),
        pytest.param("https:fhir.example/r4", id="a scheme without slashes"),
        pytest.param("https:///fhir.example/r4", id="three slashes"),
        pytest.param("", id="nothing"),
        pytest.param("https://fhir.example:8443/r4", id="another port"),
        pytest.param("https://fhir.example:0/r4", id="port zero"),
        pytest.param("https://fhir.example:99999/r4", id="a port that cannot be"),
        pytest.param("https://fhir.example:\uff14\uff14\uff13/r4", id="a port in wide digits"),
        pytest.param("https://fhir.example:443:80/r4", id="two ports"),
        pytest.param("https://fhir.example@evil.example/r4", id="its host as a user"),
        pytest.param("https://fhir.example:443@evil.example/r4", id="its host and port as a user and a word"),
        pytest.param("https://user@fhir.example/r4", id="a user"),
        pytest.param("https://fhir.example%40evil.example/r4", id="a coded at sign"),
        pytest.param("https://fhir.example\\@evil.example/r4", id="a backslash before an at sign"),
        pytest.param("https://evil.example\\.fhir.example/r4", id="a backslash in the host"),
        pytest.param("https:\\\\fhir.example\\r4", id="backslashes for slashes"),
        pytest.param("https://fhir.example/r4\\..\\admin", id="backslashes in the path"),
        pytest.param("https://fhir.example#@evil.example/r4", id="a fragment in the host"),
        pytest.param("https://fhir.example/r4#/admin", id="a fragment"),
        pytest.param("https://fhir.example/r4#", id="an empty fragment"),
        pytest.param("https://fhir.example/r4?a#b", id="a fragment after a query"),
        pytest.param("https://fhir.example?/r4", id="its path as a query"),
        pytest.param("https://fhir.example/", id="above its path"),
        pytest.param("https://fhir.example/r4x", id="a path that begins alike"),
        pytest.param("https://fhir.example/r4;x/Patient", id="a path with parameters"),
        pytest.param("https://fhir.example/R4", id="its path in capitals"),
        pytest.param("https://fhir.example//r4", id="its path after two slashes"),
        pytest.param("https://fhir.example/r4/../admin", id="a way up"),
        pytest.param("https://fhir.example/r4/..", id="a way up at the end"),
        pytest.param("https://fhir.example/x/../r4", id="a way up and back"),
        pytest.param("https://fhir.example/r4/./x", id="a dot for here"),
        pytest.param("https://fhir.example/r4/%2e%2e/admin", id="a coded way up"),
        pytest.param("https://fhir.example/r4/%2E./admin", id="a half coded way up"),
        pytest.param("https://fhir.example/r4/..%2fadmin", id="a way up with a coded slash"),
        pytest.param("https://fhir.example/r4%2Fadmin", id="a coded slash"),
        pytest.param("https://fhir.example/r4/%5c..%5cadmin", id="coded backslashes"),
        pytest.param("https://fhir.example/r4/%252e%252e/admin", id="a way up coded twice"),
        pytest.param(" https://fhir.example/r4", id="a blank before it"),
        pytest.param("https://fhir.example/r4 ", id="a blank after it"),
        pytest.param("https://fhir.example/r4\t", id="a tab after it"),
        pytest.param("https://fh\nir.example/r4", id="a line break in the host"),
        pytest.param("https://fhir.example/r4\r\nHost: evil.example", id="a header"),
        pytest.param("https://fhir.example\x00.evil.example/r4", id="a null in the host"),
        pytest.param("https://[::1]/r4", id="an IPv6 address"),
        pytest.param("https://[::1/r4", id="half an IPv6 address"),
        pytest.param("https://[fhir.example]/r4", id="a name in brackets"),
    ],
)
@pytest.mark.parametrize("loopback_allowed", [False, True], ids=["", "where loopback is allowed"])
def test_nothing_else_is(url: str, loopback_allowed: bool) -> None:
    found = allowed_server(url, [LISTED], loopback_allowed)
    assert found is None or (loopback_allowed and url == "https://[::1]/r4")


def test_with_an_empty_list_nothing_is_asked() -> None:
    assert allowed_server("https://fhir.example/r4", []) is None


def test_a_server_listed_without_a_path_is_all_of_it() -> None:
    whole = FhirServer.model_validate({"base": "https://fhir.example"})
    assert allowed_server("https://fhir.example/any/path", [whole]) is whole
    assert allowed_server("https://fhir.example", [whole]) is whole


def test_an_address_is_listed_as_it_is_written() -> None:
    listed = FhirServer.model_validate({"base": "https://[2001:db8::1]:8443/r4"})
    assert allowed_server("https://[2001:DB8::1]:8443/r4/Patient/1", [listed]) is listed
    assert allowed_server("https://[2001:db8:0::1]:8443/r4", [listed]) is None


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("localhost.", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("127.1", False),
        ("2130706433", False),
        ("0x7f000001", False),
        ("0177.0.0.1", False),
        ("0.0.0.0", False),
        ("[::]", False),
        ("[::ffff:127.0.0.1]", False),
        ("[::1%25lo]", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
    ],
)
def test_a_demonstration_may_name_this_machine_in_plain_words_alone(host: str, allowed: bool) -> None:
    found = allowed_server(f"http://{host}:8080/fhir", (), loopback_allowed=True)
    assert (found is not None and found.private_address) is allowed


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f::1", True),
        ("::ffff:93.184.215.14", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("192.0.0.9", False),
        ("192.0.0.255", False),
        ("192.0.1.0", True),
        ("192.0.2.1", False),
        ("172.15.255.255", True),
        ("172.16.0.0", False),
        ("172.31.255.255", False),
        ("172.32.0.0", True),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("2001::1", False),
        ("2001:1ff:ffff::1", False),
        ("2001:200::1", True),
        ("2001:db8::1", False),
        ("3fff::1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a9fe:a9fe", False),
    ],
)
def test_an_address_is_public_or_not(address: str, public: bool) -> None:
    assert is_public(address) is public


# From a request to the wire


class World(NamedTuple):
    """A service, the FHIR server it may ask, and a host it may not."""

    client: FlaskClient
    fhir: Listener
    evil: Listener


def searchset(*links: Json) -> Json:
    return {"resourceType": "Bundle", "type": "searchset", "total": 0, "link": list(links)}


def next_page(url: str) -> Json:
    return {"relation": "next", "url": url}


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


def ask(client: FlaskClient, fhir_server: str, **members: Any) -> Json:
    """The result of a call whose data is for the most part on a FHIR server."""
    grant = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 60, "scope": "s", "subject": "c"}
    body = bare_order_select(fhirServer=fhir_server, fhirAuthorization=grant, **members)
    answer = call(client, EHR.bearer(), body)
    assert answer.status_code == 200
    assert TOKEN not in answer.text
    (card,) = answer.json["cards"]
    result: Json = card["extension"]["com.criteria-cards.determination"]
    return result


def problems(result: Json) -> set[str]:
    return {gap["problem"] for gap in result.get("gaps", ())}


def test_a_listed_server_is_asked_with_the_token_below_its_base(world: World) -> None:
    assert problems(ask(world.client, f"{world.fhir.url}/fhir")) == set()
    assert len(world.fhir.asked) > 5
    for asked in world.fhir.asked:
        assert asked.path.startswith("/fhir/")
        assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
        assert "Cookie" not in asked.headers


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
    assert problems(ask(world.client, url))
    assert (world.fhir.connections, world.evil.connections) == (0, 0)


def test_a_client_without_a_list_is_never_called_back(tmp_path: Path) -> None:
    with listening(well_behaved) as fhir:
        client = application(tmp_path, registered(EHR, tmp_path)).test_client()
        assert problems(ask(client, f"{fhir.url}/fhir")) == {"the EHR did not send this"}
        assert fhir.connections == 0


def test_a_client_may_not_name_the_server_of_another(tmp_path: Path) -> None:
    other = Ehr("other", "https://other.example")
    with listening(well_behaved) as fhir:
        listed = {"base": f"{fhir.url}/fhir", "private_address": True}
        entries = registered(EHR, tmp_path), registered(other, tmp_path, fhir_servers=[listed])
        client = application(tmp_path, *entries).test_client()
        assert problems(ask(client, f"{fhir.url}/fhir")) == {"the EHR did not send this"}
        assert fhir.connections == 0


def test_allowing_loopback_is_nothing_for_registered_clients(tmp_path: Path) -> None:
    with listening(well_behaved) as fhir:
        entry = registered(EHR, tmp_path)
        client = application(tmp_path, entry, allow_loopback_fhir=True).test_client()
        ask(client, f"{fhir.url}/fhir")
        assert fhir.connections == 0


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"], ids=["a name", "an address"])
def test_a_listed_server_on_a_private_address_is_left_before_a_byte_is_sent(
    host: str, tmp_path: Path
) -> None:
    wire = Wire()
    with running(wire):
        base = f"https://{host}:{wire.port}/fhir"
        client = application(
            tmp_path, registered(EHR, tmp_path, fhir_servers=[{"base": base}], budget_ms=5000)
        ).test_client()
        assert problems(ask(client, base)) == {"the server could not be reached"}
    assert set(wire.received) == {b""}, "connected, looked at the address, and left"


def test_the_same_name_is_asked_where_the_operator_allows_a_private_address(tmp_path: Path) -> None:
    with listening(well_behaved) as fhir:
        base = f"http://localhost:{fhir.server_port}/fhir"
        listed = {"base": base, "private_address": True}
        client = application(
            tmp_path, registered(EHR, tmp_path, fhir_servers=[listed], budget_ms=5000)
        ).test_client()
        assert problems(ask(client, base)) == set()
        assert fhir.asked


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target", ["{evil}/fhir/x", "{fhir}/admin", "{fhir}/fhir/elsewhere", "//evil.example"]
)
def test_a_redirect_is_not_followed(status: int, target: str, world: World) -> None:
    location = target.format(fhir=world.fhir.url, evil=world.evil.url)
    world.fhir.answer = lambda path: Reply(status=status, headers=(("Location", location),))
    assert problems(ask(world.client, f"{world.fhir.url}/fhir")) == {f"the server answered {status}"}
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
    world.fhir.answer = lambda path: Reply(searchset(next_page(link)))
    assert problems(ask(world.client, f"{world.fhir.url}/fhir")) == {
        "the server's next link leaves the server"
    }
    assert world.evil.connections == 0
    assert not [asked for asked in world.fhir.asked if strayed(asked)]


def test_a_next_link_that_the_request_brought_is_checked_alike(world: World) -> None:
    sent = {"conditions": searchset(next_page(f"{world.evil.url}/fhir?page=2"))}
    prefetch = bare_order_select()["prefetch"] | sent
    assert "the server's next link leaves the server" in problems(
        ask(world.client, f"{world.fhir.url}/fhir", prefetch=prefetch)
    )
    assert world.evil.connections == 0


def test_a_cookie_of_one_patient_is_not_sent_for_the_next(world: World) -> None:
    world.fhir.answer = lambda path: Reply(searchset(), headers=(("Set-Cookie", "seen=someone; Path=/"),))
    for _ in range(2):
        ask(world.client, f"{world.fhir.url}/fhir")
    assert all("Cookie" not in asked.headers for asked in world.fhir.asked)


def test_proxies_of_the_environment_are_not_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, world.evil.url)
    ask(world.client, f"{world.fhir.url}/fhir")
    assert world.evil.connections == 0


def strayed(asked: Asked) -> bool:
    """Whether a request went anywhere but to the resources right below the base."""
    return not asked.path.startswith("/fhir/") or "elsewhere" in asked.path
