"""`criteria-cards preview` serves a policy of an author's folder alone, with the page of its cases."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from criteria.load import POLICIES
from tests.support.running.client import Connection
from tests.support.running.process import free_port, running
from tests.support.running.service import COMMAND
from tests.support.running.waiting import PATIENCE

H0024 = "va-medicaid-h0024-peer-support"
IN_THE_BACKGROUND = ["bash", "-c", 'trap "" INT; exec "$@"', "bash"]
"""As the shell of a script starts it after `&`: Ctrl-C is ignored."""


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM], ids=lambda by: by.name)
@pytest.mark.parametrize("start", [[], IN_THE_BACKGROUND], ids=["in a terminal", "in the background"])
def test_an_author_looks_at_a_policy_and_ends_it(
    tmp_path: Path, start: list[str], by: signal.Signals
) -> None:
    folder, port, data = tmp_path / H0024, free_port(), tmp_path / "temporary"
    shutil.copytree(POLICIES / H0024, folder)
    data.mkdir()
    command = [*start, str(COMMAND), "preview", str(folder), "--port", str(port)]
    log = tmp_path / "preview.log"
    with running(command, port, f"/console/cases/{H0024}", log, {"TMPDIR": str(data)}) as process:
        with Connection(port) as connection:
            served = connection.get("/policies").body.decode()
        assert H0024 in served
        assert "sc-medicaid" not in served
        process.send_signal(by)
        assert process.wait(PATIENCE) == 0
    assert not list(data.iterdir())
    assert f"http://127.0.0.1:{port}/console/cases/{H0024}" in log.read_text(encoding="utf-8")
