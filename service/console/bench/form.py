"""The form of the bench as it was typed, and the recipe that it makes.

What was typed stays as it was typed, also where no recipe can be made of it; each mistake is told by the
field it stands in, of JSON with its line and column.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from msgspec import Struct

from service.clock import day_written
from service.console.bench.facts import OfferedFact, wrong_answer
from service.console.bench.recipe import BenchRecipe
from service.samples.fhir import Json
from service.simulator.recipe import Position, Recipe, TokenKind, Trouble

FACT, POSITION = "fact-", "p-"
"""What the names of fields begin with that are one for each fact, and each prefetch key."""
_Member = TypeVar("_Member", bound=StrEnum)


class Source(StrEnum):
    """Where the patient comes from."""

    SHIPPED = "shipped"
    SERVER = "server"
    PASTED = "pasted"
    """A whole request is pasted."""


class BenchForm(Struct, frozen=True):
    """The form as it was typed; `on` is a day, `server` and `identity` are of a FHIR server's patient.

    `resources`, `context` and `request` are JSON as text; of `resources` nothing where the patient's own do.
    """

    source: Source = Source.SHIPPED
    patient: str = ""
    server: str = ""
    identity: str = ""
    hook: str = "order-select"
    order: str = ""
    on: str = ""
    positions: Mapping[str, Position] = {}
    token: TokenKind = TokenKind.SIGNED
    trouble: Trouble = Trouble.NOT_NAMED
    context: str = ""
    resources: str = ""
    request: str = ""
    facts: Mapping[str, str] = {}
    site: str = ""
    site_file: str = ""


def posted_form(fields: Mapping[str, str]) -> BenchForm:
    """The form of posted fields; a choice that is none of ours counts as not made."""
    positions = {
        name.removeprefix(POSITION): _member(Position, value, Position.SENT)
        for name, value in fields.items()
        if name.startswith(POSITION)
    }
    return BenchForm(
        source=_member(Source, fields.get("source", ""), Source.SHIPPED),
        patient=fields.get("patient", ""),
        server=fields.get("server", "").strip(),
        identity=fields.get("identity", "").strip(),
        hook=fields.get("hook", "") or "order-select",
        order=fields.get("order", ""),
        on=fields.get("on", "").strip(),
        positions={key: each for key, each in positions.items() if each is not Position.SENT},
        token=_member(TokenKind, fields.get("token", ""), TokenKind.SIGNED),
        trouble=_member(Trouble, fields.get("trouble", ""), Trouble.NOT_NAMED),
        context=fields.get("context", ""),
        resources=fields.get("resources", ""),
        request=fields.get("request", ""),
        facts={
            name.removeprefix(FACT): value.strip()
            for name, value in fields.items()
            if name.startswith(FACT) and value.strip()
        },
        site=fields.get("site", ""),
        site_file=fields.get("site_file", ""),
    )


def form_of(bench: BenchRecipe) -> BenchForm:
    """The form that makes a recipe."""
    recipe = bench.recipe
    source = Source.SHIPPED if recipe.request is None else Source.PASTED
    return BenchForm(
        source=source,
        patient=recipe.patient,
        identity=recipe.patient,
        hook=recipe.hook,
        order=recipe.order,
        on=recipe.on,
        positions=recipe.positions,
        token=recipe.token,
        trouble=recipe.trouble,
        context=as_text(recipe.context) if recipe.context else "",
        resources=as_text(recipe.resources) if recipe.resources else "",
        request=as_text(recipe.request) if recipe.request is not None else "",
        facts=bench.facts,
        site=bench.site,
        site_file=bench.site_file,
    )


def recipe_of(form: BenchForm, facts: Iterable[OfferedFact]) -> tuple[BenchRecipe | None, Mapping[str, str]]:
    """The recipe of a form, or what is wrong with the form, by field."""
    problems: dict[str, str] = {}
    is_pasted = form.source is Source.PASTED
    request = _read("request", form.request, _request, problems) if is_pasted else None
    context = _read("context", form.context, _object, problems) if form.context.strip() else {}
    resources = _read("resources", form.resources, _resources, problems) if form.resources.strip() else ()
    problems |= {name: wrong for name, wrong in _wrong(form, facts) if wrong}
    if problems:
        return None, problems
    recipe = Recipe(
        hook=form.hook,
        patient=_patient(form, resources or ()),
        resources=tuple(resources or ()),
        order=form.order,
        on=form.on,
        positions=form.positions,
        token=form.token,
        trouble=form.trouble,
        context=context or {},
        request=request,
    )
    return BenchRecipe(recipe, form.facts, form.site, form.site_file), {}


def as_text(value: Any) -> str:
    """JSON as a text to edit."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _patient(form: BenchForm, resources: Iterable[Json]) -> str:
    """Whose call it is: among resources that were given, the Patient's."""
    own = (str(each.get("id", "")) for each in resources if each.get("resourceType") == "Patient")
    return next(own, form.identity if form.source is Source.SERVER else form.patient)


def _wrong(form: BenchForm, facts: Iterable[OfferedFact]) -> Iterator[tuple[str, str]]:
    yield "on", _wrong_day(form.on)
    if form.source is Source.SERVER and not form.resources.strip():
        yield "identity", "read the patient first"
    known = {each.name: each for each in facts}
    for name, answer in form.facts.items():
        fact = known.get(name)
        yield f"{FACT}{name}", wrong_answer(fact, answer) if fact else "no policy here asks for this fact"


def _wrong_day(text: str) -> str:
    try:
        if text:
            day_written(text)
    except ValueError:
        return "expected a day such as 2026-03-01"
    return ""


def _read(field: str, text: str, check: Callable[[Any], Any], problems: dict[str, str]) -> Any:
    """JSON that was typed into a field; None, and what is wrong with it, where it is none."""
    try:
        return check(json.loads(text))
    except json.JSONDecodeError as error:
        problems[field] = f"line {error.lineno}, column {error.colno}: this is no JSON: {_said(error.msg)}"
    except RecursionError:
        problems[field] = "this nests too deep"
    except ValueError as error:
        problems[field] = str(error)
    return None


def _said(message: str) -> str:
    return message[:1].lower() + message[1:]


def _object(value: Any) -> Json:
    if not isinstance(value, dict):
        raise ValueError("expected a JSON object")
    return value


def _request(value: Any) -> Json:
    request = _object(value)
    if "hook" not in request:
        raise ValueError("expected a CDS Hooks request, which names its hook")
    return request


def _resources(value: Any) -> list[Json]:
    """The resources of a list, or of a Bundle."""
    if isinstance(value, dict) and value.get("resourceType") == "Bundle":
        entries = value.get("entry", [])
        value = [each.get("resource") for each in entries if isinstance(each, dict)]
    if not isinstance(value, list) or not all(_is_resource(each) for each in value):
        raise ValueError("expected a Bundle, or a list of FHIR resources that each name their resourceType")
    return value


def _is_resource(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("resourceType"), str)


def _member(kind: type[_Member], value: str, otherwise: _Member) -> _Member:
    return kind(value) if value in set(kind) else otherwise
