"""Which servers are asked at a launch, with what, and what is said where the database does not answer."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from joserfc import jws

from service.ehr.fhir_server import FhirServer
from service.settings import Settings
from service.smart.asking import may_be_asked
from service.web.app import create_app
from tests.service.smart.worksheets import PUBLIC, Browser, problem, public_jwks, register, service
from tests.support.listeners import Reply, listening
from tests.support.smart_server.server import SmartServer

PUBLIC_SERVER = FhirServer.model_validate({"base": "https://fhir.example/r4"})
PRIVATE_SERVER = FhirServer.model_validate({"base": "http://fhir.internal/r4", "private_address": True})


@pytest.mark.parametrize(
    ("url", "of_public", "of_private"),
    [
        pytest.param("https://auth.example/token", True, True, id="by TLS"),
        pytest.param("http://127.0.0.1:8080/token", False, True, id="on this machine"),
        pytest.param("http://localhost/token", False, True, id="on this machine by name"),
        pytest.param("http://[::1]/token", False, True, id="on this machine by IPv6"),
        pytest.param("http://auth.internal/token", False, False, id="without TLS"),
        pytest.param("http://127.0.0.1.evil.example/", False, False, id="named like this machine"),
        pytest.param("https://user@auth.example/token", False, False, id="with a user"),
        pytest.param("https://auth.example\\@evil/", False, False, id="that two parsers read in two ways"),
        pytest.param("ftp://auth.example/token", False, False, id="by another protocol"),
        pytest.param("", False, False, id="that is none"),
    ],
)
def test_an_endpoint_is_asked(url: str, of_public: bool, of_private: bool) -> None:
    assert (may_be_asked(url, PUBLIC_SERVER), may_be_asked(url, PRIVATE_SERVER)) == (of_public, of_private)


def launched_from(base: str, folder: Path) -> Flask:
    """Our service, launched from a FHIR server that the operator takes for a public one."""
    north = {
        "name": "north",
        "issuer": "https://north.example",
        "jwks_url": "https://north.example/keys",
        "fhir_servers": [{"base": base}],
        "smart": {"client_id": "worksheet"},
    }
    clients = folder / "clients.yaml"
    clients.write_text(yaml.safe_dump({"clients": [north]}), encoding="utf-8")
    return create_app(Settings(public_url=PUBLIC, clients=clients, data=folder))


def test_a_public_server_that_means_a_private_address_is_not_asked(tmp_path: Path) -> None:
    with listening(lambda _: Reply({})) as listener:
        base = listener.url.replace("http://127.0.0.1", "https://localhost")
        response = Browser(launched_from(base, tmp_path)).get(f"/smart/launch?iss={base}&launch=x")
        assert response.status_code == 502
        assert listener.asked == []


def test_without_its_tables_a_launch_may_be_tried_again(ehr: SmartServer, tmp_path: Path) -> None:
    ehr.behave()
    app = service(tmp_path, ehr)
    (tmp_path / "criteria-cards.db").unlink()
    response = Browser(app).get(f"/smart/launch?{ehr.launch_query('anna')}")
    said = "Worksheets cannot be opened or kept now; please try again soon."
    assert (response.status_code, problem(response)) == (503, said)
    assert response.headers["Retry-After"] == "10"


@pytest.mark.parametrize("algorithm", ["RS384", "ES384"])
def test_our_assertion_is_as_smart_has_it(ehr: SmartServer, tmp_path: Path, algorithm: str) -> None:
    ehr.behave(expires_in=30)
    register(ehr, jwks=public_jwks())
    try:
        app = service(tmp_path, ehr, key_file=f"{algorithm}.pem")
        browser = Browser(app)
        session = browser.session(browser.launched(ehr.launch_query("anna")))
        app.extensions["cds"].launching.arrivals.renewed(session)
        signed = [each["client_assertion"] for each in ehr.asked("token")[-2:]]
    finally:
        register(ehr)
    parts: list[dict[str, Any]] = [json.loads(jws.extract_compact(each.encode()).payload) for each in signed]
    (header, _) = (jws.extract_compact(each.encode()).headers() for each in signed)
    (kid,) = [each["kid"] for each in public_jwks()["keys"] if each["alg"] == algorithm]
    assert header == {"alg": algorithm, "kid": kid, "typ": "JWT"}
    for claims in parts:
        assert (claims["iss"], claims["sub"], claims["aud"]) == ("worksheet", "worksheet", f"{ehr.url}/token")
        assert 0 < claims["exp"] - time.time() <= 300
    assert parts[0]["jti"] != parts[1]["jti"]
