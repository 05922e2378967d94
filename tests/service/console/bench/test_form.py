"""The form of the bench: what no recipe can be made of is named by its place, and stays as it was typed."""

from __future__ import annotations

import pytest

from mappings.readers.form_item import ItemKind
from service.console.bench.facts import OfferedFact
from service.console.bench.form import BenchForm, Source, form_of, posted_form, recipe_of
from service.console.bench.recipe import BenchRecipe, read_bench_recipe, written
from service.simulator.recipe import Position, Recipe, TokenKind, Trouble

FACTS = (
    OfferedFact("family-agrees", "Family agrees", "Does the family agree?", ItemKind.YES_NO, ("yes", "no")),
    OfferedFact("calocus-composite", "CALOCUS", "What is the score?", ItemKind.SCORE),
    OfferedFact("intervention-date", "Intervention", "When was it?", ItemKind.DATE),
)
PATIENT = '{"resourceType": "Patient", "id": "p"}'

WRONG = [
    pytest.param(
        {"resources": f'[\n  {PATIENT},\n  {{"resourceType" "Goal"}}\n]'},
        "resources",
        "line 3, column 19: this is no JSON: expecting ':' delimiter",
        id="a resource without a colon",
    ),
    pytest.param(
        {"resources": '[{"id": "1"}]'},
        "resources",
        "expected a Bundle, or a list of FHIR resources that each name their resourceType",
        id="a resource of no type",
    ),
    pytest.param({"context": "[]"}, "context", "expected a JSON object", id="a context that is a list"),
    pytest.param(
        {"source": "pasted", "request": "{}"},
        "request",
        "expected a CDS Hooks request, which names its hook",
        id="a request of no hook",
    ),
    pytest.param(
        {"source": "pasted", "request": ""},
        "request",
        "line 1, column 1: this is no JSON: expecting value",
        id="no request",
    ),
    pytest.param({"on": "1 March"}, "on", "expected a day such as 2026-03-01", id="a day in words"),
    pytest.param(
        {"source": "server", "identity": "4711"}, "identity", "read the patient first", id="nobody was read"
    ),
    pytest.param(
        {"fact-family-agrees": "maybe"},
        "fact-family-agrees",
        "expected one of yes, no, not-on-file",
        id="no answer to a yes or no",
    ),
    pytest.param(
        {"fact-calocus-composite": "17.5"},
        "fact-calocus-composite",
        "expected a whole number, or not-on-file",
        id="half a point",
    ),
    pytest.param(
        {"fact-intervention-date": "2026-02-30"},
        "fact-intervention-date",
        "expected a day such as 2026-03-01, or not-on-file",
        id="a day that is none",
    ),
    pytest.param(
        {"fact-shoe-size": "46"},
        "fact-shoe-size",
        "no policy here asks for this fact",
        id="a fact that nobody asks for",
    ),
]


@pytest.mark.parametrize(("typed", "field", "problem"), WRONG)
def test_a_mistake_is_named_by_its_field_and_place(typed: dict[str, str], field: str, problem: str) -> None:
    set_to, problems = recipe_of(posted_form(typed), FACTS)
    assert set_to is None
    assert problems == {field: problem}


def test_all_mistakes_are_named_at_once() -> None:
    _, problems = recipe_of(posted_form({"context": "{", "resources": "[", "on": "x"}), FACTS)
    assert list(problems) == ["context", "resources", "on"]


@pytest.mark.parametrize(
    ("text", "patient"),
    [(f"[{PATIENT}]", "p"), (f'{{"resourceType": "Bundle", "entry": [{{"resource": {PATIENT}}}]}}', "p")],
    ids=["a list", "a Bundle"],
)
def test_resources_bring_their_own_patient(text: str, patient: str) -> None:
    set_to, _ = recipe_of(BenchForm(patient="child-admission", resources=text), FACTS)
    assert set_to
    assert set_to.recipe.patient == patient
    assert [each["id"] for each in set_to.recipe.resources] == ["p"]


@pytest.mark.parametrize("position", [each for each in Position if each is not Position.SENT])
def test_a_position_travels_from_the_field_to_the_recipe(position: Position) -> None:
    set_to, _ = recipe_of(posted_form({"p-goals": position.value, "p-patient": "sent"}), FACTS)
    assert set_to
    assert set_to.recipe.positions == {"goals": position}


def test_a_form_and_its_recipe_make_each_other() -> None:
    form = BenchForm(
        source=Source.SHIPPED,
        patient="child-admission",
        identity="child-admission",
        order="H2017",
        on="2026-03-01",
        positions={"goals": Position.ERROR},
        token=TokenKind.EXPIRED,
        trouble=Trouble.SLOW,
        context='{\n  "encounterId": "1"\n}',
        facts={"family-agrees": "no"},
        site="example-private",
    )
    set_to, _ = recipe_of(form, FACTS)
    assert set_to
    assert form_of(set_to) == form


@pytest.mark.parametrize(
    ("saved", "expected"),
    [
        (written(BenchRecipe(Recipe(order="H2017"), {"a": "yes"})), {"a": "yes"}),
        ('{"bench": {"recipe": {"order": "H2017"}, "facts": {"a": "no"}}, "status": 200}', {"a": "no"}),
        ('{"hook": "order-select", "order": "H2017"}', {}),
        ('{"recipe": {"order": "H2017"}, "url": "http://127.0.0.1:5000"}', {}),
    ],
    ids=["what a page carries", "a saved run", "a recipe of fire", "a run of fire"],
)
def test_a_run_is_opened_from_what_was_saved(saved: str, expected: dict[str, str]) -> None:
    opened = read_bench_recipe(saved)
    assert (opened.recipe.order, opened.facts) == ("H2017", expected)


@pytest.mark.parametrize("saved", ["", "[]", '{"order": 1}', '{"bench": {"unknown": 1}}', "\ud800"])
def test_what_is_no_saved_run_is_refused(saved: str) -> None:
    with pytest.raises(ValueError, match="this is no saved run"):
        read_bench_recipe(saved.encode(errors="surrogatepass"))
