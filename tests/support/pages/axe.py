"""What axe-core finds wrong with a page that a browser shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_TOLD = {"resultTypes": ["violations"]}
_EVERYTHING = _TOLD | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_COLORS = _TOLD | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_UNFOLD = "document.querySelectorAll('details').forEach(each => { each.open = true })"
WIDTHS = (320, 600, 1280)


def violations(page: Page, widths: Sequence[int] = WIDTHS) -> list[str]:
    """What is violated at each width, and dark, with all folds open: scheme, rule, element.

    Dark differs by its colors alone, and these not by width, so that only the rules about them are asked
    again, once.
    """
    page.evaluate(_AXE)
    page.evaluate(_UNFOLD)
    page.emulate_media(color_scheme="light")
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} light {each}" for each in _found(page, _EVERYTHING)]
    page.emulate_media(color_scheme="dark")
    return found + [f"dark {each}" for each in _found(page, _COLORS)]


def _found(page: Page, rules: Mapping[str, Any]) -> list[str]:
    result: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", rules)
    return _told(result)


def _told(result: dict[str, Any]) -> list[str]:
    return [f"{rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]
