"""Every resource that is served or emitted, as a folder of files for other people's programs.

Forms and terminology as `criteria-cards export` writes them, answers of every
kind as signing writes them, the resources of the suggestions on golden cards,
and what the end to end runs wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from itertools import product
from pathlib import Path
from shutil import copy

from criteria.spans import BirthDate
from mappings.forms.bands import band_of, is_asked_in
from mappings.forms.form import Ages, Form, FormItem, FormPath, ItemKind
from mappings.forms.given import CANNOT_TELL, NO, YES, By, Given, Json, Signer, Submission
from mappings.forms.identity import full_url_of
from mappings.forms.response import resources_of
from service.installation import load_installation
from service.publication.publication import Publication
from service.samples.shipped import shipped_patients
from service.settings import Settings
from tests.service.dtr.asking import COVERAGE, TODAY, asked, post
from tests.support.fhir import reference
from tests.support.hook_calls import draft

SITE = "example-private"
FIXTURES = Path(__file__).parents[2] / "fixtures"
SIGNED = datetime.fromisoformat("2026-02-27T10:15:30-05:00")
SIGNER = Signer("Practitioner/dr1", "Dr. Ada Okafor", "LPHA")
BORN = tuple(BirthDate(day, day) for day in (date(1990, 5, 17), date(2014, 5, 17), date(2022, 5, 17)))
"""An adult, a child of eleven, and one of three."""
_BY = (By(), By("patient"), By("related-person", name="Rosa Vega", relationship="mother"))
_DRAFT = "2f0a4c1e-7f0e-4f0e-9d3a-5f1b7a8c9d00"


def publication() -> tuple[Publication, str]:
    """What a site publishes, and the base of our own URLs."""
    installation = load_installation(Settings(site=SITE))
    return installation.publications[SITE], installation.sites[SITE].reviewer.mapping.base


def write_emitted(folder: Path, runs: Path) -> int:
    """Write them all, and what end to end runs left in a folder; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.json"):
        left.unlink()
    count = 0
    for name, resource in _everything():
        (folder / f"{name}.json").write_text(json.dumps(resource, separators=(",", ":")), encoding="utf-8")
        count += 1
    for file in runs.glob("*.json"):
        copy(file, folder / f"written-{file.name}")
        count += 1
    return count


def _everything() -> Iterator[tuple[str, Json]]:
    published, base = publication()
    yield "published-CapabilityStatement", published.metadata.body
    for each in published.everything():
        yield f"published-{each.body['resourceType']}-{each.body['id']}", each.body
    for form in published.forms:
        yield from _signed(form, base)
    yield from _packages()
    for file in sorted(FIXTURES.glob("*/*/response.json")):
        for number, resource in enumerate(_suggested(json.loads(file.read_text(encoding="utf-8")))):
            yield f"suggested-{file.parent.name}-{number}-{resource['resourceType']}", resource


def _signed(form: Form, base: str) -> Iterator[tuple[str, Json]]:
    """What signing writes: each path, in each way, by people of each age who are asked."""
    for path, way, born in product(form.paths, range(len(_BY) + 1), BORN):
        submission = answered(form, path, base, way, born)
        name = f"signed-{form.id}-{path.rule_set}-{way}-{born.earliest.year}"
        if submission.given:
            yield from _as_stored(name, resources_of(submission))


def _packages() -> Iterator[tuple[str, Json]]:
    """The forms of orders, with drafts that are filled in, as an EHR's form client gets them."""
    for shipped in shipped_patients(TODAY):
        order = draft(shipped.service, of=shipped.patient)
        coverage = COVERAGE | {"beneficiary": reference(f"Patient/{shipped.patient}")}
        answer = post(asked(("order", order), record=shipped.resources, coverage=coverage), site=SITE)
        yield f"package-{shipped.name}", answer.get_json()


def answered(form: Form, path: FormPath, base: str, way: int, born: BirthDate) -> Submission:
    """Every question that a path asks of somebody answered, in one of some ways, or in all of them."""
    band = band_of(form, born, SIGNED.date())
    asked = [
        item
        for group in path.groups
        for item in group.every_item()
        if is_asked_in(band or Ages(), item.asked) and is_asked_in(band or Ages(), path.asked)
    ]
    items = {item.fact: item for item in asked}.values()
    several = way == len(_BY)
    given = tuple(_answer(item, number % len(_BY) if several else way) for number, item in enumerate(items))
    return Submission(
        form, base, "p1", "visit-1", SIGNER, given, SIGNED, _DRAFT, rule_set=path.rule_set, born=born
    )


def _answer(item: FormItem, way: int) -> Given:
    by = _BY[way]
    if way == 1:
        return Given(item.fact, CANNOT_TELL, by=by)
    match item.kind:
        case ItemKind.YES_NO:
            return Given(item.fact, YES if way == 0 else NO, by=by)
        case ItemKind.SEVERITY:
            return Given(item.fact, "moderate" if way == 0 else "severe", by=by)
        case ItemKind.SCORE:
            low, high = item.range or (0, 30)
            return Given(item.fact, high if way == 0 else low, on=date(2026, 2, 10), by=by)
        case ItemKind.COUNT:
            return Given(item.fact, 2 if way == 0 else 0, by=by)
        case ItemKind.DATE:
            return Given(item.fact, NO if item.may_be_none and way == 2 else date(2026, 1, 20), by=by)


def _as_stored(name: str, written: tuple[Json, ...]) -> Iterator[tuple[str, Json]]:
    """As a server keeps them, where the references inside a transaction have become literal."""
    response, *observations = written
    url, kept = full_url_of(response["identifier"]), "QuestionnaireResponse/r1"
    yield f"{name}-0-QuestionnaireResponse", response
    for number, each in enumerate(observations, 1):
        sources = [
            kept if source["reference"] == url else source["reference"] for source in each["derivedFrom"]
        ]
        stored = {**each, "derivedFrom": [{"reference": source} for source in sources]}
        yield f"{name}-{number}-{each['code']['coding'][0]['code']}", stored


def _suggested(response: Json) -> Iterator[Json]:
    for card in response.get("cards", ()):
        for suggestion in card.get("suggestions", ()):
            yield from (action["resource"] for action in suggestion["actions"] if "resource" in action)
