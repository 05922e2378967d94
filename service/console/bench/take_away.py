"""What is taken away from a run: a curl command, a fixture, and a test that stands alone."""

from __future__ import annotations

import json
import shlex
from typing import Any

import msgspec

from service.console.bench.recipe import BenchRecipe
from service.simulator.recipe import Run

_TEST = """{about!r}

import json
import os
import urllib.error
import urllib.request

URL = os.environ.get("SERVICE", {service!r}) + {path!r}
TOKEN = os.environ.get("TOKEN", "")
REQUEST = json.loads({request!r})
STATUS = {status}
CARDS = json.loads({cards!r})


def answer():
    headers = {{"Content-Type": "application/json"}}
    if TOKEN:
        headers["Authorization"] = f"Bearer {{TOKEN}}"
    call = urllib.request.Request(URL, json.dumps(REQUEST).encode(), headers)
    try:
        with urllib.request.urlopen(call, timeout=30) as response:
            return response.status, json.load(response)["cards"]
    except urllib.error.HTTPError as error:
        return error.code, []


def told(card):
    result = card.get("extension", {{}}).get("com.criteria-cards.determination", {{}})
    return [card["summary"], card["indicator"], result.get("outcome", "")]


def test_the_service_answers_as_it_did():
    status, cards = answer()
    assert status == STATUS
    assert [told(card) for card in cards] == CARDS
"""


def curl(run: Run, service: str, path: str) -> str:
    """A shell command that sends the request again; the token is to be given, as one is good for once."""
    body = run.body.decode(errors="replace")
    lines = [
        f"curl -sS {shlex.quote(f'{service}{path}')}",
        "-H 'Content-Type: application/json'",
        *(['-H "Authorization: Bearer $TOKEN"'] if "Authorization" in run.headers else []),
        f"--data-binary {shlex.quote(body)}",
    ]
    return " \\\n  ".join(lines)


def fixture(recipe: BenchRecipe, run: Run) -> bytes:
    """The recipe with what was sent and what came, as JSON; the bench opens it again."""
    kept = {
        "bench": msgspec.Raw(msgspec.json.encode(recipe)),
        "status": run.status,
        "request": _as_json(run.body),
        "response": _as_json(run.answer),
    }
    return msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n"


def pytest_case(run: Run, service: str, path: str) -> str:
    """A pytest module that needs nothing but Python: the request, and what its cards said."""
    return _TEST.format(
        about=f"{run.recipe.hook} on {run.recipe.on or 'its day'}: run with pytest; SERVICE is {service}.",
        service=service,
        path=path,
        request=json.dumps(_as_json(run.body)),
        status=run.status,
        cards=json.dumps([_told(card) for card in run.cards]),
    )


def _told(card: dict[str, Any]) -> list[str]:
    result = card.get("extension", {}).get("com.criteria-cards.determination", {})
    return [card.get("summary", ""), card.get("indicator", ""), result.get("outcome", "")]


def _as_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode(errors="replace")
