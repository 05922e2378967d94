"""The service under test, called in process through WSGI, with its memory in a folder of its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import AnyHttpUrl

from service.audit.audit_log import AuditLog
from service.settings import Settings
from service.web.app import create_app

CALL = "/cds-services/criteria-{}"
FEEDBACK = "/cds-services/criteria-order-select/feedback"


class Answer(NamedTuple):
    """Status, headers by lower-case name, and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class FuzzedService:
    """One application with every switch on that lets a request say more."""

    def __init__(self, data: Path) -> None:
        settings = Settings(
            site="example-private",
            clients=None,
            require_token=False,
            allow_as_of=True,
            validate_evidence=True,
            data=data,
            database_url="",
            public_url=AnyHttpUrl("http://127.0.0.1:5000"),
        )
        self.memory = AuditLog(settings.database, data / "spool", settings.spool_bytes)
        self.memory.shipper.start()
        self._app = create_app(settings, self.memory)

    def post(self, path: str, body: bytes, media_type: str = "application/json") -> Answer:
        """The answer to a body, as a server would hand it over."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _: Any = None, /
        ) -> Callable[[bytes], object]:
            begun.append((status, headers))
            return lambda chunk: None

        environ = {
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "5000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1:5000",
            "CONTENT_TYPE": media_type,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        content = b"".join(self._app.wsgi_app(environ, start_response))
        [(status, headers)] = begun
        return Answer(int(status[:3]), {name.lower(): value for name, value in headers}, content)

    def close(self) -> None:
        """Ship what is left and end."""
        self.memory.shipper.stop()
