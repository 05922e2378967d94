"""Make small changes of the pure rooms, one at a time; name those that the tests of the room do not notice.

The sample follows the seed and the code. A change that no test can notice is
listed in `excused.yaml` with the reason. 1 where any other one is unnoticed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory
from typing import NamedTuple

import yaml

from tests.mutants.changes import Change, changes
from tests.support.say import say

ROOT = Path(__file__).parents[2]
EXCUSED = Path(__file__).with_name("excused.yaml")
ROOMS: Mapping[str, Sequence[str]] = {
    "criteria": ("tests/criteria",),
    "mappings": ("tests/mappings",),
    "cds_cards": ("tests/cds_cards",),
    "service/review": ("tests/service/review",),
}
"""The pure rooms, each with its own tests."""

MAX_SECONDS = 900
"""A change that keeps its room's tests from ending in that time was noticed."""


class Mutant(NamedTuple):
    """A change of a module, which one of the tests of its room should notice."""

    room: str
    path: str
    change: Change

    @property
    def key(self) -> str:
        """What it is called in the list of those that are excused; lines may move."""
        return f"{self.path}: {self.change}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=60, help="how many, over all rooms")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", choices=ROOMS, action="append", help="only these; all when left out")
    options = parser.parse_args(arguments)
    excused: Mapping[str, str] = yaml.safe_load(EXCUSED.read_text(encoding="utf-8")) or {}
    every = [each for each in mutants(options.room or [*ROOMS]) if each.key not in excused]
    sample = Random(options.seed).sample(every, min(options.sample, len(every)))
    with TemporaryDirectory() as folder:
        tree = copytree(ROOT, Path(folder) / "tree", ignore=ignore_patterns(".venv", ".git", "*cache*"))
        if failing := [room for room in {each.room for each in sample} if not _pass(ROOMS[room], tree)]:
            parser.error(f"the tests fail without any change: {', '.join(failing)}")
        unnoticed = [each for each in sample if not _is_noticed(each, tree)]
    say(f"{len(sample)} of {len(every)} changes, {len(unnoticed)} unnoticed")
    return 1 if unnoticed else 0


def mutants(rooms: Sequence[str]) -> list[Mutant]:
    """Every change of every module of these rooms."""
    return [
        Mutant(room, path.relative_to(ROOT).as_posix(), change)
        for room in rooms
        for path in sorted((ROOT / room).rglob("*.py"))
        for change in changes(path.read_text(encoding="utf-8"))
    ]


def _is_noticed(mutant: Mutant, tree: Path) -> bool:
    path = tree / mutant.path
    source = path.read_text(encoding="utf-8")
    path.write_text(mutant.change.made(source), encoding="utf-8")
    try:
        passed = _pass(ROOMS[mutant.room], tree)
    finally:
        path.write_text(source, encoding="utf-8")
    if passed:
        say(f"{mutant.path}:{mutant.change.line}: unnoticed: {mutant.change}")
    return not passed


def _pass(tests: Sequence[str], tree: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=MAX_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
