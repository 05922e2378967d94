"""A DTR client by script: it takes a package, fills in the form, and extracts Observations as SDC defines it.

It knows FHIR and the two guides, and nothing of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from tests.service.dtr.asking import draft_in, of_kind
from tests.support.fhir import Json, reference

_DTR = "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
_CODES = {"yes": "LA33-6", "no": "LA32-8"}
Answers = dict[str, str | date | tuple[int, date]]
"""What is answered, by the code of the item: a choice, a date, or a score with its day."""


class Origin(NamedTuple):
    """Whence an answer comes, as DTR says it."""

    source: str = "manual"
    practitioner: str = "Practitioner/lpha"

    @property
    def extension(self) -> Json:
        who = {"url": "author", "extension": [_valued("practitioner", valueReference=self._reference)]}
        by_hand = [who] if self.source in ("manual", "override") else []
        parts = [_valued("source", valueCode=self.source), *by_hand]
        return {"url": f"{_DTR}/information-origin", "extension": parts}

    @property
    def _reference(self) -> Json:
        return reference(self.practitioner)


BY_HAND = Origin()


def completed(package: Json, answers: Answers, path: str, authored: str, origin: Origin = BY_HAND) -> Json:
    """The draft of a package, completed: the answers of one path, beside what was filled in already."""
    (questionnaire,) = of_kind(package, "Questionnaire")
    begun = draft_in(package)
    filled_in = {link_id: listed for link_id, listed in _answered(begun["item"])}
    left = dict(answers)
    given = {}
    for item in _items(questionnaire["item"]):
        fact = _code(item)
        if fact in left and item["linkId"].startswith(f"{path}/") and not item["linkId"].endswith(".instead"):
            for link_id, value in _values(item, left.pop(fact)):
                given[link_id] = [{"extension": [origin.extension], **value}]
    assert not left, f"the form does not ask for {left}"
    return begun | {
        "id": "dtr-response",
        "status": "completed",
        "authored": authored,
        "author": reference(BY_HAND.practitioner) | {"display": "Imani Caldwell, LPC"},
        "item": list(_nested(questionnaire["item"], filled_in | given)),
    }


def extracted(package: Json, response: Json) -> list[Json]:
    """The Observations of the answers that somebody gave: by code, and of a score by its template's rule."""
    (questionnaire,) = of_kind(package, "Questionnaire")
    given = dict(_answered(response["item"]))
    found = []
    for item in _items(questionnaire["item"]):
        for answer in given.get(item["linkId"], ()):
            by_template = _extension(item, f"{_SDC}/sdc-questionnaire-templateExtract")
            by_code = _extension(item, f"{_SDC}/sdc-questionnaire-observationExtract")
            if not (by_code or by_template) or _source(answer) not in ("manual", "override"):
                continue
            day = given[f"{item['linkId']}.on"][0]["valueDate"] if by_template else response["authored"]
            found.append(_observation(item, answer, response, day))
    return found


def _observation(item: Json, answer: Json, response: Json, day: str) -> Json:
    (name,) = [name for name in answer if name.startswith("value")]
    given = answer[name]
    value: Json = {
        "valueCoding": {"valueCodeableConcept": {"coding": [given]}},
        "valueDate": {"valueDateTime": given},
        "valueInteger": {"valueInteger": given},
    }[name]
    return {
        "resourceType": "Observation",
        "id": f"extracted-{_code(item)}",
        "status": "final",
        "category": [{"coding": [{"code": "survey"}]}],
        "code": {"coding": item["code"]},
        "subject": response["subject"],
        "effectiveDateTime": day,
        "issued": response["authored"],
        "performer": [response["author"]],
        "derivedFrom": [reference(f"QuestionnaireResponse/{response['id']}")],
        **value,
    }


def _values(item: Json, value: str | date | tuple[int, date]) -> Iterator[tuple[str, Json]]:
    if isinstance(value, tuple):
        yield item["linkId"], {"valueInteger": value[0]}
        yield f"{item['linkId']}.on", {"valueDate": value[1].isoformat()}
    elif isinstance(value, date):
        yield item["linkId"], {"valueDate": value.isoformat()}
    else:
        codings = [option["valueCoding"] for option in item["answerOption"]]
        (coding,) = [each for each in codings if each["code"] == _CODES.get(value, value)]
        yield item["linkId"], {"valueCoding": coding}


def _nested(items: list[Json], given: Mapping[str, list[Json]]) -> Iterator[Json]:
    """The items of a form that are answered, in their groups."""
    for item in items:
        if answers := given.get(item["linkId"]):
            yield {"linkId": item["linkId"], "text": item["text"], "answer": answers}
        elif below := list(_nested(item.get("item", []), given)):
            yield {"linkId": item["linkId"], "text": item["text"], "item": below}


def _answered(items: list[Json]) -> Iterator[tuple[str, list[Json]]]:
    for item in items:
        if "answer" in item:
            yield item["linkId"], item["answer"]
        yield from _answered(item.get("item", []))


def _items(items: list[Json]) -> Iterator[Json]:
    for item in items:
        yield item
        yield from _items(item.get("item", []))


def _code(item: Json) -> str:
    return next((coding["code"] for coding in item.get("code", ())), "")


def _extension(element: Json, url: str) -> Any:
    return next((each for each in element.get("extension", ()) if each["url"] == url), None)


def _source(answer: Json) -> str:
    origin = _extension(answer, f"{_DTR}/information-origin")
    return str(next(part["valueCode"] for part in origin["extension"] if part["url"] == "source"))


def _valued(url: str, **value: Any) -> Json:
    return {"url": url, **value}
