"""A draft of a QuestionnaireResponse as Da Vinci DTR 2.2 asks for it, filled in with what is on file.

Only an answer that is on file and still counts stands in it, as a copy of the
record: its origin is `auto-server`, which settles nothing when it comes back. What
nobody answered stays open, and nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct

from criteria.events import Events
from criteria.facts import SEVERITIES, Evidence, Fact
from criteria.leaves.age import BIRTH_DATE
from criteria.spans import BirthDate
from criteria.truth import Truth
from mappings.forms.answer_values import answered
from mappings.forms.bands import ABOUT, AGE, band_coding, band_of
from mappings.forms.form import Form, FormGroup
from mappings.forms.given import NO, YES, Given, Json
from mappings.forms.own_codes import OwnCodes
from mappings.readers.form_item import FormItem, ItemKind

_DTR = "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/"
_PURPOSES = "http://hl7.org/fhir/us/davinci-crd/CodeSystem/coverage-information-codes"
_ORIGIN: Json = {
    "url": f"{_DTR}information-origin",
    "extension": [{"url": "source", "valueCode": "auto-server"}],
}
_ANSWERS = ("Observation/", "QuestionnaireResponse/")
_SAID = {YES: Truth.MET, NO: Truth.NOT_MET}


class Drafted(Struct, frozen=True):
    """Whose draft it is, by id and by references, when it is made, and the day on which the form is asked."""

    patient: str
    coverage: str
    orders: tuple[str, ...]
    authored: datetime
    on: date


def draft_of(
    form: Form, codes: OwnCodes, of: Drafted, facts: Mapping[str, Fact] | None = None, rule_set: str = ""
) -> Json:
    """The draft of a form; `facts` are what the record tells, `rule_set` is the patient's path in it."""
    items = [
        {"linkId": path.rule_set, "item": below}
        for path in form.paths
        if facts and path.rule_set == rule_set and (below := _groups(path.groups, facts, codes))
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "meta": {"profile": [f"{_DTR}dtr-questionnaireresponse"]},
        "extension": _about_what(of),
        "questionnaire": f"{codes.base}/Questionnaire/{form.id}|{form.version}",
        "status": "in-progress",
        "subject": {"reference": f"Patient/{of.patient}"},
        "authored": of.authored.isoformat(timespec="seconds"),
        "item": [_about(form, codes, facts or {}, of.on), *items],
    }


def answer_on_file(item: FormItem, fact: Fact) -> Given | None:
    """What is on file as an answer to a question; None where nothing is, or it is a conclusion of ours."""
    for evidence in fact.evidence if fact.value is not None else ():
        if evidence.fact == item.fact and evidence.reference.startswith(_ANSWERS):
            if given := _given(item, fact.value, evidence):
                return given
    return None


def _given(item: FormItem, value: object, evidence: Evidence) -> Given | None:
    match item.kind, value:
        case ItemKind.YES_NO, Truth() if _SAID.get(str(evidence.value)) is value:
            return Given(item.fact, str(evidence.value))
        case ItemKind.SEVERITY, int():
            return Given(item.fact, SEVERITIES[value])
        case ItemKind.SCORE, int() if evidence.value == value and len(evidence.date) >= len("2026-01-01"):
            return Given(item.fact, value, on=date.fromisoformat(evidence.date[: len("2026-01-01")]))
        case ItemKind.COUNT, Events(told=int(told)) if evidence.value in (told, "none"):
            return Given(item.fact, told)
        case ItemKind.DATE, date():
            return Given(item.fact, value)
        case ItemKind.DATE, Truth.NOT_MET if item.may_be_none:
            return Given(item.fact, NO)
        case _:
            return None


def _about_what(of: Drafted) -> list[Json]:
    """For which coverage and orders it is, and that it is to be kept with the record."""
    purpose = {"coding": [{"system": _PURPOSES, "code": "retain-doc"}]}
    return [
        {"url": f"{_DTR}qr-coverage", "valueReference": {"reference": of.coverage}},
        *({"url": f"{_DTR}qr-context", "valueReference": {"reference": order}} for order in of.orders),
        {"url": f"{_DTR}intendedUse", "valueCodeableConcept": purpose},
    ]


def _about(form: Form, codes: OwnCodes, facts: Mapping[str, Fact], on: date) -> Json:
    """The group about the person; the age decides which questions are shown."""
    born = facts[BIRTH_DATE].value if facts else None
    band = band_of(form, born, on) if isinstance(born, BirthDate) else None
    if band is None:
        return {"linkId": ABOUT}
    age = {"linkId": AGE, "answer": [_copied({"valueCoding": band_coding(band, codes)})]}
    return {"linkId": ABOUT, "item": [age]}


def _groups(groups: Iterable[FormGroup], facts: Mapping[str, Fact], codes: OwnCodes) -> list[Json]:
    """The groups in which something is on file."""
    written: list[Json] = []
    for group in groups:
        items = [each for item in group.items for each in _items(item, facts[item.fact], codes)]
        if below := [*items, *_groups(group.groups, facts, codes)]:
            written.append({"linkId": group.link_id, "item": below})
    return written


def _items(item: FormItem, fact: Fact, codes: OwnCodes) -> list[Json]:
    given = answer_on_file(item, fact)
    if given is None:
        return []
    return [
        {"linkId": link_id, "answer": [_copied(answer)]} for link_id, answer in answered(given, item, codes)
    ]


def _copied(answer: Json) -> Json:
    return {"extension": [_ORIGIN], **answer}
