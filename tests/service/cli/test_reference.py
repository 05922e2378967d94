"""docs/cli.md is what the commands say, and each example in a command's help is one that it takes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from service.cli.main import COMMANDS, PROGRAM, commands, main
from service.cli.reference import reference

ROOT = Path(__file__).parents[3]


def test_the_document_is_not_stale() -> None:
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == reference(), "run `make docs`"


def examples() -> Iterator[str]:
    """The command lines in the help of all commands."""
    top = click.Context(commands)
    for name in COMMANDS:
        command = commands.get_command(top, name)
        assert command is not None
        below = command.list_commands(top) if isinstance(command, click.Group) else []
        found = [command, *(command.get_command(top, each) for each in below)]  # type: ignore[attr-defined]
        for each in found:
            lines = (each.epilog or "").splitlines()
            yield from (line.strip() for line in lines if line.strip().startswith(PROGRAM))


@pytest.mark.parametrize("line", list(examples()))
def test_an_example_is_one_that_the_command_takes(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    arguments = shlex.split(line)[1:]
    context, command = click.Context(commands), commands.get_command(click.Context(commands), arguments[0])
    while isinstance(command, click.Group):
        arguments = arguments[1:]
        command = command.get_command(context, arguments[0])
    assert command is not None
    command.make_context(arguments[0], arguments[1:])


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_has_an_example(name: str) -> None:
    assert [line for line in examples() if line.split()[1] == name] != []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_ends_well(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith("Usage: criteria-cards ")


def test_help_of_all_commands_names_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n  {name} " not in out] == []
    assert "..." not in out.partition("--help")[2]
