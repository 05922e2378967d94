"""The server: `python -m tests.support.smart_server PORT`.

Below `/test` stands what a test does behind everybody's back: behavior, registrations,
launches, what was asked, what a token grants.
"""

from __future__ import annotations

import sys
from typing import Any

import msgspec
from flask import Flask, request
from werkzeug.serving import make_server

from tests.support.smart_server.authorization import Authorization
from tests.support.smart_server.behavior import Behavior, Registration
from tests.support.smart_server.books import Books
from tests.support.smart_server.grants import changed_by

HOST = "127.0.0.1"
NAMES = (
    {"use": "old", "text": "Rosa Alt"},
    {"prefix": ["Dr."], "given": ["Rosa"], "family": "Lindt"},
)


def application(root: str) -> Flask:
    """The authorization server, with a FHIR server of one Practitioner."""
    app, books = Flask("smart-server"), Books()
    authorization = Authorization(app, books, root)
    app.add_url_rule("/jwks", "jwks", lambda: authorization.id_tokens.jwks)
    app.add_url_rule(
        "/.well-known/openid-configuration", "openid", lambda: configuration(books.behavior, root)
    )
    _fhir(app, books, root)
    _test(app, books, root)
    return app


def configuration(behavior: Behavior, root: str) -> dict[str, Any]:
    """Its SMART configuration."""
    members = {
        "issuer": root,
        "jwks_uri": f"{root}/jwks",
        "authorization_endpoint": f"{root}/authorize",
        "token_endpoint": f"{root}/token",
        "scopes_supported": behavior.scopes_supported,
        "capabilities": behavior.capabilities,
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
    }
    return changed_by(members, behavior.configuration)


def _fhir(app: Flask, books: Books, root: str) -> None:
    @app.get("/fhir/.well-known/smart-configuration")
    def smart_configuration() -> Any:
        return configuration(books.behavior, root)

    @app.get("/fhir/Practitioner/dr1")
    def practitioner() -> Any:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in books.access_tokens:
            return {}, 401
        return {"resourceType": "Practitioner", "id": "dr1", "name": NAMES}


def _test(app: Flask, books: Books, root: str) -> None:
    @app.put("/test/behavior")
    def behavior() -> Any:
        books.behavior = msgspec.json.decode(request.data, type=Behavior)
        return configuration(books.behavior, root)

    @app.put("/test/app")
    def register() -> Any:
        books.register(msgspec.json.decode(request.data, type=Registration))
        return {}

    @app.post("/test/launches")
    def launches() -> Any:
        opened = request.get_json()
        return {"launch": books.launch(opened["patient"], opened["encounter"])}

    @app.get("/test/grant")
    def grant() -> Any:
        found = books.access_tokens.get(request.args["token"])
        return {"scopes": found.scopes, "patient": found.patient} if found else {}

    @app.get("/test/asked")
    def asked() -> Any:
        return {"authorize": books.authorized, "token": books.tokens_asked}


def main(port: int) -> None:
    """Serve until the process is ended."""
    make_server(HOST, port, application(f"http://{HOST}:{port}"), threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
