"""`criteria-cards fire`: a small EHR that calls a CDS service, ours or any other, and shows its cards."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date
from pathlib import Path
from typing import Any

import click

from service.auth.signing import read_key
from service.cli.days import day
from service.cli.examples import examples
from service.cli.exit_status import ExitStatus
from service.cli.explain import TOKEN
from service.cli.fire_text import Fired, fired_text, services_text
from service.cli.output import json_option, print_result
from service.clock import now, today
from service.samples.fhir import Json
from service.samples.shipped import shipped_patients
from service.simulator.call import EhrState, NamedServer, call_of
from service.simulator.chart import Chart, ResourceChart, ServerChart
from service.simulator.client_tokens import SigningClient, authorization
from service.simulator.recipe import Position, Recipe, Run, TokenKind, written
from service.simulator.send import Discovered, Service, discovered, feedback_of, fired, sent_feedback

_DEFAULT_URL = "http://127.0.0.1:5000"
_EXAMPLES = examples(
    {
        "criteria-cards fire": "lists the services at http://127.0.0.1:5000",
        "criteria-cards fire --sample child-admission --order H2017": "an order for a shipped patient",
        "criteria-cards fire --sample child-admission --order H2017 --left-out goals --error observations": (
            "with keys that the EHR leaves out, or fails to read"
        ),
        "criteria-cards fire --hook patient-view --fhir-server http://127.0.0.1:8080/fhir --patient 4711": (
            f"a patient of a FHIR server; a token for it is read from {TOKEN}"
        ),
        "criteria-cards fire https://cds.example --service other-service --sample child-admission": (
            "a service of somebody else"
        ),
    }
)


_POSITIONS = (Position.NULL, Position.LEFT_OUT, Position.ERROR, Position.FIRST_PAGE)


@click.command(epilog=_EXAMPLES)
@click.argument("url", default=_DEFAULT_URL)
@click.option("--service", default="", metavar="ID", help="The service; the first one of the hook else.")
@click.option("--hook", default="order-select", show_default=True, help="The hook that is fired.")
@click.option("--sample", default="", metavar="NAME", help="A patient that comes along.")
@click.option("--bundle", type=click.Path(path_type=Path), metavar="FILE", help="A Bundle as the chart.")
@click.option("--fhir-server", default="", metavar="URL", help="A FHIR server as the chart.")
@click.option("--patient", default="", metavar="ID", help="The patient, of a Bundle or a FHIR server.")
@click.option("--order", default="", metavar="CODE", help="Service code that is ordered, such as H2017.")
@click.option("--order-file", type=click.Path(path_type=Path), metavar="FILE", help="A draft order as JSON.")
@click.option("--context", type=click.Path(path_type=Path), metavar="FILE", help="JSON over the context.")
@click.option(
    "--on", type=day, metavar="YYYY-MM-DD", help="Pin the day of evaluation, where that is allowed."
)
@click.option("--null", "null", multiple=True, metavar="KEY", help="Send null under this prefetch key.")
@click.option("--left-out", "left_out", multiple=True, metavar="KEY", help="Leave this prefetch key out.")
@click.option(
    "--error", "error", multiple=True, metavar="KEY", help="Send an OperationOutcome under this key."
)
@click.option("--first-page", "first_page", multiple=True, metavar="KEY", help="Send its first page alone.")
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Sign with this private key.")
@click.option("--iss", default="", help="With --key: the issuer, as it is registered.")
@click.option("--token-kind", type=click.Choice([each.value for each in TokenKind]), default="signed")
@click.option("--feedback", type=click.Choice(["accepted", "overridden"]), help="Say this of the cards.")
@click.option("--save", type=click.Path(path_type=Path), metavar="DIR", help="Keep request and answer.")
@click.option("--again", type=click.Path(path_type=Path), metavar="DIR", help="Send a kept request again.")
@json_option
def command(url: str, as_json: bool, **given: Any) -> int:
    """Fire a hook at a CDS service as an EHR does, and show the cards.

    URL is that of a server, of its discovery, or of one service. The prefetch templates of the service are
    resolved against a patient that comes along, a Bundle or a FHIR server. After the cards come what became
    of each prefetch key, and what CDS Hooks asks for and the answer does not keep. Exit status 1 means that
    the service refused the call, or does not keep the specification.
    """
    client = _client(given)
    found = discovered(url)
    again = _again(given["again"])
    if not (given["sample"] or given["bundle"] or given["fhir_server"] or again):
        print_result(found, services_text(found), as_json)
        return ExitStatus.DONE
    recipe = again or _recipe(given)
    service = _service(found, given["service"], recipe.hook, url)
    target = f"{found.base}/cds-services/{service.id}"
    header = authorization(TokenKind(given["token_kind"]), client, target)
    ehr, named = _ehr(given, recipe) if not again else (_nowhere(given), None)
    run = fired(target, recipe, call_of(recipe, service.prefetch, ehr, named), header)
    taken = _say(run, given["feedback"], target, client, given) if given["feedback"] else 0
    if given["save"]:
        _keep(given["save"], run)
    told = Fired(
        target, run.status, round(run.ms, 1), run.cards, run.prefetch, run.broken, run.refusal, taken
    )
    print_result(told, fired_text(told, run), as_json)
    return ExitStatus.FOUND if run.status != 200 or run.broken else ExitStatus.DONE


def _client(given: Mapping[str, Any]) -> SigningClient | None:
    if not given["key"]:
        return None
    if not given["iss"]:
        raise click.UsageError("--key needs --iss")
    key, kid = read_key(given["key"])
    return SigningClient(given["iss"], key, kid or "test")


def _recipe(given: Mapping[str, Any]) -> Recipe:
    positions = {key: position for position in _POSITIONS for key in given[position.value.replace("-", "_")]}
    return Recipe(
        service=given["service"],
        hook=given["hook"],
        patient=given["sample"] or given["patient"],
        order=given["order"],
        orders=(_json(given["order_file"]),) if given["order_file"] else (),
        on=given["on"].isoformat() if given["on"] else "",
        positions=positions,
        token=TokenKind(given["token_kind"]),
        context=_json(given["context"]) if given["context"] else {},
    )


def _again(folder: Path | None) -> Recipe | None:
    """The saved request as it was."""
    if folder is None:
        return None
    request = _json(folder / "request.json")
    return Recipe(hook=str(request.get("hook", "")), request=request)


def _json(path: Path) -> Json:
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise click.UsageError(f"{path}: this is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise click.UsageError(f"{path}: a JSON object is expected")
    return found


def _service(found: Discovered, wanted: str, hook: str, url: str) -> Service:
    """The service that is named, in the command or at the end of the URL; else the first of the hook."""
    named = wanted or url.partition("/cds-services/")[2].strip("/")
    for each in found.services:
        if each.id == named or (not named and each.hook == hook):
            return each
    known = ", ".join(each.id for each in found.services) or "none"
    raise click.UsageError(f"there is no service {named or f'for {hook}'} at {found.base}; there is: {known}")


def _ehr(given: Mapping[str, Any], recipe: Recipe) -> tuple[EhrState, NamedServer | None]:
    on = given["on"] or today(UTC)
    if given["sample"]:
        return _of_sample(given["sample"], on), None
    if given["bundle"]:
        return _of_bundle(given["bundle"], recipe.patient, on), None
    if not recipe.patient:
        raise click.UsageError("--fhir-server needs --patient")
    token = os.environ.get(TOKEN, "")
    chart: Chart = ServerChart(given["fhir_server"], token)
    return EhrState(chart, recipe.patient, on), NamedServer(chart.base, token)


def _nowhere(given: Mapping[str, Any]) -> EhrState:
    return EhrState(ResourceChart(()), "", given["on"] or today(UTC))


def _of_sample(name: str, on: date) -> EhrState:
    shipped = {each.name: each for each in shipped_patients(on)}
    if name not in shipped:
        raise click.BadParameter(f"the patients are {', '.join(shipped)}", param_hint="--sample")
    return EhrState(ResourceChart(shipped[name].resources), shipped[name].patient, on)


def _of_bundle(path: Path, patient: str, on: date) -> EhrState:
    resources: Sequence[Json] = [
        each["resource"] for each in _json(path).get("entry", ()) if isinstance(each.get("resource"), dict)
    ]
    patients = [str(each.get("id")) for each in resources if each.get("resourceType") == "Patient"]
    if not patient and len(patients) != 1:
        raise click.UsageError(f"{path} holds {len(patients)} Patients: name one with --patient")
    return EhrState(ResourceChart(resources), patient or patients[0], on)


def _say(run: Run, outcome: str, target: str, client: SigningClient | None, given: Mapping[str, Any]) -> int:
    body = feedback_of(run, outcome, now(UTC).isoformat(timespec="seconds"))
    header = authorization(TokenKind(given["token_kind"]), client, f"{target}/feedback")
    return sent_feedback(target, body, header)


def _keep(folder: Path, run: Run) -> None:
    """Keep request, answer and recipe, as a fixture; the request is the patient's record."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in (("request", run.body), ("response", run.answer), ("recipe", written(run.recipe))):
        (folder / f"{name}.json").write_bytes(content)
