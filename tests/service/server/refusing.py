"""What a service says that refuses to start."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.running.client import HOST
from tests.support.running.process import free_port
from tests.support.running.service import COMMAND
from tests.support.running.waiting import PATIENCE


def refused(
    folder: Path, settings: Mapping[str, str] | None = None, arguments: tuple[str, ...] = ()
) -> list[str]:
    """What a service says that does not start; its last lines, of which one tells the mistake."""
    given = {"REQUIRE_TOKEN": "false", "DATA": str(folder / "data"), **(settings or {})}
    ended = subprocess.run(
        [str(COMMAND), "serve", "--host", HOST, "--port", str(free_port()), *arguments],
        env={**os.environ, **{f"CRITERIA_CARDS_{name}": value for name, value in given.items()}},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    return ended.stderr.splitlines()
