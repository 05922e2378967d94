"""One hook call over HTTP: who calls and in which media type is checked before the body is read."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from werkzeug.http import parse_options_header
from werkzeug.sansio.utils import get_content_length

from service.errors import EncodedBody, TooLarge, UnsupportedMedia
from service.hooks.answer import Answered, answer
from service.hooks.hook import Hook
from service.web.state import CdsService

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

JSON = "application/json"
WATCH = "criteria_cards.watch"
"""Where a call that this process makes itself says who wants to see all of the answered call."""

Watch = Callable[[Answered, float], None]
"""Is told the answered call, with its record, and how many seconds it took to know who calls."""


def answered_call(service: CdsService, hook: Hook, environ: WSGIEnvironment) -> bytes:
    """The answer to a call of a hook, recorded, counted and logged.

    Raises:
        RequestProblem: when the caller is refused, then for how it is sent, then for what is sent.
    """
    watch: Watch | None = environ.get(WATCH)
    begun = time.monotonic()
    caller = service.caller(environ.get("HTTP_AUTHORIZATION"), environ["PATH_INFO"])
    known = time.monotonic()
    check_media_type(environ)
    body = body_of(environ, service.settings.max_body_bytes)
    answered = answer(hook, body, replace(caller, keeps_record=True) if watch else caller)
    service.tell(answered)
    if watch:
        watch(answered, known - begun)
    return answered.answer


def check_media_type(environ: WSGIEnvironment) -> None:
    """A body sent as text, as a form or as nothing passes a browser's cross-origin check unasked.

    A compressed one is refused: how long it gets would be known only once it is unpacked.

    Raises:
        EncodedBody: when it is compressed.
        UnsupportedMedia: when it is not said to be JSON.
    """
    if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        raise EncodedBody("send the body as it is, without an encoding", "Content-Encoding")
    stated = environ.get("CONTENT_TYPE", "")
    media_type = stated if stated == JSON else parse_options_header(stated)[0].lower()
    if media_type != JSON and not media_type.endswith("+json"):
        raise UnsupportedMedia("send the request as application/json", "Content-Type")


def body_of(environ: WSGIEnvironment, limit: int) -> bytes:
    """The request body; Flask's own reading would copy it several times and cut a chunked one silently.

    Raises:
        TooLarge: when it is longer than so many bytes.
    """
    length = get_content_length(environ.get("CONTENT_LENGTH"), environ.get("HTTP_TRANSFER_ENCODING"))
    if length is not None and length > limit:
        raise TooLarge(f"the body is longer than {limit} bytes")
    body: bytes = environ["wsgi.input"].read(limit + 1 if length is None else length)
    if len(body) > limit:
        raise TooLarge(f"the body is longer than {limit} bytes")
    return body
