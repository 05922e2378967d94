"""The addresses of a worksheet: the sheet, its states while one answers, saving.

Everything works as plain posts; a page's script swaps what changed. No patient stands in an address.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from flask import Blueprint, Response, request

from service.hooks.completed_record import NoPatient
from service.web.chart_unread import chart_unread
from service.web.posted_form import receive_form
from service.web.problem_page import told
from service.web.state import cds_service
from service.web.worksheet_chooser import chosen, which_policy, whose
from service.web.worksheet_save import saved_page
from service.web.worksheet_session import check_own_form, path_of, session_of
from service.web.worksheet_summary import as_page, as_pdf, filed
from service.web.worksheet_visit import POLICY, SWAP, Visit
from service.web.worksheets import policy_named
from service.worksheet.sheet import Around
from service.worksheet.stand import Deceased

blueprint = Blueprint("worksheet", __name__)
blueprint.before_request(receive_form)

_log = logging.getLogger("criteria_cards.worksheet")


@blueprint.get("/worksheet")
def chooser() -> Response:
    """Where one chooses whose worksheet it is, without SMART; else how one is opened."""
    return whose()


@blueprint.post("/worksheet")
def open_one() -> Response:
    """Open a worksheet without SMART, where the operator allows it."""
    return chosen()


@blueprint.get("/worksheet/<launch>")
def sheet(launch: str) -> Response:
    """The worksheet of a session, with the record as it is now."""
    return _visited(launch, lambda visit: visit.page(visit.work(visit.read(), visit.kept_draft())))


@blueprint.post("/worksheet/<launch>/states")
def states(launch: str) -> Response:
    """The states with what was answered, which is kept and not saved."""

    def answered(visit: Visit) -> Response:
        worked = visit.work(visit.carried(), visit.posted_draft())
        is_problem = bool(worked.answers.errors) and SWAP not in request.headers
        return visit.page(worked, Around(visit.path, is_problem=is_problem))

    return _visited(launch, answered, is_posted=True)


@blueprint.post("/worksheet/<launch>/save")
def save(launch: str) -> Response:
    """Save what was answered to the chart, of which the record is read again first."""
    return _visited(launch, saved_page, is_posted=True)


@blueprint.post("/worksheet/<launch>/take-up")
def take_up(launch: str) -> Response:
    """Go on with the patient of this worksheet, although another patient's chart was opened since."""

    def taken_up(visit: Visit) -> Response:
        draft = visit.posted_draft()
        visit.take_up()
        return visit.page(visit.work(visit.read_anew(), draft))

    return _visited(launch, taken_up, is_posted=True)


@blueprint.get("/worksheet/<launch>/summary")
def summary(launch: str) -> Response:
    """What stands on file, for the payer's packet."""
    return _visited(launch, as_page)


@blueprint.get("/worksheet/<launch>/summary.pdf")
def summary_file(launch: str) -> Response:
    """The same as a PDF."""
    return _visited(launch, as_pdf)


@blueprint.post("/worksheet/<launch>/file")
def file(launch: str) -> Response:
    """File the summary in the chart."""
    return _visited(launch, filed, is_posted=True)


def _visited(launch: str, answer: Callable[[Visit], Response], *, is_posted: bool = False) -> Response:
    """The answer to a visit, counted and logged; a policy that is not named is asked for."""
    began = time.monotonic()
    session = session_of(launch)
    if is_posted:
        check_own_form(session)
    service = cds_service()
    policies = service.site_named(session.site).reviewer.policies
    policy = policy_named(policies, request.values.get(POLICY, ""), session.policy)
    if policy is None:
        return which_policy(policies, path_of(session))
    try:
        response = answer(Visit(session, policy))
    except NoPatient as error:
        response = chart_unread(session, error)
    except Deceased:
        doors = service.worksheets.words.doors
        return told(doors.deceased_title, doors.deceased)
    ms = round((time.monotonic() - began) * 1000, 1)
    kind = str(request.endpoint).rpartition(".")[2]
    data = {"what": kind, "kind": session.kind, "policy": policy.id, "status": response.status_code, "ms": ms}
    _log.info("worksheet", extra={"data": data})
    service.metrics.worksheet(kind, response.status_code, ms / 1000)
    return response
