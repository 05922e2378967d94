"""Bodies that nest without end: answered or refused by the same worker, on a stack that holds them."""

from __future__ import annotations

import json

import pytest

from tests.service.application import CALL, request
from tests.service.hooks.valid_request import valid
from tests.support.application import call
from tests.support.fhir import PATIENT
from tests.support.hook_calls import ORDER_SELECT, TODAY
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


@pytest.mark.parametrize("validated", [False, True], ids=["read", "read and validated"])
def test_nesting_of_any_depth_is_answered_or_refused_and_never_a_failure(
    validated: bool, caplog: pytest.LogCaptureFixture
) -> None:
    item = '{"linkId": "spmi-present", "answer": [{"valueBoolean": true}], "item": ['
    for depth in (50, 200, *range(440, 500), 700, 1000, 20_000):
        form = (
            f'{{"resourceType": "QuestionnaireResponse", "id": "form", "status": "completed",'
            f' "subject": {{"reference": "Patient/{PATIENT}"}}, "authored": "{TODAY}",'
            f' "questionnaire": "https://criteria-cards.example/fhir/Questionnaire/form",'
            f' "item": [{item * depth}{"]}" * depth}]}}'
        )
        body = json.dumps(valid()).replace('"prefetch": {', f'"prefetch": {{"form": {form}, ', 1)
        answer = call(ORDER_SELECT, body.encode(), validate_evidence=validated)
        assert answer.status_code in (200, 400), depth
        assert [record for record in caplog.records if record.levelname == "ERROR"] == [], depth
