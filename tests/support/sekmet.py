"""A FHIR R4 server that is not ours (sekmet-fhir), in a process of its own: token, searches, pages.

It pages by 20, and ignores `patient` on Goal and QuestionnaireResponse, so
that other patients' resources come back too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.support.fhir import Json
from tests.support.running.process import free_port, running

_SETTINGS = """\
host: 127.0.0.1
port: {port}
base_url: http://127.0.0.1:{port}/fhir
db_path: ":memory:"
data_dir: {folder}
log_inbound: false
simulator: {{enabled: false}}
server_auth: {{types: [bearer], tokens: [{token}]}}
"""


@contextmanager
def sekmet(folder: Path, token: str, resources: Sequence[Json]) -> Iterator[str]:
    """The base URL of a server that holds some resources and asks for a token, until the block ends."""
    port = free_port()
    settings = folder / "settings.yaml"
    settings.write_text(_SETTINGS.format(port=port, folder=folder, token=token), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("sekmet")), "serve", "-c", str(settings)]
    with running(command, port, "/fhir/metadata", folder / "log"):
        url = f"http://127.0.0.1:{port}/fhir"
        _load(url, token, resources)
        yield url


def _load(url: str, token: str, resources: Sequence[Json]) -> None:
    entries = [
        {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
        for each in resources
    ]
    transaction = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    response = requests.post(url, json=transaction, headers={"Authorization": f"Bearer {token}"}, timeout=30)
    assert response.status_code == 200, response.text
