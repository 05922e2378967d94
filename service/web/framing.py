"""A request whose extent or addressee two servers in a row might read differently is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.errors import Malformed

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def is_doubtful(environ: WSGIEnvironment) -> bool:
    """Whether a request names two hosts or none (RFC 9112, 3.2), or comes in another coding than in chunks.

    Of two lengths the server refuses those that differ; equal ones it takes for one (RFC 9110, 8.6).
    """
    host, coding = environ.get("HTTP_HOST", ""), environ.get("HTTP_TRANSFER_ENCODING", "chunked")
    has_host = bool(host) or environ.get("SERVER_PROTOCOL") != "HTTP/1.1"
    return not has_host or "," in host or coding.strip().lower() != "chunked"


def check_framing(environ: WSGIEnvironment) -> None:
    """See that everybody reads a request alike.

    Raises:
        Malformed: when not.
    """
    if is_doubtful(environ):
        raise Malformed("send one Host, and the body with a length or in chunks")
