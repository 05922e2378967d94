"""Our service beside an authorization server, and a browser that goes from one to the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import yaml
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import ECKey, KeySet, RSAKey
from werkzeug.test import TestResponse

from service.audit.engines import connect
from service.audit.schema import migrate
from service.settings import Settings
from service.smart.session import Session
from service.web.app import create_app
from service.web.state import CdsService
from tests.support.smart_server.behavior import Registration
from tests.support.smart_server.server import SmartServer

PUBLIC = "https://cards.example"
CALLBACK = f"{PUBLIC}/smart/callback"
FRAME = "https://ehr.north.example"
TIMEOUT_SECONDS = 20
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
KEYS: Mapping[str, RSAKey | ECKey] = {
    "RS384": RSAKey.generate_key(2048),
    "ES384": ECKey.generate_key("P-384"),
}


def service(folder: Path, ehr: SmartServer, public: str = PUBLIC, **smart: Any) -> Flask:
    """Our service at a URL, in which an EHR is registered as launching the worksheet, in some way."""
    for algorithm, key in KEYS.items():
        (folder / f"{algorithm}.pem").write_bytes(key.as_pem(private=True))
    (folder / "secret").write_text("s3cret of the worksheet\n", encoding="ascii")
    (folder / "session.key").write_text("5a" * 32, encoding="ascii")
    north = {
        "name": "north",
        "issuer": "https://north.example",
        "jwks_url": "https://north.example/keys",
        "site": "example-private",
        "fhir_servers": [{"base": ehr.fhir, "private_address": True}],
        "smart": {"client_id": "worksheet", "frame_ancestors": [FRAME], **smart},
    }
    clients = folder / "clients.yaml"
    clients.write_text(yaml.safe_dump({"clients": [north]}), encoding="utf-8")
    settings = Settings(public_url=public, clients=clients, data=folder, session_key=folder / "session.key")
    engine = connect(settings.database)
    migrate(engine)
    engine.dispose()
    return create_app(settings)


def register(ehr: SmartServer, **how: Any) -> None:
    """Register the worksheet in the EHR; as a public client, unless it is said how it authenticates."""
    ehr.register(Registration(client_id="worksheet", redirect_uri=CALLBACK, **how))


def public_jwks() -> dict[str, Any]:
    """Our public keys, as a developer gives them to an EHR."""
    named = [
        {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": algorithm}
        for algorithm, key in KEYS.items()
    ]
    return dict(KeySet.import_key_set({"keys": named}).as_dict(private=False))


class Browser:
    """A browser: it keeps the cookies of ours, and goes where it is sent."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self._service: CdsService = app.extensions["cds"]

    def get(self, path: str) -> TestResponse:
        """The answer of our service, at a path or a URL of ours."""
        return self.client.get(path.removeprefix(PUBLIC), base_url=PUBLIC)

    def launched(self, query: str) -> TestResponse:
        """What our service answers once the browser has been at the EHR and came back."""
        return self.get(signed_in(self.sent(query)))

    def posted(self, page: TestResponse, where: str, **typed: str) -> TestResponse:
        """The answer to a worksheet's form as a page shows it, with some fields typed."""
        path = "/".join(page.request.path.split("/")[:3])
        hidden = {name: unescape(value) for name, value in _HIDDEN.findall(page.text)}
        return self.client.post(f"{path}/{where}", data={**hidden, **typed}, base_url=PUBLIC)

    def sent(self, query: str) -> str:
        """Where our service sends the browser at a launch."""
        response = self.get(f"/smart/launch?{query}")
        assert response.status_code == 303, response.text
        return response.headers["Location"]

    def session(self, response: TestResponse) -> Session:
        """The session of the worksheet that an arrival leads to."""
        assert response.status_code == 303, response.text
        launch = response.headers["Location"].rpartition("/")[2]
        return self._service.sessions.opened(launch, self.secret(launch))

    def secret(self, launch: str) -> str:
        """What the cookie of a worksheet holds."""
        cookie = self.client.get_cookie("__Secure-worksheet", "cards.example", f"/worksheet/{launch}")
        return cookie.value if cookie else ""


def signed_in(url: str) -> str:
    """Where the authorization server sends a browser to."""
    response = requests.get(url, allow_redirects=False, timeout=TIMEOUT_SECONDS)
    assert response.status_code == 302, response.text
    return response.headers["Location"]


def asked_for(url: str) -> dict[str, str]:
    """The parameters of a URL."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def problem(response: TestResponse) -> str:
    """What a page says that stands in place of a worksheet."""
    found = re.search(r"<h1>The worksheet cannot be shown</h1>\s*<p>(.*?)</p>", response.text, re.DOTALL)
    assert found, response.text
    return unescape(re.sub(r"<[^>]+>", "", found[1]).strip())
