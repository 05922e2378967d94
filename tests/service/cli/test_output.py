"""What commands print: JSON for scripts, colors on a terminal alone, and nothing that moves a terminal."""

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import msgspec
import pytest
from rich.markdown import Markdown

from service.cli.output import PIPED_WIDTH, print_result, progress, stdout_console


class _Counted(msgspec.Struct, rename="camel"):
    open_criteria: int


class _Terminal(io.StringIO):
    """A standard output that a person looks at."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("NO_COLOR", "COLORTERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return monkeypatch


@contextmanager
def a_terminal() -> Iterator[_Terminal]:
    """Both outputs as a terminal, within a test: pytest puts its own in their place before it."""
    shown = _Terminal()
    with redirect_stdout(shown), redirect_stderr(shown):
        yield shown


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    print_result(_Counted(3), "3 open", as_json=True)
    assert capsys.readouterr().out == '{\n  "openCriteria": 3\n}\n'


def test_a_text_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    long = "[bold]3 open[/bold] :smile: " + "x" * 200
    print_result(_Counted(3), f"{long}\nsecond", as_json=False)
    assert capsys.readouterr().out == f"{long}\nsecond\n"


def test_what_would_move_a_terminal_is_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    print_result(_Counted(3), "a\x1b]0;title\x07b", as_json=False)
    print_result(_Counted(3), Markdown("a\x1b[2Jb"), as_json=False)
    assert capsys.readouterr().out.split() == ["a\ufffd]0;title\ufffdb", "a\ufffd[2Jb"]


def test_piped_output_has_one_width_and_no_escape_codes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "31")
    monkeypatch.setenv("FORCE_COLOR", "1")
    print_result(_Counted(3), Markdown("# Title\n\n" + "**word** " * 40), as_json=False)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert 90 < max(map(len, out.splitlines())) <= PIPED_WIDTH


def test_a_terminal_gets_colors(environment: pytest.MonkeyPatch) -> None:
    with a_terminal() as terminal:
        stdout_console().print("red", style="red")
    assert terminal.getvalue() == "\x1b[31mred\x1b[0m\n"


def test_a_terminal_whose_user_wants_no_colors_gets_none(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("NO_COLOR", "1")
    with a_terminal() as terminal:
        stdout_console().print("red", style="red")
    assert terminal.getvalue() == "red\n"


def test_progress_shows_on_a_terminal(environment: pytest.MonkeyPatch) -> None:
    with a_terminal() as terminal, progress() as bar:
        bar.advance(bar.add_task("reading", total=2))
    assert "reading" in terminal.getvalue()


def test_progress_is_silent_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as bar:
        bar.advance(bar.add_task("reading", total=2))
    assert capsys.readouterr() == ("", "")


def test_serving_does_not_load_what_draws() -> None:
    loads = "import sys, service.cli.serve, service.cli.output; sys.exit('rich.console' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], check=False).returncode == 0
