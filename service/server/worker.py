"""A worker process: makes what must be its own out of what is installed, and ends when it is left alone."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from multiprocessing.util import Finalize

from flask import Flask

from service.audit.audit_log import AuditLog
from service.installation import Installation
from service.server.warm_up import warm_up
from service.telemetry.logs import configure_logs
from service.web.app import application
from service.web.state import CdsService

STACK_BYTES = 8 * 1024 * 1024
"""Of every thread that decodes JSON. Python 3.12 and 3.13 let a decoder in C go 10,000 levels deep, however
small the stack is, and half of this is what the largest level takes so often; deeper bodies are refused."""
_MIGRATION_TIMEOUT_SECONDS = 0.25
"""A database that does not answer holds up no start."""
_CONNECTIONS_TIMEOUT_SECONDS = 1.0
"""Nor does a FHIR server."""
_PARENT_CHECK_INTERVAL_SECONDS = 1.0

_log = logging.getLogger("criteria_cards.server")


def start(installation: Installation) -> Flask:
    """The application, warmed up, with its logs, its audit log and its counts."""
    configure_logs()
    threading.stack_size(STACK_BYTES)
    settings = installation.settings
    audit = AuditLog(settings.database, settings.data / "spool", settings.spool_bytes)
    app = application(installation, audit)
    warm_up(app)
    gc.collect()
    gc.freeze()
    audit.shipper.start(_MIGRATION_TIMEOUT_SECONDS)
    service: CdsService = app.extensions["cds"]
    service.start()
    service.keep_connections(_CONNECTIONS_TIMEOUT_SECONDS)
    # When a worker of the server ends, multiprocessing runs this, and leaves out what atexit knows.
    Finalize(None, service.close, exitpriority=0)
    return app


def exit_when_parent_dies(parent: int, kill_after: float) -> None:
    """End this process gracefully when its parent is gone, and after so many seconds at once.

    A main process that is killed ends no worker. They would keep the port, and
    share it with the service that is started next.
    """
    threading.Thread(target=_watch, args=(parent, kill_after), name="parent", daemon=True).start()


def _watch(parent: int, kill_after: float) -> None:
    pause = threading.Event()
    while os.getppid() == parent:  # there is no signal for it that every system has
        pause.wait(_PARENT_CHECK_INTERVAL_SECONDS)
    _log.warning("the main process is gone; its worker ends")
    os.kill(os.getpid(), signal.SIGTERM)
    pause.wait(kill_after)
    os.kill(os.getpid(), signal.SIGKILL)
