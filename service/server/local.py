"""A server on this machine alone, for one person who looks at pages."""

from __future__ import annotations

from werkzeug.serving import make_server

from service.installation import Installation
from service.web.app import application


def serve_locally(port: int, installation: Installation) -> None:
    """Serve what is installed at 127.0.0.1 until it is interrupted; nothing is recorded.

    Raises:
        OSError: when the port is taken.
    """
    make_server("127.0.0.1", port, application(installation), threaded=True).serve_forever()
