"""$log-questionnaire-errors: what a form client reports is logged by its codes, and never in its words."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tests.service.dtr.asking import FORM, parameters, post
from tests.support.bundles import operation_outcome
from tests.support.fhir import Json

LOG = "/fhir/Questionnaire/$log-questionnaire-errors"
SECRET = "Rowan Tierney was not answered"


def logged(body: Json, caplog: pytest.LogCaptureFixture, path: str = LOG) -> Any:
    with caplog.at_level(logging.WARNING, "criteria_cards.dtr"):
        response = post(body, path)
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.get_json()["resourceType"] == "OperationOutcome"
    (line,) = [each for each in caplog.records if each.name == "criteria_cards.dtr"]
    return line.__dict__["data"]


def reported(**issue: str) -> Json:
    outcome = operation_outcome("not-supported", "error", diagnostics=SECRET, **issue)
    return parameters(("questionnaire", f"{FORM}|1.1.0"), ("operationOutcome", outcome))


@pytest.mark.parametrize("path", [LOG, "/fhir/$log-questionnaire-errors"])
def test_the_form_and_the_codes_are_logged(path: str, caplog: pytest.LogCaptureFixture) -> None:
    data = logged(reported(), caplog, path)
    assert data == {"client": "", "forms": [f"{FORM}|1.1.0"], "issues": ["error not-supported"]}
    assert SECRET not in caplog.text


def test_the_names_of_the_definition_before_are_read_as_well(caplog: pytest.LogCaptureFixture) -> None:
    body = parameters(("Questionnaire", FORM), ("OperationOutcome", operation_outcome("structure", "fatal")))
    assert logged(body, caplog)["issues"] == ["fatal structure"]


def test_what_is_no_code_and_no_form_of_ours_is_not_repeated(caplog: pytest.LogCaptureFixture) -> None:
    outcome = operation_outcome(SECRET, SECRET)
    body = parameters(("questionnaire", f"https://x.example/{SECRET}"), ("outcome", outcome))
    data = logged(body, caplog)
    assert (data["forms"], data["issues"]) == (["unknown"], ["other other"])


LACKING = {
    "the form": parameters(("outcome", operation_outcome())),
    "the outcome": parameters(("questionnaire", FORM)),
    "an outcome that is one": parameters(("questionnaire", FORM), ("outcome", {"resourceType": "Patient"})),
}


@pytest.mark.parametrize("body", LACKING.values(), ids=list(LACKING))
def test_a_report_is_refused_without(body: Json) -> None:
    response = post(body, LOG)
    assert response.status_code == 400
    assert "Parameters.parameter" in response.get_json()["issue"][0]["expression"][0]
