"""A FHIR server that runs, whoever's it is: loaded and read over HTTP, past its gate."""

from __future__ import annotations

from collections.abc import Sequence

import requests

from tests.support.fhir import Json
from tests.support.fhir_stores.gate import Gate

TIMEOUT_SECONDS = 60
_JSON = "application/fhir+json"


class FhirStore:
    """A FHIR server: the gate that clients come through, and what a test does behind their backs."""

    def __init__(self, gate: Gate, name: str) -> None:
        self.gate = gate
        self.name = name
        self._session = requests.Session()
        self._session.headers.update({"Accept": _JSON, "Content-Type": _JSON})

    @property
    def url(self) -> str:
        """Its base URL, as clients know it."""
        return self.gate.url

    def load(self, resources: Sequence[Json]) -> None:
        """Put resources under ids of the test's choice, all or none."""
        entries = [
            {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
            for each in resources
        ]
        self.transact({"resourceType": "Bundle", "type": "transaction", "entry": entries})

    def transact(self, bundle: Json) -> Json:
        """The answer to a transaction, which has to succeed."""
        return self._json(self._session.post(self.gate.behind, json=bundle, timeout=TIMEOUT_SECONDS))

    def put(self, resource: Json) -> Json:
        """Put one resource under its id."""
        target = f"{self.gate.behind}/{resource['resourceType']}/{resource['id']}"
        return self._json(self._session.put(target, json=resource, timeout=TIMEOUT_SECONDS))

    def read(self, reference: str) -> Json:
        """One resource, such as `Observation/12`."""
        return self._json(self._session.get(f"{self.gate.behind}/{reference}", timeout=TIMEOUT_SECONDS))

    def found(self, kind: str, **parameters: str) -> list[Json]:
        """Every resource of a type that a search finds, over all pages."""
        page = self._json(
            self._session.get(f"{self.gate.behind}/{kind}", params=parameters, timeout=TIMEOUT_SECONDS)
        )
        found: list[Json] = []
        while True:
            found += [entry["resource"] for entry in page.get("entry", ())]
            following = next((link["url"] for link in page.get("link", ()) if link["relation"] == "next"), "")
            if not following:
                return found
            behind = following.replace(self.gate.url, self.gate.behind)
            page = self._json(self._session.get(behind, timeout=TIMEOUT_SECONDS))

    def close(self) -> None:
        """Let its connections go."""
        self._session.close()

    def _json(self, response: requests.Response) -> Json:
        assert response.ok, f"{self.name}: {response.status_code} {response.text[:2000]}"
        found: Json = response.json()
        return found
