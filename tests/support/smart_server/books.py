"""What the authorization server remembers: apps, launches, codes, tokens."""

from __future__ import annotations

import secrets
from typing import Any, NamedTuple

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin

from tests.support.smart_server.behavior import Behavior, Registration


class App(ClientMixin):  # type: ignore[misc]
    """A registered app; it authenticates in the one way that it is registered for."""

    def __init__(self, registration: Registration, books: Books) -> None:
        self.registration, self._books = registration, books

    def get_client_id(self) -> str:
        """Its id."""
        return self.registration.client_id

    def get_default_redirect_uri(self) -> str:
        """Where it is sent back to."""
        return self.registration.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        """What of the scopes is granted."""
        denied = self._books.behavior.denied_scopes
        return " ".join(each for each in scope.split() if each not in denied)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether it may be sent there: to the letter."""
        return redirect_uri == self.registration.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether it is its secret."""
        return bool(self.registration.secret) and secrets.compare_digest(
            self.registration.secret, client_secret
        )

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Whether it authenticates so."""
        if self.registration.jwks:
            return method == "client_assertion_jwt"
        return method == ("client_secret_basic" if self.registration.secret else "none")

    def check_response_type(self, response_type: str) -> bool:
        """Codes alone."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Codes and refresh tokens."""
        return grant_type in ("authorization_code", "refresh_token")


class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    """An authorization code, with what it was asked for."""

    def __init__(self, request: Any, launch: Launched) -> None:
        asked = request.payload.data
        self.client_id, self.scope, self.launch = request.client.get_client_id(), request.scope, launch
        self.redirect_uri, self.nonce = asked["redirect_uri"], asked.get("nonce", "")
        self.code_challenge = asked["code_challenge"]
        self.code_challenge_method = asked["code_challenge_method"]

    def get_redirect_uri(self) -> str:
        """Where it was sent to."""
        return str(self.redirect_uri)

    def get_scope(self) -> str:
        """What it grants."""
        return str(self.scope)

    def get_nonce(self) -> str:
        """What the id_token repeats."""
        return str(self.nonce)

    def get_auth_time(self) -> None:
        """Nothing is told."""

    def get_acr(self) -> None:
        """Nothing is told."""

    def get_amr(self) -> None:
        """Nothing is told."""


class Token(TokenMixin):  # type: ignore[misc]
    """A refresh token, with what it renews."""

    def __init__(self, client_id: str, scope: str, launch: Launched) -> None:
        self.client_id, self.scope, self.launch = client_id, scope, launch

    def check_client(self, client: App) -> bool:
        """Whether it is this app's."""
        return client.get_client_id() == self.client_id

    def get_scope(self) -> str:
        """What it renews."""
        return self.scope


class Launched(NamedTuple):
    """What an EHR has open where it launches an app."""

    patient: str
    encounter: str = ""


class Granted(NamedTuple):
    """What an access token grants."""

    scopes: tuple[str, ...]
    patient: str


class Books:
    """Everything remembered; a test may look at it by way of HTTP."""

    def __init__(self) -> None:
        self.behavior = Behavior()
        self.apps: dict[str, App] = {}
        self.launches: dict[str, Launched] = {}
        self.codes: dict[str, Code] = {}
        self.refresh_tokens: dict[str, Token] = {}
        self.access_tokens: dict[str, Granted] = {}
        self.assertions: set[str] = set()
        self.authorized: list[dict[str, str]] = []
        self.tokens_asked: list[dict[str, str]] = []

    def register(self, registration: Registration) -> None:
        """Take an app in, in place of what was registered by its id."""
        self.apps[registration.client_id] = App(registration, self)

    def launch(self, patient: str, encounter: str) -> str:
        """A launch of the EHR's, by a handle that tells nothing."""
        handle = secrets.token_urlsafe(16)
        self.launches[handle] = Launched(patient, encounter)
        return handle
