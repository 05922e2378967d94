"""What CDS Hooks 2.0 and this project ask of every answer; written from the specification."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from tests.support.fhir import Json

_CARD = frozenset(
    (
        *("uuid", "summary", "detail", "indicator", "source", "overrideReasons", "links"),
        *("suggestions", "selectionBehavior", "extension"),
    )
)
_NEVER = re.compile(r"\b(approv\w*|deni\w*|deny|(?:in)?eligib\w*)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<|\]\(|^\s*\|", re.MULTILINE)


def violations(response: Json) -> list[str]:
    """Every rule an answer breaks, in words."""
    problems = [f"{path} is empty" for path in _empty(response, "$")]
    problems += [
        f"unknown member {name}" for name in response.keys() - {"cards", "systemActions", "extension"}
    ]
    for i, card in enumerate(response["cards"]):
        problems += [f"cards[{i}]: {problem}" for problem in _of_card(card)]
    uuids = [card.get("uuid") for card in response["cards"]]
    return problems if len(set(uuids)) == len(uuids) else [*problems, "two cards share a uuid"]


def _of_card(card: Json) -> Iterator[str]:
    yield from (f"unknown element {name}" for name in card.keys() - _CARD)
    yield from (
        f"{name} is missing" for name in ("uuid", "summary", "indicator", "source") if not card.get(name)
    )
    if not _is_uuid(card.get("uuid")):
        yield "uuid is no UUID"
    if not 0 < len(card["summary"]) < 140:
        yield f"summary has {len(card['summary'])} characters"
    if card["indicator"] not in ("info", "warning"):
        yield f"indicator {card['indicator']}"
    yield from (f"source.{problem}" for problem in _lacking(card["source"], "label", "url", "topic"))
    yield from (f"source.topic.{problem}" for problem in _lacking(card["source"]["topic"], "code", "system"))
    yield from _of_lists(card)
    yield from _of_words(card)


def _of_lists(card: Json) -> Iterator[str]:
    for reason in card.get("overrideReasons", ()):
        yield from (f"overrideReasons.{problem}" for problem in _lacking(reason, "code", "system", "display"))
    if not card.get("overrideReasons"):
        yield "overrideReasons are missing"
    for link in card.get("links", ()):
        yield from (f"links.{problem}" for problem in _lacking(link, "label", "url", "type"))
        if not re.match(r"https?://", link.get("url", "")):
            yield f"link {link.get('url')} is not absolute"
    if "suggestions" in card and card.get("selectionBehavior") not in ("at-most-one", "any"):
        yield "suggestions without a selectionBehavior"
    for suggestion in card.get("suggestions", ()):
        yield from (f"suggestions.{problem}" for problem in _of_suggestion(suggestion))


def _of_suggestion(suggestion: Json) -> Iterator[str]:
    yield from _lacking(suggestion, "label")
    if not _is_uuid(suggestion.get("uuid")):
        yield "uuid is no UUID"
    if not suggestion.get("actions"):
        yield "actions are missing"
    for action in suggestion.get("actions", ()):
        yield from (f"actions.{problem}" for problem in _lacking(action, "type", "description", "resource"))
        if action.get("type") not in ("create", "update"):
            yield f"an action is a {action.get('type')}"


def _of_words(card: Json) -> Iterator[str]:
    """A card is decision support, and no client should render a patient's markup."""
    for name in ("summary", "detail"):
        yield from (f"{name} says {word[0]!r}" for word in _NEVER.finditer(card.get(name) or ""))
    if markup := _MARKUP.search(card.get("detail") or ""):
        yield f"detail holds markup: {markup[0]!r}"


def _lacking(element: Mapping[str, Any], *names: str) -> list[str]:
    return [f"{name} is missing" for name in names if not isinstance(element.get(name), (str, dict))]


def _is_uuid(text: object) -> bool:
    try:
        return str(UUID(str(text))) == text
    except ValueError:
        return False


def _empty(value: Any, path: str) -> Iterator[str]:
    """The paths of nulls, empty strings, arrays and objects; only `cards` may be empty."""
    if value in (None, "", [], {}) and path != "$.cards":
        yield path
    parts: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, part in parts:
        yield from _empty(part, f"{path}.{name}")
