"""Answers calls in this process and says what CPU they took; runs in a tree of this or of an older layout.

A line `<what> <count> <file>` on standard input is answered with one line:

- `answer 1 body.json`: the response to the body, which must be 200
- `call 40 body.json`: CPU seconds of one whole call, from WSGI environment to response
- `decode 40 body.json`: CPU seconds of the tree's typed decode of the same bytes

CPU is this thread's: what ships events to the database meanwhile is not counted. All that is known of a
tree is the places below, the newest first.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

APPLICATIONS = ("service.server.wsgi:app", "service.wsgi:app")
DECODERS = ("service.hooks.request:decode_request", "service.cds_hooks:decode_request")
PATH = "/cds-services/criteria-order-select"


def main() -> None:
    """Answer lines until there are no more."""
    application, decode = found(APPLICATIONS), found(DECODERS)
    bodies: dict[str, bytes] = {}
    for line in sys.stdin:
        what, count, file = line.rstrip("\n").split(" ", 2)
        if file not in bodies:
            bodies[file] = Path(file).read_bytes()
        body = bodies[file]
        if what == "answer":
            said = respond(application, body).decode()
        else:
            work = decode if what == "decode" else lambda content: respond(application, content)
            said = repr(cpu_seconds(work, body, int(count)))
        sys.stdout.write(said + "\n")
        sys.stdout.flush()


def found(places: tuple[str, ...]) -> Callable[..., Any]:
    """The object at the first of these places that the tree has.

    Raises:
        SystemExit: when it has none of them.
    """
    for place in places:
        module, _, name = place.partition(":")
        try:
            return getattr(import_module(module), name)  # type: ignore[no-any-return]
        except ModuleNotFoundError as error:
            if not module.startswith(error.name or "?"):
                raise
    raise SystemExit(f"this tree has none of {', '.join(places)}")


def cpu_seconds(work: Callable[[bytes], Any], body: bytes, count: int) -> float:
    """CPU seconds of one piece of work, what it made being let go each time."""
    begun = time.thread_time()
    for _ in range(count):
        work(body)
    return (time.thread_time() - begun) / count


def respond(application: Callable[..., Any], body: bytes) -> bytes:
    """The response to one hook call.

    Raises:
        SystemExit: when its status is not 200.
    """
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": PATH,
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "5000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:5000",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    answered = application(environ, lambda status, *_: said.append(status))
    content = b"".join(answered)
    if hasattr(answered, "close"):
        answered.close()
    if not said[0].startswith("200 "):
        raise SystemExit(f"status {said[0]}: {content[:300]!r}")
    return content


if __name__ == "__main__":
    main()
