"""Launches on their way: what was sent to an authorization server, until the browser comes back, once.

A row is found by the digest of `state`, and only for the browser that has the launch's secret in a
cookie; whoever takes it out has it alone. It is opened by both with the operator's key.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import msgspec
from msgspec import Struct
from sqlalchemy import delete, insert
from sqlalchemy.engine import Engine

from service.audit.tables import launches
from service.smart.context import Subject
from service.smart.discovery import Endpoints
from service.smart.seals import Seal, SealBroken, digest

LAUNCH_SECONDS = 600.0
"""So long a user may take to sign in."""
_ID_BYTES = 32
_PURPOSE = "launch"


class NoLaunch(Exception):
    """There is no such launch, or not from this browser, or it is over."""


class Launch(Struct, frozen=True, kw_only=True):
    """What has to be known again once the browser comes back."""

    client: str
    aud: str
    endpoints: Endpoints
    scopes: tuple[str, ...]
    verifier: str
    nonce: str
    is_ehr_launch: bool
    browser: str
    """Which browser it is, by a cookie that outlives the launch."""
    subject: Subject = Subject()


_decode = msgspec.json.Decoder(Launch).decode


class Launches:
    """The launches on their way; safe to share between threads. A method may raise what the driver does."""

    def __init__(self, engine: Engine, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._engine, self._key, self._clock = engine, key, clock

    def begin(self, launch: Launch) -> tuple[str, str]:
        """Keep a launch; its state, for the authorization server, and its secret, for the browser."""
        state, secret = secrets.token_urlsafe(_ID_BYTES), secrets.token_urlsafe(_ID_BYTES)
        sealed = Seal(self._key, state, secret).close(msgspec.json.encode(launch), _PURPOSE)
        row = {
            "state": digest(state),
            "browser": digest(secret),
            "expires": self._clock() + LAUNCH_SECONDS,
            "sealed": sealed,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(launches), [row])
        return state, secret

    def take(self, state: str, secret: str) -> Launch:
        """The launch of a state, which is over with it.

        Raises:
            NoLaunch: when there is none.
        """
        table = launches.c
        mine = (table.state == digest(state), table.browser == digest(secret))
        with self._engine.begin() as connection:
            taken = delete(launches).where(*mine).returning(table.sealed, table.expires)
            row = connection.execute(taken).one_or_none()
        if row is None or row.expires <= self._clock():
            raise NoLaunch
        try:
            return _decode(Seal(self._key, state, secret).open(row.sealed, _PURPOSE))
        except (SealBroken, msgspec.DecodeError) as error:  # the operator's key is another one now
            raise NoLaunch from error
