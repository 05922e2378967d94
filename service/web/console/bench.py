"""The request bench: a hook is fired as an EHR would, at the service itself, and told in full."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, current_app, request
from msgspec.structs import replace

from criteria.strict_yaml import FileError
from service.console.bench.comparison import Compared, Ran, compared
from service.console.bench.facts import OfferedFact, offered_facts
from service.console.bench.form import BenchForm, Source, as_text, form_of, posted_form, recipe_of
from service.console.bench.recipe import BenchRecipe, read_bench_recipe
from service.console.bench.take_away import fixture, pytest_case
from service.errors import Malformed
from service.simulator.positions import positions_for
from service.simulator.recipe import Position
from service.web.console.bench_chart import NotRead, read_resources, shipped_resources
from service.web.console.bench_door import Bench
from service.web.console.bench_feedback import send_feedback
from service.web.console.bench_page import BenchState, bench_page
from service.web.console.bench_runs import BenchRun, NoSuchHook, run_of
from service.web.console.gate import console_blueprint
from service.web.hook_call import JSON
from service.web.state import cds_service

blueprint = console_blueprint("bench")
_PYTHON = "text/x-python; charset=utf-8"


def the_bench() -> Bench:
    """The bench of this process."""
    bench: Bench = current_app.extensions["bench"]
    return bench


@blueprint.get("/console/bench")
def bench() -> Response:
    """The form, set to the patient that the address names."""
    return bench_page(the_bench(), BenchState(_blank(request.args.get("patient", ""))))


@blueprint.post("/console/bench")
def fire() -> Response:
    """Fire what is typed; or change the form without firing, where one of its other buttons was pressed."""
    form, wanted = posted_form(request.form), request.form.get("do", "fire")
    before = _recipe_in("before")
    if wanted in ("all-sent", "all-left-out"):
        form = replace(form, positions=_all(form, wanted))
    elif wanted in ("resources", "read"):
        return _with_resources(form, before, wanted)
    else:
        set_to, problems = recipe_of(form, _facts(form))
        if set_to is None:
            return bench_page(the_bench(), BenchState(form, problems, before=before))
        return _fired(form, set_to, before)
    return bench_page(the_bench(), BenchState(form, before=before))


@blueprint.post("/console/bench/again")
def again() -> Response:
    """Fire what was fired once more: with another answer, beside another run, or for feedback on its card."""
    set_to = _recipe()
    wanted, _, answer = request.form.get("do", "").partition(":")
    if wanted == "try":
        fact, _, value = answer.partition("=")
        tried = replace(set_to, facts={**set_to.facts, fact: value})
        return _fired(form_of(tried), tried, set_to)
    if wanted == "feedback":
        said = send_feedback(the_bench(), set_to, answer, request.form)
        return _fired(form_of(set_to), set_to, _recipe_in("before"), said)
    return _compared_with(set_to)


@blueprint.post("/console/bench/open")
def opened() -> Response:
    """Open a saved run: its form is filled in, and it is fired anew."""
    try:
        set_to = _uploaded()
    except ValueError as error:
        return bench_page(the_bench(), BenchState(_blank(), {"saved": str(error)}))
    form = form_of(set_to)
    checked, problems = recipe_of(form, _facts(form))
    if checked is None:
        return bench_page(the_bench(), BenchState(form, problems))
    return _fired(form, checked, None)


@blueprint.post("/console/bench/fixture")
def as_fixture() -> Response:
    """The run as a file that the bench opens again: what was set, sent and answered."""
    made = run_of(the_bench(), _recipe(), is_asked=False)
    return _file(fixture(made.bench, made.run), JSON, "run.json")


@blueprint.post("/console/bench/test")
def as_test() -> Response:
    """The run as a test that stands alone."""
    made = run_of(the_bench(), _recipe(), is_asked=False)
    written = pytest_case(made.run, cds_service().settings.url, made.path)
    return _file(written.encode(), _PYTHON, "test_run.py")


def _fired(
    form: BenchForm, set_to: BenchRecipe, before: BenchRecipe | None, said: tuple[str, str] | None = None
) -> Response:
    """The page of a run, beside the run before it where that was another one."""
    try:
        run = run_of(the_bench(), set_to)
    except NoSuchHook as error:
        return bench_page(the_bench(), BenchState(form, {"request": str(error)}, before=before))
    beside = _beside(run, before) if before and before != set_to else None
    return bench_page(the_bench(), BenchState(form, {}, run, before, beside, said))


def _beside(run: BenchRun, before: BenchRecipe) -> Compared | None:
    try:
        other = run_of(the_bench(), before, is_asked=False)
    except (NoSuchHook, FileError):
        return None
    names = ("the run before", "this run")
    return compared(_ran(names[0], other), _ran(names[1], run))


def _compared_with(set_to: BenchRecipe) -> Response:
    """This run beside a saved one, or beside itself as another site's mapping reads it."""
    form, problem = form_of(set_to), ""
    against = request.form.get("against", "")
    try:
        if against == "saved":
            return _pair(form, _uploaded(), set_to, ("the saved run", "this run"))
        other = replace(set_to, site=request.form.get("other_site", ""), site_file="")
        if against == "edited":
            other = replace(other, site=set_to.site, site_file=request.form.get("site_file", ""))
        return _pair(form, set_to, other, (_mapping(set_to), _mapping(other)))
    except FileError as error:
        lines = (f"line {each.line}: {each.key}: {each.problem}" for each in error.mistakes)
        problem = "; ".join(lines)
    except (ValueError, NoSuchHook) as error:
        problem = str(error)
    form = replace(form, site_file=request.form.get("site_file", ""))
    field = "saved" if against == "saved" else "site_file"
    run = run_of(the_bench(), set_to)
    return bench_page(the_bench(), BenchState(form, {field: problem}, run))


def _pair(form: BenchForm, a: BenchRecipe, b: BenchRecipe, names: tuple[str, str]) -> Response:
    """The page of the second of two runs, with both side by side."""
    one, other = run_of(the_bench(), a, is_asked=False), run_of(the_bench(), b)
    beside = compared(_ran(names[0], one), _ran(names[1], other))
    form = replace(form, site=b.site, site_file=b.site_file)
    return bench_page(the_bench(), BenchState(form, {}, other, a, beside))


def _mapping(set_to: BenchRecipe) -> str:
    if set_to.site_file.strip():
        return "the edited site file"
    return f"site {set_to.site or the_bench().site_names()[0] or 'without a file'}"


def _ran(name: str, run: BenchRun) -> Ran:
    return Ran(name, run.run, run.explanation)


def _with_resources(form: BenchForm, before: BenchRecipe | None, wanted: str) -> Response:
    """The form with the patient's resources as text: of who comes along, or of a FHIR server."""
    problems: Mapping[str, str] = {}
    try:
        read = read_resources if wanted == "read" else shipped_resources
        form = replace(form, resources=as_text(read(the_bench(), form, request.form.get("access_token", ""))))
    except NotRead as error:
        problems = {"identity" if wanted == "read" else "patient": str(error)}
    return bench_page(the_bench(), BenchState(form, problems, before=before, opened="resources"))


def _all(form: BenchForm, wanted: str) -> Mapping[str, Position]:
    searches = the_bench().door(form.site).site.searches
    left_out = {key: Position.LEFT_OUT for key, each in searches.items() if positions_for(each)}
    return left_out if wanted == "all-left-out" else {}


def _facts(form: BenchForm) -> list[OfferedFact]:
    site = the_bench().door(form.site).site
    return [fact for policy in offered_facts(site) for fact in policy.facts]


def _blank(patient: str = "") -> BenchForm:
    """The form before anything is typed: a patient who comes along, and the order that they are for."""
    of_day = cds_service().unregistered().today
    names = the_bench().shipped(of_day)
    chosen = names.get(patient) or next(iter(names.values()))
    return BenchForm(source=Source.SHIPPED, patient=chosen.name, order=chosen.service, on=of_day.isoformat())


def _recipe() -> BenchRecipe:
    """What was fired, as the page carries it.

    Raises:
        Malformed: when the page does not carry it.
    """
    found = _recipe_in("recipe")
    if found is None:
        raise Malformed("this is no page of a run; open the bench again")
    return found


def _recipe_in(field: str) -> BenchRecipe | None:
    text = request.form.get(field, "")
    try:
        return read_bench_recipe(text) if text else None
    except ValueError:
        return None


def _uploaded() -> BenchRecipe:
    """A saved run.

    Raises:
        ValueError: when none was chosen, or the file is none.
    """
    file = request.files.get("saved")
    if file is None or not file.filename:
        raise ValueError("choose a saved run first")
    return read_bench_recipe(file.read())


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=media_type, headers=headers)
