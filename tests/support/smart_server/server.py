"""The authorization server in a process of its own, as a test has it in hand."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import requests
from msgspec.structs import replace

from tests.support.fhir import Json
from tests.support.fhir_stores.gate import Gate
from tests.support.fhir_stores.scopes import Grant
from tests.support.running.process import free_port, running
from tests.support.smart_server.behavior import Behavior, Registration

ROOT = Path(__file__).parents[3]
TIMEOUT_SECONDS = 20


class SmartServer:
    """An EHR's authorization server: what a test tells it, and learns of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.usual = Behavior()
        self._session = requests.Session()

    @property
    def fhir(self) -> str:
        """The FHIR base that launches, and that `aud` has to be."""
        return self.usual.fhir_base or f"{self.url}/fhir"

    def stand_before(self, gate: Gate) -> None:
        """Guard a FHIR server: its gate asks for tokens of this server, and tells where it is."""
        self.usual = replace(self.usual, fhir_base=gate.url)
        gate.documents[".well-known/smart-configuration"] = self.behave()
        gate.allows = self.grant

    def behave(self, **changes: Any) -> Json:
        """Behave as usual but for some changes; its SMART configuration."""
        content = msgspec.json.encode(replace(self.usual, **changes))
        return self._told(self._session.put(f"{self.url}/test/behavior", content, timeout=TIMEOUT_SECONDS))

    def register(self, registration: Registration) -> None:
        """Register an app."""
        content = msgspec.json.encode(registration)
        self._told(self._session.put(f"{self.url}/test/app", content, timeout=TIMEOUT_SECONDS))

    def launch_query(self, patient: str, encounter: str = "") -> str:
        """What an EHR that has a chart open adds to an app's launch URL."""
        opened = {"patient": patient, "encounter": encounter}
        answer = self._session.post(f"{self.url}/test/launches", json=opened, timeout=TIMEOUT_SECONDS)
        return urlencode({"iss": self.fhir, "launch": self._told(answer)["launch"]})

    def grant(self, token: str) -> Grant | None:
        """What an access token grants; None for one that is none of its own."""
        answer = self._session.get(f"{self.url}/test/grant", params={"token": token}, timeout=TIMEOUT_SECONDS)
        found = self._told(answer)
        return Grant(frozenset(found["scopes"]), found["patient"]) if found else None

    def asked(self, endpoint: str) -> list[Json]:
        """What reached an endpoint, `authorize` or `token`, so far."""
        answer = self._session.get(f"{self.url}/test/asked", timeout=TIMEOUT_SECONDS)
        asked: list[Json] = self._told(answer)[endpoint]
        return asked

    def _told(self, response: requests.Response) -> Json:
        assert response.ok, f"{response.status_code} {response.text[:2000]}"
        told: Json = response.json()
        return told


@contextmanager
def smart_server(folder: Path) -> Iterator[SmartServer]:
    """An authorization server until the block ends; its log is in the folder."""
    port = free_port()
    command = [sys.executable, "-m", "tests.support.smart_server", str(port)]
    path = "/fhir/.well-known/smart-configuration"
    environment = {"PYTHONPATH": str(ROOT), "AUTHLIB_INSECURE_TRANSPORT": "1"}
    with running(command, port, path, folder / "smart-server.log", environment):
        yield SmartServer(f"http://127.0.0.1:{port}")
