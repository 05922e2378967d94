"""The link of every golden card leads to the page of its rule set, at a criterion that stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.goldens.files import GoldenFiles
from tests.support.application import app
from tests.support.cards import DETERMINATION

BASE = "http://127.0.0.1:5000"


def test_a_link_opens_the_policy_at_what_decides(name: str, texts_of: Callable[[str], GoldenFiles]) -> None:
    for card in json.loads(texts_of(name).response)["cards"]:
        *_, link = card["links"]
        path, _, anchor = link["url"].removeprefix(BASE).partition("#")
        result = card["extension"][DETERMINATION]
        assert path == "/".join(filter(None, ("/policies", result["policy"], result.get("ruleSet"))))
        page = app().test_client().get(path).get_data(as_text=True)
        assert not anchor or re.search(rf'<(?:article|section) [^>]*id="{re.escape(anchor)}"', page)


def test_a_link_to_the_worksheet_leads_to_one(name: str, texts_of: Callable[[str], GoldenFiles]) -> None:
    client = app(open_worksheet=True).test_client()
    for card in json.loads(texts_of(name).response)["cards"]:
        for link in card["links"][:-1]:
            page = client.get(link["url"].removeprefix(BASE))
            assert (page.status_code, page.mimetype) == (200, "text/html")
