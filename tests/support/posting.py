"""A browser without script: what a page's form would post, and posting it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_BLANKS = re.compile(r"\s+")
_CHOSEN_FROM = ("radio", "checkbox")


class Page(HTMLParser):
    """A page as it came: its fields as a browser would post them, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self.offered: dict[str, list[str]] = {}
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self._texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Take a field, an id or a link."""
        told = {name: value or "" for name, value in attributes}
        self.ids.add(told.get("id", ""))
        if tag == "a":
            self.links.append(told.get("href", ""))
        if tag == "button":
            self.buttons.append((told.get("name", ""), told.get("value", "")))
        if tag != "input" or "name" not in told:
            return
        kind, name, value = told.get("type", "text"), told["name"], told.get("value", "")
        if kind in _CHOSEN_FROM:
            self.offered.setdefault(name, []).append(value)
        if kind not in _CHOSEN_FROM or "checked" in told:
            self.fields.append((name, value))

    def handle_data(self, data: str) -> None:
        """Take some words."""
        self._texts.append(data)

    @property
    def text(self) -> str:
        """Its words, on one line."""
        return _BLANKS.sub(" ", " ".join(self._texts)).strip()

    def button(self, name: str, about: str) -> str:
        """What a button of that name posts about a fact; empty where there is none."""
        found = (value for own, value in self.buttons if own == name and value.partition(" ")[0] == about)
        return next(found, "")

    def field(self, name: str) -> str:
        """The value of a field; empty where there is none."""
        return next((value for own, value in self.fields if own == name), "")


class Visitor:
    """Somebody at a worksheet: opens it, fills in, posts, without a line of script."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self._client, self.address = client, address
        self.response: TestResponse
        self.page: Page
        self.open()

    def open(self, query: str = "") -> Page:
        """Open the worksheet."""
        return self._shown(self._client.get(f"{self.address}{query}"))

    def get(self, further: str) -> bytes:
        """What stands at an address below the worksheet's own."""
        content: bytes = self._client.get(f"{self.address}{further}").data
        return content

    def raw(self, where: str, data: dict[str, str]) -> TestResponse:
        """The answer to exactly these fields."""
        return self._client.post(f"{self.address}/{where}", data=data)

    def states(self, **typed: str) -> Page:
        """Post the sheet with some fields typed, to see the states."""
        return self.post("states", **typed)

    def save(self, **typed: str) -> Page:
        """Post the sheet to be saved, confirmed."""
        return self.post("save", attest="1", **typed)

    def post(self, where: str, **typed: str) -> Page:
        """Post the sheet as it is shown, with some fields typed; a dot in a name is written as two bars."""
        named = {name.replace("__", ".").replace("_", "-"): value for name, value in typed.items()}
        fields = [each for each in self.page.fields if each[0] not in named]
        data: dict[str, list[str]] = {}
        for name, value in [*fields, *named.items()]:
            data.setdefault(name, []).append(value)
        return self._shown(self._client.post(f"{self.address}/{where}", data=data))

    def _shown(self, response: TestResponse) -> Page:
        self.response = response
        self.page = Page(response.get_data(as_text=True))
        return self.page
