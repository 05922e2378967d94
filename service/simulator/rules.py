"""What CDS Hooks 2.0 asks of an answer and of a discovery document, rule by rule, for any service."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from service.simulator.checked import Checked, RuleVerdict

_SPECIFICATION = "https://cds-hooks.hl7.org/2.0/"
MAX_SUMMARY_LENGTH = 139
_INDICATORS = ("info", "warning", "critical")
_BEHAVIORS = ("at-most-one", "any")
_ACTIONS = ("create", "update", "delete")
_MAY_BE_EMPTY = ("cards", "services")

Found = Iterator[str]
"""A sentence for each time that a rule is broken."""


class _Rule(NamedTuple):
    """A rule: its name, what it asks for, where it stands, and how it is looked for in each part."""

    name: str
    text: str
    place: str
    anchor: str
    broken: Callable[[Any], Found]
    is_advice: bool = False


def checked_answer(status: int, media_type: str, body: bytes) -> tuple[Checked, ...]:
    """The rules of an answer of a service; of one that is no success only that it is JSON."""
    document = _decoded(body)
    told = [_told(_IS_JSON, [(media_type, document)])]
    if status != 200 or not isinstance(document, dict):
        return tuple(told)
    cards = _objects(document.get("cards"))
    suggestions = [each for card in cards for each in _objects(card.get("suggestions"))]
    actions = [each for one in suggestions for each in _objects(one.get("actions"))]
    parts: Mapping[str, list[Any]] = {
        "answer": [document],
        "card": cards,
        "suggestion": suggestions,
        "action": [*actions, *_objects(document.get("systemActions"))],
        "link": [each for card in cards for each in _objects(card.get("links"))],
    }
    told += [_told(rule, parts[part]) for part, rules in _OF_ANSWERS.items() for rule in rules]
    return tuple(told)


def checked_discovery(body: bytes) -> tuple[Checked, ...]:
    """The rules of a discovery document."""
    document = _decoded(body)
    services = _objects(document.get("services")) if isinstance(document, dict) else []
    told = [_told(_SERVICES, [document])]
    return (*told, *(_told(rule, services) for rule in _OF_SERVICES), _told(_NOTHING_EMPTY, [document]))


def _told(rule: _Rule, parts: list[Any]) -> Checked:
    found = tuple(sentence for part in parts for sentence in rule.broken(part))
    verdict = RuleVerdict.BROKEN if found else RuleVerdict.KEPT if parts else RuleVerdict.NOT_SHOWN
    url = f"{_SPECIFICATION}#{rule.anchor}"
    return Checked(rule.name, rule.text, rule.place, url, verdict, rule.is_advice, found)


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _is_json(exchange: tuple[str, Any]) -> Found:
    media_type, document = exchange
    if document is None:
        yield "the body is no JSON"
    if media_type.partition(";")[0].strip().lower() not in ("application/json", "application/fhir+json"):
        yield f"it is sent as {media_type or 'nothing'}"


def _has_cards(answer: Any) -> Found:
    if not isinstance(answer.get("cards"), list):
        yield "cards is no list"
    elif len(_objects(answer["cards"])) != len(answer["cards"]):
        yield "cards holds what is no object"


def _summary(card: Any) -> Found:
    summary = card.get("summary")
    if not isinstance(summary, str) or not summary:
        yield "a card has no summary"
    elif len(summary) > MAX_SUMMARY_LENGTH:
        yield f"a summary has {len(summary)} characters"


def _indicator(card: Any) -> Found:
    if card.get("indicator") not in _INDICATORS:
        yield f"the indicator is {card.get('indicator')!r}"


def _source(card: Any) -> Found:
    source = card.get("source")
    if not isinstance(source, dict) or not isinstance(source.get("label"), str):
        yield "a card has no source.label"
    elif "url" in source and not _is_absolute(source["url"]):
        yield "source.url is not absolute"


def _uuid(card: Any) -> Found:
    if not isinstance(card.get("uuid"), str):
        yield "a card has no uuid: no feedback can be sent on it"


def _behavior(card: Any) -> Found:
    if card.get("suggestions") and card.get("selectionBehavior") not in _BEHAVIORS:
        yield f"selectionBehavior is {card.get('selectionBehavior')!r}"


def _reasons(card: Any) -> Found:
    for reason in _objects(card.get("overrideReasons")):
        yield from (
            f"an override reason has no {name}" for name in _lacks(reason, "code", "system", "display")
        )


def _suggestion(suggestion: Any) -> Found:
    yield from (f"a suggestion has no {name}" for name in _lacks(suggestion, "label"))
    if "actions" in suggestion and not _objects(suggestion["actions"]):
        yield "actions is no list of objects"


def _action(action: Any) -> Found:
    kind = action.get("type")
    if kind not in _ACTIONS:
        yield f"the type of an action is {kind!r}"
    yield from (f"an action has no {name}" for name in _lacks(action, "description"))
    if kind in ("create", "update") and not isinstance(action.get("resource"), dict):
        yield f"an action to {kind} has no resource"


def _link(link: Any) -> Found:
    yield from (f"a link has no {name}" for name in _lacks(link, "label", "url"))
    if not _is_absolute(link.get("url")):
        yield "the url of a link is not absolute"
    if link.get("type") not in ("absolute", "smart"):
        yield f"the type of a link is {link.get('type')!r}"
    if "appContext" in link and link.get("type") != "smart":
        yield "appContext stands on a link that is no smart one"


def _nothing_empty(document: Any) -> Found:
    yield from _empty(document, "")


def _empty(value: Any, path: str) -> Found:
    """Where null or an empty text, list or object stands; what is FHIR's or ours is looked at too."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _empty_member(name, part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _empty(part, f"{path}[{number}]")


def _empty_member(name: str, value: Any, path: str) -> Found:
    if value is None or (value in ("", [], {}) and not (value == [] and name in _MAY_BE_EMPTY)):
        yield f"{path} is {'null' if value is None else 'empty'}"
    else:
        yield from _empty(value, path)


def _extensions(answer: Any) -> Found:
    for part in (answer, *_objects(answer.get("cards"))):
        if "extension" in part and not isinstance(part["extension"], dict):
            yield "an extension is no object"


def _services(document: Any) -> Found:
    if not isinstance(document, dict) or not isinstance(document.get("services"), list):
        yield "services is no list"


def _service(service: Any) -> Found:
    yield from (f"a service has no {name}" for name in _lacks(service, "hook", "id", "description"))


def _prefetch(service: Any) -> Found:
    templates = service.get("prefetch", {})
    if not isinstance(templates, dict) or any(not isinstance(each, str) for each in templates.values()):
        yield f"the prefetch of {service.get('id')} is no object of texts"


def _title(service: Any) -> Found:
    yield from (f"a service has no {name}" for name in _lacks(service, "title"))


def _lacks(part: Mapping[str, Any], *names: str) -> Iterable[str]:
    return [name for name in names if not isinstance(part.get(name), str) or not part[name]]


def _is_absolute(url: Any) -> bool:
    return isinstance(url, str) and bool(urlsplit(url).scheme and urlsplit(url).netloc)


_IS_JSON = _Rule("json", "The answer is JSON", "HTTP Response", "http-response", _is_json)
_NOTHING_EMPTY = _Rule(
    "nothing-empty", "No element is null or empty", "CDS Hooks JSON", "conventions", _nothing_empty
)
_OF_ANSWERS: Mapping[str, tuple[_Rule, ...]] = {
    "answer": (
        _Rule("cards", "cards is a list", "CDS Service Response", "cds-service-response", _has_cards),
        _NOTHING_EMPTY,
        _Rule("extension", "An extension is an object", "Extensions", "extensions", _extensions),
    ),
    "card": (
        _Rule("summary", "A summary has fewer than 140 characters", "Card", "card-attributes", _summary),
        _Rule(
            "indicator", "An indicator is info, warning or critical", "Card", "card-attributes", _indicator
        ),
        _Rule("source", "A source has a label; its url is absolute", "Source", "source", _source),
        _Rule("behavior", "Suggestions have a selectionBehavior", "Card", "card-attributes", _behavior),
        _Rule("reasons", "Override reasons have code, system, display", "Card", "overridereason", _reasons),
        _Rule("uuid", "A card has a uuid, for feedback", "Card", "card-attributes", _uuid, is_advice=True),
    ),
    "suggestion": (_Rule("suggestion", "A suggestion has a label", "Suggestion", "suggestion", _suggestion),),
    "action": (_Rule("action", "An action has type, description, resource", "Action", "action", _action),),
    "link": (_Rule("link", "A link has label, absolute url and type", "Link", "link", _link),),
}
_SERVICES = _Rule("services", "services is a list", "Discovery", "discovery", _services)
_OF_SERVICES = (
    _Rule("service", "A service has hook, id and description", "Discovery", "discovery", _service),
    _Rule("templates", "Prefetch templates are texts", "Prefetch Template", "prefetch-template", _prefetch),
    _Rule("title", "A service has a title", "Discovery", "discovery", _title, is_advice=True),
)
