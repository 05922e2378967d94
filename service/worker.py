"""A worker process: makes what must be its own out of what is installed."""

from __future__ import annotations

import gc
from multiprocessing.util import Finalize

from flask import Flask

from service.app import application
from service.installation import Installation
from service.logs import configure_logs
from service.memory import Memory
from service.warm_up import warm_up

_MIGRATES_SECONDS = 0.25
"""A database that does not answer holds up no start."""


def start(installation: Installation) -> Flask:
    """The application, warmed up, with its logs, its memory and its counts."""
    configure_logs()
    settings = installation.settings
    memory = Memory(settings.database, settings.data / "spool", settings.spool_bytes)
    app = application(installation, memory)
    warm_up(app)
    gc.collect()
    gc.freeze()
    memory.shipper.start(_MIGRATES_SECONDS)
    # When a worker of the server ends, multiprocessing runs this, and leaves out what atexit knows.
    Finalize(None, memory.shipper.stop, exitpriority=0)
    return app
