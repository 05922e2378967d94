"""Signing in to the console at a real OpenID Connect server, and all the ways in which it does not let in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import yaml
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.service.application import application
from tests.support.smart_server.behavior import Registration
from tests.support.smart_server.server import TIMEOUT_SECONDS, SmartServer, smart_server

OURS = "https://cards.example"
BACK = f"{OURS}/console/signed-in"
BROWSER = {"Accept": "text/html"}
MAY = {"groups": ["staff", "criteria-cards"], "name": "Robin Ash"}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmartServer]:
    with smart_server(tmp_path_factory.mktemp("issuer")) as server:
        server.register(Registration(client_id="console", redirect_uri=BACK, secret="word", signs_in=True))
        yield server


def console(folder: Path, issuer: SmartServer, **changes: Any) -> FlaskClient:
    """A browser of a console behind a sign-in, to which who has a group may come."""
    (folder / "secret").write_text("word\n", encoding="ascii")
    file = folder / "sign-in.yaml"
    sign_in = {
        "issuer": issuer.url,
        "client_id": "console",
        "secret_file": "secret",
        "claim": "groups",
        "value": "criteria-cards",
        "private_address": True,
    }
    file.write_text(yaml.safe_dump({**sign_in, **changes}), encoding="utf-8")
    return application(folder, console="sign-in", console_sign_in=file, public_url=OURS)


def get(client: FlaskClient, path: str) -> TestResponse:
    return client.get(path, headers=BROWSER, base_url=OURS)


def sent_back(client: FlaskClient, path: str = "/") -> str:
    """Where the issuer sends a browser back to that asked for a page and was sent to sign in."""
    asked = get(client, path)
    assert asked.status_code == 303
    away = get(client, asked.headers["Location"])
    assert away.status_code == 303
    answer = requests.get(away.headers["Location"], allow_redirects=False, timeout=TIMEOUT_SECONDS)
    return answer.headers["Location"].removeprefix(OURS)


def signed_in(client: FlaskClient, path: str = "/") -> TestResponse:
    return get(client, sent_back(client, path))


def csrf_of(page: TestResponse) -> str:
    return page.text.split('name="csrf" value="')[1].split('"')[0]


def test_who_signs_in_and_may_comes_to_the_page_that_they_asked_for(
    tmp_path: Path, issuer: SmartServer
) -> None:
    issuer.behave(claims=MAY)
    client = console(tmp_path, issuer)
    came = signed_in(client, "/?a=1")
    assert (came.status_code, came.headers["Location"]) == (303, "/?a=1")
    home = get(client, "/")
    assert home.status_code == 200
    assert "Robin Ash" in home.text
    assert issuer.asked("token")[-1]["authorization"].startswith("Basic ")


def test_the_cookie_is_kept_from_scripts_from_plain_http_and_from_other_sites(
    tmp_path: Path, issuer: SmartServer
) -> None:
    issuer.behave(claims=MAY)
    client = console(tmp_path, issuer)
    cookies = signed_in(client).headers.getlist("Set-Cookie")
    visit = next(each for each in cookies if each.startswith("__Secure-console="))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(visit.split("; "))
    assert "Robin" not in visit


def test_who_signs_out_is_asked_again(tmp_path: Path, issuer: SmartServer) -> None:
    issuer.behave(claims=MAY)
    client = console(tmp_path, issuer)
    signed_in(client)
    form = {"csrf": csrf_of(get(client, "/"))}
    strange = client.post("/console/sign-out", data={"csrf": "other"}, base_url=OURS)
    assert (strange.status_code, get(client, "/").status_code) == (403, 200)
    out = client.post("/console/sign-out", data=form, base_url=OURS)
    assert out.headers["Location"] == "/console/signed-out"
    assert get(client, "/console/signed-out").status_code == 200
    assert get(client, "/").status_code == 303
    assert client.post("/console/sign-out", data=form, base_url=OURS).status_code == 403


@pytest.mark.parametrize(
    ("behavior", "status"),
    [
        pytest.param({"claims": {"groups": ["staff"]}}, 403, id="who is in no group that may"),
        pytest.param({}, 403, id="of whom no group is told"),
        pytest.param({"claims": {"groups": "criteria-cards-of-others"}}, 403, id="whose group is like it"),
        pytest.param({"claims": {**MAY, "aud": "another"}}, 403, id="by a token for another client"),
        pytest.param({"claims": {**MAY, "iss": "https://x.example"}}, 403, id="by a token of another issuer"),
        pytest.param({"claims": {**MAY, "nonce": "n" * 64}}, 403, id="by a token of another sign-in"),
        pytest.param({"claims": {**MAY, "exp": 1}}, 403, id="by a token that has ended"),
        pytest.param({"claims": MAY, "signs_with_another_key": True}, 403, id="by a token of another key"),
        pytest.param({"claims": MAY, "denies_access": True}, 403, id="whom the issuer refuses"),
        pytest.param({"claims": MAY, "iss_of_response": "https://x.example"}, 403, id="by another's answer"),
        pytest.param({"claims": MAY, "token_status": 500}, 502, id="where the issuer fails"),
        pytest.param({"claims": MAY, "token_answer": {"id_token": None}}, 502, id="without an id_token"),
    ],
)
def test_nobody_comes_in(behavior: dict[str, Any], status: int, tmp_path: Path, issuer: SmartServer) -> None:
    issuer.behave(**behavior)
    client = console(tmp_path, issuer)
    refused = signed_in(client)
    assert (refused.status_code, refused.mimetype) == (status, "text/html")
    assert get(client, "/").status_code == 303


def test_an_answer_is_taken_from_the_browser_that_was_sent_alone_and_once(
    tmp_path: Path, issuer: SmartServer
) -> None:
    issuer.behave(claims=MAY)
    client = console(tmp_path, issuer)
    back = sent_back(client)
    other = client.application.test_client()
    assert get(other, back).status_code == 403
    sent_back(other)
    assert get(other, back).status_code == 403
    assert get(client, back).status_code == 303
    assert get(client, back).status_code == 403


@pytest.mark.parametrize("to", ["//x.example/", "https://x.example/", "/\\x.example", "", "/%2f/x"])
def test_nobody_is_led_elsewhere_after_signing_in(to: str, tmp_path: Path, issuer: SmartServer) -> None:
    issuer.behave(claims=MAY)
    client = console(tmp_path, issuer)
    away = client.get("/console/sign-in", query_string={"to": to}, base_url=OURS).headers["Location"]
    answer = requests.get(away, allow_redirects=False, timeout=TIMEOUT_SECONDS).headers["Location"]
    assert get(client, answer.removeprefix(OURS)).headers["Location"] == "/"


def test_a_browser_is_sent_with_a_code_challenge_a_state_and_a_nonce(
    tmp_path: Path, issuer: SmartServer
) -> None:
    issuer.behave()
    away = get(console(tmp_path, issuer), "/console/sign-in").headers["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away).query).items()}
    assert {name: asked[name] for name in ("code_challenge_method", "redirect_uri", "scope")} == {
        "code_challenge_method": "S256",
        "redirect_uri": BACK,
        "scope": "openid profile",
    }
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_a_program_finds_nothing_where_people_sign_in(tmp_path: Path, issuer: SmartServer) -> None:
    answer = console(tmp_path, issuer).get("/", headers={"Accept": "*/*"}, base_url=OURS)
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_policies_are_read_without_signing_in(tmp_path: Path, issuer: SmartServer) -> None:
    page = get(console(tmp_path, issuer), "/policies")
    assert page.status_code == 200
    assert 'aria-label="Pages"' not in page.text


def test_where_the_console_is_open_nobody_signs_in(tmp_path: Path) -> None:
    client = application(tmp_path, console="open")
    assert client.get("/console/sign-in", headers=BROWSER).status_code == 404
