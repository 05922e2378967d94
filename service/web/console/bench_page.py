"""The page of the bench: the form as it was typed and, once something was fired, all that came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response
from msgspec import Struct

from criteria.policy import Service
from service.console.bench import words
from service.console.bench.comparison import Compared, strips_of
from service.console.bench.considered import merged
from service.console.bench.facts import NOT_ON_FILE, offered_facts
from service.console.bench.form import FACT, POSITION, BenchForm
from service.console.bench.recipe import BenchRecipe, written
from service.console.bench.take_away import curl
from service.explanation.state_words import state_words
from service.hooks.registry import HOOKS
from service.simulator.checked import RuleVerdict
from service.simulator.positions import positions_for
from service.web.console.bench_door import Bench
from service.web.console.bench_runs import BenchRun
from service.web.console.card_shown import card_shown
from service.web.console.frame import console_page
from service.web.console.json_html import body_html
from service.web.state import cds_service

_REFUSED = 422


class BenchState(Struct, frozen=True):
    """What a page of the bench shows; `said` is a notice, its heading and its text.

    `before` is the recipe of the run before this one.
    """

    form: BenchForm
    problems: Mapping[str, str] = {}
    run: BenchRun | None = None
    before: BenchRecipe | None = None
    compared: Compared | None = None
    said: tuple[str, str] | None = None
    opened: str = ""
    """The part that is folded open: `facts`, `resources` or empty."""


def bench_page(bench: Bench, state: BenchState) -> Response:
    """The page."""
    service = cds_service()
    site = bench.door(state.form.site).site
    caller = service.unregistered()
    run = state.run
    return console_page(
        "bench.html",
        "bench",
        _REFUSED if state.problems else 200,
        state=state,
        form=state.form,
        problems=state.problems,
        words=words,
        state_words=state_words,
        merged=merged,
        edited=tuple(_edited(state.form)),
        prefixes={"fact": FACT, "position": POSITION},
        not_on_file=NOT_ON_FILE,
        today=caller.today.isoformat(),
        patients=tuple(bench.shipped(caller.today).values()),
        may_read=service.settings.console_patients,
        hooks=tuple(hook.hook for hook in HOOKS.values()),
        orders=tuple({_drafted(each.service): each.service for each in site.reviewer.policies}.items()),
        keys=tuple((key, positions_for(template)) for key, template in site.searches.items()),
        facts=offered_facts(site),
        sites=bench.site_names(),
        recipe=written(run.bench) if run else "",
        before=written(state.before) if state.before else "",
        last=written(run.bench) if run else written(state.before) if state.before else "",
        shown=_shown(run) if run else {},
    )


def _drafted(service: Service) -> str:
    """How a recipe names the service of its draft order."""
    return service.code if service.system in ("hcpcs", "cpt") else f"{service.system}|{service.code}"


def _shown(run: BenchRun) -> Mapping[str, Any]:
    """What of a run is written as HTML, counted or put into words here."""
    made = run.run
    kept = [each for each in made.checked if each.verdict is RuleVerdict.KEPT]
    looked_at = [each for each in made.checked if each.verdict is not RuleVerdict.NOT_SHOWN]
    return {
        "cards": tuple(map(card_shown, made.cards)),
        "response": body_html(made.answer),
        "request": json.dumps(made.request, ensure_ascii=False, indent=2),
        "kilobytes": f"{len(made.body) / 1024:.0f} KB",
        "kept": len(kept),
        "rules": len(looked_at),
        "curl": curl(made, cds_service().settings.url, run.path),
        "strips": strips_of(run.explanation),
    }


def _edited(form: BenchForm) -> Iterator[str]:
    """What was changed in the part of the form that is folded away."""
    yield from (f"{name}: {answer}" for name, answer in form.facts.items())
    for name, text in (("context", form.context), ("resources", form.resources)):
        if text.strip():
            yield f"{name} edited"
