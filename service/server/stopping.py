"""Stops a worker so that no request is lost: not one that is on its way while the worker stops.

The server, told to stop, closes what it has not taken a request from: a connection whose
request arrives at that moment is reset, and a front may not send a POST again that it has
sent. So before it is told:

1. every answer ends its connection, until none is left that a front may just be using again;
2. nobody is let in any more, and who was let in has a moment to bring a whole request.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from service.errors import described
from service.server.bodies import BodyReceiver
from service.server.connections import Connection, Door, connections_to, kernel_tells, without_a_request

REST_SECONDS = 4.0
"""A front lets go of a connection that it has not used for less than this (deploy/nginx.conf)."""
_UNFINISHED_SECONDS = 1.0
_LOOK_INTERVAL_SECONDS = 0.05

_log = logging.getLogger("criteria_cards.server")


class Stopping:
    """Waits for SIGTERM in a thread, and tells the server by SIGINT once it can stop without a loss."""

    def __init__(self, port: int) -> None:
        self.requests: BodyReceiver | None = None
        """What receives them, once the worker does."""
        self._port = port
        self._pause = threading.Event()

    def start(self) -> None:
        """Take SIGTERM from the server. To be called by the main thread, before it starts others."""
        if kernel_tells():
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            threading.Thread(
                target=self._stop, args=(threading.get_ident(),), name="stopping", daemon=True
            ).start()

    def _stop(self, main_thread: int) -> None:
        signal.sigwait({signal.SIGTERM})
        try:
            if self.requests:
                self._let_finish(self.requests)
        except Exception as error:
            _log.error("stopping without waiting", extra={"data": described(error)})
        finally:
            signal.pthread_kill(main_thread, signal.SIGINT)

    def _let_finish(self, requests: BodyReceiver) -> None:
        requests.begin_to_stop()
        self._wait_for(partial(self._none_rests, requests), REST_SECONDS + 1)
        Door(self._port).shut()
        self._wait_for(partial(self._none_is_on_its_way, requests), 2 * _UNFINISHED_SECONDS)

    def _wait_for(self, reached: Callable[[], bool], seconds: float) -> None:
        """Wait until it is so twice in a row, since a packet may be on its way to us; or so long."""
        times, ends = 0, time.monotonic() + seconds
        while times < 2 and time.monotonic() < ends:
            times = times + 1 if reached() else 0
            self._pause.wait(_LOOK_INTERVAL_SECONDS)

    def _none_rests(self, requests: BodyReceiver) -> bool:
        """Whether no connection rests that a front may use again; those that rest for longer are ended."""
        with connections_to(self._port) as connections:
            _end_unfinished(connections, requests)
            resting = [each for each in connections if each.rests]
            for each in resting:
                if each.unanswered >= REST_SECONDS:
                    each.end()
            return not resting

    def _none_is_on_its_way(self, requests: BodyReceiver) -> bool:
        """Whether every connection's request is whole and worked on."""
        with connections_to(self._port) as connections:
            _end_unfinished(connections, requests)
            owing = sum(1 for each in connections if not each.rests)
            return owing <= requests.at_work() and not Door(self._port).waiting()


def _end_unfinished(connections: Sequence[Connection], requests: BodyReceiver) -> None:
    """End those on which nothing came for a while and that are not worked on."""
    silent = [each for each in connections if not each.rests and each.silent >= _UNFINISHED_SECONDS]
    for each in without_a_request(silent, requests.at_work(_UNFINISHED_SECONDS / 2)):
        each.end()
