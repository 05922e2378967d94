"""The chart of a session: its patient, on its EHR's FHIR server, by its token."""

from __future__ import annotations

import time

from service.ehr.allowed_urls import allowed_server
from service.ehr.fhir_client import Access
from service.errors import SessionEnded
from service.hooks.caller import Caller
from service.hooks.completed_record import Chart
from service.smart.session import Session
from service.web.state import cds_service

READ_SECONDS = 8.0
"""Who opens a worksheet waits for the whole record, unlike who is shown a card; a front waits ten."""


def chart_of(session: Session, seconds: float = READ_SECONDS) -> Chart:
    """The chart of a session's patient; without access where it is a shipped patient's.

    Raises:
        SessionEnded: when its EHR, or the FHIR server, is not registered any more.
    """
    caller = _caller(session)
    access = access_of(session, seconds) if session.fhir_base else None
    return Chart(
        session.patient, caller.site, caller.today, caller.completer, access, server=session.fhir_base
    )


def access_of(session: Session, seconds: float = READ_SECONDS) -> Access:
    """The way to the FHIR server of a session, to read or to write, for so many seconds from now.

    Raises:
        SessionEnded: when its EHR, or the FHIR server, is not registered any more.
    """
    caller = _caller(session)
    server = allowed_server(session.fhir_base, caller.fhir_servers, caller.may_name_loopback)
    if server is None:
        raise SessionEnded("this FHIR server is not registered here any more")
    return Access(session.fhir_base, server, session.access_token, time.monotonic() + seconds)


def _caller(session: Session) -> Caller:
    service = cds_service()
    if session.kind != "smart":
        return service.unregistered()
    registered = service.launching.apps.registered(session.client)
    if registered is None:
        raise SessionEnded("this EHR is not registered here any more")
    return service.registered(registered.client)
