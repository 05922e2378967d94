"""The words of a short patient as elements of FHIR R4 resources; what has no value is left out."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.samples import fhir
from service.samples.fhir import Json
from service.samples.shorthand import NAMES, PATIENT, PEOPLE, Code, Who

_YES_NO = {"yes": ("LA33-6", "Yes"), "no": ("LA32-8", "No")}
_SEVERITIES = ("none", "mild", "moderate", "severe", "extreme")


def resource(kind: str, identity: str, **elements: Any) -> Json:
    """A resource about the person, without the elements that are empty."""
    return fhir.resource(kind, identity, PATIENT, **filled(elements))


def filled(elements: Json) -> Json:
    """The elements that have a value."""
    return {name: value for name, value in elements.items() if value not in (None, "", [], {})}


def concept(*codes: Code) -> Json:
    """A CodeableConcept; its text is what a clinician wrote beside the first code."""
    return filled(
        {**fhir.concept(*(fhir.coding(each.system, each.code) for each in codes)), "text": codes[0].words}
    )


def people(*who: Who) -> list[Json]:
    """References to them with their names as an EHR sends them, without nobody."""
    return [fhir.reference(PEOPLE[each]) | {"display": NAMES[each]} for each in who if each in PEOPLE]


def day(value: date | None) -> str | None:
    """A date as FHIR writes it."""
    return value.isoformat() if value else None


def period(start: date | None, end: date | None) -> Json:
    """A Period, empty when neither end is known."""
    return filled({"start": day(start), "end": day(end)})


def observed(value: str) -> Json:
    """The value[x] of an Observation for what a short patient says."""
    name, content = _value(value)
    return {"valueCodeableConcept" if name == "valueCoding" else name: content}


def answered(value: str) -> Json:
    """The value[x] of a questionnaire answer for what a short patient says."""
    name, content = _value(value)
    return {name: content["coding"][0] if name == "valueCoding" else content}


def _value(text: str) -> tuple[str, Any]:
    if text in _YES_NO:
        code, display = _YES_NO[text]
        return "valueCoding", fhir.concept(fhir.coding(fhir.LOINC, code, display=display))
    if text in _SEVERITIES:
        return "valueCoding", fhir.concept(fhir.coding(fhir.SEVERITY, text))
    if text.isdigit():
        return "valueInteger", int(text)
    return "valueDateTime", date.fromisoformat(text).isoformat()
