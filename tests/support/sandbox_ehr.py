"""`make ehr`: an open FHIR server with one golden patient, for the official sandbox.

The sandbox asks a FHIR server itself, from a browser, and without a token. This
one holds the record of a case, with every date as long ago as it was on the
case's own day. It is for demonstrations on one machine, and knows few searches.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

Json = dict[str, Any]

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASE = "patient-view/view-h2017-adult-continued-stay-met"
_ELSEWHERE = "https://ehr.example/fhir"
_AS_OF = "com.criteria-cards.as-of"
_DAY = re.compile(r'(?<=")\d{4}-\d{2}-\d{2}(?=["T])')
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

    def __init__(self, port: int, case: str = CASE, today: date | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Exchange)
        self.url = f"http://127.0.0.1:{self.server_port}/fhir"
        self.resources = list(_resources(case, self.url, today or date.today()))  # noqa: DTZ011  # a person's own day

    @property
    def patient(self) -> str:
        """The id of the patient."""
        return next(str(each["id"]) for each in self.resources if each["resourceType"] == "Patient")


def _resources(case: str, url: str, today: date) -> Iterator[Json]:
    """The resources of a case's prefetch, each once, as long ago as on the day of the case."""
    text = (FIXTURES / case / "request.json").read_text(encoding="utf-8")
    later = today - date.fromisoformat(json.loads(text)["extension"][_AS_OF])
    moved = _DAY.sub(lambda day: _later(day[0], later), text).replace(_ELSEWHERE, url)
    seen: set[str] = set()
    for slot in json.loads(moved)["prefetch"].values():
        for resource in [entry["resource"] for entry in slot.get("entry", ())] or [slot]:
            name = f"{resource['resourceType']}/{resource.get('id')}"
            if resource["resourceType"] != "Bundle" and name not in seen:
                seen.add(name)
                yield resource


def _later(day: str, by: timedelta) -> str:
    return (date.fromisoformat(day) + by).isoformat()


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

    def _searchset(self, found: list[Json]) -> Json:
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
    parser.add_argument("--case", default=CASE, help="a folder of fixtures/ with a request.json")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--service", default="http://127.0.0.1:5000", help="where `make run` serves")
    parser.add_argument("--sandbox", default="http://localhost:8080", help="where the sandbox is")
    given = parser.parse_args()
    ehr = SandboxEhr(given.port, given.case)
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
