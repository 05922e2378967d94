"""Every command in a document runs, in order and in a folder of its own, as a reader would run it.

A `console` block has commands after `$` and what they print, where `...` stands for any lines. A `bash` block
is a script that has to succeed; one whose last line serves starts the service, which what follows calls. A
`yaml` block with a title is what the reader puts into that file. What cannot run here stands in NOT_RUN, with
the reason.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from service.cli.main import main
from tests.support.running.client import HOST
from tests.support.running.process import free_port, running
from tests.support.running.service import COMMAND
from tests.support.running.waiting import until

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
ADDRESS = f"{HOST}:5000"
"""Where a document has the service; here it is at another port."""
_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SERVES = re.compile(r"((?:\w+=\S+ )*)(make run|(?:\.venv/bin/)?criteria-cards serve)")
_BEGINS = re.compile(r"(?:\w+=\S+ )*(?:\.venv/bin/|make |curl |criteria-cards |docker |git |python |cat >)")
_MAKE_RUN = re.findall(r"^run: export (\w+) \?= (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)

NOT_RUN: Mapping[tuple[str, str], str] = {
    ("README.md", "make run "): "these tests are among what it runs",
    ("CONTRIBUTING.md", "make check"): "these tests are among what it runs",
    ("CONTRIBUTING.md", ".venv/bin/python -m tests.goldens"): "other tests hold the goldens",
    ("CONTRIBUTING.md", "make docs"): "it writes into the tree",
    ("audit.md", "openssl"): "it asks after an EHR's patients",
    ("audit.md", "criteria-cards forget"): "it forgets what a service kept",
    ("connect-an-ehr.md", ""): "it needs a host name with TLS; test_clients_document tries the rest",
    ("install.md", "python3 -m venv"): "it needs root and systemd",
    ("interop.md", "make interop"): "it needs Java and Maven",
    ("local-codes.md", "CRITERIA_CARDS_SITE"): "test_local_codes goes its steps",
    ("local-codes.md", "curl"): "test_local_codes goes its steps",
    ("operations.md", "docker"): "it needs a container engine",
    ("sandbox.md", "make ehr"): "test_sandbox starts it",
    ("sandbox.md", "git clone"): "it needs the network and Node.js",
}
"""The blocks that are not run, by document and beginning, and why."""


class Step(NamedTuple):
    """What a reader does: a command with what it prints, a script, or lines for a file."""

    kind: str
    text: str
    output: tuple[str, ...] = ()


def blocks(document: Path) -> list[tuple[str, str]]:
    """The fenced blocks, each with what stands beside its fence."""
    return _BLOCK.findall(document.read_text(encoding="utf-8"))


def reason(document: Path, text: str) -> str:
    """Why a block is not run; empty where it is."""
    told = [why for (name, start), why in NOT_RUN.items() if document.name == name and text.startswith(start)]
    return told[0] if told else ""


def steps(document: Path) -> Iterator[Step]:
    """What a reader does, in order."""
    for info, block in blocks(document):
        if info == "bash" and not reason(document, block):
            yield Step("script", block)
        elif info.startswith("yaml title="):
            yield Step(info.partition('"')[2].rstrip('"'), block)
        elif info == "console":
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, *output = part.rstrip("\n").split("\n")
                yield Step("command", command, tuple(output))


WITH_STEPS = [document for document in DOCUMENTS if any(steps(document))]


def fits(said: list[str], output: tuple[str, ...]) -> bool:
    """Whether lines are those of a document, where `...` stands for any."""
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else f"{re.escape(line.rstrip())}\n" for line in output)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in said)) is not None


def run(command: str) -> list[str]:
    """The lines that a command of ours prints; those that go to a file go there."""
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


def merge(file: Path, lines: str) -> None:
    """Put lines beside those that stand in a site's file."""
    whole = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    for key, value in yaml.load(lines, yaml.BaseLoader).items():
        whole[key] = {**whole.get(key, {}), **value}
    file.write_text(yaml.safe_dump(whole), encoding="utf-8")


class Terminals:
    """The terminals of a reader in one folder: the service runs in one, the commands in another."""

    def __init__(self, folder: Path, until_the_end: ExitStack) -> None:
        self._folder, self._until_the_end = folder, until_the_end
        self._at = ""

    def script(self, text: str) -> None:
        """Run a script, which has to succeed; where its last line serves, serve until the document ends."""
        *before, last = text.rstrip("\n").split("\n")
        if serves := _SERVES.fullmatch(last):
            self._bash("\n".join(before))
            given = dict(each.split("=", 1) for each in serves[1].split())
            self._serve({**(dict(_MAKE_RUN) if serves[2] == "make run" else {}), **given})
            return
        if ADDRESS in text and not self._at:
            self._serve(dict(_MAKE_RUN))
        tries = "criteria-cards re" in text  # what was answered is on record a moment later
        if tries:
            until(lambda: self._tried(text).returncode == 0, text)
        else:
            self._bash(text)

    def said(self, command: str) -> list[str]:
        """The lines that a command prints."""
        if command.startswith("criteria-cards "):
            return run(command.replace(ADDRESS, self._at))
        done = self._tried(command)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        return done.stdout.splitlines()

    def _serve(self, settings: Mapping[str, str]) -> None:
        port = free_port()
        self._at = f"{HOST}:{port}"
        env = {"DATABASE_URL": "", **settings, "CRITERIA_CARDS_PUBLIC_URL": f"http://{self._at}"}
        command = [str(COMMAND), "serve", "--host", HOST, "--port", str(port)]
        log = self._folder / "log"
        self._until_the_end.close()  # as a reader ends one before the next
        self._until_the_end.enter_context(running(command, port, "/healthz", log, env))

    def _bash(self, text: str) -> None:
        done = self._tried(text)
        assert done.returncode == 0, f"{text}\n{done.stdout}{done.stderr}"

    def _tried(self, text: str) -> subprocess.CompletedProcess[str]:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text.replace(ADDRESS, self._at)],
            cwd=self._folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.mark.parametrize("document", WITH_STEPS, ids=lambda path: path.name)
def test_a_reader_sees_what_the_document_shows(
    document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRITERIA_CARDS_DATA", str(tmp_path / "data"))
    for name in ("docs", "fixtures"):
        os.symlink(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").mkdir()
    os.symlink(Path(sys.executable).parent, tmp_path / ".venv" / "bin")
    with ExitStack() as until_the_end:
        terminals = Terminals(tmp_path, until_the_end)
        for step in steps(document):
            if step.kind == "script":
                terminals.script(step.text)
            elif step.kind == "command":
                said = terminals.said(step.text)
                assert fits(said, step.output), "\n".join([step.text, *said])
            else:
                merge(tmp_path / step.kind, step.text)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_command_stands_in_a_block_that_is_none(document: Path) -> None:
    others = [text for info, text in blocks(document) if info not in ("bash", "console")]
    named = [text for text in others if _BEGINS.match(text) and document.name != "cli.md"]
    assert named == []


@pytest.mark.parametrize(("name", "start"), NOT_RUN, ids=lambda each: each.strip())
def test_what_is_not_run_is_there(name: str, start: str) -> None:
    (document,) = [each for each in DOCUMENTS if each.name == name]
    assert [info for info, text in blocks(document) if text.startswith(start) and info == "bash"]


def test_most_of_the_blocks_are_run() -> None:
    shown = [(each, text) for each in DOCUMENTS for info, text in blocks(each) if info in ("bash", "console")]
    assert 3 * len([1 for each, text in shown if reason(each, text)]) < 2 * len(shown)
