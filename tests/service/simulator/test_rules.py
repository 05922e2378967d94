"""Each rule of the specification is found kept, broken, or not shown."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.simulator.checked import RuleVerdict
from service.simulator.rules import checked_answer, checked_discovery

CARD: dict[str, Any] = {
    "uuid": "1",
    "summary": "s" * 139,
    "indicator": "info",
    "source": {"label": "Payer", "url": "https://payer.example"},
    "selectionBehavior": "any",
    "suggestions": [
        {"label": "Do", "actions": [{"type": "create", "description": "x", "resource": {"a": 1}}]}
    ],
    "links": [{"label": "a", "url": "https://a.example", "type": "smart", "appContext": "x"}],
    "overrideReasons": [{"code": "a", "system": "b", "display": "c"}],
}


def broken(card: dict[str, Any]) -> set[str]:
    checked = checked_answer(200, "application/json", json.dumps({"cards": [card]}).encode())
    return {each.rule for each in checked if each.verdict is RuleVerdict.BROKEN}


def test_a_card_that_keeps_all_breaks_none() -> None:
    assert broken(CARD) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        pytest.param({"summary": "s" * 140}, "summary", id="140 characters"),
        pytest.param({"indicator": "fatal"}, "indicator", id="another indicator"),
        pytest.param({"source": {"url": "https://x.example"}}, "source", id="a source without a label"),
        pytest.param({"selectionBehavior": "all"}, "behavior", id="another behavior"),
        pytest.param({"uuid": 5}, "uuid", id="no uuid"),
        pytest.param({"overrideReasons": [{"code": "a", "system": "b"}]}, "reasons", id="no display"),
        pytest.param({"suggestions": [{"uuid": "a"}]}, "suggestion", id="no label"),
        pytest.param(
            {"suggestions": [{"label": "a", "actions": [{"type": "create", "description": "x"}]}]},
            "action",
            id="nothing to create",
        ),
        pytest.param(
            {"links": [{"label": "a", "url": "/x", "type": "absolute"}]}, "link", id="a relative URL"
        ),
        pytest.param(
            {"links": [{"label": "a", "url": "https://a.example", "type": "absolute", "appContext": "x"}]},
            "link",
            id="a context without an app",
        ),
        pytest.param({"detail": None}, "nothing-empty", id="null"),
        pytest.param({"detail": ""}, "nothing-empty", id="an empty text"),
        pytest.param({"extension": ["a"]}, "extension", id="a list as extension"),
    ],
)
def test_a_rule_that_a_card_breaks_is_found(changes: dict[str, Any], rule: str) -> None:
    assert broken(CARD | changes) == {rule}


def test_what_an_answer_does_not_hold_is_not_shown() -> None:
    checked = checked_answer(200, "application/json", b'{"cards": []}')
    shown = {each.rule: each.verdict for each in checked}
    assert shown["cards"] is shown["nothing-empty"] is RuleVerdict.KEPT
    assert shown["link"] is RuleVerdict.NOT_SHOWN


def test_of_an_answer_that_is_no_success_only_that_it_is_json_is_asked() -> None:
    [only] = checked_answer(500, "text/html", b"<html>")
    assert only.found == ("the body is no JSON", "it is sent as text/html")


def test_discovery_is_held_to_its_rules() -> None:
    services = [{"hook": "a", "id": "b", "description": "c"}, {"hook": "a", "prefetch": {"x": 5}}]
    checked = checked_discovery(json.dumps({"services": services}).encode())
    assert {each.rule for each in checked if each.found} == {"service", "templates", "title"}
    assert checked_discovery(b"[]")[0].found == ("services is no list",)
