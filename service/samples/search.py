"""Answers FHIR searches over a set of resources, as an EHR that holds nothing else would.

A resource that no template asks for therefore never reaches the service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from service.samples.fhir import Json, searchset
from service.samples.shorthand import PATIENT

_TOKENS = {
    "active": ("active",),
    "category": ("category",),
    "class": ("class",),
    "clinical-status": ("clinicalStatus",),
    "code": ("code", "medicationCodeableConcept"),
    "gender": ("gender",),
    "identifier": ("identifier",),
    "intent": ("intent",),
    "lifecycle-status": ("lifecycleStatus",),
    "questionnaire": ("questionnaire",),
    "status": ("status",),
    "type": ("type",),
    "verification-status": ("verificationStatus",),
    "_id": ("id",),
}
"""The elements of R4's search parameters that take tokens, whatever the type of resource."""
_REFERENCES = {
    **dict.fromkeys(("patient", "subject"), ("subject", "patient", "beneficiary", "for")),
    "encounter": ("encounter", "context"),
    "practitioner": ("practitioner",),
    "requester": ("requester",),
    "performer": ("performer",),
    "author": ("author",),
}
_DATES = {
    "date": (
        *("effectiveDateTime", "effectivePeriod", "period", "performedDateTime", "performedPeriod"),
        *("occurrenceDateTime", "occurrencePeriod", "date"),
    ),
    "authored": ("authored", "authoredOn"),
    "authoredon": ("authoredOn",),
    "birthdate": ("birthDate",),
    "onset-date": ("onsetDateTime", "onsetPeriod"),
    "recorded-date": ("recordedDate",),
    "start-date": ("startDate",),
}
_COMPARED: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda found, wanted: found == wanted,
    "ge": lambda found, wanted: found >= wanted,
    "gt": lambda found, wanted: found > wanted,
    "le": lambda found, wanted: found <= wanted,
    "lt": lambda found, wanted: found < wanted,
}


class Found(NamedTuple):
    """What a search found, in its order; `unknown` are the parameters that are not known here."""

    resources: list[Json]
    unknown: tuple[str, ...]


def prefetch_of(resources: Sequence[Json], templates: Mapping[str, str]) -> dict[str, Any]:
    """What stands under each prefetch key.

    Raises:
        ValueError: for a template with a search parameter that is not known here.
    """
    return {
        key: _answer(resources, template.replace("{{context.patientId}}", PATIENT))
        for key, template in templates.items()
    }


def _answer(resources: Sequence[Json], query: str) -> Json | None:
    kind, question, parameters = query.partition("?")
    if not question:
        return read(resources, query)
    found, unknown = searched(resources, kind, parse_qsl(parameters, strict_parsing=True))
    if unknown:
        raise ValueError(f"this EHR does not know the search parameter {unknown[0]}")
    return searchset(*found)


def read(resources: Sequence[Json], reference: str) -> Json | None:
    """The resource that a reference such as `Patient/1` names, if it is among them."""
    return next((each for each in resources if _reference(each) == reference), None)


def searched(resources: Sequence[Json], kind: str, parameters: Sequence[tuple[str, str]]) -> Found:
    """The resources of a type that all parameters leave; the commas in a value part alternatives."""
    found, unknown = [each for each in resources if each["resourceType"] == kind], []
    for name, value in parameters:
        if name == "_sort" and all(each.lstrip("-") in _DATES for each in value.split(",")):
            for order in reversed(value.split(",")):
                found = sorted(found, key=lambda each: _sorted_by(each, order), reverse=order[0] == "-")
        elif fits := _fitting(name, value):
            found = [each for each in found if fits(each)]
        else:
            unknown.append(f"{name}={value}")
    return Found(found, tuple(unknown))


def _fitting(name: str, value: str) -> Callable[[Json], bool] | None:
    """What tells whether a resource is one that a parameter asks for; None for one that is not known."""
    if name in _TOKENS:
        tokens = [each.rpartition("|") for each in value.split(",")]
        return lambda each: any(_is_of(has, tokens) for has in _tokens(_elements(each, _TOKENS[name])))
    if name in _REFERENCES:
        wanted = [
            each if "/" in each or name != "patient" else f"Patient/{each}" for each in value.split(",")
        ]
        return lambda each: any(_leads_to(has, wanted) for has in _elements(each, _REFERENCES[name]))
    if name in _DATES:
        return lambda each: any(_is_when(each, name, one) for one in value.split(","))
    return None


def _is_of(has: tuple[str, str], wanted: Sequence[tuple[str, str, str]]) -> bool:
    """Whether a system and code are one of `code`, `system|code` or `system|`."""
    return any((not bar or has[0] == system) and (not code or has[1] == code) for system, bar, code in wanted)


def _tokens(values: Iterator[Any]) -> Iterator[tuple[str, str]]:
    """Systems and codes of a code, a Coding, a CodeableConcept or an Identifier."""
    for value in values:
        if not isinstance(value, dict):
            yield "", str(value).lower() if isinstance(value, bool) else str(value)
            continue
        for coding in value.get("coding", (value,)):
            yield coding.get("system", ""), coding.get("code", coding.get("value", ""))


def _leads_to(value: Any, wanted: Sequence[str]) -> bool:
    """Whether a Reference is one of `Type/id`, `id` or an absolute URL."""
    reference = value.get("reference", "") if isinstance(value, dict) else ""
    return any(reference == each or reference.endswith(f"/{each}") for each in wanted)


def _is_when(resource: Json, name: str, value: str) -> bool:
    """Whether a date, of which the coarser precision counts, is as a value such as `ge2026-01` asks."""
    start, end = _dates(resource, name)
    compare = _COMPARED.get(value[:2], _COMPARED["eq"])
    wanted = value[2:] if value[:2] in _COMPARED else value
    found = end if value[:2] in ("ge", "gt") else start
    length = min(len(found), len(wanted))
    return bool(found) and compare(found[:length], wanted[:length])


def _dates(resource: Json, name: str) -> tuple[str, str]:
    """The first and the last moment of what a parameter is about, as texts; empty where there is none."""
    date = next(_elements(resource, _DATES[name]), "")
    if isinstance(date, dict):
        return str(date.get("start", "")), str(date.get("end", "9999"))
    return str(date), str(date)


def _sorted_by(resource: Json, order: str) -> str:
    return _dates(resource, order.lstrip("-"))[0]


def _elements(resource: Json, names: Sequence[str]) -> Iterator[Any]:
    for name in names:
        value = resource.get(name)
        if value is not None:
            yield from value if isinstance(value, list) else (value,)


def _reference(resource: Json) -> str:
    return f"{resource['resourceType']}/{resource.get('id')}"
