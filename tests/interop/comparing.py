"""Our response and Observations beside those of LHC-Forms, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace

from criteria.spans import BirthDate
from mappings.forms.bands import band_of, is_asked_in
from mappings.forms.form import Ages, Form, FormPath
from mappings.forms.given import SIGNER, Submission
from mappings.forms.observations import observations_of
from mappings.forms.response import response_of
from tests.interop.emitted import BORN, answered, publication
from tests.interop.java_parts import KEPT
from tests.interop.lhc_forms import LhcForm, lhc_forms
from tests.support.browsing import browsing
from tests.support.fhir import Json

PROVIDER = "provider-is-private"
WAYS = {0: "yes and moderate", 1: "I cannot tell", 2: "no and severe"}


def compared() -> list[str]:
    """Differences, a line each; it prints how much was compared.

    Raises:
        NotHad: where LHC-Forms cannot be had.
    """
    published, base = publication()
    differences: list[str] = []
    count = 0
    with browsing() as browser, lhc_forms(browser, KEPT / "npm") as shown:
        for form, born, way in product(published.forms, BORN, WAYS):
            (path,) = paths_of(form, born) or (None,)
            if path is None:
                continue
            submission = as_signer(answered(form, path, base, way, born))
            questionnaire = published.resources["Questionnaire"][form.id].body
            patient = {"resourceType": "Patient", "id": "p1", "birthDate": born.earliest.isoformat()}
            with shown(questionnaire, patient) as page:
                name = f"{form.id}, {path.rule_set}, born {born.earliest}, {WAYS[way]}"
                differences += [f"{name}: {each}" for each in _differences(page, form, path, submission)]
            count += len(submission.given)
    print(f"  {count} answers clicked in LHC-Forms, and what it extracts compared with what we write")
    return differences


def paths_of(form: Form, born: BirthDate) -> tuple[FormPath, ...]:
    """The path of somebody on the day of signing."""
    band = band_of(form, born, date.today()) or Ages()  # noqa: DTZ011  # LHC-Forms goes by its own day
    return tuple(path for path in form.paths if is_asked_in(band, path.asked))[:1]


def as_signer(submission: Submission) -> Submission:
    """The same answers, all of them the signer's own: LHC-Forms knows one author."""
    given = tuple(replace(each, by=SIGNER) for each in submission.given)
    return replace(submission, given=given)


def _differences(page: LhcForm, form: Form, path: FormPath, submission: Submission) -> Iterator[str]:
    ours = dict(_answers(response_of(submission)["item"]))
    for other in form.paths:
        if page.shows(other.rule_set) != (other is path):
            yield f"the path {other.rule_set} is {'hidden' if other is path else 'shown'}"
    if page.shows(PROVIDER):
        page.answer(PROVIDER, ours.get(PROVIDER, _YES))
    for link_id, answer in ours.items():
        if link_id not in ("age", PROVIDER):
            page.answer(link_id, answer)
    response, extracted = page.taken()
    theirs = dict(_answers(response["item"]))
    yield from _unlike("response", {**ours, PROVIDER: None}, {**theirs, PROVIDER: None})
    yield from _unlike(
        "Observations",
        {_fact(each): _compared(each, submission) for each in observations_of(submission)},
        {_fact(each): _of_theirs(each, response) for each in extracted if _is_answered(each)},
    )
    yield from _wrongly_looked_for(page, form)


_YES: Json = {"valueCoding": {"system": "http://loinc.org", "code": "LA33-6"}}


def _unlike(what: str, ours: dict[str, object], theirs: dict[str, object]) -> Iterator[str]:
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            yield f"{what}: {name}: ours {ours.get(name)}, theirs {theirs.get(name)}"


def _answers(items: list[Json]) -> Iterator[tuple[str, Json]]:
    for item in items:
        for answer in item.get("answer", ()):
            yield item["linkId"], _without_display(answer)
            yield from _answers(answer.get("item", []))
        yield from _answers(item.get("item", []))


def _without_display(answer: Json) -> Json:
    value = {name: each for name, each in answer.items() if name.startswith("value")}
    if coding := value.get("valueCoding"):
        value["valueCoding"] = {name: coding[name] for name in ("system", "code")}
    return value


def _fact(observation: Json) -> str:
    code: str = observation["code"]["coding"][0]["code"]
    return code


def _is_answered(observation: Json) -> bool:
    """Whether it has a value: LHC-Forms extracts templates of unanswered items too, with empty lists."""
    return all(each != [] for name, each in observation.items() if name.startswith("value"))


def _compared(observation: Json, submission: Submission) -> Json:
    """What both say of an answer; its moment is the day of a score, or that of the response."""
    stated = _common(observation)
    moment = observation["effectiveDateTime"]
    stated["moment"] = "the response's" if moment == submission.instant else moment
    stated["derived"] = len(observation["derivedFrom"])
    return stated


def _of_theirs(observation: Json, response: Json) -> Json:
    stated = _common(observation)
    moment = observation["effectiveDateTime"]
    stated["moment"] = "the response's" if moment == response["authored"] else moment
    stated["derived"] = len(observation["derivedFrom"])
    return stated


def _common(observation: Json) -> Json:
    value = {name: each for name, each in observation.items() if name.startswith("value")}
    for each in value.values():
        if isinstance(each, dict) and "coding" in each:
            value = {"coding": [(coding["system"], coding["code"]) for coding in each["coding"]]}
    return {
        "status": observation["status"],
        "code": [(each["system"], each["code"]) for each in observation["code"]["coding"]],
        "category": [c["code"] for each in observation["category"] for c in each["coding"]],
        "value": value,
    }


def _wrongly_looked_for(page: LhcForm, form: Form) -> Iterator[str]:
    """Where it looks for earlier answers in another window than ours."""
    for search in page.searches:
        query = parse_qs(urlsplit(search).query)
        fact = query["code"][0].partition("|")[2]
        item = form.item(fact)
        window = (item.window or item.looks_back) if item else None
        if window is None:
            yield f"it looks for {fact}, which has no window"
            continue
        since = date.fromisoformat(query["date"][0].removeprefix("gt")[:10])
        ours = window.before(date.today())  # noqa: DTZ011  # LHC-Forms goes by its own day
        if abs(since - ours) > timedelta(days=1):
            yield f"it looks for {fact} since {since}, and we count it since {ours}"
