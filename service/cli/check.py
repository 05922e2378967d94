"""`criteria-cards check`: every mistake in policies, mappings, sites, clients, words and settings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from criteria.check.proof import Proof
from service.checks.check import Check, check_all, check_paths
from service.checks.problem import Checked, Problem
from service.checks.settings import check_settings
from service.cli.days import day
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.output import json_option, print_result
from service.cli.policy_argument import PolicyOrFile
from service.clock import today

_EXAMPLES = examples(
    {
        "criteria-cards check": "everything that is installed here, and the settings of the environment",
        "criteria-cards check va-medicaid-h0024-peer-support": "one policy, and what its cases show of it",
        "criteria-cards check mappings/sites/example-private.yaml": "one site's file",
        "criteria-cards check --json": "the same for a script: exit status 1 where there are mistakes",
    }
)


@click.command(epilog=_EXAMPLES)
@click.argument("paths", nargs=-1, type=PolicyOrFile(), metavar="[POLICY|PATH]...")
@click.option(
    "--on", type=day, metavar="YYYY-MM-DD", help="Code lists are held against the release of this day."
)
@json_option
def command(paths: tuple[Path, ...], on: date | None, as_json: bool) -> int:
    """Tell every mistake in policies, mappings, sites, clients, wording and settings.

    POLICY is the id of an installed policy or a policy's folder, PATH a site's file or a file of clients;
    without one, all that is installed is checked. Each mistake is told with its file, line and key, and the
    nearest name that would be right. Of a POLICY it is told besides which small mistakes in it would go
    unnoticed by its cases, what they do not cover, and which numbers of its quotes nothing computes. Exit
    status 1 means that there are mistakes. That a code list is older than the ICD-10-CM release in force is
    a note and no mistake.
    """
    of_settings: list[Problem] = []
    settings = check_settings((*os.environ,), of_settings)
    check = Check(settings.base)
    if paths:
        check_paths(check, paths)
    else:
        check.mistakes[:0] = of_settings
        check_all(check, settings)
    checked = check.checked(on or today(ZoneInfo(settings.time_zone)))
    print_result(checked, "\n".join(_lines(checked)), as_json)
    return ExitStatus.FOUND if checked.mistakes else ExitStatus.DONE


def _lines(checked: Checked) -> Iterator[str]:
    yield from map(str, checked.mistakes)
    yield from (f"not checked, for a mistake above: {file}" for file in checked.not_checked)
    yield from (f"note: {line}" for line in _notes(checked.notes))
    for proof in checked.proofs:
        yield _tried(proof)
    where = f" in {_counted(len(checked.files), 'file')}" if checked.files else ""
    yield f"{_counted(len(checked.mistakes), 'mistake')}{where}"


def _tried(proof: Proof) -> str:
    """What was looked at in a policy; what came out is told as mistakes."""
    said = (
        _counted(proof.rule_sets, "rule set"),
        _counted(proof.criteria, "criterion", "criteria"),
        _counted(proof.cases, "case"),
        f"{_counted(proof.mistakes, 'small mistake')} tried",
        f"{_counted(proof.numbers, 'number')} quoted, {proof.left} of them left to the clinician",
        _counted(proof.excused, "excuse"),
    )
    return f"{proof.policy}: {'; '.join(said)}"


def _notes(notes: Iterable[Problem]) -> Iterator[str]:
    """Each note once, with every file that it is about."""
    for said, group in groupby(sorted(notes, key=_said), _said):
        yield f"{said}: {', '.join(note.place for note in group)}"


def _said(note: Problem) -> str:
    return note.problem


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one}" if count == 1 else f"{count or 'no'} {many or f'{one}s'}"
