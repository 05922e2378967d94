"""Visits: who uses the console, in a cookie that its browser keeps sealed, so that no worker has to remember.

A visit ends some time after its last request, and at the latest some hours after it began. What
signs a browser out is that it forgets the cookie; a cookie that was copied before lives until then.
"""

from __future__ import annotations

import hmac
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from service.smart.seals import Seal, SealBroken

IDLE_SECONDS = 30 * 60.0
MAX_VISIT_SECONDS = 8 * 3600.0
_RENEWED_AFTER_SECONDS = 60.0
_SECRET_BYTES = 32
_MAX_COOKIE_LENGTH = 4096
Sealed = TypeVar("Sealed", bound=Struct)


class Visit(Struct, frozen=True):
    """Who visits, since when and seen when, in seconds since 1970; `secret` is this visit's alone.

    In a console that asks nobody who they are, `subject` and `name` are empty.
    """

    subject: str = ""
    name: str = ""
    began: float = 0.0
    seen: float = 0.0
    secret: str = ""

    @property
    def csrf_token(self) -> str:
        """What every form of this visit carries: nobody has it who has not the page."""
        return hmac.digest(self.secret.encode(), b"csrf", "sha256").hex()

    def is_own_form(self, csrf_token: str) -> bool:
        """Whether a posted form is one of this visit's own."""
        return hmac.compare_digest(self.csrf_token.encode(), csrf_token.encode(errors="surrogatepass"))


class Visits:
    """Seals and opens what the console leaves with browsers; safe to share between threads."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._seal, self._clock = Seal(key, "console", ""), clock
        self.everybodys = Visit(secret=hmac.digest(key, b"console", "sha256").hex())
        """The visit of whoever comes, where nobody is asked who they are."""

    def begin(self, subject: str, name: str) -> Visit:
        """A visit of who has just signed in."""
        now = self._clock()
        return Visit(subject, name, now, now, secrets.token_urlsafe(_SECRET_BYTES))

    def opened(self, cookie: str) -> Visit | None:
        """The visit of a cookie; None where it is none of ours, or over."""
        visit = self.unsealed(cookie, "visit", Visit)
        now = self._clock()
        if visit is None or now > visit.seen + IDLE_SECONDS or now > visit.began + MAX_VISIT_SECONDS:
            return None
        return visit

    def goes_on(self, visit: Visit) -> str:
        """The cookie of a visit that goes on; empty where the browser's own still does."""
        now = self._clock()
        return self.cookie(replace(visit, seen=now)) if now > visit.seen + _RENEWED_AFTER_SECONDS else ""

    def cookie(self, visit: Visit) -> str:
        """The cookie of a visit."""
        return self.sealed(visit, "visit")

    def sealed(self, content: Struct, purpose: str) -> str:
        """Content as a cookie's value, for a purpose."""
        return urlsafe_b64encode(self._seal.close(msgspec.json.encode(content), purpose)).decode()

    def unsealed(self, cookie: str, purpose: str, kind: type[Sealed]) -> Sealed | None:
        """What was sealed in a cookie for that purpose; None where it was not."""
        if not cookie.isascii() or len(cookie) > _MAX_COOKIE_LENGTH:
            return None
        try:
            return msgspec.json.decode(self._seal.open(urlsafe_b64decode(cookie), purpose), type=kind)
        except (SealBroken, ValueError):  # those of base64 and of JSON are ValueErrors
            return None
