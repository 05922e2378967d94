"""`criteria-cards explain`: one patient's review in full, with what each fact used and set aside."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

from service.cli.chosen_policies import chosen_policies
from service.cli.days import day
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.explanation_text import explanation_text
from service.cli.installed_site import installed_site, site_option
from service.cli.output import json_option, print_result
from service.clock import today
from service.ehr.complete_prefetch import PrefetchCompleter
from service.ehr.fhir_client import Access
from service.ehr.fhir_server import FhirServer
from service.explanation.explained import explained_call
from service.explanation.explained_record import explained_record
from service.explanation.explanation import Explanation
from service.hooks.answer import answer
from service.hooks.caller import Caller
from service.hooks.completed_record import Chart
from service.hooks.registry import HOOKS
from service.hooks.request import decode_request
from service.hooks.whole_record import as_prefetch
from service.review.site import Site
from service.sources.one_record import WrongSource, hook_request, one_record
from service.sources.private_folder import private_folder

TOKEN = "CRITERIA_CARDS_FHIR_TOKEN"  # noqa: S105 - the variable, not a token
FHIR_SERVER_TIMEOUT_SECONDS = 60
_REQUEST = "fixtures/order-select/age-6-today-calocus-asked/request.json"
_EXAMPLES = examples(
    {
        f"criteria-cards explain {_REQUEST} --on 2026-03-01": "a saved hook request",
        f"criteria-cards explain {_REQUEST} --on 2026-03-01 --json": "the same for a script",
        "criteria-cards explain export/ --patient 4711 --site north-clinic.yaml": "one patient of an export",
        "criteria-cards explain --fhir-server https://fhir.example/r4 --patient 4711": (
            f"a patient of a FHIR server; a token is read from {TOKEN}"
        ),
    }
)


class _Asked(NamedTuple):
    """What is explained, by which site and as of which day."""

    site: Site
    on: date
    services: Sequence[str]
    is_chosen: bool
    patient: str
    show_names: bool


@click.command(epilog=_EXAMPLES)
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[SOURCE]")
@click.option("--fhir-server", default="", metavar="URL", help="Read the patient there instead of a SOURCE.")
@click.option("--patient", default="", metavar="ID", help="Whose record, where there are several.")
@site_option
@click.option("--policy", default="", metavar="ID", help="One policy, whatever is ordered.")
@click.option("--on", type=day, metavar="YYYY-MM-DD", help="Day of evaluation; today when left out.")
@click.option("--show-names", is_flag=True, help="Show the names of people, which are hidden else.")
@json_option
def command(
    source: Path | None,
    fhir_server: str,
    patient: str,
    site_name: str,
    policy: str,
    on: date | None,
    show_names: bool,
    as_json: bool,
) -> int:
    """Tell a review in full: what each fact considered, used and set aside, and why.

    SOURCE is a hook request, a Bundle or a resource (JSON), a folder of these, NDJSON (also .gz), or `-` for
    standard input. Nothing is sent and nothing is stored; only --fhir-server is asked. After the criteria
    come the resources that were set aside, what means nothing here, the searches, and the card as it would
    look.
    """
    site = installed_site(site_name)
    on = on or today(site.reviewer.mapping.zone)
    asked = _Asked(site, on, _services(site, policy), bool(policy), patient, show_names)
    if fhir_server:
        told = _of_server(asked, fhir_server.rstrip("/"))
    elif source is None:
        raise click.UsageError("give a SOURCE, or --fhir-server with --patient")
    else:
        told = _of_source(asked, source)
    print_result(told, explanation_text(told), as_json)
    return ExitStatus.DONE


def _services(site: Site, policy: str) -> Sequence[str]:
    """The services whose policies are told."""
    chosen = chosen_policies(site, [policy] if policy else [])
    return tuple(dict.fromkeys(each.service.code for each in chosen))


def _of_source(asked: _Asked, source: Path) -> Explanation:
    if str(source) == "-":
        with private_folder() as folder:
            written = folder / "stdin.json"
            written.write_bytes(sys.stdin.buffer.read())
            return _of_source(asked, written)
    if body := hook_request(source):
        return _of_request(asked, body)
    record = one_record(source, asked.patient)
    for problem in record.problems:
        click.echo(f"not read: {problem.file}:{problem.line}", err=True)
    chart = Chart(record.patient, asked.site, asked.on, PrefetchCompleter())
    sent = as_prefetch(record.entries, asked.site.searches)
    return explained_record(chart, sent, asked.services, show_names=asked.show_names)


def _of_request(asked: _Asked, body: bytes) -> Explanation:
    """A hook request, answered as the service would, but that no FHIR server is asked."""
    request = decode_request(body)
    hook = next((each for each in HOOKS.values() if each.hook == request.hook), None)
    if hook is None:
        raise WrongSource(f"no service here answers the hook {request.hook}")
    if asked.is_chosen:
        chart = Chart(hook.context_of(request).patientId, asked.site, asked.on, PrefetchCompleter())
        return explained_record(chart, request.prefetch or {}, asked.services, show_names=asked.show_names)
    caller = Caller(asked.site, asked.on, PrefetchCompleter(), keeps_record=True)
    return explained_call(answer(hook, body, caller), show_names=asked.show_names)


def _of_server(asked: _Asked, base: str) -> Explanation:
    """A patient of a FHIR server, which whoever runs the command has chosen, on whatever address."""
    if not asked.patient:
        raise click.UsageError("--fhir-server needs --patient")
    server = FhirServer.model_validate({"base": base, "private_address": True})
    deadline = time.monotonic() + FHIR_SERVER_TIMEOUT_SECONDS
    access = Access(base, server, os.environ.get(TOKEN, ""), deadline)
    chart = Chart(asked.patient, asked.site, asked.on, PrefetchCompleter(), access, base)
    return explained_record(chart, {}, asked.services, show_names=asked.show_names)
