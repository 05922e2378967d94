"""SMART apps: the worksheet as each EHR knows it. Launches go out from here (SMART App Launch 2.2)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from authlib.oauth2 import OAuth2Client
from joserfc.jwk import KeySet

from service.auth.clients import Client
from service.auth.smart_app import SmartApp
from service.errors import LaunchRefused
from service.smart.asking import Asking
from service.smart.context import Subject
from service.smart.discovery import discover
from service.smart.launches import Launch, Launches
from service.smart.scopes import scopes_to_ask
from service.smart.tokens import TokenClient

_VERIFIER_BYTES = 48
_MAX_LAUNCH_LENGTH = 4096


class Registered(NamedTuple):
    """One EHR from which the worksheet is launched, and the resource types that are read there."""

    client: Client
    app: SmartApp
    tokens: TokenClient
    kinds: tuple[str, ...]


class Asked(NamedTuple):
    """A launch as a browser asks for it; without a `launch` it is a standalone one.

    `browser` tells one browser from another, for longer than a launch takes.
    """

    iss: str
    launch: str
    browser: str
    subject: Subject


class Sent(NamedTuple):
    """Where a browser is sent, and by which state and secret it is known again."""

    url: str
    state: str
    secret: str


class SmartApps:
    """Every EHR that launches the worksheet; safe to share between threads."""

    def __init__(
        self, clients: Iterable[Client], kinds: Mapping[str, tuple[str, ...]], url: str, asking: Asking
    ) -> None:
        """`kinds` are the resource types that are read, by site; `url` is the service's public URL."""
        self.redirect_uri = f"{url}/smart/callback"
        self._registered = {
            client.name: Registered(
                client, app, TokenClient(client, app, self.redirect_uri, asking), kinds[client.site]
            )
            for client in clients
            if (app := client.smart)
        }
        self._by_iss = {each.client.launched_from: each for each in self._registered.values()}
        self._asking = asking

    def registered(self, client: str) -> Registered | None:
        """The registration of a client by its name, if it has one still."""
        return self._registered.get(client)

    @property
    def standalone(self) -> list[Registered]:
        """Those that may be opened from outside the EHR."""
        return [each for each in self._registered.values() if each.app.standalone]

    def framed_by(self, client: str) -> tuple[str, ...]:
        """The origins that may show a client's worksheets in a frame."""
        registered = self.registered(client)
        return registered.app.frame_ancestors if registered else ()

    @property
    def frame_ancestors(self) -> tuple[str, ...]:
        """The origins of all EHRs, each once: whose launch it is may not be known yet."""
        named = (each.app.frame_ancestors for each in self._registered.values())
        return tuple(dict.fromkeys(origin for origins in named for origin in origins))

    @property
    def public_keys(self) -> Mapping[str, Any]:
        """The public halves of the keys that sign our assertions, as a JWK set."""
        keys = {each.tokens.key.kid: each.tokens.key for each in self._registered.values() if each.tokens.key}
        return KeySet(list(keys.values())).as_dict(private=False)

    def send(self, asked: Asked, launches: Launches) -> Sent:
        """Send a browser to the authorization server of the EHR that it names.

        Raises:
            LaunchRefused: when no such EHR is registered, or not for this kind of launch.
            LaunchFailed: when the EHR does not say where its authorization server is.
        """
        to = self._by_iss.get(asked.iss.rstrip("/"))
        if to is None:
            raise LaunchRefused("this EHR is not registered here")
        if len(asked.launch) > _MAX_LAUNCH_LENGTH or not (asked.launch or to.app.standalone):
            raise LaunchRefused("this EHR launches the worksheet from a chart alone")
        endpoints = discover(to.client, self._asking)
        launch = Launch(
            client=to.client.name,
            aud=asked.iss,
            endpoints=endpoints,
            scopes=scopes_to_ask(to.app, to.kinds, endpoints, is_ehr_launch=bool(asked.launch)),
            verifier=secrets.token_urlsafe(_VERIFIER_BYTES),
            nonce=secrets.token_urlsafe(_VERIFIER_BYTES),
            is_ehr_launch=bool(asked.launch),
            browser=asked.browser,
            subject=asked.subject,
        )
        state, secret = launches.begin(launch)
        return Sent(self._authorization_url(to, launch, state, asked.launch), state, secret)

    def _authorization_url(self, to: Registered, launch: Launch, state: str, token: str) -> str:
        oauth = OAuth2Client(
            None,
            to.app.client_id,
            scope=" ".join(launch.scopes),
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        )
        of_ehr = {"launch": token} if token else {}
        url, _ = oauth.create_authorization_url(
            launch.endpoints.authorization_endpoint,
            state=state,
            code_verifier=launch.verifier,
            aud=launch.aud,
            nonce=launch.nonce,
            **of_ehr,
        )
        return str(url)
