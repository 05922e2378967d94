"""Hides the names of people in an explanation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from cds_cards.author_text import forms_of_name
from criteria.facts import Author, Evidence
from criteria.findings import Finding
from mappings.fhir.references import relative
from service.review.reviewer import Review

HIDDEN = "[name]"
_NO_PEOPLE = ("Organization/", "Location/", "HealthcareService/", "CarePlan/", "Condition/", "Encounter/")
Told = TypeVar("Told", bound=msgspec.Struct)


def without_names(told: Told, names: Iterable[str]) -> Told:
    """The same with each of the names hidden, wherever it stands; the longest are looked for first."""
    text = msgspec.json.encode(told).decode()
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(msgspec.json.encode(name).decode()[1:-1], HIDDEN)
    return msgspec.json.decode(text, type=type(told))


def names_in(review: Review) -> frozenset[str]:
    """The names of those who gave the answers that a review cites, in every form in which they are shown."""
    return names_of(
        each
        for determination in review.determinations
        for _, finding in determination.walk()
        for each in _cited(finding)
    )


def names_of(cited: Iterable[Evidence]) -> frozenset[str]:
    """The names of those who gave some answers."""
    authors: Iterator[Author] = (each.by for each in cited if each.by)
    return frozenset(form for author in authors for form in forms_of_name(author))


def names_in_context(context: Raw | None) -> frozenset[str]:
    """What the references in a hook's context call people; a card may suggest its orders again, whole."""
    return frozenset(_displays(msgspec.json.decode(context))) if context else frozenset()


def _displays(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _displays(each)
    elif isinstance(value, dict):
        display, named = value.get("display"), value.get("reference") or ""
        is_reference = "reference" in value or not value.keys() & {"code", "system"}
        if isinstance(display, str) and is_reference and not _names_no_person(named):
            yield display
        for each in value.values():
            yield from _displays(each)


def _names_no_person(reference: object) -> bool:
    return isinstance(reference, str) and relative(reference).startswith(_NO_PEOPLE)


def _cited(finding: Finding) -> tuple[Evidence, ...]:
    return (*finding.evidence, *finding.hints)
