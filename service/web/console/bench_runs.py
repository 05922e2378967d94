"""Runs of the bench: a recipe made into a call, posted to the service in this process, and told in full."""

from __future__ import annotations

from datetime import date

import jwt
import msgspec
from msgspec import Struct

from mappings.forms.given import Signer
from service.clock import day_written, now, today
from service.console.bench.facts import with_facts
from service.console.bench.recipe import BenchRecipe
from service.console.bench.refusals import refusal_of
from service.console.bench.waterfall import Waterfall, waterfall
from service.console.bench.what_if import Decisive, decisive
from service.explanation.explained import explained_call
from service.explanation.explanation import Explanation
from service.hooks.answer import Answered
from service.hooks.registry import HOOKS
from service.samples.fhir import Json
from service.samples.shorthand import PEOPLE
from service.simulator.call import EhrState, NamedServer, call_of
from service.simulator.chart import ResourceChart
from service.simulator.client_tokens import authorization
from service.simulator.recipe import Recipe, Run
from service.simulator.rules import checked_answer
from service.web.console.bench_door import Bench, Came, Door
from service.web.state import CdsService
from service.worksheet.desk import Desk


class NoSuchHook(Exception):
    """No service here answers the hook of a request."""


class BenchRun(Struct, frozen=True):
    """A run, and what is told of it; of one that was refused there is neither explanation nor waterfall."""

    bench: BenchRecipe
    run: Run
    path: str
    explanation: Explanation | None = None
    waterfall: Waterfall | None = None
    decisive: tuple[Decisive, ...] = ()


def run_of(bench: Bench, set_to: BenchRecipe, *, is_asked: bool = True) -> BenchRun:
    """Fire what the bench is set to; where `is_asked`, what single answers would decide is tried as well.

    Raises:
        FileError: when the text of a site's file is wrong.
        NoSuchHook: when no service here answers the hook.
    """
    door = bench.door(set_to.site, set_to.site_file)
    recipe, path = set_to.recipe, _path(set_to.recipe)
    on = day_written(recipe.on) if recipe.on else today(door.site.reviewer.mapping.zone)
    is_shipped, patient, resources = _chart(bench, set_to, on)
    with bench.server.holding(resources, recipe.trouble) as (server, asked):
        chart = ResourceChart(resources, bench.server.base)
        call = call_of(recipe, door.site.searches, EhrState(chart, patient, on), server)
        body = _with_server(call.body, recipe, server)
        url = f"{door.url}{path}"
        header = authorization(recipe.token, bench.client, url)
        came = door.post(path, body, header)
    headers = {"Content-Type": "application/json", **({"Authorization": "Bearer …"} if header else {})}
    checked = checked_answer(came.status, came.headers.get("Content-Type", ""), came.body)
    refusal = refusal_of(came.status, came.problem, _audience(header), url)
    run = Run(
        recipe, url, headers, body, call.prefetch, came.status, came.headers, came.body, came.ms, checked,
        tuple(asked), refusal,
    )  # fmt: skip
    if came.answered is None:
        return BenchRun(set_to, run, path)
    return BenchRun(
        set_to,
        run,
        path,
        explained_call(came.answered, show_names=is_shipped),
        _waterfall(came, came.answered, bench),
        _decisive(door, came.answered) if is_asked else (),
    )


def _chart(bench: Bench, set_to: BenchRecipe, on: date) -> tuple[bool, str, tuple[Json, ...]]:
    """Whether the patient comes along, their id, and their resources with the facts that are laid over."""
    recipe = set_to.recipe
    patient, resources = recipe.patient, recipe.resources
    found = None if resources else bench.shipped(on).get(patient)
    if found:
        patient, resources = found.patient, found.resources
    return bool(found), patient, with_facts(resources, set_to.facts, patient, on, bench.base)


def _path(recipe: Recipe) -> str:
    name = str(recipe.request.get("hook", "")) if recipe.request is not None else recipe.hook
    found = next((hook.id for hook in HOOKS.values() if hook.hook == name), None)
    if found is None:
        raise NoSuchHook(f"no service here answers the hook {name}")
    return f"/cds-services/{found}"


def _with_server(body: bytes, recipe: Recipe, server: NamedServer | None) -> bytes:
    """A pasted request with the bench's own FHIR server, where one is to be named."""
    if recipe.request is None or server is None:
        return body
    access = {"access_token": server.token, "token_type": "Bearer", "expires_in": 300}
    own = {"fhirServer": server.base, "fhirAuthorization": {**access, "scope": "user/*.rs", "subject": "cds"}}
    return msgspec.json.encode({**recipe.request, **own})


def _audience(header: str) -> str:
    """The audience of a token that was sent; empty where none was."""
    if not header:
        return ""
    claims = jwt.decode(header.removeprefix("Bearer "), options={"verify_signature": False})
    return str(claims.get("aud", ""))


def _waterfall(came: Came, answered: Answered, bench: Bench) -> Waterfall:
    return waterfall(came.token_seconds, answered.stages, came.ms, bench.budget_ms)


def _decisive(door: Door, answered: Answered) -> tuple[Decisive, ...]:
    """What single answers would bring, for each policy that a card is about."""
    record = answered.record
    service: CdsService = door.app.extensions["cds"]
    if record is None:
        return ()
    policies = {each.policy.id: each for each in answered.review.determinations}
    at = now(door.site.reviewer.mapping.zone)
    found = [
        decisive(
            Desk(
                service.worksheets.parts(door.site, each.policy),
                door.site,
                record.patient_id,
                Signer(PEOPLE["lpha"]),
                answered.on,
                at,
                each.phase.id,
            ),
            record,
            at,
        )
        for each in policies.values()
    ]
    return tuple(each for each in found if each)
