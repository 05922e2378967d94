"""What a command says when something is wrong: one line for each mistake, and no word of an own error."""

import errno
import re
import subprocess
from pathlib import Path

import click
import pytest
from pydantic import ValidationError

from criteria.strict_yaml import FileError, Mistake
from service.audit.schema import SchemaProblem
from service.cli.main import COMMANDS, main
from service.cli.mistakes import mistakes
from service.settings import Settings, WrongSetting
from tests.support.running.service import COMMAND

_PATIENT = "Patient/4711"


def wrong_settings() -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        Settings(budget_ms=1, time_zone="Mars")
    return refused.value


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(
            wrong_settings(),
            [
                "criteria-cards: CRITERIA_CARDS_BUDGET_MS: Input should be greater than or equal to 50"
                "; a right value is 350",
                "criteria-cards: CRITERIA_CARDS_TIME_ZONE: there is no time zone 'Mars'"
                "; a right value is America/New_York",
            ],
            id="two settings, each by its variable",
        ),
        pytest.param(
            FileError(
                Mistake(Path("/opt/sites/north.yaml"), 2, "provder_type", "this key is not known here"),
                Mistake(Path("/opt/sites/north.yaml"), 7, "hints", "no fact has this name"),
            ),
            [
                "criteria-cards: sites/north.yaml:2: provder_type: this key is not known here",
                "criteria-cards: sites/north.yaml:7: hints: no fact has this name",
            ],
            id="a file of ours with two mistakes",
        ),
        pytest.param(
            WrongSetting("site", "there is no site 'north'"),
            ["criteria-cards: CRITERIA_CARDS_SITE: there is no site 'north'"],
            id="a setting that names what is not there",
        ),
        pytest.param(
            OSError(errno.ENOENT, "No such file or directory", "clients.yaml"),
            ["criteria-cards: clients.yaml: No such file or directory"],
            id="a file that is not there",
        ),
        pytest.param(
            SchemaProblem("the schema is newer\nthan this program"),
            ["criteria-cards: the schema is newer"],
            id="of what a library explains at length, the first line",
        ),
        pytest.param(click.Abort(), ["criteria-cards: interrupted"], id="Ctrl-C"),
    ],
)
def test_each_mistake_is_one_line(error: Exception, said: list[str]) -> None:
    assert list(mistakes(error)) == said


def test_of_an_own_error_the_place_is_told_and_no_word_of_a_patient() -> None:
    with pytest.raises(KeyError) as failed:
        raise KeyError(_PATIENT)
    [line] = mistakes(failed.value)
    place = r"service/cli/test_mistakes\.py:\d+ test_of_an_own_error_\w+"
    assert re.fullmatch(rf"criteria-cards: this failed unexpectedly \(KeyError\) at \S*{place}", line)
    assert _PATIENT not in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["srve"], "No such command 'srve'."),
        (["serve", "--prt", "1"], "No such option '--prt'. Did you mean '--port'?"),
        (["replay"], "Missing argument 'REQUEST.json'."),
        (["report", "--since", "2026-03-02", "--until", "2026-03-01"], "--since is after --until"),
    ],
    ids=["an unknown command", "a misspelt option", "a missing argument", "a period that ends first"],
)
def test_a_wrong_command_line_is_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr() == ("", f"criteria-cards: {said}\n")


def test_the_command_alone_lists_its_commands() -> None:
    ended = subprocess.run([str(COMMAND)], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    listed = re.findall(r"^  ([a-z-]+)  ", ended.stderr.partition("--help")[2], re.MULTILINE)
    assert listed == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: criteria-cards {command} ")
