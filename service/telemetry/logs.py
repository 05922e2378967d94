"""Logs as JSON lines: a fixed message and what stands in `extra["data"]`, never a patient's data.

What a library says is withheld, since it may hold a URL, and a URL a patient's
id; of a library's warning only the place in its code is told.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from service.current_request import hook_instance, request_id

OURS = "criteria_cards"
"""Our loggers are named by their room below this, for operators who filter by name."""

_encode = json.JSONEncoder(default=lambda value: type(value).__name__).encode
_TELLING_URLS = ("urllib3", "requests", "werkzeug", "flask_cors")


class JsonLines(logging.Formatter):
    """One JSON object a line; an exception is named by its type alone, since its message may hold a value."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if _is_ours(record) else f"at {record.module}:{record.lineno}",
            **getattr(record, "data", {}),
        }
        if request := request_id():
            line["request"] = request
        if instance := hook_instance():
            line["hook_instance"] = instance
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
        return _encode(line)


def configure_logs(level: int = logging.INFO) -> None:
    """Write our logs, and libraries' warnings without their words, to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    handler.addFilter(lambda record: _is_ours(record) or record.levelno >= logging.WARNING)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line tells them
    logging.raiseExceptions = False  # a line that cannot be written would be printed with its arguments
    server = logging.getLogger("_granian")
    server.handlers.clear()
    server.propagate = True
    silence_libraries()


def silence_libraries() -> None:
    """Keep the libraries that log URLs quiet, whatever handlers there are."""
    for name in _TELLING_URLS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] == OURS
