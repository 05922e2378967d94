"""`make ehr`: an open FHIR server with one of the shipped patients, for the official sandbox.

The sandbox asks a FHIR server itself, from a browser, and without a token. This
one holds the record as it is today. It is for demonstrations on one machine, and
knows few searches.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, urlsplit

from service.samples.fhir import Json
from service.samples.shipped import shipped_patients

PATIENT = "adult-continued-stay"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "*",
}
_METADATA: Mapping[str, Any] = {
    "resourceType": "CapabilityStatement",
    "status": "active",
    "kind": "instance",
    "fhirVersion": "4.0.1",
    "format": ["json"],
    "rest": [{"mode": "server"}],
}


class SandboxEhr(ThreadingHTTPServer):
    """Holds resources by type and id, and lets any page read them."""

    daemon_threads = True

    def __init__(self, port: int, name: str = PATIENT, today: date | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Exchange)
        self.url = f"http://127.0.0.1:{self.server_port}/fhir"
        shipped = shipped_patients(today or date.today())  # noqa: DTZ011  # a person's own day
        found = next(each for each in shipped if each.name == name)
        self.patient, self.resources = found.patient, found.resources


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SandboxEhr

    def do_OPTIONS(self) -> None:
        """What a browser asks before it asks."""
        self._send(204, b"")

    def do_POST(self) -> None:
        """A search whose parameters come in the body."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def do_GET(self) -> None:
        """What the server can do, a resource, or all of a type."""
        kind, _, identity = urlsplit(self.path).path.removeprefix("/fhir/").partition("/")
        found = [each for each in self.server.resources if each["resourceType"] == kind]
        if kind == "metadata":
            self._send(200, json.dumps(_METADATA).encode())
        elif identity in ("", "_search"):
            self._send(200, json.dumps(self._searchset(found)).encode())
        else:
            hit = next((each for each in found if each["id"] == identity), None)
            self._send(200 if hit else 404, json.dumps(hit or {"resourceType": "OperationOutcome"}).encode())

    def _searchset(self, found: Sequence[Json]) -> Json:
        entries = [
            {
                "fullUrl": f"{self.server.url}/{each['resourceType']}/{each['id']}",
                "resource": each,
                "search": {"mode": "match"},
            }
            for each in found
        ]
        return {"resourceType": "Bundle", "type": "searchset", "total": len(found), "entry": entries}

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        stated = {"Content-Type": "application/fhir+json", "Content-Length": str(len(body)), **_CORS}
        for name, value in stated.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


def main() -> None:
    """Serve until Ctrl-C, and print the link that opens the sandbox with this patient and this service."""
    parser = argparse.ArgumentParser(prog="sandbox_ehr", description=__doc__)
    parser.add_argument("--patient", default=PATIENT, help="a file of service/samples/patients/, by its name")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--service", default="http://127.0.0.1:5000", help="where `make run` serves")
    parser.add_argument("--sandbox", default="http://localhost:8080", help="where the sandbox is")
    given = parser.parse_args()
    ehr = SandboxEhr(given.port, given.patient)
    values = {
        "fhirServiceUrl": ehr.url,
        "patientId": ehr.patient,
        "serviceDiscoveryURL": f"{given.service}/cds-services",
    }
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())
    sys.stdout.write(f"{given.sandbox}/?{query}\n")
    sys.stdout.flush()
    try:
        ehr.serve_forever()
    except KeyboardInterrupt:
        ehr.server_close()


if __name__ == "__main__":
    main()
