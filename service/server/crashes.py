"""Makes workers anew that died. Some deaths within seconds end nothing; many within a minute do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from granian.server.mp import MPServer

MAX_DEATHS_A_MINUTE = 10
_PAUSE_SECONDS = 1.0


class LastingServer(MPServer):
    """granian's server, which would end with all its workers where one dies twice within 5.5 seconds."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._deaths: list[float] = []

    def _respawn_workers(
        self,
        workers: Sequence[int],
        spawn_target: Callable[..., None],
        target_loader: Callable[..., Callable[..., Any]],
        delay: float = 0,
    ) -> None:
        """Replace workers: those that died, which the server does without a delay, or those it replaces."""
        if not delay:
            now = time.monotonic()
            self._deaths = [at for at in self._deaths if now - at < 60] + [now] * len(workers)
            if len(self._deaths) > len(workers):
                time.sleep(_PAUSE_SECONDS)  # what kills it may pass
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        if len(self._deaths) < MAX_DEATHS_A_MINUTE:
            self.respawned_wrks.clear()  # by which the server would tell a crash loop
