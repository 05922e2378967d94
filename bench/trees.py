"""A checkout of this project, of this layout or an older one, and how its programs are run."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
_SETTINGS = {
    "CRITERIA_CARDS_SITE": "example-private",
    "CRITERIA_CARDS_ALLOW_AS_OF": "true",
    "CRITERIA_CARDS_REQUIRE_TOKEN": "false",
    "DATABASE_URL": "",
    "MALLOC_ARENA_MAX": "1",  # as `make run` and the image have it
}


class Tree(NamedTuple):
    """A checkout and the interpreter that runs it."""

    root: Path
    python: str

    @property
    def command(self) -> tuple[str, ...]:
        """The console command, as the tree's own pyproject.toml declares it."""
        declared = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        module, _, name = declared["project"]["scripts"]["criteria-cards"].partition(":")
        return self.python, "-P", "-c", f"import sys; from {module} import {name}; sys.exit({name}())"

    def environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        """This process's environment with the tree's modules first, and with our settings alone."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CRITERIA_CARDS_")}
        return {**kept, **_SETTINGS, "PYTHONPATH": str(self.root), **settings}


OURS = Tree(ROOT, sys.executable)


def tree_at(folder: Path) -> Tree:
    """The checkout in a folder, with its own interpreter where it has one.

    Raises:
        RuntimeError: when the folder holds no checkout.
    """
    root = folder.resolve()
    if not (root / "service").is_dir() or not (root / "pyproject.toml").is_file():
        raise RuntimeError(f"{folder} is no checkout of this project")
    own = root / ".venv" / "bin" / "python"
    return Tree(root, str(own) if own.exists() else sys.executable)
