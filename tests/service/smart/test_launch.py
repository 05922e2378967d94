"""A launch, from a chart and from outside, by each way in which an app authenticates; tabs stay apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.service.smart.worksheets import (
    CALLBACK,
    FRAME,
    Browser,
    asked_for,
    public_jwks,
    register,
    service,
    signed_in,
)
from tests.support.smart_server.behavior import SCOPES_1
from tests.support.smart_server.server import SmartServer


def test_a_launch_from_a_chart_leads_to_a_worksheet_of_its_patient(
    browser: Browser, ehr: SmartServer
) -> None:
    arrived = browser.launched(ehr.launch_query("anna", "enc-1"))
    session = browser.session(arrived)
    assert arrived.headers["Location"] == f"/worksheet/{session.launch}"
    assert (session.kind, session.client, session.site) == ("smart", "north", "example-private")
    assert (session.patient, session.encounter, session.fhir_base) == ("anna", "enc-1", ehr.fhir)
    assert (session.user, session.user_name) == ("Practitioner/dr1", "Dr. Rosa Lindt")
    assert session.grants.may_read(["Observation", "Goal", "Patient"])
    assert session.grants.may_create_response
    assert session.grants.may_update
    assert session.may_save


def test_a_launch_from_outside_asks_for_the_patient(browser: Browser, ehr: SmartServer) -> None:
    ehr.behave(patient="beno")
    away = browser.get("/smart/standalone")
    assert away.headers["Location"].startswith("launch?")
    arrived = browser.launched(away.headers["Location"].partition("?")[2])
    assert browser.session(arrived).patient == "beno"


def test_the_authorization_request_is_as_smart_has_it(browser: Browser, ehr: SmartServer) -> None:
    query = ehr.launch_query("anna")
    asked = asked_for(browser.sent(query))
    assert asked["aud"] == ehr.fhir
    assert asked["launch"] == asked_for(f"?{query}")["launch"]
    assert (asked["response_type"], asked["client_id"]) == ("code", "worksheet")
    assert asked["redirect_uri"] == CALLBACK
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 43
    assert asked["nonce"]


def test_the_least_is_asked_for(browser: Browser, ehr: SmartServer) -> None:
    scopes = asked_for(browser.sent(ehr.launch_query("anna")))["scope"].split()
    read = "Patient Condition Observation QuestionnaireResponse CarePlan Goal ServiceRequest Encounter"
    read += " Procedure DocumentReference Practitioner PractitionerRole RelatedPerson"
    assert scopes == [
        *("openid", "fhirUser", "launch", "online_access"),
        *(f"patient/{kind}.rs" for kind in read.split()),
        *("patient/QuestionnaireResponse.c", "patient/Observation.c"),
        *("patient/QuestionnaireResponse.u", "patient/Observation.u", "patient/DocumentReference.c"),
    ]


def test_a_server_of_smart_1_is_asked_in_its_spelling(browser: Browser, ehr: SmartServer) -> None:
    ehr.behave(scopes_supported=SCOPES_1, capabilities=("permission-patient",))
    scopes = asked_for(browser.sent(ehr.launch_query("anna")))["scope"].split()
    assert {"patient/Observation.read", "patient/Observation.write", "patient/Goal.read"} <= set(scopes)
    assert [each for each in scopes if each.endswith((".rs", ".c", ".u"))] == []


@pytest.mark.parametrize(
    ("how", "app_has"),
    [
        pytest.param({}, {}, id="as a public client"),
        pytest.param({"secret_file": "secret"}, {"secret": "s3cret of the worksheet"}, id="by a secret"),
        pytest.param({"key_file": "RS384.pem"}, {"jwks": public_jwks()}, id="by an RSA key"),
        pytest.param({"key_file": "ES384.pem"}, {"jwks": public_jwks()}, id="by an EC key"),
    ],
)
def test_an_app_authenticates(
    ehr: SmartServer, tmp_path: Path, how: dict[str, Any], app_has: dict[str, Any]
) -> None:
    ehr.behave()
    register(ehr, **app_has)
    try:
        browser = Browser(service(tmp_path, ehr, **how))
        assert browser.session(browser.launched(ehr.launch_query("anna"))).patient == "anna"
    finally:
        register(ehr)


def test_our_public_keys_are_served_and_no_private_part(ehr: SmartServer, tmp_path: Path) -> None:
    keys = Browser(service(tmp_path, ehr, key_file="ES384.pem")).get("/smart/jwks.json").get_json()["keys"]
    (wanted,) = [each for each in public_jwks()["keys"] if each["alg"] == "ES384"]
    assert keys == [{**wanted, "use": "sig"}]


@pytest.mark.parametrize("algorithm", ["RS256", "ES384"])
def test_id_tokens_are_taken_that_are_signed_by(browser: Browser, ehr: SmartServer, algorithm: str) -> None:
    ehr.behave(algorithm=algorithm)
    assert browser.session(browser.launched(ehr.launch_query("anna"))).user == "Practitioner/dr1"


@pytest.mark.parametrize(
    ("said", "needs"),
    [(None, True), (True, True), (False, False)],
    ids=["nothing", "one is needed", "none is needed"],
)
def test_whether_a_banner_is_needed_is_as_the_ehr_says(
    browser: Browser, ehr: SmartServer, said: bool | None, needs: bool
) -> None:
    ehr.behave(need_patient_banner=said)
    assert browser.session(browser.launched(ehr.launch_query("anna"))).needs_banner is needs


def test_cookies_are_for_frames_and_for_one_worksheet(browser: Browser, ehr: SmartServer) -> None:
    arrived = browser.launched(ehr.launch_query("anna"))
    (cookie,) = [each for each in arrived.headers.getlist("Set-Cookie") if "worksheet" in each]
    path = arrived.headers["Location"]
    told = {each.strip() for each in cookie.split(";")[1:]}
    assert cookie.startswith("__Secure-worksheet=")
    assert {"Secure", "HttpOnly", "SameSite=None", "Partitioned", f"Path={path}"} <= told


def test_nothing_of_patient_or_token_stands_in_an_address(browser: Browser, ehr: SmartServer) -> None:
    ehr.behave(patient="anna-77123")
    away = browser.sent(f"iss={ehr.fhir}")
    back = signed_in(away)
    arrived = browser.get(back)
    session = browser.session(arrived)
    addresses = " ".join((away, back, arrived.headers["Location"]))
    held = (session.patient, session.access_token, session.refresh_token, session.secret)
    assert [each for each in held if each in addresses] == []


def test_two_patients_in_one_browser_stay_apart(browser: Browser, ehr: SmartServer) -> None:
    anna, beno = (browser.launched(ehr.launch_query(each)) for each in ("anna", "beno"))
    sessions = [browser.session(each) for each in (anna, beno)]
    assert [each.patient for each in sessions] == ["anna", "beno"]
    assert [each.may_save for each in sessions] == [True, True]


def test_two_launches_at_once_both_arrive(browser: Browser, ehr: SmartServer) -> None:
    away = [browser.sent(ehr.launch_query(each)) for each in ("anna", "beno")]
    arrived = [browser.get(signed_in(each)) for each in reversed(away)]
    assert [browser.session(each).patient for each in arrived] == ["beno", "anna"]


@pytest.mark.parametrize(
    ("banner", "may_save"), [(False, False), (True, True)], ids=["the chart's place", "a window of its own"]
)
def test_where_another_patients_chart_is_opened_in(
    browser: Browser, ehr: SmartServer, banner: bool, may_save: bool
) -> None:
    ehr.behave(need_patient_banner=banner)
    anna, beno = (browser.launched(ehr.launch_query(each)) for each in ("anna", "beno"))
    assert browser.session(anna).may_save is may_save
    assert browser.session(beno).may_save


def test_another_browser_s_chart_changes_nothing(app: Flask, ehr: SmartServer) -> None:
    ehr.behave(need_patient_banner=False)
    one, other = Browser(app), Browser(app)
    anna = one.launched(ehr.launch_query("anna"))
    other.launched(ehr.launch_query("beno"))
    assert one.session(anna).may_save


def test_an_ehr_may_show_pages_in_its_frame_and_nobody_else(browser: Browser, ehr: SmartServer) -> None:
    page = browser.get("/smart/callback?state=none")
    policy = page.headers["Content-Security-Policy"]
    assert f"frame-ancestors {FRAME}" in policy
    assert "unsafe" not in policy
    assert "X-Frame-Options" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
