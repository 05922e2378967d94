"""`criteria-cards preview` serves a policy of an author's folder alone, with the page of its cases."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

from criteria.load import POLICIES
from tests.support.running.client import Connection
from tests.support.running.process import free_port, running
from tests.support.running.service import COMMAND

H0024 = "va-medicaid-h0024-peer-support"


def test_an_author_looks_at_a_policy_and_ends_it(tmp_path: Path) -> None:
    folder, port = tmp_path / H0024, free_port()
    shutil.copytree(POLICIES / H0024, folder)
    command = [str(COMMAND), "preview", str(folder), "--port", str(port)]
    log = tmp_path / "preview.log"
    with running(command, port, f"/console/cases/{H0024}", log) as process:
        with Connection(port) as connection:
            served = connection.get("/policies").body.decode()
        assert H0024 in served
        assert "sc-medicaid" not in served
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
    assert f"http://127.0.0.1:{port}/console/cases/{H0024}" in log.read_text(encoding="utf-8")
