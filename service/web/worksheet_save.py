"""Saving a worksheet: the record is read again, what is wrong is told, and what is right is written once."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response
from msgspec.structs import replace

from mappings.forms.given import Json
from service.clock import now as now_in
from service.smart.session import Session
from service.web.session_chart import access_of
from service.web.state import cds_service
from service.web.worksheet_standing import why_not
from service.web.worksheet_visit import Visit
from service.worksheet.draft import ATTEST, Draft, new_draft, without
from service.worksheet.notices import SavedNotice, plain_notice, problems
from service.worksheet.plan import FORM, MayWrite, Wanted
from service.worksheet.posted import CONTRADICTS
from service.worksheet.saved import Overall
from service.worksheet.saving import SAVE_TIMEOUT_SECONDS, Sheet
from service.worksheet.sheet import Around
from service.worksheet.stand import beside
from service.worksheet.view.parts import Action, Mark
from service.worksheet.worked import DROP, LATER, Worked

_REFUSED = 422
_OBSERVATION = "Observation/"


def saved_page(visit: Visit) -> Response:
    """The page that a save is answered with."""
    draft = visit.posted_draft()
    worked = visit.work(visit.read_anew(), draft)
    if why_not(visit.session, visit.words.page):
        return visit.page(worked, Around(visit.path, is_problem=True), _REFUSED)
    if not worked.given and not draft.tried and not _problems(worked, visit):
        return _nothing(visit, worked)
    if wrong := _problems(worked, visit):
        notice = problems(worked, visit.teller, wrong)
        around = Around(visit.path, notices=(notice,), problems=tuple(wrong.items()), is_problem=True)
        return visit.page(worked, around, _REFUSED)
    if visit.session.kind == "shipped":
        would = SavedNotice(worked, visit.teller, visit.desk.now).would()
        return visit.page(worked, Around(visit.path, notices=(would,)))
    return _saved(visit, worked)


def _nothing(visit: Visit, worked: Worked) -> Response:
    words = visit.words.notices
    notice = plain_notice(Mark.NOT_MET, words.nothing, words.nothing_line)
    return visit.page(worked, Around(visit.path, notices=(notice,), is_problem=True), _REFUSED)


def _problems(worked: Worked, visit: Visit) -> Mapping[str, str]:
    """What is wrong, or lacks, by the field where it is told."""
    errors = visit.words.errors
    found = {**worked.answers.errors, **worked.answers.lacking}
    for each in worked.undecided:
        theirs = each.theirs[0]
        value = visit.teller.answer(theirs.value)
        who = visit.teller.who(theirs.by) if theirs.by else ""
        found[each.given.fact + CONTRADICTS] = errors.conflict.format(who=who, value=value)
    if worked.given and not worked.draft.is_signed:
        found[ATTEST] = errors.attest
    return found


def _saved(visit: Visit, worked: Worked) -> Response:
    session, desk = visit.session, visit.desk
    sheet = Sheet(desk.patient_id, session.user, _wanted(worked), worked.draft.tried)
    visit.keep(
        replace(worked.draft, tried=sheet.tried)
    )  # before it is sent: whatever happens, it is found again
    access = access_of(session, SAVE_TIMEOUT_SECONDS)
    saved = cds_service().worksheets.saver.save(sheet, _may(session), access)
    cds_service().metrics.saved(saved)
    is_done = saved.overall is Overall.ALL
    draft = _left(worked) if is_done else replace(worked.draft, tried=saved.tried)
    visit.keep(draft)
    now = visit.work(visit.read_anew(), draft)
    again = Action(visit.words.notices.try_again, f"{visit.path}/save", "do", "save", is_first=True)
    at = now_in(desk.site.reviewer.mapping.zone)
    notice = SavedNotice(worked, visit.teller, at).of(saved, again, now)
    label = visit.words.notices.try_again if saved.may_be_tried_again else ""
    return visit.page(now, Around(visit.path, notices=(notice,), save=label, is_problem=not is_done))


def _wanted(worked: Worked) -> tuple[Wanted, ...]:
    """What shall stand: the response, and an entry for each answer; where there is none any more, nothing."""
    if not worked.given:
        return ()
    desk = worked.desk
    made = beside(desk, worked.reading.record, worked.stand, worked.given, worked.draft.id)
    (response, *observations) = made.values()
    amends = {each.fact: each.amends for each in worked.given if each.amends.startswith(_OBSERVATION)}
    answers = [(_fact_of(each), each) for each in observations]
    return (Wanted(FORM, response), *(Wanted(fact, each, amends.get(fact, "")) for fact, each in answers))


def _fact_of(observation: Json) -> str:
    """The fact that an Observation of ours answers: its own code."""
    return str(observation["code"]["coding"][0]["code"])


def _left(worked: Worked) -> Draft:
    """What is left on the sheet after all was saved: answers that wait for a word with a colleague."""
    waiting = {each.given.fact for each in worked.conflicts if each.decided == LATER}
    dropped = {each.given.fact for each in worked.conflicts if each.decided == DROP}
    gone = [fact for fact in worked.draft.facts if fact not in waiting or fact in dropped]
    return replace(new_draft(), typed=without(worked.draft, gone).typed)


def _may(session: Session) -> MayWrite:
    return MayWrite(session.grants.create, session.grants.update)
