"""Every `console` block of a document runs: its commands in order, in a folder of its own, as a reader would.

`$` begins a command, what follows is its output; `...` stands for any lines. A `yaml` block is what the
reader puts into the site's file then.
"""

from __future__ import annotations

import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from service.cli.main import main

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```(console|yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)
WITH_BLOCKS = sorted(
    path for path in (ROOT / "docs").glob("*.md") if "```console" in path.read_text(encoding="utf-8")
)


class Step(NamedTuple):
    """A command with its output, or lines for the site's file."""

    command: str
    output: tuple[str, ...] = ()
    lines: str = ""


def steps(document: Path) -> Iterator[Step]:
    """What a reader does, in order."""
    for kind, block in _BLOCK.findall(document.read_text(encoding="utf-8")):
        if kind == "yaml":
            yield Step("", lines=block)
            continue
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *output = part.rstrip("\n").split("\n")
            yield Step(command, tuple(output))


def fits(said: list[str], output: tuple[str, ...]) -> bool:
    """Whether lines are those of a document, where `...` stands for any."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else f"{re.escape(line.rstrip())}\n" for line in output)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in said)) is not None


def run(command: str) -> list[str]:
    """The lines that a command prints; those that go to a file go there."""
    command, _, file = command.partition(" >> ")
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = main(shlex.split(command)[1:])
    assert status == 0, command
    if file:
        with Path(file).open("a", encoding="utf-8") as written:
            written.write(printed.getvalue())
        return []
    return printed.getvalue().splitlines()


def merge_answers(lines: str) -> None:
    """Put answers beside those that stand in the only site's file."""
    [file] = [path for path in Path().glob("*.yaml") if not path.name.endswith(".ledger.yaml")]
    whole = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    whole.setdefault("answers", {}).update(yaml.load(lines, yaml.BaseLoader)["answers"])
    file.write_text(yaml.safe_dump(whole), encoding="utf-8")


@pytest.mark.parametrize("document", WITH_BLOCKS, ids=lambda path: path.name)
def test_a_reader_sees_what_the_document_shows(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRITERIA_CARDS_DATA", str(tmp_path / "data"))
    for name in ("docs", "fixtures"):
        os.symlink(ROOT / name, tmp_path / name)
    for step in steps(document):
        if step.lines:
            merge_answers(step.lines)
        else:
            said = run(step.command)
            assert fits(said, step.output), "\n".join([step.command, *said])
