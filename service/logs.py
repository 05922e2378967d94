"""Logs as JSON lines: a fixed message and what stands in `extra["data"]`, never a patient's data.

Libraries that would log URLs, which hold patient ids, are silenced.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import msgspec

_SILENCED = ("urllib3", "requests", "werkzeug", "flask_cors")


class JsonLines(logging.Formatter):
    """One JSON object a line; an exception is named by its type alone, since its message may hold a value."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "data", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
        return msgspec.json.encode(line).decode()


def configure_logs(level: int = logging.INFO) -> None:
    """Write our logs to standard error as JSON lines."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _SILENCED:
        logging.getLogger(name).disabled = True
