"""The floor on the service's own server: the typed decode of a call, and a ready answer as long as asked for.

What the service costs above it is what we do with a call: Flask, the record, the criteria, the card, what
is kept and logged.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import TYPE_CHECKING

from service.hooks.request import decode_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_PIECE_BYTES = 128 * 1024  # the server copies a body that is read at once again and again


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Decode the body of a call; `POST /19000` is answered with so many bytes."""
    decode_request(b"".join(iter(partial(environ["wsgi.input"].read, _PIECE_BYTES), b"")))
    answer = _answer(int(environ["PATH_INFO"][1:]))
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))]
    start_response("200 OK", headers)
    return [answer]


@cache
def _answer(length: int) -> bytes:
    return b'{"cards":[]}'.ljust(length)
