"""What the cards of an answer say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from werkzeug.test import TestResponse

from tests.support.fhir import Json

DETERMINATION = "com.criteria-cards.determination"


def cards_of(response: TestResponse) -> list[Json]:
    """The cards of a successful answer."""
    assert response.status_code == 200, response.get_data(as_text=True)
    cards: list[Json] = response.get_json()["cards"]
    return cards


def determinations(cards: Sequence[Json]) -> list[Json]:
    """What the cards say for machines, without the gaps."""
    found = [card["extension"][DETERMINATION] for card in cards]
    return [{name: value for name, value in each.items() if name != "gaps"} for each in found]


def gaps(card: Json) -> dict[str, str]:
    """The problems a card reports, by what they concern."""
    return {gap["reference"]: gap["problem"] for gap in card["extension"][DETERMINATION].get("gaps", ())}


def outcomes(card: Json) -> dict[str, str]:
    """The outcome of each criterion, by its id."""
    return {each["id"]: each["outcome"] for each in card["extension"][DETERMINATION]["criteria"]}


def shown(cards: Sequence[Json]) -> list[tuple[str, str, str]]:
    """Policy's service, rule set and outcome of each card, and of a discharge that rides on it."""
    return [
        (card["summary"].split()[0], each.get("ruleSet", ""), each["outcome"])
        for card in cards
        for result in [card["extension"][DETERMINATION]]
        for each in (result, result.get("discharge"))
        if each
    ]


def search_in_words(key: str) -> str:
    """How a card calls the search of a prefetch key: "criteria inputs"."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key)


def empties(value: object, path: str = "$") -> Iterator[str]:
    """The paths at which there is a null, or a string, list or object without content."""
    if value is None or value in ("", [], {}):
        yield path
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from empties(part, f"{path}.{name}")
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from empties(part, f"{path}[{i}]")
