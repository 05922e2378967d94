"""What the line of a call tells an integration engineer who has to find out why a card lacks something."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.service.telemetry.captured import EHR, Capture, Everything
from tests.service.telemetry.telling import PATIENT
from tests.support.ehr import ENDPOINT, application, call, registered
from tests.support.fhir import SERVER, Json, coding, concept, patient, practitioner
from tests.support.fhir_server import FhirDouble, Reply, answering, hanging
from tests.support.hook_calls import adult, bare_order_select, draft, order_select, prefetched

ODD = "Zustand von 1971-03-29"


def line(capfd: Capture, message: str) -> Json:
    """The only line with that message."""
    said = [json.loads(each) for each in capfd.readouterr().err.splitlines()]
    found: list[Json] = [each for each in said if each["message"] == message]
    assert len(found) == 1
    return found[0]


def told_by(
    folder: Path, capfd: Capture, body: Json, *, message: str = "answered", **registration: Any
) -> Json:
    """The line of a call by a client that is registered so."""
    app = application(folder, registered(EHR, folder, **registration))
    call(app.test_client(), EHR.bearer(), body)
    return line(capfd, message)


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        pytest.param(answering({}, 403), "the server answered 403", id="is refused"),
        pytest.param(hanging, "the server did not answer in time", id="is late"),
        pytest.param(answering("<html>"), "the server's answer is not FHIR JSON", id="is no JSON"),
    ],
)
def test_a_search_that_lacks_something_is_told_with_its_status_and_its_time_when_it(
    tmp_path: Path, everything: Everything, capfd: Capture, reply: Reply, problem: str
) -> None:
    with FhirDouble(*adult()) as double:
        double.replies["Encounter"] = reply
        body = order_select(draft(), fhirServer=double.url)
        servers = [{"base": double.url, "private_address": True}]
        told = told_by(tmp_path, capfd, body, fhir_servers=servers, budget_ms=400)
    [search] = told["searches_lacking"]
    assert (search["search"], search["problem"]) == ("encounters", problem)
    assert search["ms"] >= 0
    assert told["fetched"] == 11


def test_where_the_patient_cannot_be_had_the_refusal_says_why(
    tmp_path: Path, everything: Everything, capfd: Capture
) -> None:
    with FhirDouble(*adult()) as double:
        double.replies["Patient"] = answering({}, 401)
        body = order_select(draft(), fhirServer=double.url)
        servers = [{"base": double.url, "private_address": True}]
        told = told_by(tmp_path, capfd, body, message="refused", fhir_servers=servers, budget_ms=5000)
    assert (told["status"], told["field"]) == (412, "prefetch.patient")
    [search] = told["searches_lacking"]
    assert (search["search"], search["problem"]) == ("patient", "the server answered 401")


def test_where_the_patient_cannot_be_had_of_a_server_that_is_not_listed_the_refusal_says_so(
    tmp_path: Path, everything: Everything, capfd: Capture
) -> None:
    body = order_select(draft(), fhirServer=f"https://ehr.example/fhir/{PATIENT}")
    told = told_by(tmp_path, capfd, body, message="refused")
    assert (told["status"], told["fhir_server_not_listed"]) == (412, "https://ehr.example")
    assert "searches_lacking" not in told


def test_of_a_practitioner_who_could_not_be_read_no_id_is_told(
    tmp_path: Path, everything: Everything, capfd: Capture
) -> None:
    (tmp_path / "clinic.yaml").write_text("site: clinic\nlpha_qualifications: [{system: 'urn:x', code: L}]\n")
    with FhirDouble(practitioner("somebody")) as double:
        body = order_select(draft(), prefetch=prefetched(*adult()))
        body = json.loads(json.dumps(body).replace(SERVER, double.url)) | {"fhirServer": double.url}
        servers = [{"base": double.url, "private_address": True}]
        told = told_by(tmp_path, capfd, body, fhir_servers=servers, budget_ms=5000, site="clinic.yaml")
    [search] = told["searches_lacking"]
    assert (search["search"], search["problem"]) == ("Practitioner", "the server answered 404")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        pytest.param(
            coding("urn:clinic:orders", "PRS-1"), "urn:clinic:orders|PRS-1", id="a code of the site's"
        ),
        pytest.param({"code": "H0001"}, "|H0001", id="a code without a system"),
        pytest.param(coding("urn:x", ODD), "what is no plain code", id="what is written like no code"),
        pytest.param(coding(ODD, "1"), "what is no plain code", id="under what is no system"),
    ],
)
def test_the_codes_of_orders_that_are_not_ours_are_told(
    tmp_path: Path, everything: Everything, capfd: Capture, code: Json, told: str
) -> None:
    order = draft() | {"code": concept(code)}
    said = told_by(tmp_path, capfd, order_select(order))
    assert (said["cards"], said["orders_not_ours"]) == (0, [told])
    assert ODD not in everything.said.getvalue()


def test_five_codes_at_most_are_told(tmp_path: Path, everything: Everything, capfd: Capture) -> None:
    many = concept(*(coding("urn:x", str(number)) for number in range(9)))
    told = told_by(tmp_path, capfd, order_select(draft() | {"code": many}))
    assert told["orders_not_ours"] == [f"urn:x|{number}" for number in range(5)]


@pytest.mark.parametrize(
    ("server", "told"),
    [
        pytest.param(
            "https://fhir.ehr.example:8443/r4/Patient/pt-1", "https://fhir.ehr.example:8443", id="a URL"
        ),
        pytest.param(f"https://{PATIENT}@ehr.example", "what is no plain URL", id="no plain URL"),
    ],
)
def test_a_server_that_is_not_on_the_list_is_told_by_its_origin(
    tmp_path: Path, everything: Everything, capfd: Capture, server: str, told: str
) -> None:
    said = told_by(tmp_path, capfd, bare_order_select(PATIENT, fhirServer=server))
    assert said["fhir_server_not_listed"] == told
    assert PATIENT not in json.dumps(said)


def test_of_a_call_that_lacks_nothing_no_more_is_told(
    app: Flask, everything: Everything, capfd: Capture
) -> None:
    call(app.test_client(), EHR.bearer(), order_select(draft(), prefetch=prefetched(patient(), *adult()[1:])))
    assert (
        not {"searches_lacking", "orders_not_ours", "fhir_server_not_listed"} & line(capfd, "answered").keys()
    )


@pytest.mark.parametrize(
    ("audience", "told"),
    [
        pytest.param("https://cards.example/wrong", ["https://cards.example/wrong"], id="one"),
        pytest.param(["a", "b"], ["a", "b"], id="several"),
        pytest.param("x" * 1000, ["x" * 200], id="an endless one, cut off"),
    ],
)
def test_which_audience_came_and_which_was_expected_is_told(
    app: Flask, everything: Everything, capfd: Capture, audience: Any, told: list[str]
) -> None:
    call(app.test_client(), EHR.bearer(aud=audience))
    refused = line(capfd, "token refused")
    assert (refused["check"], refused["aud"], refused["expected"]) == (
        "InvalidAudienceError",
        told,
        [ENDPOINT],
    )


def test_the_audience_of_a_token_that_nobody_known_signed_is_not_told(
    app: Flask, everything: Everything, capfd: Capture
) -> None:
    call(app.test_client(), EHR._replace(name="forger").bearer(aud="https://forged.example"))
    refused = line(capfd, "token refused")
    assert refused["check"] == "InvalidSignatureError"
    assert not {"aud", "expected"} & refused.keys()
