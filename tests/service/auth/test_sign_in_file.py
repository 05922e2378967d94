"""The file of the console's sign-in: what it takes, and what it refuses at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from criteria.strict_yaml import FileError
from service.auth.sign_in_file import load_sign_in

RIGHT = {"issuer": "https://login.example", "client_id": "console"}
EXAMPLE = Path(__file__).parents[3] / "deploy" / "sign-in.example.yaml"


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "sign-in.yaml"
    path.write_text(yaml.safe_dump({**RIGHT, **changes}), encoding="utf-8")
    return path


@pytest.mark.parametrize("issuer", ["https://login.example", "https://login.example/realms/staff"])
def test_an_issuer_is_written_as_its_tokens_write_it(issuer: str, tmp_path: Path) -> None:
    assert load_sign_in(written(tmp_path, issuer=issuer)).iss == issuer


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"issuer": "http://login.example"}, "expected https", id="without TLS"),
        pytest.param({"claim": "groups"}, "give claim and value", id="a claim without a value"),
        pytest.param({"value": "staff"}, "give claim and value", id="a value without a claim"),
        pytest.param({"client": "console"}, "client_id", id="a key that is none"),
        pytest.param({"secret_file": "none"}, "there is no file", id="a secret that is not there"),
    ],
)
def test_a_file_is_refused(changes: dict[str, Any], problem: str, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=problem):
        load_sign_in(written(tmp_path, **changes))


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n", encoding="ascii")
    with pytest.raises(FileError, match="one line"):
        load_sign_in(written(tmp_path, secret_file="secret"))


def test_the_example_that_comes_along_is_right_but_for_its_secret(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "console.secret").write_text("word", encoding="ascii")
    (tmp_path / "sign-in.yaml").write_text(text, encoding="utf-8")
    found = load_sign_in(tmp_path / "sign-in.yaml")
    assert (found.claim, found.value) == ("groups", "criteria-cards")
