"""The example and the document of the clients file: what they say works."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from service.auth.clients import Client, load_clients
from service.auth.smart_app import SmartApp
from service.ehr.fhir_server import FhirServer
from tests.service.auth.test_clients import ROOT, SOUTH
from tests.support.ehr import application
from tests.support.running.process import free_port, running

EXAMPLE = ROOT / "deploy" / "clients.example.yaml"


def test_the_example_file_is_what_the_service_takes(tmp_path: Path) -> None:
    path = tmp_path / EXAMPLE.name
    path.write_bytes(EXAMPLE.read_bytes())
    for folder in ("keys", "sites"):
        (tmp_path / folder).mkdir()
    (tmp_path / "keys" / "south.jwks.json").write_bytes(SOUTH.jwks())
    (tmp_path / "keys" / "north.pem").write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    for site in ("south", "clinic-17", "clinic-18"):
        (tmp_path / "sites" / f"{site}.yaml").write_text(f"site: {site}\n", encoding="utf-8")
    clients = load_clients(path)
    assert [client.tenant for client in clients] == [None, None, "clinic-17", "clinic-18"]
    application(tmp_path, require_token=True, clients=path)


@pytest.mark.parametrize("key", [*Client.model_fields, *FhirServer.model_fields, *SmartApp.model_fields])
def test_each_key_of_the_clients_file_is_documented(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs" / "connect-an-ehr.md").read_text(encoding="utf-8")


def test_the_commands_of_the_document_lead_to_the_first_card(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "connect-an-ehr.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", text.partition("## Try it")[2], re.DOTALL)
    (serve,) = [block for block in blocks if "criteria-cards serve" in block]
    before, after = blocks[: blocks.index(serve)], blocks[blocks.index(serve) + 1 :]
    port = free_port()
    here = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def run(block: str) -> str:
        script = "set -eu\n" + block.replace(":5000", f":{port}")
        return subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=here, capture_output=True, check=True, text=True
        ).stdout

    for block in before:
        run(block)
    command = ["bash", "-c", serve.strip() + f" --port {port}"]
    own = here | {"CRITERIA_CARDS_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with running(command, port, "/cds-services", tmp_path / "log", own):
        said = "".join(run(block) for block in after)
    assert '"summary":"H2017 PRS adult admission' in said
    assert said.endswith("\n401\n")
    assert '"check": "it was used before"' in (tmp_path / "log").read_text(encoding="utf-8")
