"""How many exchanges a process has under way: with all FHIR servers, and with each its share.

No server takes what others need: one may have as many as are still free. One
that is late for everybody is tried by one call at a time, so that the others do not
wait in vain. All of it happens on one event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from msgspec import Struct

from criteria.gaps import GapKind
from service.ehr.exchange import FetchFailed
from service.ehr.fhir_server import FhirServer

MAX_EXCHANGES = 768
"""Twice what the searches of 32 calls at once are, which are one server's share."""
_LATE_IN_A_ROW = 22
"""The searches of two calls: a server that answered none of so many in time is late for all."""
_LATE_SECONDS = 0.1
"""Who waited for less than that says nothing of a server."""


class _Server(Struct):
    """What is under way with a server, and how many exchanges were late since one was not."""

    busy: int = 0
    late: int = 0

    @property
    def is_late(self) -> bool:
        return self.late >= _LATE_IN_A_ROW


class Shares:
    """Lets exchanges begin; `tell_busy` is told how many are under way whenever that changes."""

    def __init__(self, tell_busy: Callable[[int], None]) -> None:
        self._tell_busy = tell_busy
        self._servers: dict[FhirServer, _Server] = {}
        self._busy = 0
        self._ended = asyncio.Condition()

    @property
    def late_servers(self) -> int:
        """How many servers are late for everybody."""
        return sum(1 for each in list(self._servers.values()) if each.is_late)

    def is_tried(self, server: FhirServer) -> bool:
        """Whether a server is late for everybody, and somebody is just trying it."""
        known = self._servers.get(server)
        return known is not None and known.is_late and known.busy > 0

    @asynccontextmanager
    async def one(self, server: FhirServer, deadline: float) -> AsyncIterator[None]:
        """One exchange with a server, once there is room for it, until a deadline in monotonic seconds.

        Raises:
            FetchFailed: when there is no room in time.
        """
        known = self._servers.setdefault(server, _Server())
        await self._room_for(known, deadline)
        self._count(known, 1)
        began = asyncio.get_running_loop().time()
        try:
            yield
        except FetchFailed as error:
            self._judge(known, began, error.kind is GapKind.TOO_LATE)
            raise
        else:
            known.late = 0
        finally:
            self._count(known, -1)
            await self._told()
            if not (known.busy or known.late):
                self._servers.pop(server, None)

    async def _room_for(self, server: _Server, deadline: float) -> None:
        if server.busy < MAX_EXCHANGES - self._busy:
            return
        try:
            async with asyncio.timeout_at(deadline), self._ended:
                await self._ended.wait_for(lambda: server.busy < MAX_EXCHANGES - self._busy)
        except TimeoutError as error:
            raise FetchFailed(GapKind.TOO_LATE) from error

    async def _told(self) -> None:
        async with self._ended:
            self._ended.notify_all()

    def _count(self, server: _Server, change: int) -> None:
        server.busy += change
        self._busy += change
        self._tell_busy(self._busy)

    def _judge(self, server: _Server, began: float, is_late: bool) -> None:
        if not is_late:
            server.late = 0
        elif asyncio.get_running_loop().time() - began >= _LATE_SECONDS:
            server.late += 1
