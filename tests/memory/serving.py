"""The service as it runs in production: a process group of its own, asked over loopback."""

from __future__ import annotations

import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.memory.patience import until

HOST = "127.0.0.1"
SERVICE = "/cds-services/criteria-order-select"
PATIENT = "patient-7788"
REQUEST: Mapping[str, Any] = {
    "hook": "order-select",
    "hookInstance": "5a2c1d3e-0000-4000-8000-000000000001",
    "context": {
        "userId": "Practitioner/p1",
        "patientId": PATIENT,
        "selections": ["ServiceRequest/draft"],
        "draftOrders": {
            "resourceType": "Bundle",
            "entry": [
                {
                    "resource": {
                        "resourceType": "ServiceRequest",
                        "id": "draft",
                        "code": {
                            "coding": [
                                {
                                    "system": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
                                    "code": "H2017",
                                }
                            ]
                        },
                    }
                }
            ],
        },
    },
    "prefetch": {"patient": {"resourceType": "Patient", "id": PATIENT, "birthDate": "1987-11-29"}},
}
BODY = json.dumps(REQUEST).encode()


class Answer(NamedTuple):
    """A status and the decoded body, if any."""

    status: int
    body: Any


class Client:
    """One connection to a service."""

    def __init__(self, port: int, seconds: float = 20.0) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=seconds)

    def post(self, path: str, body: bytes) -> Answer:
        """Send JSON; a failed connection raises OSError or HTTPException, and nothing is known then."""
        self._connection.request("POST", path, body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        said = response.read()
        return Answer(response.status, json.loads(said) if said else None)

    def card(self) -> Any:
        """The card of the standing request."""
        answer = self.post(SERVICE, BODY)
        assert answer.status == 200
        return answer.body["cards"][0]

    def feedback(self, *given: Mapping[str, Any]) -> int:
        """Send feedback; the status."""
        return self.post(f"{SERVICE}/feedback", json.dumps({"feedback": given}).encode()).status

    def is_ready(self) -> bool:
        """Whether the service answers."""
        try:
            self._connection.request("GET", "/cds-services")
            response = self._connection.getresponse()
            response.read()
        except OSError:
            self._connection.close()
            return False
        return response.status == 200

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Serving:
    """A running service."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self._log = log

    def log(self) -> str:
        """What it has logged."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def workers(self) -> list[int]:
        """Its worker processes."""
        main = self.process.pid
        return [int(pid) for pid in Path(f"/proc/{main}/task/{main}/children").read_text().split()]

    def kill_worker(self) -> None:
        """Kill a worker without warning."""
        os.kill(self.workers()[-1], signal.SIGKILL)

    def kill(self) -> None:
        """Kill all of it without warning."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop it as an operator does."""
        self.process.terminate()
        self.process.wait(timeout=20)

    def limit_files(self, length: int) -> None:
        """Let no file of its workers grow beyond a length, as on a full disk; -1 for no limit."""
        for pid in self.workers():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (length, resource.RLIM_INFINITY))


@contextmanager
def serving(data: Path, database_url: str, workers: int = 1) -> Iterator[Serving]:
    """A service with its data in a folder, from its first answer until the block ends."""
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRITERIA_CARDS_")}
    settings = {
        "CRITERIA_CARDS_DATA": str(data),
        "CRITERIA_CARDS_DATABASE_URL": database_url,
        "CRITERIA_CARDS_REQUIRE_TOKEN": "false",
        "CRITERIA_CARDS_SITE": "example-private",
    }
    log = data.with_name(f"{data.name}-{port}.log")
    command = [str(Path(sys.executable).with_name("criteria-cards")), "serve"]
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*command, "--host", HOST, "--port", str(port), "--workers", str(workers), "--threads", "8"],
            env=kept | settings,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    service = Serving(process, port, log)
    client = Client(port)
    try:
        until(lambda: process.poll() is not None or client.is_ready(), "the service answers")
        assert process.poll() is None, service.log()
        yield service
    finally:
        client.close()
        if process.poll() is None:
            service.kill()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        port: int = listening.getsockname()[1]
        return port
