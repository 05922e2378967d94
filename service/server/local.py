"""A server on this machine alone, for one person who looks at pages."""

from __future__ import annotations

import signal

from werkzeug.serving import make_server

from service.installation import Installation
from service.web.app import application


def serve_locally(port: int, installation: Installation) -> None:
    """Serve what is installed at 127.0.0.1 until SIGINT or SIGTERM; nothing is recorded.

    Raises:
        OSError: when the port is taken.
    """
    server = make_server("127.0.0.1", port, application(installation), threaded=True)
    # whom the shell of a script starts in the background, it starts deaf to SIGINT
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    server.serve_forever()
