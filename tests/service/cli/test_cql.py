"""`criteria-cards cql`: the CQL of a policy, printed or in files with what carries it."""

from __future__ import annotations

import json
import shutil
from base64 import b64decode
from pathlib import Path

import pytest

from criteria.load import POLICIES
from service.cli.main import main

POLICY = "va-medicaid-h0024-peer-support"
NAME = "VaMedicaidH0024PeerSupport"


def test_the_cql_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cql", POLICY]) == 0
    assert f"library {NAME} version '" in capsys.readouterr().out


def test_three_files_are_written_which_say_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    assert main(["cql", POLICY, "--out", str(out)]) == 0
    assert capsys.readouterr().out.startswith(f"3 files in {out}: ")
    library = json.loads((out / f"Library-{NAME}.json").read_text("utf-8"))
    plan = json.loads((out / f"PlanDefinition-{POLICY}.json").read_text("utf-8"))
    assert b64decode(library["content"][0]["data"]) == (out / f"{NAME}.cql").read_bytes()
    assert plan["library"] == [f"{library['url']}|{library['version']}"]


def test_a_folder_that_lies_anywhere_is_written_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "md-pmhs-h0018-residential-crisis"
    shutil.copytree(POLICIES / folder.name, folder)
    said = (folder / "policy.yaml").read_text(encoding="utf-8")
    (folder / "policy.yaml").write_text(said.replace("version: 1.0.0", "version: 9.9.9"), encoding="utf-8")
    assert main(["cql", str(folder)]) == 0
    assert "version '9.9.9'" in capsys.readouterr().out


def test_a_policy_that_there_is_not_is_refused_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["cql", "va-medicaid-h0024-peer-suport"]) == 2
    assert f"the nearest name is '{POLICY}'" in capsys.readouterr().err
