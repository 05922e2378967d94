"""The public keys of each client, from its pinned file or URL: cached, and read anew now and then."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

import jwt
import requests
from urllib3.exceptions import HTTPError

from service.auth.clients import Client
from service.auth.jwks import Keys, keys_in

_UNKNOWN_KID_INTERVAL_SECONDS = 60.0
_RETRY_INTERVAL_SECONDS = 10.0
_READ_INTERVAL_SECONDS = 3600.0
_SOCKET_TIMEOUT_SECONDS = 1.0
_READ_TIMEOUT_SECONDS = 2.0
_MAX_BYTES = 256 * 1024

_log = logging.getLogger("criteria_cards.auth")


class KeySet:
    """The keys of one client.

    The set is read anew once an hour, so that a withdrawn key is forgotten, and
    for an unknown kid at most once a minute: a new key is picked up, and an
    attacker's kids cost little. When it cannot be read the known keys stay.
    """

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._keys: Keys = {}
        self._read_at = 0.0
        self._keep_for = 0.0
        self._lock = threading.Lock()

    def key(self, kid: str, algorithm: str) -> jwt.PyJWK | None:
        """The key of that id for that algorithm; None when the client has none."""
        wanted = (kid, algorithm)
        if self._due(wanted) and self._lock.acquire(blocking=wanted not in self._keys):
            try:
                if self._due(wanted):
                    self._read()
            finally:
                self._lock.release()
        return self._keys.get(wanted)

    def readable(self) -> bool:
        """Whether there are keys; a set that was not read yet is read for it.

        A set that was is left alone: the read that a new kid will need is not spent here.
        """
        if not self._keys:
            self.key("", "")
        return bool(self._keys)

    def _due(self, wanted: tuple[str, str]) -> bool:
        age = self._clock() - self._read_at
        return not self._keep_for or age >= (
            _READ_INTERVAL_SECONDS if wanted in self._keys else self._keep_for
        )

    def _read(self) -> None:
        try:
            self._keys = keys_in(self._content())
            self._keep_for = _UNKNOWN_KID_INTERVAL_SECONDS
        except (OSError, HTTPError, ValueError, RecursionError) as error:
            data = {"client": self._client.name, "exception": type(error).__name__}
            _log.warning("keys not read", extra={"data": data})
            self._keep_for = _RETRY_INTERVAL_SECONDS
        self._read_at = self._clock()

    def _content(self) -> bytes:
        if self._client.jwks_file is not None:
            return self._client.jwks_file.read_bytes()
        with requests.Session() as session:
            session.trust_env = False
            url = str(self._client.jwks_url)
            with session.get(
                url, timeout=_SOCKET_TIMEOUT_SECONDS, allow_redirects=False, stream=True
            ) as response:
                response.raise_for_status()
                return b"".join(_limited(response))


def _limited(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes; one that is too long or comes too slowly is given up."""
    received, ends = 0, time.monotonic() + _READ_TIMEOUT_SECONDS
    while chunk := response.raw.read1(_MAX_BYTES, decode_content=True):
        received += len(chunk)
        if received > _MAX_BYTES or time.monotonic() > ends:
            raise ValueError("the key set is too long or comes too slowly")
        yield chunk
