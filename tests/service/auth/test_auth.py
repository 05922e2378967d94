"""Who may call: each attack on a token is refused alike, and what real EHRs send is taken."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.service.auth.callers import (
    CLINIC_A,
    CLINIC_B,
    MINUTE,
    NORTH,
    QUARTER,
    SOUTH,
    STRANGER,
    TYPED_IN,
    TYPO,
    aged,
    by_rsa,
    checks,
    now,
)
from tests.support.ehr import (
    CALL,
    ENDPOINT,
    PUBLIC,
    Ehr,
    application,
    call,
    registered,
)

GOOD: list[tuple[str, Callable[[], str]]] = [
    ("it is signed with ES384", lambda: NORTH.bearer()),
    ("it is signed with RS384", lambda: SOUTH.bearer()),
    ("an RSA key of the set does not say its algorithm", lambda: f"Bearer {by_rsa('RS384')}"),
    (
        "the audience is a list with the endpoint in it",
        lambda: NORTH.bearer(aud=["https://x.example", ENDPOINT]),
    ),
    ("the audience is one that the operator allows for the client", lambda: TYPO.bearer(aud=TYPED_IN)),
    ("the audience is the endpoint although others are allowed", lambda: TYPO.bearer()),
    (
        "it carries claims we do not know",
        lambda: NORTH.bearer(sub="client-7", scope=["a"], nested={"a": None}),
    ),
    ("sub is no string", lambda: NORTH.bearer(sub=7)),
    ("nbf lies before iat", lambda: NORTH.bearer(nbf=now() - 5 * MINUTE)),
    ("it lives exactly fifteen minutes", lambda: NORTH.bearer(**aged(0, QUARTER))),
    (
        "it lives fifteen minutes, counted from a clock a little off",
        lambda: NORTH.bearer(**aged(0, QUARTER + 30)),
    ),
    ("it expired within the leeway", lambda: NORTH.bearer(**aged(310))),
    ("its issuer's clock is ahead within the leeway", lambda: NORTH.bearer(**aged(-20))),
    ("its times have fractions", lambda: NORTH.bearer(iat=time.time(), exp=time.time() + 60.5)),
    ("its jti is as long as allowed", lambda: NORTH.bearer(jti=f"{now()}-".ljust(256, "j"))),
    ("its jti is no text that could be stored", lambda: NORTH.bearer(jti=f"\ud800{time.time()}")),
    ("the tenant is its own", lambda: CLINIC_A.bearer()),
    ("the tenant is its own, and another client has the same issuer", lambda: CLINIC_B.bearer()),
    ("its issuer is registered without tenants", lambda: NORTH.bearer(tenant="any")),
    ("the scheme is written in small letters", lambda: f"bearer {NORTH.token()}"),
    ("jku is there and not needed", lambda: NORTH.bearer({"jku": "https://north.example/jwks.json"})),
]


@pytest.mark.parametrize("make", [row[1] for row in GOOD], ids=[row[0] for row in GOOD])
def test_a_token_is_taken_when(make: Callable[[], str], client: FlaskClient) -> None:
    answer = call(client, make())
    assert answer.status_code == 200
    assert len(answer.json["cards"]) == 1


@pytest.mark.parametrize(
    ("tenant", "taken"),
    [
        pytest.param("a", True, id="its tenant is registered"),
        pytest.param(None, True, id="it has no tenant, and a client without one is registered"),
        pytest.param("c", False, id="its tenant is not registered"),
    ],
)
def test_a_client_without_a_tenant_is_no_way_round_the_tenants_of_its_issuer(
    tenant: str | None, taken: bool, tmp_path: Path
) -> None:
    plain = Ehr("plain", CLINIC_A.issuer)
    entries = registered(CLINIC_A, tmp_path), registered(plain, tmp_path)
    client = application(tmp_path, *entries).test_client()
    ehr = CLINIC_A if tenant == "a" else plain
    assert (call(client, ehr.bearer(tenant=tenant)).status_code == 200) is taken


def test_each_endpoint_has_its_own_audience(client: FlaskClient) -> None:
    token = NORTH.token(aud=f"{PUBLIC}/cds-services/criteria-patient-view")
    assert call(client, f"Bearer {token}").status_code == 401
    view = {"userId": "Practitioner/lpha", "patientId": "someone"}
    body = {"hook": "patient-view", "hookInstance": "00000000-0000-4000-8000-000000000000", "context": view}
    body["prefetch"] = {"patient": {"resourceType": "Patient", "id": "someone"}}
    answer = client.post(
        "/cds-services/criteria-patient-view", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200, "a token refused elsewhere is not used up"


@pytest.mark.parametrize("path", ["/cds-services", "/policies/sc-medicaid-h2017-prs"])
@pytest.mark.parametrize("authorization", [{}, {"Authorization": "Bearer x"}], ids=["no token", "a bad one"])
def test_what_is_published_is_open(path: str, authorization: dict[str, str], client: FlaskClient) -> None:
    assert client.get(path, headers=authorization).status_code == 200


class Unread:
    """A body that fails the test when anybody reads it."""

    def read(self, *_: int) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("path", [CALL, f"{CALL}/feedback"])
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"CONTENT_LENGTH": str(10**12)}, id="a body beyond the limit"),
        pytest.param({"CONTENT_LENGTH": "9", "CONTENT_TYPE": "text/plain"}, id="a body that is no JSON"),
        pytest.param({"HTTP_TRANSFER_ENCODING": "chunked"}, id="a body of unknown length"),
    ],
)
def test_nothing_is_read_before_the_token_is_checked(
    path: str, headers: dict[str, str], client: FlaskClient
) -> None:
    environment: dict[str, Any] = {**headers, "wsgi.input": Unread(), "HTTP_AUTHORIZATION": "Bearer x"}
    assert client.post(path, environ_overrides=environment).status_code == 401


def test_without_clients_every_call_is_refused(tmp_path: Path) -> None:
    assert call(application(tmp_path).test_client(), NORTH.bearer()).status_code == 401


def test_where_no_token_is_required_none_is_looked_at(tmp_path: Path) -> None:
    client = application(tmp_path, require_token=False).test_client()
    assert call(client).status_code == call(client, "Bearer x").status_code == 200


def test_a_token_is_taken_once(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    bearer = NORTH.bearer()
    assert [call(client, bearer).status_code for _ in range(3)] == [200, 401, 401]
    assert checks(caplog) == ["it was used before"] * 2


def test_a_jti_is_taken_once_in_whatever_token(client: FlaskClient) -> None:
    jti = f"nonce-{time.time()}"
    assert call(client, NORTH.bearer(jti=jti)).status_code == 200
    assert call(client, NORTH.bearer(jti=jti, sub="another token")).status_code == 401
    assert call(client, SOUTH.bearer(jti=jti)).status_code == 200, "another issuer's nonce is another"


def test_two_tenants_of_an_issuer_share_its_nonces(client: FlaskClient) -> None:
    jti = f"nonce-{time.time()}"
    assert call(client, CLINIC_A.bearer(jti=jti)).status_code == 200
    assert call(client, CLINIC_B.bearer(jti=jti)).status_code == 401


def test_of_many_at_once_one_is_taken(app: Flask) -> None:
    bearer, together = NORTH.bearer(), Barrier(8)

    def one(_: int) -> int:
        together.wait()
        return int(call(app.test_client(), bearer).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(8))) == [200] + [401] * 7


def test_no_token_is_ever_logged(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    jti = "distinctive-nonce-5571"
    tokens = [NORTH.token(jti=jti), NORTH.token(jti=jti), STRANGER.token(jti=jti, iss="distinctive-issuer")]
    for token in tokens:
        call(client, f"Bearer {token}")
    said = "\n".join(f"{record.getMessage()} {record.__dict__.get('data')}" for record in caplog.records)
    assert len(checks(caplog)) == 2
    assert "distinctive" not in said
    for token in tokens:
        assert not any(part in said for part in token.split("."))


def test_the_threat_table_names_tests_that_there_are() -> None:
    root = Path(__file__).parents[3]
    named = re.findall(r"`(test_\w+)`", (root / "docs" / "security.md").read_text(encoding="utf-8"))
    sources = (path.read_text(encoding="utf-8") for path in (root / "tests").rglob("test_*.py"))
    there = {name for source in sources for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)}
    assert len(named) > 30
    assert set(named) - there == set()
