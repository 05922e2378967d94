"""All mistakes of a clients' file are told at once, of whatever kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.strict_yaml import FileError
from service.auth.clients import load_clients

WRONG = """\
clients:
  - name: north
    isuer: https://north.example
    site: example-privat
    jwks_url: https://north.example/keys
    fhir_servers: [https://north.example/r4]
  - name: north
    issuer: https://south.example
    jwks_file: none.json
    jwks_url: https://south.example/keys
    fhir_servers: [{base: "https://south.example/r4", budget_ms: 300, ca_file: ca.pem}]
"""


def test_a_wrong_key_of_one_client_hides_no_other_mistake(tmp_path: Path) -> None:
    path = tmp_path / "clients.yaml"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        load_clients(path)
    assert {str(each).partition("/clients.yaml:")[2] for each in refused.value.mistakes} == {
        "3: clients.0.isuer: this key is not known here; the nearest name is 'issuer'",
        "6: clients.0.fhir_servers.0: expected keys with values; known are base, private_address, ca_file",
        "11: clients.1.fhir_servers.0.budget_ms: this key is not known here; "
        "budget_ms is a key of the client, beside fhir_servers",
        "4: clients.0.site: there is no such file; the nearest name is 'example-private'",
        "7: clients.1: give either jwks_file or jwks_url",
        "7: clients.1.name: another client has this name",
        "9: clients.1.jwks_file: there is no such file",
        "11: clients.1.fhir_servers.0.ca_file: there is no such file",
    }
