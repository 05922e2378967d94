"""The headers that every answer carries."""

from __future__ import annotations

from collections.abc import Iterator

from service.current_request import request_id
from service.settings import Settings

_SECURITY = (
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
_ONLY_HTTPS = ("Strict-Transport-Security", "max-age=31536000")


def own_headers(settings: Settings) -> Iterator[tuple[str, str]]:
    """Those for browsers and caches, and the id by which a request is found in the logs.

    Where some origins may call, the CORS headers depend on who asks, also where an origin gets none.
    """
    yield from _SECURITY
    if settings.browsers_may_call:
        yield "Vary", "Origin"
    yield "X-Request-Id", request_id()
    if settings.url.startswith("https:"):
        yield _ONLY_HTTPS
