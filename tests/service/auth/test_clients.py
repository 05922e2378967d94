"""The clients' file: a mistake is named with file, line and key, and each client has its own site."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from criteria.strict_yaml import FileError
from service.auth.clients import Client, load_clients
from service.ehr.fhir_server import FhirServer
from tests.support.ehr import Ehr, application, call, public_jwk, registered
from tests.support.fhir import Json
from tests.support.hook_calls import bare_order_select
from tests.support.running.process import free_port, running

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "deploy" / "clients.example.yaml"
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
    pytest.param("clients: north\n", "clients.yaml:1: clients: Input should be a valid tuple", id="no list"),
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
        "clients.yaml:3: clients.0.issuer: String should have at least 1 character",
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
        "clients.yaml:5: clients.0.algorithms.0: Input should be 'ES384', 'RS384'",
        id="an algorithm with a shared secret",
    ),
    pytest.param(
        GOOD + "    algorithms: [none]\n",
        "clients.yaml:5: clients.0.algorithms.0: Input should be 'ES384', 'RS384'",
        id="no algorithm",
    ),
    pytest.param(
        GOOD + "    algorithms: []\n",
        "clients.yaml:5: clients.0.algorithms: Tuple should have at least 1 item",
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
        "clients.yaml:5: clients.0.budget_ms: Input should be less than or equal to 5000",
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


def test_the_example_file_is_what_the_service_takes(tmp_path: Path) -> None:
    path = tmp_path / EXAMPLE.name
    path.write_bytes(EXAMPLE.read_bytes())
    for folder in ("keys", "sites"):
        (tmp_path / folder).mkdir()
    (tmp_path / "keys" / "south.jwks.json").write_bytes(SOUTH.jwks())
    for site in ("south", "clinic-17", "clinic-18"):
        (tmp_path / "sites" / f"{site}.yaml").write_text(f"site: {site}\n", encoding="utf-8")
    clients = load_clients(path)
    assert [client.tenant for client in clients] == [None, None, "clinic-17", "clinic-18"]
    application(tmp_path, require_token=True, clients=path)


@pytest.mark.parametrize("key", [*Client.model_fields, *FhirServer.model_fields])
def test_each_key_of_the_clients_file_is_documented(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs" / "connect-an-ehr.md").read_text(encoding="utf-8")


def test_the_commands_of_the_document_lead_to_the_first_card(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "connect-an-ehr.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text.partition("## Try it")[2], re.DOTALL)
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


# Side by side

CHILD: Json = {"resourceType": "Patient", "id": "someone", "birthDate": "2016-03-01"}


def state_of(criterion: str, answer: Any) -> str:
    """The outcome of one criterion on the only card."""
    (card,) = answer.json["cards"]
    listed = card["extension"]["com.criteria-cards.determination"]["criteria"]
    return next(str(found["outcome"]) for found in listed if found["id"] == criterion)


def test_each_client_is_answered_by_its_own_site(tmp_path: Path) -> None:
    for kind in ("private", "public"):
        (tmp_path / f"{kind}.yaml").write_text(f"site: {kind}\nprovider_type: {kind}\n", encoding="utf-8")
    cloud = [Ehr(name, "https://cloud.example", tenant=name) for name in ("private", "public")]
    client = application(
        tmp_path,
        registered(NORTH, tmp_path, site="private.yaml"),
        registered(SOUTH, tmp_path, site="public.yaml"),
        registered(Ehr("nowhere", "https://nowhere.example"), tmp_path),
        *(registered(tenant, tmp_path, site=f"{tenant.name}.yaml") for tenant in cloud),
    ).test_client()
    body = bare_order_select(prefetch={"patient": CHILD})
    states = {
        ehr.name: state_of("I", call(client, ehr.bearer(), body))
        for ehr in (NORTH, SOUTH, Ehr("nowhere", "https://nowhere.example"), *cloud)
    }
    assert states["north"] == states["private"] == "unknown"
    assert states["south"] == states["public"] == "not_applicable"
    assert states["nowhere"] == "unknown", "whose site does not say what the provider is"


def test_a_code_of_one_site_means_nothing_at_another(tmp_path: Path) -> None:
    score = {
        "resourceType": "Observation",
        "id": "score",
        "status": "final",
        "code": {"coding": [{"system": "https://north.example/codes", "code": "81001"}]},
        "subject": {"reference": "Patient/someone"},
        "effectiveDateTime": "2026-02-20",
        "performer": [{"reference": "Practitioner/lpha"}],
        "valueInteger": 20,
    }
    (tmp_path / "north.yaml").write_text(
        "site: north\nprovider_type: private\ncodes:\n  calocus-composite:\n"
        '    - {system: "https://north.example/codes", code: "81001"}\n',
        encoding="utf-8",
    )
    (tmp_path / "south.yaml").write_text("site: south\nprovider_type: private\n", encoding="utf-8")
    client = application(
        tmp_path,
        registered(NORTH, tmp_path, site="north.yaml"),
        registered(SOUTH, tmp_path, site="south.yaml"),
    ).test_client()
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": score}]}
    body = bare_order_select(prefetch={"patient": CHILD, "observations": bundle})
    assert state_of("I", call(client, NORTH.bearer(), body)) == "met"
    assert state_of("I", call(client, SOUTH.bearer(), body)) == "unknown"
