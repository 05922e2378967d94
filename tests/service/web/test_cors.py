"""Browsers: which origins may call, what a preflight is told, and the headers every answer carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.ehr import CALL, Ehr, application, call, registered
from tests.support.hook_calls import bare_order_select

EHR = Ehr("ehr", "https://ehr.example")
SANDBOX = "https://sandbox.example"
PORTAL = "https://portal.example:8443"
EVIL = "https://evil.example"
ENDPOINTS = [
    pytest.param("/cds-services", "GET", id="discovery"),
    pytest.param(CALL, "POST", id="a call"),
    pytest.param(f"{CALL}/feedback", "POST", id="feedback"),
]
GRANTS = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Methods",
    "Access-Control-Allow-Headers",
    "Access-Control-Allow-Credentials",
    "Access-Control-Max-Age",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("cors")
    return application(folder, registered(EHR, folder), cors_origins=(SANDBOX, PORTAL)).test_client()


def preflight(client: FlaskClient, path: str, method: str, origin: str = SANDBOX, **headers: str) -> Any:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    return client.options(path, headers=asked | headers)


def grants(answer: Any) -> dict[str, str]:
    return {name: answer.headers[name] for name in GRANTS if name in answer.headers}


@pytest.mark.parametrize("origin", [SANDBOX, PORTAL])
@pytest.mark.parametrize(("path", "method"), ENDPOINTS)
def test_a_preflight_is_answered_without_a_token(
    path: str, method: str, origin: str, client: FlaskClient
) -> None:
    answer = preflight(client, path, method, origin)
    assert answer.status_code == 200
    assert grants(answer) == {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "authorization, content-type",
        "Access-Control-Max-Age": "600",
    }
    assert answer.headers.getlist("Vary") == ["Origin"]


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param(EVIL, id="unknown"),
        pytest.param("null", id="null"),
        pytest.param("http://sandbox.example", id="a known one without TLS"),
        pytest.param("https://sandbox.example:444", id="a known one on another port"),
        pytest.param("https://sandbox.example.evil.example", id="one that begins like a known one"),
        pytest.param("https://evilsandbox.example", id="one that ends like a known one"),
        pytest.param("https://sandboxXexample", id="a known one with its dot read as any letter"),
    ],
)
@pytest.mark.parametrize(("path", "method"), ENDPOINTS)
def test_an_origin_is_granted_nothing_when_it_is(
    path: str, method: str, origin: str, client: FlaskClient
) -> None:
    assert grants(preflight(client, path, method, origin)) == {}
    answer = client.open(path, method=method, headers={"Origin": origin})
    assert grants(answer) == {}
    assert answer.headers.getlist("Vary") == ["Origin"]


def test_only_the_headers_that_a_client_needs_are_allowed(client: FlaskClient) -> None:
    asked = {"Access-Control-Request-Headers": "authorization, content-type, x-anything, cookie"}
    answer = preflight(client, CALL, "POST", **asked)
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization, content-type"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_granted(method: str, client: FlaskClient) -> None:
    assert "Access-Control-Allow-Methods" not in preflight(client, CALL, method).headers


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        pytest.param(CALL, {"json": {}}, 401, id="a refused token"),
        pytest.param("/cds-services/unknown", {"json": {}}, 404, id="an unknown service"),
        pytest.param("/nowhere", {"json": {}}, 404, id="an unknown path"),
        pytest.param("/cds-services", {"json": {}}, 405, id="a wrong method"),
    ],
)
def test_an_error_can_be_read_by_a_browser(
    path: str, sent: dict[str, Any], status: int, client: FlaskClient
) -> None:
    answer = client.post(path, headers={"Origin": SANDBOX}, **sent)
    assert answer.status_code == status
    assert grants(answer) == {"Access-Control-Allow-Origin": SANDBOX}


def test_a_malformed_call_can_be_read_by_a_browser(client: FlaskClient) -> None:
    headers = {"Origin": SANDBOX, "Authorization": EHR.bearer()}
    answer = client.post(CALL, data="{", headers=headers, content_type="application/json")
    assert (answer.status_code, grants(answer)) == (400, {"Access-Control-Allow-Origin": SANDBOX})


def test_an_answer_is_granted_to_its_origin_and_without_credentials(client: FlaskClient) -> None:
    headers = {"Origin": PORTAL, "Authorization": EHR.bearer()}
    answer = client.post(CALL, json=bare_order_select(), headers=headers)
    assert (answer.status_code, grants(answer)) == (200, {"Access-Control-Allow-Origin": PORTAL})


def test_a_page_may_read_the_id_of_its_request_and_why_it_was_refused(client: FlaskClient) -> None:
    refused = client.post(CALL, json={}, headers={"Origin": SANDBOX})
    exposed = refused.headers["Access-Control-Expose-Headers"].split(", ")
    assert sorted(exposed) == ["Retry-After", "WWW-Authenticate", "X-Request-Id"]
    assert refused.headers["X-Request-Id"]


@pytest.mark.parametrize("path", [CALL, f"{CALL}/feedback"])
@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({}, id="without a media type"),
        pytest.param({"content_type": "text/plain"}, id="as text"),
        pytest.param({"content_type": "application/x-www-form-urlencoded"}, id="as a form"),
    ],
)
def test_a_page_of_any_origin_can_send_nothing_without_being_asked_first(
    path: str, sent: dict[str, str], tmp_path: Path
) -> None:
    open_to_all = application(tmp_path, require_token=False).test_client()
    answer = open_to_all.post(path, data=b"{}", headers={"Origin": EVIL}, **sent)
    assert answer.status_code == 415
    assert answer.get_json()["issue"][0]["expression"] == ["Content-Type"]


def test_a_caller_that_is_no_browser_gets_no_grant(client: FlaskClient) -> None:
    assert grants(call(client, EHR.bearer())) == {}


def test_one_configured_origin_varies_like_several(tmp_path: Path) -> None:
    only = application(tmp_path, registered(EHR, tmp_path), cors_origins=(SANDBOX,)).test_client()
    for origin, granted in ((SANDBOX, True), (EVIL, False)):
        answer = preflight(only, CALL, "POST", origin)
        assert ("Access-Control-Allow-Origin" in answer.headers) is granted
        assert answer.headers.getlist("Vary") == ["Origin"]


def test_without_configured_origins_no_browser_may_call(tmp_path: Path) -> None:
    without = application(tmp_path, registered(EHR, tmp_path)).test_client()
    assert grants(preflight(without, CALL, "POST")) == {}
    assert grants(without.get("/cds-services", headers={"Origin": SANDBOX})) == {}


@pytest.mark.parametrize(
    ("origin", "granted"),
    [
        ("http://localhost:8080", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:3000", True),
        ("https://localhost", True),
        ("http://localhost.evil.example", False),
        ("http://localhost:8080.evil.example", False),
        ("http://evil.example/http://localhost", False),
        ("http://127.0.0.2", False),
        ("null", False),
    ],
)
def test_where_loopback_origins_may_call_no_other_may(tmp_path: Path, origin: str, granted: bool) -> None:
    local = application(tmp_path, registered(EHR, tmp_path), allow_loopback_origins=True).test_client()
    answer = preflight(local, CALL, "POST", origin)
    assert answer.headers.get("Access-Control-Allow-Origin") == (origin if granted else None)


def test_an_origin_with_an_address_of_ipv6_is_taken_by_the_letter(tmp_path: Path) -> None:
    only = application(tmp_path, registered(EHR, tmp_path), cors_origins=("http://[fd00::1]:80",))
    for origin, granted in (("http://[fd00::1]:80", True), ("http://f:80", False), (SANDBOX, False)):
        answer = preflight(only.test_client(), CALL, "POST", origin)
        assert ("Access-Control-Allow-Origin" in answer.headers) is granted


ANSWERS = [
    pytest.param("GET", "/cds-services", 200, id="discovery"),
    pytest.param("GET", "/policies/sc-medicaid-h2017-prs.txt", 200, id="a policy's text"),
    pytest.param("OPTIONS", CALL, 200, id="a preflight"),
    pytest.param("POST", CALL, 401, id="a refused token"),
    pytest.param("GET", "/nowhere", 404, id="an unknown path"),
    pytest.param("GET", CALL, 405, id="a wrong method"),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_each_answer_carries_the_security_headers(
    method: str, path: str, status: int, client: FlaskClient
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert len(answer.headers["X-Request-Id"]) == 32


def test_a_card_carries_them_too(client: FlaskClient) -> None:
    answer = call(client, EHR.bearer())
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_request_id_is_our_own(client: FlaskClient) -> None:
    sent = "chosen-by-the-caller"
    ids = {client.get("/cds-services", headers={"X-Request-Id": sent}).headers["X-Request-Id"] for _ in "ab"}
    assert len(ids) == 2
    assert sent not in ids


def test_tls_is_not_promised_where_there_is_none(tmp_path: Path) -> None:
    plain = application(tmp_path, registered(EHR, tmp_path), public_url="http://127.0.0.1:5000")
    assert "Strict-Transport-Security" not in plain.test_client().get("/cds-services").headers
