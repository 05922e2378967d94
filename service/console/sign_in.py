"""Signing in to the console by OpenID Connect: the code flow with PKCE (OpenID Connect Core, 3.1).

Nothing is kept here while a user signs in: what has to be known again waits sealed in the browser.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any

import msgspec
from authlib.oauth2 import OAuth2Client, OAuth2Error
from msgspec import Struct
from requests import HTTPError

from service.auth.sign_in_file import SignIn
from service.auth.smart_app import read_secret
from service.errors import LaunchRefused, SignInFailed, SignInRefused
from service.smart.asking import Asking, NotAnswered, TokenEndpoint, may_be_asked
from service.smart.id_token import Expected, KeysOf, verified

SIGN_IN_SECONDS = 600.0
"""So long a user may take."""
PATH = "/console/signed-in"
"""Where the issuer sends a browser back to."""
_BYTES = 48
_SCOPES = "openid profile"
_DISCOVERY = "/.well-known/openid-configuration"


class Issuer(Struct, frozen=True):
    """What an issuer's discovery document says (OpenID Connect Discovery, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False


class Tokens(Struct, frozen=True):
    """What its token endpoint answers, as far as it is used."""

    access_token: str
    id_token: str


class Begun(Struct, frozen=True):
    """A sign-in that is on its way: what its answer has to fit, until when, and where to go then."""

    state: str
    nonce: str
    verifier: str
    to: str
    until: float


class User(Struct, frozen=True):
    """Who signed in."""

    subject: str
    name: str


class SigningIn:
    """The way to one issuer; safe to share between threads."""

    def __init__(self, sign_in: SignIn, url: str) -> None:
        """`url` is the service's public URL."""
        self._sign_in, self._redirect_uri = sign_in, f"{url}{PATH}"
        self._server, self._asking = sign_in.server, Asking()
        self._secret = read_secret(sign_in.secret_file) if sign_in.secret_file else None

    def begin(self, to: str) -> tuple[str, Begun]:
        """The URL at which a user signs in, and what to keep until they are back.

        Raises:
            SignInFailed: when the issuer does not say where.
        """
        state, nonce, verifier = (secrets.token_urlsafe(_BYTES) for _ in range(3))
        begun = Begun(state, nonce, verifier, to, time.time() + SIGN_IN_SECONDS)
        oauth = OAuth2Client(
            None,
            self._sign_in.client_id,
            scope=_SCOPES,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
        )
        url, _ = oauth.create_authorization_url(
            self._issuer().authorization_endpoint,
            state=begun.state,
            nonce=begun.nonce,
            code_verifier=begun.verifier,
        )
        return str(url), begun

    def finish(self, begun: Begun | None, said: Mapping[str, str]) -> User:
        """The user, by what the issuer said.

        Raises:
            SignInRefused: when it is another browser's, too late, refused, or they may not come in.
            SignInFailed: when the issuer does not answer rightly.
        """
        if begun is None or time.time() > begun.until:
            raise SignInRefused("this sign-in is over, or another browser's; sign in again")
        if not hmac.compare_digest(begun.state.encode(), said.get("state", "").encode(errors="replace")):
            raise SignInRefused("this is the answer to another sign-in; sign in again")
        issuer = self._issuer()
        unsaid = "" if issuer.authorization_response_iss_parameter_supported else issuer.issuer
        if said.get("iss", unsaid) != issuer.issuer:
            raise SignInRefused("another issuer answered than was asked (RFC 9207)")
        if said.get("error") or not said.get("code"):
            raise SignInRefused("the issuer did not let you sign in")
        tokens = self._tokens(issuer, said["code"], begun.verifier)
        return self._let_in(self._claims(issuer, tokens, begun.nonce))

    def _issuer(self) -> Issuer:
        """What the issuer says of itself."""
        url = f"{self._sign_in.iss.rstrip('/')}{_DISCOVERY}"
        try:
            found = self._asking.json(url, self._server, Issuer)
        except NotAnswered as error:
            raise SignInFailed("the issuer's discovery document could not be read") from error
        if found.issuer != self._sign_in.iss:
            raise SignInFailed("the issuer's discovery document is of another issuer")
        endpoints = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
        if not all(may_be_asked(each, self._server) for each in endpoints):
            raise SignInFailed("the issuer's discovery document names an endpoint without TLS")
        return found

    def _tokens(self, issuer: Issuer, code: str, verifier: str) -> Tokens:
        oauth = OAuth2Client(TokenEndpoint(self._asking, self._server), self._sign_in.client_id, self._secret)
        asked = {"code": code, "code_verifier": verifier, "redirect_uri": self._redirect_uri}
        try:
            answer = oauth.fetch_token(issuer.token_endpoint, grant_type="authorization_code", **asked)
            return msgspec.convert(dict(answer), Tokens)
        except OAuth2Error as error:
            raise SignInRefused(
                "the issuer did not take the code that it had given; sign in again"
            ) from error
        except (NotAnswered, HTTPError, ValueError, TypeError) as error:
            raise SignInFailed("the issuer's token endpoint did not answer as it should") from error

    def _claims(self, issuer: Issuer, tokens: Tokens, nonce: str) -> Mapping[str, Any]:
        try:
            keys = self._asking.json(issuer.jwks_uri, self._server, KeysOf)
        except NotAnswered as error:
            raise SignInFailed("the issuer's keys could not be read") from error
        expected = Expected(issuer.issuer, self._sign_in.client_id, nonce, tokens.access_token)
        try:
            return verified(tokens.id_token, keys, expected, time.time())
        except LaunchRefused as error:
            raise SignInRefused("the issuer's id_token was refused") from error

    def _let_in(self, claims: Mapping[str, Any]) -> User:
        claim, value = self._sign_in.claim, self._sign_in.value
        held = claims.get(claim)
        if claim and not (held == value or (isinstance(held, list) and value in held)):
            raise SignInRefused("you are signed in, and may not use this console")
        names = (claims.get(name) for name in ("name", "preferred_username", "email"))
        name = next((each for each in names if isinstance(each, str) and each), "signed in")
        return User(str(claims["sub"]), name)
