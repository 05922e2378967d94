"""The draft in a package: what is on file stands in it as a copy, and nothing that nobody answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.service.dtr.asking import draft_in, fresh, ordered, packages, post
from tests.support.fhir import Json, no, observation, order, patient, score, yes
from tests.support.hook_calls import diagnosis, plan_for

PATH = "admission-adult/"
BASIS = (patient("1990-06-15"), diagnosis())
CANNOT_TELL = {
    "valueCodeableConcept": {
        "coding": [{"system": "https://criteria-cards.example/fhir/CodeSystem/answer", "code": "cannot-tell"}]
    }
}


def answers(items: list[Any]) -> Iterator[tuple[str, Json]]:
    """Every answer of a response, by linkId."""
    for item in items:
        yield from ((item["linkId"], answer) for answer in item.get("answer", ()))
        yield from answers(item.get("item", []))


def drafted(*record: Json, **settings: Any) -> dict[str, Json]:
    (package,) = packages(post(ordered(*fresh(*BASIS, *record)), **settings))
    return dict(answers(draft_in(package)["item"]))


def values(*record: Json, **settings: Any) -> dict[str, Any]:
    """The values of the answers, codes for choices, without the age."""
    found = {name: answer for name, answer in drafted(*record, **settings).items() if name != "age"}
    return {name: _value(answer) for name, answer in found.items()}


def _value(answer: Json) -> Any:
    (value,) = [part for name, part in answer.items() if name.startswith("value")]
    return value["code"] if isinstance(value, dict) else value


def test_every_answer_is_a_copy_by_the_server() -> None:
    found = drafted(yes("lpha-evaluation"), score("severity-daily-living", 2))
    assert len(found) == 3
    for answer in found.values():
        (origin,) = answer["extension"]
        assert origin["url"].endswith("/information-origin")
        assert origin["extension"] == [{"url": "source", "valueCode": "auto-server"}]


def test_the_age_is_told_by_the_birth_date() -> None:
    assert drafted()["age"]["valueCoding"]["code"] == "from-22-years"


ON_FILE = {
    "a yes": ([yes("lpha-evaluation")], {"lpha-evaluation": "LA33-6"}),
    "a no": ([no("lpha-evaluation")], {"lpha-evaluation": "LA32-8"}),
    "a severity": ([score("severity-daily-living", 2)], {"severity-daily-living": "moderate"}),
}


@pytest.mark.parametrize(("record", "filled"), ON_FILE.values(), ids=list(ON_FILE))
def test_an_answer_on_file_is_filled_in(record: list[Json], filled: dict[str, str]) -> None:
    assert values(*record) == {f"{PATH}{name}": value for name, value in filled.items()}


LEFT_OPEN = {
    "what nobody answered": (),
    "an answer that is too old": (yes("lpha-recommends", "2025-02-01"),),
    "a patient's answer to what a clinician is asked": (yes("lpha-recommends", by="Patient/p1"),),
    "somebody who cannot tell": (observation("lpha-recommends", CANNOT_TELL),),
    "people who contradict each other": (
        yes("lpha-recommends"),
        no("lpha-recommends", by="Practitioner/other", identity="other"),
    ),
    "what an order shows and nobody said": (order(status="completed"),),
}


@pytest.mark.parametrize("record", LEFT_OPEN.values(), ids=list(LEFT_OPEN))
def test_what_the_record_does_not_settle_is_left_open(record: tuple[Json, ...]) -> None:
    assert values(*record) == {}


def test_a_score_comes_with_its_day() -> None:
    child = (patient("2016-01-01"), diagnosis("F34.81"), score("calocus-composite", 21))
    (package,) = packages(post(ordered(*fresh(*child)), site="example-private"))
    found = dict(answers(draft_in(package)["item"]))
    day = next(each for each in fresh(*child) if each["resourceType"] == "Observation")["effectiveDateTime"]
    assert found["admission-child/calocus-composite"]["valueInteger"] == 21
    assert found["admission-child/calocus-composite.on"]["valueDate"] == day


def test_a_continued_stay_is_filled_in_by_its_own_path() -> None:
    record = fresh(*BASIS, plan_for("H2017"), yes("participating"))
    (package,) = packages(post(ordered(*record)))
    assert "continued-stay-adult/participating" in dict(answers(draft_in(package)["item"]))
