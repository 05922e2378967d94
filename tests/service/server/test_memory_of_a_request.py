"""Nothing that is made for a request refers to itself: a body of megabytes would wait for the collector."""

from __future__ import annotations

import gc
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.hooks.answer import answer
from service.hooks.registry import HOOKS
from service.server.bodies import BodyReceiver
from tests.service.application import application, request

_SERVICE = "criteria-order-select"


@pytest.fixture
def _collector_off() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(
    "case", ["h2017-adult-admission-met", "h0024-continued-stay-met", "dirty-record"], ids=str
)
@pytest.mark.usefixtures("_collector_off")
def test_an_answered_call_leaves_nothing_to_collect(case: str, tmp_path: Path) -> None:
    service = application(tmp_path).application.extensions["cds"]
    body = json.dumps(request(case)).encode()
    caller = service.caller(None, "")
    answer(HOOKS[_SERVICE], body, caller)  # what is done once only may leave something
    gc.collect()
    answer(HOOKS[_SERVICE], body, caller)
    assert gc.collect() == 0


@pytest.mark.usefixtures("_collector_off")
def test_an_upload_leaves_nothing_to_collect() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        return [environ["wsgi.input"].read(4)]

    bodies = BodyReceiver(app, 30, 1)
    environ = {"wsgi.input": io.BytesIO(b"body"), "SERVER_PORT": "80", "CONTENT_LENGTH": "4"}
    gc.collect()
    assert list(bodies(environ, lambda *_: lambda _: None)) == [b"body"]
    del environ
    assert gc.collect() == 0
