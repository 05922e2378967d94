"""One event loop in a thread of its own, on which a process waits for all FHIR servers at once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")
_MAX_LOOK_UPS = 32
"""Threads that look up names, of which none can be called back; one at a time for each name."""


class EventLoop:
    """Begins with the first work; a process that was forked since begins another one."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Do some work on the loop and wait for it. Whoever gives it sees to it that it ends.

        Raises:
            Exception: whatever the work does.
        """
        return asyncio.run_coroutine_threadsafe(work, self._started()).result()

    def end(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do some last work, and end the loop with its thread; where none began there is nothing to end."""
        with self._starting:
            loop, self._loop = self._loop, None
        if loop is None or not loop.is_running():
            return

        async def ending() -> None:
            await last()
            loop.stop()

        asyncio.run_coroutine_threadsafe(ending(), loop)

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._loop.set_default_executor(ThreadPoolExecutor(_MAX_LOOK_UPS, "fhir"))
                threading.Thread(target=_run, args=(self._loop,), name="fhir", daemon=True).start()
            return self._loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()
