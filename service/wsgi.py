"""What a worker process imports: the application, warmed up, with its memory."""

from __future__ import annotations

import gc
import logging
from multiprocessing.util import Finalize

from pydantic import ValidationError

from criteria.strict_yaml import FileError
from service.app import create_app
from service.logs import configure_logs
from service.memory import Memory
from service.settings import Settings
from service.warm_up import warm_up

_MIGRATES_SECONDS = 0.25
"""A database that does not answer holds up no start."""

configure_logs()
try:
    settings = Settings()
    memory = Memory(settings.database, settings.data / "spool", settings.spool_bytes)
    app = create_app(settings, memory)
except (FileError, ValidationError) as error:
    logging.getLogger(__name__).critical("%s", error)
    raise SystemExit(1) from None
warm_up(app)
gc.collect()
gc.freeze()
memory.shipper.start(_MIGRATES_SECONDS)
# When a worker of the server ends, multiprocessing runs this, and leaves out what atexit knows.
Finalize(None, memory.shipper.stop, exitpriority=0)
