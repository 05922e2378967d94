"""Golden files as people read them: cards as a Markdown page, differences line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from tests.goldens.case import Case
from tests.goldens.fhir import Json


def as_json(value: Any) -> str:
    """A golden file's text."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def cards_page(case: Case, response: Json) -> str:
    """What a clinician sees: the title of the case, then each card's summary and detail."""
    cards = response["cards"] or [{"summary": "No card", "indicator": "-", "source": {"label": "-"}}]
    return "\n".join([f"# {case.title}", *(line for card in cards for line in _card(card))]) + "\n"


def difference(name: str, expected: str, actual: str) -> str:
    """How two golden texts differ, each sentence of a card on a line of its own; empty when they do not."""
    if expected == actual:
        return ""
    return "\n".join(
        unified_diff(
            _lines(expected), _lines(actual), f"{name} (committed)", f"{name} (now)", lineterm="", n=2
        )
    )


def _card(card: Json) -> Iterator[str]:
    yield from ("", f"## {card['summary']}", "", f"*{card['indicator']}, {card['source']['label']}*")
    if detail := card.get("detail"):
        yield from ("", detail)


def _lines(text: str) -> list[str]:
    return [part for line in text.splitlines() for part in line.replace("\\n", "\\n\n    ").splitlines()]
