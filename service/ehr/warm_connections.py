"""Keeps connections to the listed FHIR servers open, so that no clinician's card waits for them to be made.

A connection is a look-up, a handshake and the authorities' certificates; after
a start or a pause all searches of a call would pay for theirs within its
budget. Each server has a thread of its own: one that is dead holds up no other.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future, wait

from service.ehr.fhir_client import FhirClient
from service.ehr.fhir_server import FhirServer

WARM_INTERVAL_SECONDS = 15.0
"""Servers and what stands before them end a connection that rests for 20 seconds or more, few for less."""


class WarmConnections:
    """So many connections to each server, used again and again while the process lives."""

    def __init__(
        self, client: FhirClient, servers: Mapping[FhirServer, int], interval: float = WARM_INTERVAL_SECONDS
    ) -> None:
        self._client = client
        self._interval = interval
        self._first: dict[FhirServer, Future[None]] = {server: Future() for server in servers}
        self._counts = servers
        self._stop = threading.Event()

    def start(self, wait_seconds: float) -> None:
        """Begin, and wait until each server was tried once, but not for long."""
        for server in self._counts:
            threading.Thread(target=self._keep, args=(server,), name="fhir-warm", daemon=True).start()
        wait(self._first.values(), timeout=wait_seconds)

    def stop(self) -> None:
        """End it; connections that are open are left to those who use them."""
        self._stop.set()

    def _keep(self, server: FhirServer) -> None:
        self._client.warm(server, self._counts[server])
        self._first[server].set_result(None)
        while not self._stop.wait(self._interval):
            self._client.warm(server, self._counts[server])
