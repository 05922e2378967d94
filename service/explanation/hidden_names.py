"""Hides the names of people in an explanation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from cds_cards.author_text import forms_of_name
from criteria.facts import Author, Evidence
from criteria.findings import Finding
from service.review.reviewer import Review

HIDDEN = "[name]"
Told = TypeVar("Told", bound=msgspec.Struct)


def without_names(told: Told, names: Iterable[str]) -> Told:
    """The same with each of the names hidden, wherever it stands; the longest are looked for first."""
    text = msgspec.json.encode(told).decode()
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(msgspec.json.encode(name).decode()[1:-1], HIDDEN)
    return msgspec.json.decode(text, type=type(told))


def names_in(review: Review) -> frozenset[str]:
    """The names of those who gave the answers that a review cites, in every form in which they are shown."""
    return frozenset(
        form
        for determination in review.determinations
        for _, finding in determination.walk()
        for author in _authors(finding)
        for form in forms_of_name(author)
    )


def _authors(finding: Finding) -> Iterator[Author]:
    cited: tuple[Evidence, ...] = (*finding.evidence, *finding.hints)
    yield from (each.by for each in cited if each.by)
