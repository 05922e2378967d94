"""Ends connections that do not bring a whole request in time, so that they keep nobody waiting.

The server has one time-out for a slow header and for a connection that merely rests, which a
proxy may keep for a minute. Here a header has seconds; and fewer where places get scarce, so
that the next caller finds one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Event, Thread

from service.server.connections import Connection, connections_to, kernel_tells, without_a_request

MAX_CONNECTIONS = 512
HEADER_TIMEOUT_SECONDS = 8.0
_WATCH_INTERVAL_SECONDS = 1.0
_CROWD = MAX_CONNECTIONS * 3 // 4
_CROWDED_TIMEOUT_SECONDS = 1.0
_MAKE_ROOM_FOR = MAX_CONNECTIONS // 8


class UnfinishedRequests:
    """The connections to a port that owe a request.

    `at_work` tells how many requests came at least so many seconds ago and wait for us.
    """

    def __init__(
        self, port: int, at_work: Callable[[float], int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._port = port
        self._at_work = at_work
        self._clock = clock
        self._since: dict[tuple[object, int], float] = {}

    def start(self) -> None:
        """Begin to watch, where the kernel tells enough for that."""
        if kernel_tells():
            Thread(target=self._watch, name="unfinished", daemon=True).start()

    def look(self) -> None:
        """End those that are late, and where there are many, those that rest longest."""
        with connections_to(self._port) as connections:
            crowded = len(connections) >= _CROWD
            limit = _CROWDED_TIMEOUT_SECONDS if crowded else HEADER_TIMEOUT_SECONDS
            late = self._late(connections, limit)
            for each in late:
                each.end()
            if len(connections) - len(late) >= MAX_CONNECTIONS:
                resting = sorted((each for each in connections if each.rests), key=lambda each: -each.silent)
                for each in resting[:_MAKE_ROOM_FOR]:
                    each.end()

    def _late(self, connections: Sequence[Connection], seconds: float) -> Sequence[Connection]:
        """Those that have owed a request for so long."""
        now = self._clock()
        owing = {(each.peer, each.answers): each for each in connections if not each.rests}
        self._since = {key: self._since.get(key, now) for key in owing}
        late = [each for key, each in owing.items() if now - self._since[key] >= seconds]
        return without_a_request(late, self._at_work(seconds / 2))

    def _watch(self) -> None:
        pause = Event()
        while not pause.wait(_WATCH_INTERVAL_SECONDS):
            self.look()
