"""`criteria-cards fire` against services that run, ours and a stranger's: what it sends, shows, refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

from service.auth.signing import new_key, private_jwk, public_jwk
from service.cli.main import main
from tests.support.fhir_server import FhirDouble
from tests.support.hook_calls import adult
from tests.support.running.service import Served, served

CHILD = ("--sample", "child-admission", "--order", "H2017")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Our service, without tokens."""
    with served(tmp_path_factory.mktemp("fire"), {}, ("--workers", "1")) as running:
        yield running


def fire(capsys: pytest.CaptureFixture[str], url: str, *arguments: str, status: int = 0) -> Any:
    assert main(["fire", url, *arguments, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def test_without_a_patient_the_services_are_listed(
    service: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fire", service.url]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in listed[:3]] == [
        *("criteria-order-select", "criteria-order-sign", "criteria-patient-view")
    ]


def test_an_order_for_a_shipped_patient_gets_its_card(
    service: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    told = fire(capsys, service.url, *CHILD)
    assert told["status"] == 200
    assert told["broken"] == []
    assert [card["summary"].partition(":")[0] for card in told["cards"]] == ["H2017 PRS child admission"]
    assert {each["key"] for each in told["prefetch"]} >= {"patient", "conditions", "observations", "goals"}


def test_what_came_is_shown_as_text(service: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fire", service.url, *CHILD, "--feedback", "overridden"]) == 0
    out = capsys.readouterr().out
    for said in (
        "200 in ",
        "H2017 PRS child admission",
        "conditions: 1 from Condition?",
        "0 not",
        "Feedback: 200",
    ):
        assert said in out
    assert "\x1b" not in out


@pytest.mark.parametrize(
    ("option", "gap"),
    [
        pytest.param("--left-out", "the EHR did not send this", id="left out"),
        pytest.param("--error", "the EHR says that it withheld some of this", id="an OperationOutcome"),
        pytest.param("--first-page", "the EHR sent only the first page", id="the first page"),
    ],
)
def test_a_key_in_another_position_is_told_on_the_card(
    service: Served, capsys: pytest.CaptureFixture[str], option: str, gap: str
) -> None:
    told = fire(capsys, service.url, *CHILD, option, "conditions")
    [card] = told["cards"]
    gaps = card["extension"]["com.criteria-cards.determination"]["gaps"]
    assert {"reference": "prefetch/conditions", "problem": gap} in gaps


def test_null_says_that_there_is_nothing(service: Served, capsys: pytest.CaptureFixture[str]) -> None:
    [card] = fire(capsys, service.url, *CHILD, "--null", "conditions")["cards"]
    assert "prefetch/conditions" not in json.dumps(card)
    assert "Missing: " in card["summary"]


@pytest.mark.parametrize("hook", ["order-select", "order-sign", "patient-view"])
def test_each_hook_is_fired(service: Served, capsys: pytest.CaptureFixture[str], hook: str) -> None:
    order = ("--order", "H2017") if hook != "patient-view" else ()
    told = fire(capsys, service.url, "--hook", hook, "--sample", "adult-continued-stay", *order)
    assert told["status"] == 200
    assert told["cards"]


def test_a_patient_of_a_fhir_server_is_asked_for_there(
    service: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    with FhirDouble(*adult()) as server:
        told = fire(
            capsys,
            service.url,
            "--fhir-server",
            server.url,
            "--patient",
            "p1",
            "--order",
            "H2017",
            "--on",
            "2026-03-01",
        )
    assert {each["status"] for each in told["prefetch"]} == {200}
    assert told["cards"][0]["summary"].startswith("H2017 PRS adult admission: ")


def test_a_saved_request_is_sent_again(
    service: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = fire(capsys, service.url, *CHILD, "--save", str(tmp_path / "kept"))
    assert {each.name for each in (tmp_path / "kept").iterdir()} == {
        *("request.json", "response.json", "recipe.json")
    }
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o700
    again = fire(capsys, service.url, "--again", str(tmp_path / "kept"))
    assert [card["summary"] for card in again["cards"]] == [card["summary"] for card in first["cards"]]


def test_a_refused_call_is_told_with_the_field(
    service: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context = tmp_path / "context.json"
    context.write_text('{"userId": "nobody"}', encoding="utf-8")
    told = fire(capsys, service.url, *CHILD, "--context", str(context), status=1)
    assert told["status"] == 400
    assert told["refusal"]["said"][0]["name"] == "context.userId"


@pytest.mark.parametrize(
    ("kind", "status"),
    [("signed", 0), ("none", 1), ("unsigned", 1), ("wrong-audience", 1), ("expired", 1), ("unknown-key", 1)],
)
def test_tokens_are_taken_or_refused(
    signing: tuple[Served, Path], capsys: pytest.CaptureFixture[str], kind: str, status: int
) -> None:
    service, key = signing
    signed = ("--key", str(key), "--iss", "https://ehr.example", "--token-kind", kind)
    told = fire(capsys, service.url, *CHILD, *signed, status=status)
    assert told["status"] == (200 if status == 0 else 401)


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Path]]:
    """Our service with a registered client, and that client's key."""
    folder = tmp_path_factory.mktemp("signing")
    key, jwks, clients = (folder / name for name in ("ehr.jwk", "jwks.json", "clients.yaml"))
    made = new_key("ES384")
    key.write_text(json.dumps(private_jwk(made, "k1")), encoding="utf-8")
    jwks.write_text(json.dumps({"keys": [public_jwk(made, "k1")]}), encoding="utf-8")
    entry = {
        "name": "ehr",
        "issuer": "https://ehr.example",
        "jwks_file": str(jwks),
        "site": "example-private",
    }
    clients.write_text(yaml.safe_dump({"clients": [entry]}), encoding="utf-8")
    settings = {"REQUIRE_TOKEN": "true", "CLIENTS": str(clients), "REPLAY_STORE_DOWN": "answer"}
    with served(folder, settings, ("--workers", "1")) as running:
        yield running, key


class _Stranger(BaseHTTPRequestHandler):
    """A CDS service of somebody else, which does not keep the specification."""

    def do_GET(self) -> None:
        prefetch = {"patient": "Patient/{{context.patientId}}", "strange": "Basic?code={{context.nothing}}"}
        self._answer(
            {"services": [{"hook": "patient-view", "id": "other", "description": "x", "prefetch": prefetch}]}
        )

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        card = {"summary": "x" * 140, "indicator": "hard-stop", "source": {"label": "Other"}, "links": []}
        self._answer({"cards": [card]})

    def _answer(self, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@contextmanager
def stranger() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Stranger) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/cds-services"
        server.shutdown()


def test_a_strangers_service_is_called_and_held_to_the_specification(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with stranger() as url:
        told = fire(capsys, url, "--hook", "patient-view", "--sample", "child-admission", status=1)
    assert {each["rule"] for each in told["broken"]} == {"summary", "indicator", "nothing-empty"}
    filled = {each["key"]: each for each in told["prefetch"]}
    assert filled["strange"]["reason"] == "the context has nothing for {{context.nothing}}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["http://127.0.0.1:9"], "cannot be reached", id="nobody there"),
        pytest.param(["nowhere"], "is no URL", id="no URL"),
    ],
)
def test_who_cannot_be_called_is_named(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["fire", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["--sample", "x"], "the patients are adult-admission", id="no such patient"),
        pytest.param([*CHILD, "--service", "x"], "there is no service x", id="no such service"),
        pytest.param([*CHILD, "--hook", "x"], "there is no service for x", id="no such hook"),
        pytest.param(["--fhir-server", "http://127.0.0.1:9"], "needs --patient", id="no patient named"),
        pytest.param([*CHILD, "--key", "x"], "--key needs --iss", id="no issuer"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    service: Served, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["fire", service.url, *arguments]) == 2
    assert said in capsys.readouterr().err
