"""The clients' file: a mistake is named with file, line and key, and each client has its own site."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from criteria.strict_yaml import FileError
from service.auth.clients import Client, load_clients
from service.ehr.fhir_server import FhirServer
from tests.support.ehr import Ehr, application, public_jwk, registered
from tests.support.fhir import Json

ROOT = Path(__file__).parents[3]
NORTH = Ehr("north", "https://north.example")
SOUTH = Ehr("south", "https://south.example", algorithm="RS384")
GOOD = """\
clients:
  - name: north
    issuer: https://north.example
    jwks_file: keys.json
"""


def in_folder(folder: Path, text: str) -> Path:
    """The text as a clients' file beside a key file."""
    (folder / "keys.json").write_bytes(NORTH.jwks())
    path = folder / "clients.yaml"
    path.write_text(text, encoding="utf-8")
    return path


MISTAKES = [
    pytest.param("clients: north\n", "clients.yaml:1: clients: expected a list: ", id="no list"),
    pytest.param("", "clients.yaml:1: clients: this key is required", id="nothing at all"),
    pytest.param(
        GOOD + "    tenants: a\n",
        "clients.yaml:5: clients.0.tenants: this key is not known here; the nearest name is 'tenant'",
        id="a key it does not know",
    ),
    pytest.param(
        GOOD + "    issuer: https://other.example\n",
        "clients.yaml:5: clients.0.issuer: the key stands here twice",
        id="a key that stands twice",
    ),
    pytest.param(
        GOOD.replace("    issuer: https://north.example\n", ""),
        "clients.yaml:2: clients.0.issuer: this key is required",
        id="no issuer",
    ),
    pytest.param(
        GOOD.replace("https://north.example", '""'),
        "clients.yaml:3: clients.0.issuer: expected a text, got an empty one",
        id="an empty issuer",
    ),
    pytest.param(
        GOOD + "    jwks_url: https://north.example/jwks.json\n",
        "clients.yaml:2: clients.0: give either jwks_file or jwks_url",
        id="two places for the keys",
    ),
    pytest.param(
        GOOD.replace("    jwks_file: keys.json\n", ""),
        "clients.yaml:2: clients.0: give either jwks_file or jwks_url",
        id="no place for the keys",
    ),
    pytest.param(
        GOOD.replace("jwks_file: keys.json", "jwks_url: http://north.example/jwks.json"),
        "clients.yaml:2: clients.0: expected an https jwks_url: whoever can change the keys can sign",
        id="keys that come without TLS",
    ),
    pytest.param(
        GOOD.replace("name: north", "name: request-bench"),
        "clients.yaml:2: clients.0.name: the console calls its request bench so",
        id="the name of the console's own client",
    ),
    pytest.param(
        GOOD.replace("keys.json", "key.json"),
        "clients.yaml:4: clients.0.jwks_file: there is no such file; the nearest name is 'keys.json'",
        id="a key file that is not there",
    ),
    pytest.param(
        GOOD.replace("keys.json", "clients.yaml"),
        "clients.yaml:4: clients.0.jwks_file: Expecting value: line 1 column 1 (char 0)",
        id="a key file that is no JSON",
    ),
    pytest.param(
        GOOD + "    algorithms: [HS256]\n",
        "clients.yaml:5: clients.0.algorithms.0: expected 'ES384', 'RS384'",
        id="an algorithm with a shared secret",
    ),
    pytest.param(
        GOOD + "    algorithms: [none]\n",
        "clients.yaml:5: clients.0.algorithms.0: expected 'ES384', 'RS384'",
        id="no algorithm",
    ),
    pytest.param(
        GOOD + "    algorithms: []\n",
        "clients.yaml:5: clients.0.algorithms: expected 1 or more of them, got 0",
        id="an empty list of algorithms",
    ),
    pytest.param(
        GOOD + "    site: example-privat\n",
        "clients.yaml:5: clients.0.site: there is no such file; the nearest name is 'example-private'",
        id="a site that is not there",
    ),
    pytest.param(
        GOOD + "    fhir_servers:\n      - base: https://fhir.example\n        private_adress: true\n",
        "clients.yaml:7: clients.0.fhir_servers.0.private_adress: this key is not known here; "
        "the nearest name is 'private_address'",
        id="a key of a FHIR server that it does not know",
    ),
    pytest.param(
        GOOD + "    fhir_servers:\n      - base: http://fhir.example\n",
        "clients.yaml:6: clients.0.fhir_servers.0: expected https; only a private_address may do without",
        id="a public FHIR server without TLS",
    ),
    pytest.param(
        GOOD + "    fhir_servers:\n      - base: https://user:word@fhir.example\n",
        "clients.yaml:6: clients.0.fhir_servers.0: give the base URL alone, without a user",
        id="a FHIR server with a password",
    ),
    pytest.param(
        GOOD + "    fhir_servers:\n      - base: https://fhir.example\n        ca_file: ca.pem\n",
        "clients.yaml:7: clients.0.fhir_servers.0.ca_file: there is no such file",
        id="authorities of a FHIR server that are not there",
    ),
    pytest.param(
        GOOD + "    fhir_servers:\n      - base: https://fhir.example\n        ca_file: keys.json\n",
        "clients.yaml:7: clients.0.fhir_servers.0.ca_file: expected certificates in PEM form",
        id="authorities that are no certificates",
    ),
    pytest.param(
        GOOD
        + "    fhir_servers:\n      - base: http://fhir.internal\n        private_address: true\n"
        + "        ca_file: keys.json\n",
        "clients.yaml:6: clients.0.fhir_servers.0: a ca_file is for https alone",
        id="authorities of a FHIR server without TLS",
    ),
    pytest.param(
        GOOD + "    budget_ms: 60000\n",
        "clients.yaml:5: clients.0.budget_ms: expected a number of 5000 or less, got '60000'",
        id="a budget no clinician would wait for",
    ),
    pytest.param(
        GOOD + GOOD.replace("clients:\n", "").replace("https://north", "https://other"),
        "clients.yaml:5: clients.1.name: another client has this name",
        id="two clients of one name",
    ),
    pytest.param(
        GOOD + GOOD.replace("clients:\n", "").replace("name: north", "name: copy"),
        "clients.yaml:5: clients.1: north has the same issuer and tenant",
        id="two clients of one issuer",
    ),
    pytest.param(
        GOOD
        + "    tenant: a\n"
        + GOOD.replace("clients:\n", "").replace("name: north", "name: copy")
        + "    tenant: a\n",
        "clients.yaml:6: clients.1: north has the same issuer and tenant",
        id="two clients of one issuer and tenant",
    ),
]


@pytest.mark.parametrize(("text", "problem"), MISTAKES)
def test_a_mistake_is_named_with_its_line(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=f"^{tmp_path.name}/{re.escape(problem)}"):
        load_clients(in_folder(tmp_path, text))


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        pytest.param([], "this is no JWK set with an EC or RSA key that has a kid", id="no key"),
        pytest.param(
            [{"kty": "oct", "kid": "a", "k": "c2VjcmV0"}], "this is no JWK set", id="a shared secret"
        ),
        pytest.param([public_jwk(NORTH.key, "")], "this is no JWK set", id="a key with an empty kid"),
        pytest.param(
            [public_jwk(NORTH.key, "a", d="AQAB")],
            "this holds a private key; give the public keys alone",
            id="a private key",
        ),
        pytest.param(
            [public_jwk(NORTH.key, "a", use="enc")], "this is no JWK set", id="a key for encryption"
        ),
    ],
)
def test_a_key_file_without_a_public_signature_key_is_refused(
    keys: list[Json], problem: str, tmp_path: Path
) -> None:
    path = in_folder(tmp_path, GOOD)
    (tmp_path / "keys.json").write_text(json.dumps({"keys": keys}), encoding="utf-8")
    with pytest.raises(FileError, match=problem):
        load_clients(path)


def test_the_service_does_not_start_with_a_wrong_site_file(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("site: broken\nprovider_type: privat\n", encoding="utf-8")
    with pytest.raises(FileError, match=rf"^{tmp_path.name}/broken\.yaml:2: provider_type: "):
        application(tmp_path, registered(NORTH, tmp_path, site="broken.yaml"))


def test_paths_are_relative_to_the_clients_file(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("site: here\n", encoding="utf-8")
    (client,) = load_clients(in_folder(tmp_path, GOOD + "    site: site.yaml\n"))
    assert client.jwks_file == tmp_path / "keys.json"
    assert client.site == str(tmp_path / "site.yaml")


def test_a_site_of_the_project_goes_by_its_name(tmp_path: Path) -> None:
    (client,) = load_clients(in_folder(tmp_path, GOOD + "    site: example-private\n"))
    assert client.site == "example-private"


def test_what_is_not_said_has_the_safe_default(tmp_path: Path) -> None:
    (client,) = load_clients(in_folder(tmp_path, GOOD))
    assert client.algorithms == ("ES384", "RS384")
    assert (client.audiences, client.fhir_servers) == ((), ())
    assert client.budget_ms == 350


@pytest.mark.parametrize("base", ["https://fhir.example/r4?tenant=a", "https://fhir.example/r4#here"])
def test_a_base_url_is_only_that(base: str) -> None:
    with pytest.raises(ValidationError, match="give the base URL alone"):
        FhirServer.model_validate({"base": base})


@pytest.mark.parametrize("url", ["http://localhost:8080/jwks", "http://127.0.0.1/jwks", "http://[::1]/jwks"])
def test_keys_of_this_machine_need_no_tls(url: str) -> None:
    assert Client.model_validate({"name": "north", "issuer": "i", "jwks_url": url}).jwks_url
