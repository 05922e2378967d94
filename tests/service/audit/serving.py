"""The request that the tests of the memory send, and a client that sends it and feedback on its card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.fhir import patient
from tests.support.hook_calls import bare_order_select
from tests.support.running.client import Connection
from tests.support.running.service import Served, served

SERVICE = "/cds-services/criteria-order-select"
PATIENT = "patient-7788"
REQUEST: Mapping[str, Any] = bare_order_select(
    PATIENT,
    hookInstance="5a2c1d3e-0000-4000-8000-000000000001",
    prefetch={"patient": patient("1987-11-29", id=PATIENT)},
    extension=None,  # judged on the day that it is sent
)
BODY = json.dumps(REQUEST).encode()


class Client:
    """One connection to a service; a failed one raises OSError, and nothing is known then."""

    def __init__(self, port: int, seconds: float = 20.0) -> None:
        self._connection = Connection(port, seconds)

    def card(self) -> Any:
        """The card of the standing request."""
        answer = self._connection.post(SERVICE, BODY)
        assert answer.status == 200
        return answer.json()["cards"][0]

    def feedback(self, *given: Mapping[str, Any]) -> int:
        """Send feedback; the status."""
        return self._connection.post(f"{SERVICE}/feedback", json.dumps({"feedback": given}).encode()).status

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


@contextmanager
def serving(folder: Path, database_url: str, workers: int = 1) -> Iterator[Served]:
    """A service with its data in `folder/data` and some database, until the block ends."""
    size = ("--workers", str(workers), "--threads", "8")
    with served(folder, {"DATABASE_URL": database_url}, size) as service:
        yield service
