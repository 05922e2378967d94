"""A launch that is not as it should be ends on a page, with a status of its own and without a session."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.audit.tables import launches, worksheets
from service.smart.discovery import Endpoints
from service.smart.launches import LAUNCH_SECONDS, Launch, Launches, NoLaunch
from service.smart.sessions import Sessions
from service.web.state import CdsService
from tests.service.smart.moments import KEY, Moments
from tests.service.smart.worksheets import Browser, asked_for, problem, service, signed_in
from tests.support.smart_server.server import SmartServer

NOT_REGISTERED = "This EHR is not registered here."
OVER = "This launch is over, or another browser's; open the worksheet again from the chart."
NOT_AS_SMART = "The EHR's authorization server did not answer as SMART has it."


def rows(app: Flask, table: Any) -> int:
    cds: CdsService = app.extensions["cds"]
    with cds.sessions.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.fixture
def kept(app: Flask) -> Any:
    """No session may come of what a test does."""
    before = rows(app, worksheets)
    yield
    assert rows(app, worksheets) == before


pytestmark = pytest.mark.usefixtures("kept")

# At the launch


@pytest.mark.parametrize(
    "iss",
    [
        pytest.param("", id="nothing"),
        pytest.param("https://evil.example/fhir", id="another host"),
        pytest.param("{fhir}x", id="a longer path"),
        pytest.param("{fhir}/Patient", id="a path below"),
        pytest.param("{fhir}?x=1", id="a query"),
        pytest.param("{fhir}#x", id="a fragment"),
        pytest.param("https{rest}", id="another scheme"),
        pytest.param("http://user@{host}", id="a user"),
        pytest.param("\x00", id="no text"),
        pytest.param("file:///etc/passwd", id="a file"),
    ],
)
def test_nobody_is_sent_anywhere_where_the_iss_is(browser: Browser, ehr: SmartServer, iss: str) -> None:
    rest = ehr.fhir.removeprefix("http")
    named = iss.format(fhir=ehr.fhir, rest=rest, host=rest.removeprefix("://"))
    response = browser.get(f"/smart/launch?{urlencode({'iss': named, 'launch': 'x'})}")
    assert (response.status_code, problem(response)) == (400, NOT_REGISTERED)
    assert "Location" not in response.headers


def test_an_iss_may_end_with_a_slash(browser: Browser, ehr: SmartServer) -> None:
    assert asked_for(browser.sent(f"iss={ehr.fhir}/"))["aud"] == f"{ehr.fhir}/"


def test_what_is_not_for_outside_is_launched_from_a_chart_alone(
    ehr: SmartServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    browser = Browser(service(tmp_path_factory.mktemp("inside"), ehr))
    response = browser.get(f"/smart/launch?iss={ehr.fhir}")
    assert problem(response) == "This EHR launches the worksheet from a chart alone."
    assert response.status_code == 400
    assert browser.get("/smart/standalone").status_code == 404


def test_a_handle_of_any_length_is_not_passed_on(browser: Browser, ehr: SmartServer) -> None:
    response = browser.get(f"/smart/launch?{urlencode({'iss': ehr.fhir, 'launch': 'x' * 4097})}")
    assert response.status_code == 400


UNREADABLE = "The EHR's SMART configuration could not be read."
NO_TLS = "The EHR's SMART configuration names an endpoint without TLS."


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        pytest.param(
            {"code_challenge_methods_supported": ["plain"]},
            "The EHR's authorization server takes no PKCE with S256.",
            id="PKCE in plain alone",
        ),
        pytest.param({"code_challenge_methods_supported": None}, UNREADABLE, id="no PKCE"),
        pytest.param({"authorization_endpoint": None}, UNREADABLE, id="no authorization endpoint"),
        pytest.param({"token_endpoint": None}, UNREADABLE, id="no token endpoint"),
        pytest.param({"token_endpoint": 7}, UNREADABLE, id="a number for an endpoint"),
        pytest.param({"authorization_endpoint": "http://ehr.example/a"}, NO_TLS, id="users without TLS"),
        pytest.param({"token_endpoint": "http://ehr.example/t"}, NO_TLS, id="tokens without TLS"),
        pytest.param({"jwks_uri": "http://ehr.example/k"}, NO_TLS, id="keys without TLS"),
        pytest.param({"authorization_endpoint": "javascript:alert(1)"}, NO_TLS, id="a script"),
        pytest.param({"authorization_endpoint": "https://a.example\\@b"}, NO_TLS, id="two hosts in one"),
        pytest.param({"token_endpoint": "https:///t"}, NO_TLS, id="no host"),
    ],
)
def test_a_launch_fails_where_the_configuration_has(
    browser: Browser, ehr: SmartServer, configuration: dict[str, Any], said: str
) -> None:
    ehr.behave(configuration=configuration)
    response = browser.get(f"/smart/launch?{ehr.launch_query('anna')}")
    assert (response.status_code, problem(response)) == (502, said)


# On the way back


def test_a_state_is_taken_once(browser: Browser, ehr: SmartServer) -> None:
    ehr.behave(denies_access=True)
    back = signed_in(browser.sent(ehr.launch_query("anna")))
    assert browser.get(back).status_code == 403
    again = browser.get(back)
    assert (again.status_code, problem(again)) == (400, OVER)


def test_a_state_is_of_the_browser_that_was_sent(browser: Browser, ehr: SmartServer, app: Flask) -> None:
    back = signed_in(browser.sent(ehr.launch_query("anna")))
    other = Browser(app).get(back)
    assert (other.status_code, problem(other)) == (400, OVER)


def test_who_tries_another_browsers_state_does_not_end_its_launch(
    ehr: SmartServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = service(tmp_path_factory.mktemp("own"), ehr)
    browser = Browser(own)
    back = signed_in(browser.sent(ehr.launch_query("anna")))
    Browser(own).get(back)
    assert browser.get(back).status_code == 303


@pytest.mark.parametrize("query", ["", "state=", "state=unheard-of&code=c", "code=c", "state=%00&code=c"])
def test_who_was_never_sent_does_not_arrive(browser: Browser, query: str) -> None:
    response = browser.get(f"/smart/callback?{query}")
    assert (response.status_code, problem(response)) == (400, OVER)


REFUSED = "The EHR's authorization server refused: "


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        pytest.param({"error": "access_denied"}, 403, "Access was refused, by the EHR", id="access denied"),
        pytest.param({"error": "invalid_scope"}, 502, f"{REFUSED}invalid_scope.", id="scopes refused"),
        pytest.param({"error": "server_error"}, 502, f"{REFUSED}server_error.", id="a failure"),
        pytest.param({"error": "<b>Anna</b>"}, 502, f"{REFUSED}unnamed.", id="an error of no code"),
        pytest.param({"error": "x" * 41}, 502, f"{REFUSED}unnamed.", id="a long error"),
        pytest.param({}, 400, "The EHR's authorization server gave no code", id="nothing"),
        pytest.param({"code": ""}, 400, "The EHR's authorization server gave no code", id="an empty code"),
        pytest.param({"code": "made up"}, 400, "The EHR did not take the code", id="a code that is none"),
        pytest.param(
            {"code": "c", "iss": "https://other.example"},
            400,
            "Another authorization server answered than was asked.",
            id="the name of another server",
        ),
    ],
)
def test_who_comes_back_with(
    browser: Browser, ehr: SmartServer, said: dict[str, str], status: int, words: str
) -> None:
    state = asked_for(browser.sent(ehr.launch_query("anna")))["state"]
    response = browser.get(f"/smart/callback?{urlencode({**said, 'state': state})}")
    assert response.status_code == status
    assert problem(response).startswith(words)


@pytest.mark.parametrize(
    ("behavior", "status"),
    [
        pytest.param({"denies_access": True}, 403, id="refuses access"),
        pytest.param({"fhir_base": "https://other.example/fhir"}, 502, id="is for another FHIR server"),
        pytest.param({"iss_of_response": "https://other.example"}, 400, id="says that it is another"),
        pytest.param({"token_status": 500}, 502, id="fails"),
        pytest.param({"token_status": 429}, 502, id="has too much to do"),
        pytest.param({"token_status": 302}, 502, id="sends on"),
        pytest.param({"token_answer": {"access_token": None}}, 502, id="gives no token"),
        pytest.param({"token_answer": {"token_type": "mac"}}, 502, id="gives a token of another type"),
        pytest.param({"token_answer": {"token_type": None}}, 502, id="gives a token of no type"),
        pytest.param({"token_answer": {"expires_in": "soon"}}, 502, id="says soon for a time"),
        pytest.param({"token_answer": {"patient": None}}, 400, id="names no patient"),
        pytest.param({"token_answer": {"patient": ""}}, 400, id="names an empty patient"),
        pytest.param({"token_answer": {"patient": "anna/../beno"}}, 400, id="names what is no id"),
        pytest.param({"token_answer": {"patient": {"id": "anna"}}}, 502, id="names an object"),
    ],
)
def test_a_launch_ends_where_the_authorization_server(
    browser: Browser, ehr: SmartServer, behavior: dict[str, Any], status: int
) -> None:
    query = ehr.launch_query("anna")
    ehr.behave(**behavior)
    assert browser.launched(query).status_code == status


def test_a_launch_that_took_too_long_is_over(sessions: Sessions) -> None:
    moments = Moments()
    on_their_way = Launches(sessions.engine, KEY, moments)
    sent = Launch(
        client="north",
        aud="https://ehr.example/r4",
        endpoints=Endpoints("https://ehr.example/a", "https://ehr.example/t", ("S256",)),
        scopes=("openid",),
        verifier="v",
        nonce="n",
        is_ehr_launch=True,
        browser="b",
    )
    in_time, late = on_their_way.begin(sent), on_their_way.begin(sent)
    moments.now += LAUNCH_SECONDS - 1
    assert on_their_way.take(*in_time) == sent
    moments.now += 1
    with pytest.raises(NoLaunch):
        on_their_way.take(*late)


def test_a_launch_on_its_way_tells_nothing_to_who_reads_the_database(
    browser: Browser, app: Flask, ehr: SmartServer
) -> None:
    sent = asked_for(browser.sent(ehr.launch_query("anna")))
    cds: CdsService = app.extensions["cds"]
    with cds.sessions.engine.connect() as connection:
        kept = repr(connection.execute(select(launches)).all())
    assert [each for each in (sent["state"], sent["nonce"], "north", ehr.url) if each in kept] == []
