"""The building blocks of FHIR R4 resources; an element without a value is left out."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.goldens.shorthand import DOMAIN_SEVERITY, PATIENT, PEOPLE, SYSTEMS, Code, Who

Json = dict[str, Any]

_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_YES_NO = {"yes": ("LA33-6", "Yes"), "no": ("LA32-8", "No")}
_SEVERITIES = ("none", "mild", "moderate", "severe", "extreme")


def resource(kind: str, identity: str, **elements: Any) -> Json:
    """A resource without the elements that are empty or None; a trailing underscore is no part of a name."""
    given = {name.rstrip("_"): value for name, value in elements.items()}
    return {"resourceType": kind, "id": identity, **filled(given)}


def filled(elements: Json) -> Json:
    """The elements that have a value."""
    return {name: value for name, value in elements.items() if value not in (None, "", [], {})}


def concept(*codes: Code) -> Json:
    """A CodeableConcept; its text is what a clinician wrote beside the first code."""
    codings = [{"system": code.system, "code": code.code} for code in codes]
    return filled({"coding": codings, "text": codes[0].words})


def status(system: str, code: str) -> Json:
    """A CodeableConcept of one of HL7's own code systems."""
    return {"coding": [{"system": f"{_TERMINOLOGY}/{system}", "code": code}]}


def people(*who: Who) -> list[Json]:
    """References to them, without nobody."""
    return [{"reference": PEOPLE[each]} for each in who if each in PEOPLE]


def subject() -> Json:
    """A reference to the patient."""
    return {"reference": f"Patient/{PATIENT}"}


def day(value: date | None) -> str | None:
    """A date as FHIR writes it."""
    return value.isoformat() if value else None


def period(start: date | None, end: date | None) -> Json:
    """A Period, empty when neither end is known."""
    return filled({"start": day(start), "end": day(end)})


def observed(value: str) -> Json:
    """The value[x] of an Observation for what a case says."""
    name, content = _value(value)
    return {"valueCodeableConcept" if name == "valueCoding" else name: content}


def answered(value: str) -> Json:
    """The value[x] of a questionnaire answer for what a case says."""
    name, content = _value(value)
    return {name: content["coding"][0] if name == "valueCoding" else content}


def _value(text: str) -> tuple[str, Any]:
    if text in _YES_NO:
        code, display = _YES_NO[text]
        return "valueCoding", {"coding": [{"system": SYSTEMS["LOINC"], "code": code, "display": display}]}
    if text in _SEVERITIES:
        return "valueCoding", {"coding": [{"system": DOMAIN_SEVERITY, "code": text}]}
    if text.isdigit():
        return "valueInteger", int(text)
    return "valueDateTime", date.fromisoformat(text).isoformat()
