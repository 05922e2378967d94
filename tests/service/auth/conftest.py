"""An application with registered clients, and a client of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.service.auth.callers import CLINIC_A, CLINIC_B, NORTH, SHORT, SOUTH, TYPED_IN, TYPO
from tests.support.ehr import (
    application,
    private_key,
    public_jwk,
    registered,
)
from tests.support.listeners import Listener, Reply, listening


@pytest.fixture(scope="module")
def jku() -> Iterator[Listener]:
    """A key set of the attacker's own, which nobody may ever ask for."""
    keys = {"keys": [public_jwk(private_key("attacker"), kid) for kid in ("first", "attackers")]}
    with listening(lambda path: Reply(keys)) as listener:
        yield listener
    assert listener.connections == 0


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("auth")
    entries = [registered(ehr, folder) for ehr in (NORTH, SOUTH, CLINIC_A, CLINIC_B, SHORT)]
    entries.append(registered(TYPO, folder, audiences=[TYPED_IN]))
    keys = json.loads((folder / "north.jwks.json").read_text(encoding="utf-8"))["keys"]
    keys += [
        public_jwk(private_key("north", "RS384"), "rsa"),
        public_jwk(private_key("encryption"), "encryption", use="enc"),
        public_jwk(private_key("weak", "ES256"), "weak"),
    ]
    (folder / "north.jwks.json").write_text(json.dumps({"keys": keys}), encoding="utf-8")
    return application(folder, *entries)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
