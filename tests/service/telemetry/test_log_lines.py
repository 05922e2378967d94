"""Lines of the log: one JSON object each, with what an operator needs."""

from __future__ import annotations

import json
import logging
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from service.telemetry.logs import JsonLines, silence_libraries
from tests.service.telemetry.captured import EHR, Capture, Everything
from tests.service.telemetry.telling import ADULT, PATIENT
from tests.support.ehr import application, call
from tests.support.fhir import Json

# The lines


def lines(capfd: Capture) -> list[Json]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines()]


def test_a_line_says_what_an_operator_needs(app: Flask, everything: Everything, capfd: Capture) -> None:
    answer = call(app.test_client(), EHR.bearer(), ADULT)
    (line,) = [line for line in lines(capfd) if line["message"] == "answered"]
    assert line["level"] == "info"
    assert line["service"] == "criteria-order-select"
    assert line["client"] == "ehr"
    assert line["outcomes"] == ["sc-medicaid-h2017-prs/admission-adult: unknown"]
    assert line["request"] == answer.headers["X-Request-Id"]
    assert line["hook_instance"] == ADULT["hookInstance"]
    assert {"time", "cards", "gaps", "fetched", "gather_ms", "ms"} <= line.keys()


def test_all_lines_of_a_request_carry_its_id(app: Flask, everything: Everything, capfd: Capture) -> None:
    answer = call(app.test_client(), EHR.bearer(aud="elsewhere"))
    said = [line for line in lines(capfd) if line["logger"].startswith("criteria_cards")]
    assert [line["message"] for line in said] == ["token refused", "refused"]
    assert {line["request"] for line in said} == {answer.headers["X-Request-Id"]}
    assert said[0]["check"] == "InvalidAudienceError"


def test_an_exception_is_named_by_its_type(everything: Everything, capfd: Capture) -> None:
    try:
        raise ValueError(f"no {PATIENT} here")
    except ValueError:
        logging.getLogger("criteria_cards.anything").exception("something failed")
    (line,) = lines(capfd)
    assert (line["message"], line["exception"]) == ("something failed", "ValueError")
    assert PATIENT not in json.dumps(line)


@pytest.mark.parametrize("name", ["urllib3.connectionpool", "requests", "flask_cors.core", "werkzeug"])
def test_a_library_that_tells_urls_is_silent_for_every_handler(name: str, everything: Everything) -> None:
    logging.getLogger(name).critical("GET /Patient/%s", PATIENT)
    assert everything.said.getvalue() == ""


def test_of_another_library_only_the_place_is_told(everything: Everything, capfd: Capture) -> None:
    logging.getLogger("somebody.elses").info("about %s", PATIENT)
    logging.getLogger("somebody.elses").warning("about %s", PATIENT)
    (line,) = lines(capfd)
    assert (line["logger"], line["level"]) == ("somebody.elses", "warning")
    assert re.fullmatch(rf"at {Path(__file__).stem}:\d+", line["message"])


def test_a_python_warning_is_told_alike(everything: Everything, capfd: Capture) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"about {PATIENT}", stacklevel=1)
    (line,) = lines(capfd)
    assert line["logger"] == "py.warnings"
    assert PATIENT not in json.dumps(line)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("\ud800", id="half a character"),
        pytest.param("a\nb", id="a line break"),
        pytest.param(object(), id="an object"),
        pytest.param({1: {"a"}}, id="a set"),
    ],
)
def test_whatever_it_is_told_a_line_is_one_json_object(value: Any) -> None:
    record = logging.LogRecord("criteria_cards.x", logging.INFO, "x.py", 1, "said %s", (value,), None)
    record.__dict__["data"] = {"value": value}
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["logger"] == "criteria_cards.x"


def test_an_application_silences_the_libraries_by_itself(tmp_path: Path) -> None:
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    application(tmp_path)
    assert not logging.getLogger("urllib3.connectionpool").isEnabledFor(logging.CRITICAL)
    silence_libraries()
