"""What is taken away from a run does elsewhere what it did at the bench."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask import Flask

from tests.support.pages.bridge import OURS
from tests.support.pages.engineer import BENCH, FIRE, Engineer, recipe_on


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def listening(app: Flask) -> Iterator[str]:
    """The service at an address of this machine."""
    with make_server("127.0.0.1", 0, app, handler_class=_Silent) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_test_that_is_taken_away_stands_alone(
    engineer: Engineer, listening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = recipe_on(engineer.post(**FIRE).text)
    written = engineer.post(f"{BENCH}/test", recipe=first).text
    monkeypatch.setenv("SERVICE", listening)
    taken: dict[str, Any] = {}
    exec(compile(written, "test_run.py", "exec"), taken)  # as pytest would import it
    taken["test_the_service_answers_as_it_did"]()
    taken["CARDS"][0][0] = "Another summary"
    with pytest.raises(AssertionError):
        taken["test_the_service_answers_as_it_did"]()


def test_the_curl_command_carries_the_request_and_no_token(engineer: Engineer) -> None:
    page = unescape(engineer.post(**FIRE).text)
    command = page.partition('aria-label="curl command">')[2].partition("</pre>")[0]
    assert command.startswith(f"curl -sS {OURS}/cds-services/criteria-order-select")
    assert '"Authorization: Bearer $TOKEN"' in command
    assert '"hook":"order-select"' in command
