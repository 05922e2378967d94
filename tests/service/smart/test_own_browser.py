"""A worksheet belongs to the browser that opened it, takes its own forms alone, and ends when told to."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from werkzeug.test import TestResponse

from service.smart.session import Session
from service.smart.sessions import NoSession
from service.web.state import CdsService
from service.web.worksheet_session import give_cookie
from tests.service.smart.worksheets import PUBLIC, Browser, problem
from tests.support.application import app as demonstration
from tests.support.smart_server.server import SmartServer

ENDED = "This worksheet has ended, or belongs to another browser; open it again from the chart."


class Signing:
    """A worksheet of anna's, and browsers that would end it."""

    def __init__(self, app: Flask, ehr: SmartServer) -> None:
        self.browser, self.other = Browser(app), Browser(app)
        self._cds: CdsService = app.extensions["cds"]
        self.session = self.browser.session(self.browser.launched(ehr.launch_query("anna")))

    def out(self, browser: Browser, csrf: str) -> TestResponse:
        """The answer to signing out."""
        path = f"/worksheet/{self.session.launch}/sign-out"
        return browser.client.post(path, data={"csrf": csrf}, base_url=PUBLIC)

    @property
    def is_open(self) -> bool:
        """Whether the worksheet can be opened still."""
        try:
            self._cds.sessions.opened(self.session.launch, self.session.secret)
        except NoSession:
            return False
        return True


@pytest.fixture
def signing(app: Flask, ehr: SmartServer) -> Signing:
    ehr.behave()
    return Signing(app, ehr)


def test_who_signs_out_leaves_nothing(signing: Signing) -> None:
    response = signing.out(signing.browser, signing.session.csrf_token)
    assert (response.status_code, signing.is_open) == (200, False)
    assert "<h1>Signed out</h1>" in response.text
    assert signing.browser.secret(signing.session.launch) == ""
    again = signing.out(signing.browser, signing.session.csrf_token)
    assert (again.status_code, problem(again)) == (403, ENDED)


@pytest.mark.parametrize("csrf", ["", "wrong", "ä"])
def test_a_form_that_is_not_its_own_ends_nothing(signing: Signing, csrf: str) -> None:
    assert signing.out(signing.browser, csrf).status_code == 403
    assert signing.is_open


def test_a_form_of_another_worksheet_ends_nothing(signing: Signing, ehr: SmartServer) -> None:
    other = signing.browser.session(signing.browser.launched(ehr.launch_query("beno")))
    assert signing.out(signing.browser, other.csrf_token).status_code == 403
    assert signing.is_open


def test_another_browser_ends_nothing(signing: Signing) -> None:
    response = signing.out(signing.other, signing.session.csrf_token)
    assert (response.status_code, problem(response)) == (403, ENDED)
    assert signing.is_open


def test_without_tls_a_demonstrations_cookie_is_a_plain_one() -> None:
    app = demonstration()
    cds: CdsService = app.extensions["cds"]
    assert cds.settings.url.startswith("http://127.0.0.1")
    session = Session(kind="shipped", site="", patient="anna", launch="l", secret="s")
    with app.test_request_context():
        response = Response()
        give_cookie(response, session)
    told = {each.strip() for each in response.headers["Set-Cookie"].split(";")}
    assert {"worksheet=s", "HttpOnly", "SameSite=Lax", "Path=/worksheet/l"} <= told
    assert told.isdisjoint(("Secure", "Partitioned"))
