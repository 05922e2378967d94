"""Somebody who works at the request bench, by its forms alone."""

from __future__ import annotations

from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.support.pages.bridge import OURS

BENCH = "/console/bench"
FIRE = {"source": "shipped", "patient": "child-admission", "order": "H2017", "do": "fire"}
"""An order for the child of whom no CALOCUS and no word of the family are on file."""


class Engineer:
    """Somebody who posts the forms of the bench."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._csrf = app_of(client).extensions["cds"].visits.everybodys.csrf_token

    def get(self, path: str = BENCH) -> str:
        return str(self._client.get(path, base_url=OURS, headers={"Accept": "text/html"}).text)

    def post(self, path: str = BENCH, **fields: Any) -> Any:
        return self._client.post(path, base_url=OURS, data={"csrf": self._csrf, **fields})


def app_of(client: FlaskClient) -> Flask:
    found: Flask = client.application
    return found


def recipe_on(page: str) -> str:
    return unescape(page.partition('name="recipe" value="')[2].partition('"')[0])
