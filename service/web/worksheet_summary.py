"""The summary of a worksheet for the payer's packet: a page, a PDF, and a document of the chart."""

from __future__ import annotations

from datetime import datetime

from flask import Response
from msgspec.structs import replace

from service.clock import now
from service.ehr.write_results import Why
from service.web.html import form_page
from service.web.problem_page import told
from service.web.session_chart import access_of
from service.web.state import cds_service
from service.web.worksheet_pages import summary_page
from service.web.worksheet_session import CSRF_FIELD
from service.web.worksheet_visit import PHASE, POLICY, Visit
from service.worksheet.draft import new_draft
from service.worksheet.filing import PDF, Filed, document_reference
from service.worksheet.plan import MayWrite
from service.worksheet.saving import SAVE_TIMEOUT_SECONDS
from service.worksheet.sheet import Around, sheet_of
from service.worksheet.summary import shows_substance_use, summary_of
from service.worksheet.view.page import Posted
from service.worksheet.view.parts import Action
from service.worksheet.view.summary import SummaryView
from service.worksheet.worked import work

_REFUSED = 502


def as_page(visit: Visit) -> Response:
    """The summary to read and to print."""
    return form_page(summary_page(cds_service().templates, _summary(visit)), 200, _framed_by(visit))


def as_pdf(visit: Visit) -> Response:
    """The summary as a file to download: a frame that shows no PDF keeps the page it has."""
    content = _pdf(_summary(visit, on_paper=True), visit.desk.now)
    named = {"Content-Disposition": 'attachment; filename="summary-of-criteria.pdf"'}
    return Response(content, mimetype=PDF, headers=named)


def filed(visit: Visit) -> Response:
    """The summary, filed in the chart; filed again it is found there."""
    words, desk = visit.words.page, visit.desk
    back = ((words.back, visit.path),)
    if not _may_file(visit):
        return told(words.not_filed, words.off_rights, back)
    summary = _summary(visit, on_paper=True)
    document = document_reference(
        Filed(
            summary,
            _pdf(summary, desk.now),
            desk.parts.base,
            f"Patient/{desk.patient_id}",
            f"Encounter/{desk.encounter}" if desk.encounter else "",
            desk.signer,
            desk.now,
        )
    )
    access = access_of(visit.session, SAVE_TIMEOUT_SECONDS)
    grants = visit.session.grants
    may = MayWrite(grants.create, grants.update)
    entry = cds_service().worksheets.saver.file(document, desk.patient_id, may, access)
    if entry.is_done:
        return told(words.filed, words.filed_line.format(text=entry.reference), back)
    why = entry.refused.why if entry.refused else Why.NO_ANSWER
    response = told(words.not_filed, f"{visit.words.notices.why[why.value]}.", back)
    response.status_code = _REFUSED
    return response


def _pdf(summary: SummaryView, made: datetime) -> bytes:
    from service.worksheet.summary_pdf import (
        summary_pdf,  # it takes a second to load, which no start waits for
    )

    return summary_pdf(summary, made)


def _framed_by(visit: Visit) -> tuple[str, ...]:
    return tuple(cds_service().launching.apps.framed_by(visit.session.client))


def _may_file(visit: Visit) -> bool:
    session = visit.session
    is_charted = session.kind != "shipped" and bool(session.user)
    return session.may_save and is_charted and session.grants.may_file


def _summary(visit: Visit, *, on_paper: bool = False) -> SummaryView:
    """What stands on file, whatever is typed and not saved; on paper no address leads back."""
    launch = "" if on_paper else visit.desk.launch
    desk, words = replace(visit.desk, with_years=True, launch=launch), visit.words.page
    worked = work(desk, visit.read(), new_draft())
    view = sheet_of(worked, Around(visit.path, with_what_if=False, is_for_payer=True))
    at = now(desk.site.reviewer.mapping.zone)
    prepared = words.prepared.format(
        day=desk.today_in_full, time=f"{at:%H:%M}", name=desk.signer.name or words.nobody
    )
    mapping = desk.site.reviewer.mapping
    shows = shows_substance_use((worked.stand.determination.population, *worked.stand.criteria), mapping)
    summary = summary_of(view, prepared, has_substance_use=shows)
    if visit.kept_draft().typed:
        summary = replace(summary, notes=(*summary.notes, summary.words.unsaved))
    return _with_actions(summary, visit, view.posted.hidden)


def _with_actions(summary: SummaryView, visit: Visit, hidden: tuple[tuple[str, str], ...]) -> SummaryView:
    words, path = visit.words.page, visit.path
    phase = dict(hidden)[PHASE]
    query = f"?{POLICY}={visit.desk.policy.id}&{PHASE}={phase}"
    actions = [Action(words.as_pdf, f"{path}/summary.pdf{query}", icon="print", help=words.as_pdf_help)]
    if _may_file(visit):
        actions.append(Action(words.file, f"{path}/file", "file"))
    actions.append(Action(words.back, f"{path}{query}"))
    carried = ((CSRF_FIELD, visit.session.csrf_token), (POLICY, visit.desk.policy.id), (PHASE, phase))
    posted = Posted("", f"{path}/file", carried)
    return replace(summary, actions=tuple(actions), posted=posted)
