"""`criteria-cards token` and `check-token`: what is signed is taken, and what is refused is told why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from service.cli.main import main

ISS, AUD = "https://ehr.example", "http://127.0.0.1:5000/cds-services/criteria-order-select"


class Signed(NamedTuple):
    """A token, the key that signed it, and the public half as it is registered."""

    token: str
    key: Path
    jwks: Path


def sign(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["token", "--iss", ISS, "--aud", AUD, *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(params=["ES384", "RS384"])
def signed(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Signed:
    """A token by a new key."""
    key = tmp_path / "ehr.jwk"
    made = sign(capsys, "--new-key", str(key), "--alg", request.param)
    jwks = tmp_path / "public.json"
    jwks.write_text(json.dumps(made["jwks"]), encoding="utf-8")
    return Signed(made["token"], key, jwks)


def check(capsys: pytest.CaptureFixture[str], token: str, jwks: Path, *arguments: str) -> tuple[int, Any]:
    status = main(["check-token", token, "--jwks", str(jwks), "--iss", ISS, *arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_token_is_taken_as_often_as_it_is_checked(
    signed: Signed, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        status, told = check(capsys, signed.token, signed.jwks)
        assert (status, told["taken"], told["client"]) == (0, True, "given")


def test_a_key_is_kept_for_its_user_alone_and_not_written_over(
    signed: Signed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signed.key.stat().st_mode & 0o777 == 0o600
    assert "d" in json.loads(signed.key.read_text())
    assert "d" not in json.loads(signed.jwks.read_text())["keys"][0]
    assert main(["token", "--iss", ISS, "--aud", AUD, "--new-key", str(signed.key)]) == 2
    assert "File exists" in capsys.readouterr().err


def test_a_saved_key_signs_again_with_its_kid(signed: Signed, capsys: pytest.CaptureFixture[str]) -> None:
    again = sign(capsys, "--key", str(signed.key))
    assert check(capsys, again["token"], signed.jwks)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        pytest.param(["--aud", f"{AUD}/"], "it is for another service", id="for another URL"),
        pytest.param(["--seconds", "-60"], "it has ended", id="ended"),
        pytest.param(["--seconds", "3600"], "it lives longer than 15 minutes", id="for an hour"),
        pytest.param(["--iss", "https://other.example"], "this issuer is not registered", id="a stranger's"),
        pytest.param(["--kid", "another"], "the client has no key of this kid", id="another kid"),
    ],
)
def test_why_a_token_is_refused_is_told(
    signed: Signed, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    token = sign(capsys, "--key", str(signed.key), *arguments)["token"]
    status, told = check(capsys, token, signed.jwks)
    assert (status, told["taken"]) == (1, False)
    assert told["why"].startswith(why)


def test_the_audience_that_was_sent_and_the_one_expected_stand_together(
    signed: Signed, capsys: pytest.CaptureFixture[str]
) -> None:
    token = sign(capsys, "--key", str(signed.key), "--aud", "https://x.example")["token"]
    assert main(["check-token", token, "--jwks", str(signed.jwks), "--iss", ISS]) == 1
    out = capsys.readouterr().out
    assert "aud sent      https://x.example" in out
    assert f"aud expected  {AUD}" in out


def test_a_token_forged_with_another_key_is_refused(
    signed: Signed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = sign(capsys, "--new-key", str(tmp_path / "other.jwk"))["token"]
    status, told = check(capsys, forged, signed.jwks)
    assert status == 1
    assert "signature" in told["why"] or "no key of this kid" in told["why"]


def test_clients_of_a_file_are_those_that_may_call(
    signed: Signed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clients = tmp_path / "clients.yaml"
    entry = {"name": "clinic", "issuer": ISS, "jwks_file": str(signed.jwks)}
    clients.write_text(yaml.safe_dump({"clients": [entry]}), encoding="utf-8")
    assert main(["check-token", f"Bearer {signed.token}", "--clients", str(clients)]) == 0
    assert capsys.readouterr().out.startswith("taken as a token of clinic")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["token", "--iss", ISS, "--aud", AUD], "give --key or --new-key", id="no key"),
        pytest.param(["check-token", "x"], "no client is registered here", id="no client"),
        pytest.param(["check-token", "x", "--jwks", "y"], "--jwks needs --iss", id="no issuer"),
    ],
)
def test_what_is_lacking_is_said(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_no_key_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "key.pem"
    path.write_text("no key", encoding="utf-8")
    assert main(["token", "--iss", ISS, "--aud", AUD, "--key", str(path)]) == 2
    assert "key.pem: this is no private key" in capsys.readouterr().err
