"""Golden files as people read them: cards as a Markdown page, differences line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from tests.goldens.case import Case
from tests.support.fhir import Json

_MAX_WIDTH = 118


def as_json(value: Any) -> str:
    """A golden file's text: what fits stands on one line, so that a change of one thing changes one line."""
    return f"{_json(value, chr(10))}\n"


def _json(value: Any, margin: str, name: str = "") -> str:
    line = name + json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(margin) + len(line) <= _MAX_WIDTH:
        return line
    inner = f"{margin}  "
    if isinstance(value, dict):
        parts = [_json(part, inner, f"{json.dumps(key)}: ") for key, part in value.items()]
        return f"{name}{{{inner}{f',{inner}'.join(parts)}{margin}}}"
    parts = [_json(part, inner) for part in value]
    return f"{name}[{inner}{f',{inner}'.join(parts)}{margin}]"


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
    if offered := [each["label"] for name in ("links", "suggestions") for each in card.get(name, ())]:
        yield from ("", *(f"[{label}]  " for label in offered))


def _lines(text: str) -> list[str]:
    return [part for line in text.splitlines() for part in line.replace("\\n", "\\n\n    ").splitlines()]
