"""The page in place of a worksheet whose Patient the chart did not give: why, and how to try again."""

from __future__ import annotations

import logging
from typing import Literal
from urllib.parse import urlencode

from flask import Response, request

from criteria.gaps import Gap, GapKind
from service.current_request import request_id
from service.hooks.completed_record import NoPatient
from service.smart.session import Session
from service.telemetry.call_lines import told_of_refusal
from service.web.page_templates import root_of
from service.web.problem_page import in_place
from service.web.state import cds_service
from service.web.worksheet_session import path_of
from service.worksheet.view.doors import ProblemView
from service.worksheet.view.parts import Action, Said

Reason = Literal["away", "failed", "unknown", "ended", "scope", "forbidden", "unreadable"]

_PATIENT = "prefetch/patient"
_OF_STATUS: dict[str, Reason] = {"401": "ended", "403": "forbidden", "404": "unknown", "410": "unknown"}
_OF_KIND: dict[GapKind, Reason] = {GapKind.UNREACHABLE: "away", GapKind.TOO_LATE: "away"}
_OF_THE_CHART = frozenset(("away", "failed", "unreadable"))
_BAD_GATEWAY = 502

_log = logging.getLogger("criteria_cards.worksheet")


def chart_unread(session: Session, error: NoPatient) -> Response:
    """The page; what was answered is kept, and there again once the chart is."""
    _log.info("chart not read", extra={"data": told_of_refusal(error)})
    reason, words = _reason(session, error), cds_service().worksheets.words.doors
    about = {name: request.values.get(name, "") for name in ("policy", "phase")}
    query = urlencode({name: value for name, value in about.items() if value})
    again = path_of(session) + (f"?{query}" if query else "")
    actions = [Action(words.try_again, again, is_first=True)]
    if session.kind == "open-server":
        actions.append(Action(words.another, f"{root_of(cds_service().settings)}/worksheet"))
    view = ProblemView(
        title=words.unread_title,
        heading=words.unread_title,
        lines=(Said(words.unread[reason]), Said("", words.unread_kept)),
        actions=tuple(actions),
        request=request_id(),
    )
    return in_place(view, _BAD_GATEWAY if reason in _OF_THE_CHART else error.status)


def _reason(session: Session, error: NoPatient) -> Reason:
    if not session.grants.may_read(("Patient",)):
        return "scope"
    lacking = (each.lacking for each in error.searches if each.lacking)
    gap = next((each for each in lacking if each.reference == _PATIENT), None)
    return _of(gap) if gap else "unknown"


def _of(gap: Gap) -> Reason:
    if gap.kind is GapKind.REFUSED:
        return _OF_STATUS.get(gap.detail, "failed")
    return _OF_KIND.get(gap.kind, "unreadable")
