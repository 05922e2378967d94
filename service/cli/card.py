"""`criteria-cards card`: the cards in an answer of a CDS service, as text."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from service.cli.card_text import answer_text, decoded_answer
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.output import print_result, stdout_console

_SHIPPED = "fixtures/order-select/age-6-today-calocus-asked/response.json"
_EXAMPLES = examples(
    {
        f"criteria-cards card {_SHIPPED}": "a saved answer",
        f"criteria-cards card {_SHIPPED} --width 60": "as a narrow frame breaks it",
        "curl -s ... | criteria-cards card -": "an answer as it comes, of any CDS service",
    }
)


@click.command(epilog=_EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--width", type=click.IntRange(20, 400), help="Columns; the terminal's when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document for scripts.")
def command(file: Path, width: int | None, as_json: bool) -> int:
    """Show the cards in FILE, the answer of any CDS service to a hook; `-` reads standard input."""
    body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    answer = decoded_answer(body)
    if as_json or width is None:
        print_result(answer, answer_text(answer), as_json)
    else:
        stdout_console(width).print(answer_text(answer))
    return ExitStatus.DONE
