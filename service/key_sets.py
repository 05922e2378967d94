"""The public keys of each client: from the pinned file or URL, cached, read anew on an unknown kid."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

import jwt
import requests

from service.clients import Client

_REFRESH_AT_MOST_EVERY = 60.0
_TIMEOUT = (1.0, 2.0)
_LARGEST = 256 * 1024


class KeySet:
    """The keys of one client by `kid`.

    An unknown kid reads the set anew, at most once a minute: a rotation is
    picked up, and an attacker's kids cost one read.
    """

    def __init__(self, client: Client, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._read_at: float | None = None
        self._lock = threading.Lock()

    def key(self, kid: str) -> jwt.PyJWK | None:
        """The key of that id; None when the client has none."""
        found = self._keys.get(kid)
        if found is not None:
            return found
        with self._lock:
            if kid not in self._keys and self._may_read():
                self._read_at = self._clock()
                self._keys = self._read()
        return self._keys.get(kid)

    @property
    def ready(self) -> bool:
        """Whether any key is known; reads the set when none is."""
        return bool(self._keys) or (self.key("") is not None or bool(self._keys))

    def _may_read(self) -> bool:
        return self._read_at is None or self._clock() - self._read_at >= _REFRESH_AT_MOST_EVERY

    def _read(self) -> dict[str, jwt.PyJWK]:
        """The keys that are there now; those known before when they cannot be read."""
        try:
            keys = jwt.PyJWKSet.from_dict(json.loads(self._content())).keys
        except (OSError, ValueError, requests.RequestException, jwt.PyJWTError, AttributeError, TypeError):
            return self._keys
        return {key.key_id: key for key in keys if key.key_id and key.key_type in ("EC", "RSA")}

    def _content(self) -> bytes:
        if self._client.jwks_file is not None:
            return self._client.jwks_file.read_bytes()
        with requests.Session() as session:
            session.trust_env = False
            with session.get(
                str(self._client.jwks_url), timeout=_TIMEOUT, allow_redirects=False, stream=True
            ) as response:
                response.raise_for_status()
                return response.raw.read(_LARGEST, decode_content=True)
