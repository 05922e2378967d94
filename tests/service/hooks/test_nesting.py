"""Bodies that nest without end: answered or refused by the same worker, on a stack that holds them."""

from __future__ import annotations

import json

import pytest

from tests.service.application import CALL, request
from tests.support.running.service import Served

_FORM = '"resourceType": "QuestionnaireResponse", "questionnaire": "http://forms.example/1"'


@pytest.mark.parametrize("depth", [1000, 4000, 20_000, 200_000], ids="{} deep".format)
@pytest.mark.parametrize(
    ("before", "opens", "closes"),
    [
        pytest.param("", "[", "]", id="lists in place of a resource"),
        pytest.param('{"resourceType": "Observation", "status": ', '{"a":', "}", id="objects in an element"),
        pytest.param(f'{{{_FORM}, "item": ', '[{"item":', "}]", id="items of a form"),
        pytest.param(
            f'{{{_FORM}, "item": ', '[{"answer":[{"item":', "}]}]", id="items of a form, below their answers"
        ),
    ],
)
def test_a_worker_outlives_a_body_of_any_depth(
    service: Served, before: str, opens: str, closes: str, depth: int
) -> None:
    workers = service.workers
    deep = f"{before}{opens * depth}1{closes * depth}{'}' if before else ''}"
    body = json.dumps(request()).replace('"prefetch": {', f'"prefetch": {{"deep": {deep}, ', 1)
    assert service.post(CALL, body.encode()).status in (200, 400)
    assert service.workers == workers
