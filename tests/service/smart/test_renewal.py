"""A token is renewed before it ends; where it is another patient's by then, nothing is saved by it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from service.smart.session import Session
from service.web.state import CdsService
from tests.service.smart.worksheets import Browser
from tests.support.smart_server.server import SmartServer


class Renewing:
    """A session whose token is about to end, and what becomes of it."""

    def __init__(self, app: Flask, ehr: SmartServer) -> None:
        self._cds: CdsService = app.extensions["cds"]
        self._browser, self._ehr = Browser(app), ehr

    def begun(self, expires_in: int = 59, **behavior: Any) -> Session:
        """A session of a token that ends so soon."""
        self._ehr.behave(expires_in=expires_in, **behavior)
        return self._browser.session(self._browser.launched(self._ehr.launch_query("anna")))

    def renewed(self, session: Session, **behavior: Any) -> Session:
        """What a request finds, while the EHR behaves in some way; the database says the same."""
        self._ehr.behave(**behavior)
        found = self._cds.launching.arrivals.renewed(session)
        assert self._cds.sessions.opened(session.launch, session.secret) == found
        return found


@pytest.fixture
def renewing(app: Flask, ehr: SmartServer) -> Renewing:
    return Renewing(app, ehr)


@pytest.mark.parametrize(
    ("expires_in", "is_renewed"),
    [pytest.param(59, True, id="it ends within a minute"), pytest.param(300, False, id="it does not yet")],
)
def test_a_token_is_renewed_where(renewing: Renewing, expires_in: int, is_renewed: bool) -> None:
    session = renewing.begun(expires_in)
    found = renewing.renewed(session)
    assert (found.access_token != session.access_token) is is_renewed
    assert (found.refresh_token != session.refresh_token) is is_renewed


def test_a_renewed_token_is_renewed_again(renewing: Renewing) -> None:
    session = renewing.begun()
    once = renewing.renewed(session, expires_in=59)
    twice = renewing.renewed(once)
    assert len({session.access_token, once.access_token, twice.access_token}) == 3


def test_where_it_is_another_patients_nothing_is_saved_and_the_token_is_not_used(
    renewing: Renewing,
) -> None:
    session = renewing.begun()
    found = renewing.renewed(session, renewal={"patient": "beno"})
    assert (found.standing, found.may_save) == ("patient-changed", False)
    assert (found.patient, found.access_token) == ("anna", session.access_token)


def test_a_worksheet_whose_patient_changed_stays_so(renewing: Renewing) -> None:
    found = renewing.renewed(renewing.begun(), renewal={"patient": "beno"})
    assert renewing.renewed(found) == found


@pytest.mark.parametrize("patient", ["anna", None], ids=["repeated", "not repeated"])
def test_the_same_patient_goes_on_where_it_is(renewing: Renewing, patient: str | None) -> None:
    session = renewing.begun()
    found = renewing.renewed(session, renewal={"patient": patient})
    assert found.may_save
    assert found.access_token != session.access_token


def test_fewer_scopes_of_a_renewal_leave_less_to_do(renewing: Renewing) -> None:
    found = renewing.renewed(renewing.begun(), renewal={"scope": "patient/Observation.rs"})
    assert found.grants.may_read(["Observation"])
    assert not found.grants.may_create_observation


def test_where_no_refresh_token_comes_the_old_one_stays(renewing: Renewing) -> None:
    session = renewing.begun()
    assert renewing.renewed(session, renewal={"refresh_token": None}).refresh_token == session.refresh_token


@pytest.mark.parametrize(
    "behavior",
    [
        pytest.param({"refuses_renewal": True}, id="refuses"),
        pytest.param({"token_status": 500}, id="fails"),
        pytest.param({"renewal": {"access_token": None}}, id="gives no token"),
    ],
)
def test_a_session_stays_as_it_is_where_the_server(renewing: Renewing, behavior: dict[str, Any]) -> None:
    session = renewing.begun()
    assert renewing.renewed(session, **behavior) == session


def test_a_session_without_a_refresh_token_stays_as_it_is(renewing: Renewing) -> None:
    session = renewing.begun(denied_scopes=("online_access",))
    assert session.refresh_token == ""
    assert renewing.renewed(session) == session


def test_who_comes_second_gets_what_the_first_renewed(renewing: Renewing) -> None:
    session = renewing.begun()
    first = renewing.renewed(session)
    second = renewing.renewed(session)
    assert second == first
