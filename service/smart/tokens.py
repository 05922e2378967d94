"""Tokens: one for the code, and a new one for an old, by Authlib's client (RFC 6749, 4.1.3 and 6)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
from authlib.oauth2 import OAuth2Client, OAuth2Error
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from msgspec import Struct
from requests import HTTPError

from service.auth.clients import Client
from service.auth.smart_app import SmartApp, read_key, read_secret
from service.errors import LaunchFailed
from service.smart.asking import Asking, NotAnswered, TokenEndpoint
from service.smart.discovery import launching_server

ASSERTION_SECONDS = 240
"""SMART lets an assertion live five minutes."""
_ERROR = re.compile(r"[a-z_]{1,40}")


class TokenAnswer(Struct, frozen=True, kw_only=True):
    """What a token endpoint answers, as far as it is used (SMART App Launch 2.2, Access Token Response)."""

    access_token: str
    token_type: str
    expires_in: float = 0.0
    scope: str | None = None
    refresh_token: str = ""
    id_token: str = ""
    patient: str = ""
    encounter: str = ""
    need_patient_banner: bool = True
    fhirContext: Any = None
    appContext: Any = None


class TokenRefused(Exception):
    """The authorization server refused; its OAuth error code, and nothing of its words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TokenClient:
    """One client's way to the token endpoint, as it authenticates there."""

    def __init__(self, client: Client, app: SmartApp, redirect_uri: str, asking: Asking) -> None:
        self._server = launching_server(client)
        self._client_id, self._redirect_uri, self._asking = app.client_id, redirect_uri, asking
        self.key = read_key(app.key_file) if app.key_file else None
        self._secret = read_secret(app.secret_file) if app.secret_file else None

    def for_code(self, token_url: str, code: str, verifier: str) -> TokenAnswer:
        """The tokens for an authorization code.

        Raises:
            TokenRefused: when the server refuses.
            LaunchFailed: when it does not answer, or not rightly.
        """
        asked = {"code": code, "code_verifier": verifier, "redirect_uri": self._redirect_uri}
        with _told():
            return _read(self._oauth().fetch_token(token_url, grant_type="authorization_code", **asked))

    def renewed(self, token_url: str, refresh_token: str) -> TokenAnswer:
        """The tokens for a refresh token.

        Raises:
            TokenRefused: when the server refuses.
            LaunchFailed: when it does not answer, or not rightly.
        """
        with _told():
            return _read(self._oauth().refresh_token(token_url, refresh_token=refresh_token))

    def _oauth(self) -> OAuth2Client:
        endpoint = TokenEndpoint(self._asking, self._server)
        if self.key is None:
            return OAuth2Client(endpoint, self._client_id, self._secret)
        oauth = OAuth2Client(
            endpoint, self._client_id, self.key, token_endpoint_auth_method=PrivateKeyJWT.name
        )
        # One object for one request: Authlib keeps a jti once it is made. Its own exp is in an hour.
        claims = {"exp": int(time.time()) + ASSERTION_SECONDS}
        header = {"typ": "JWT", "kid": self.key.kid}
        oauth.register_client_auth_method(PrivateKeyJWT(claims=claims, headers=header, alg=self.key.alg))
        return oauth


@contextmanager
def _told() -> Iterator[None]:
    """Whatever goes wrong at the token endpoint, as an error of ours."""
    try:
        yield
    except OAuth2Error as error:
        raise TokenRefused(error.error if _ERROR.fullmatch(str(error.error)) else "unnamed") from error
    except (NotAnswered, HTTPError, ValueError, TypeError) as error:
        raise LaunchFailed("the EHR's authorization server did not answer as SMART has it") from error


def _read(answer: Mapping[str, Any]) -> TokenAnswer:
    """A token endpoint's answer, without what is null.

    Raises:
        ValueError: when it is not as it should be.
    """
    present = {name: value for name, value in answer.items() if value is not None}
    read = msgspec.convert(present, TokenAnswer, strict=False)
    if read.token_type.lower() != "bearer":
        raise ValueError("the token is of another type")
    return read
