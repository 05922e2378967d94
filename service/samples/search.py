"""Answers the prefetch templates of discovery as an EHR that honors them would.

A resource that no template asks for therefore never reaches the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from service.samples.fhir import Json, searchset
from service.samples.shorthand import PATIENT

_TOKENS = ("category", "code", "type")
_DATES = {
    "-date": ("effectiveDateTime", "effectivePeriod", "period"),
    "-authored": ("authored", "authoredOn"),
    "-recorded-date": ("recordedDate",),
    "-start-date": ("startDate",),
}
"""What is sorted by."""


def prefetch_of(resources: Sequence[Json], templates: Mapping[str, str]) -> dict[str, Any]:
    """What stands under each prefetch key."""
    return {
        key: _answer(resources, template.replace("{{context.patientId}}", PATIENT))
        for key, template in templates.items()
    }


def _answer(resources: Sequence[Json], query: str) -> Json | None:
    kind, question, parameters = query.partition("?")
    if not question:
        return next((each for each in resources if _reference(each) == query), None)
    found = [each for each in resources if each["resourceType"] == kind]
    for name, value in parse_qsl(parameters, strict_parsing=True):
        found = _narrowed(found, name, value)
    return searchset(*found)


def _narrowed(found: list[Json], name: str, value: str) -> list[Json]:
    """The resources that one search parameter leaves, in its order.

    Raises:
        ValueError: for a parameter that no template used when this was written.
    """
    if name == "patient":
        return [each for each in found if each["subject"]["reference"] == f"Patient/{value}"]
    if name in _TOKENS:
        wanted = [token.rpartition("|") for token in value.split(",")]
        return [each for each in found if any(_fits(coding, wanted) for coding in _codings(each.get(name)))]
    if name == "status":
        return [each for each in found if each.get("status") in value.split(",")]
    if name == "_sort" and value in _DATES:
        return sorted(found, key=lambda each: _newest(each, value), reverse=True)
    raise ValueError(f"this EHR does not know the search parameter {name}={value}")


def _newest(resource: Json, order: str) -> str:
    """The date that a resource is sorted by, as a text."""
    date = next((resource[name] for name in _DATES[order] if name in resource), "")
    return str(date.get("start", "")) if isinstance(date, dict) else str(date)


def _fits(coding: Mapping[str, str], wanted: Sequence[tuple[str, str, str]]) -> bool:
    """Whether a coding is one of `code`, `system|code` or `system|`."""
    return any(
        (not bar or coding["system"] == system) and (not code or coding["code"] == code)
        for system, bar, code in wanted
    )


def _codings(value: Any) -> Iterator[Mapping[str, str]]:
    for concept in value if isinstance(value, list) else [value] if value else ():
        yield from concept.get("coding", ())


def _reference(resource: Json) -> str:
    return f"{resource['resourceType']}/{resource['id']}"
