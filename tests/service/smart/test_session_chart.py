"""A session's chart: on its EHR's server, by its token, and read by its site's rules."""

from __future__ import annotations

import pytest
from flask import Flask
from msgspec.structs import replace

from service.errors import SessionEnded
from service.smart.session import Session
from service.web.session_chart import access_of, chart_of
from tests.service.smart.worksheets import Browser
from tests.support.application import app as demonstration
from tests.support.smart_server.server import SmartServer

OPEN = Session(kind="open-server", site="", patient="anna", fhir_base="http://127.0.0.1:8080/fhir")
SHIPPED = Session(kind="shipped", site="", patient="anna")


@pytest.fixture
def session(browser: Browser, ehr: SmartServer) -> Session:
    return browser.session(browser.launched(ehr.launch_query("anna")))


def test_it_is_read_by_the_token_and_the_sites_rules(app: Flask, session: Session) -> None:
    with app.test_request_context():
        chart = chart_of(session)
    assert chart.access
    assert (chart.patient_id, chart.site.name) == ("anna", "example-private")
    assert (chart.access.base, chart.access.token) == (session.fhir_base, session.access_token)
    assert chart.server == session.fhir_base


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"client": "gone"}, id="the EHR"),
        pytest.param({"fhir_base": "https://gone.example/fhir"}, id="its server"),
    ],
)
def test_a_session_has_ended_where_the_operator_took_away(
    app: Flask, session: Session, changed: dict[str, str]
) -> None:
    with app.test_request_context(), pytest.raises(SessionEnded):
        chart_of(replace(session, **changed))


def test_in_a_demonstration_a_server_of_this_machine_is_read_without_a_token() -> None:
    with demonstration(allow_loopback_fhir=True).test_request_context():
        access = access_of(OPEN)
    assert (access.base, access.token) == (OPEN.fhir_base, "")


def test_elsewhere_it_is_not() -> None:
    with demonstration().test_request_context(), pytest.raises(SessionEnded):
        access_of(OPEN)


def test_a_shipped_patient_has_no_server() -> None:
    with demonstration().test_request_context():
        assert chart_of(SHIPPED).access is None
