"""Whether a worksheet may be saved, and what is told where it may not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cds_cards.worksheet_wording import PageWords, WorksheetWording
from service.smart.session import Session
from service.worksheet.notices import plain_notice
from service.worksheet.view.notices import Notice
from service.worksheet.view.parts import Action, Mark, Said

TAKE_UP = "take-up"
"""The last part of the address that takes a superseded worksheet up again."""


def why_not(session: Session, words: PageWords) -> str:
    """Why nothing of a worksheet can be saved; empty where it can.

    A shipped patient has no chart: saving shows what would be written.
    """
    if session.standing == "superseded":
        return words.off_patient
    if session.standing == "patient-changed":
        return words.off_changed
    if session.kind == "shipped":
        return ""
    if not session.user:
        return words.off_user
    grants = session.grants
    return "" if grants.may_create_response or grants.may_create_observation else words.off_rights


def what_is_written(session: Session, words: PageWords) -> str:
    """What saving writes, as far as it is granted."""
    if session.kind == "shipped":
        return words.writes_nothing
    if not session.grants.may_create_observation:
        return words.writes_response
    return words.writes_both if session.grants.may_create_response else words.writes_observations


def not_granted(session: Session, kinds: Iterable[str], words: WorksheetWording) -> Iterator[Notice]:
    """What is told of grants that leave something out: of what is read, or else of corrections and filing."""
    told, unreadable = words.notices, session.grants.unreadable(kinds)
    lines = [told.fewer_line.format(text=", ".join(unreadable))] if unreadable else []
    lines += _unwritten(session, words)
    is_alert = bool(lines)
    lines += _optional(session, words)
    if lines:
        mark = Mark.UNREAD if is_alert else Mark.YOURS
        yield plain_notice(mark, told.fewer, *lines, is_alert=is_alert)


def _unwritten(session: Session, words: WorksheetWording) -> Iterator[str]:
    grants = session.grants
    if session.kind == "shipped" or (grants.may_create_response and grants.may_create_observation):
        return
    if grants.may_create_response or grants.may_create_observation:
        yield what_is_written(session, words.page)
    else:
        yield words.page.off_rights


def _optional(session: Session, words: WorksheetWording) -> Iterator[str]:
    grants = session.grants
    if session.kind == "shipped" or not (grants.may_create_response or grants.may_create_observation):
        return
    if not grants.may_update:
        yield words.notices.no_corrections
    if not grants.may_file:
        yield words.notices.no_filing


def of_another_patient(
    session: Session, words: WorksheetWording, patient: str, path: str
) -> Iterator[Notice]:
    """What is told before all else where it is not this patient whom the EHR means.

    Whoever says by name that this patient is meant takes the worksheet up again.
    """
    if session.may_save:
        return
    label = words.page.take_up.format(name=patient)
    take_up = Action(label, f"{path}/{TAKE_UP}", "do", TAKE_UP)
    is_superseded = session.standing == "superseded"
    lines = (Said("", why_not(session, words.page)),)
    yield Notice(
        Mark.NOT_MET, words.notices.off, lines, actions=(take_up,) if is_superseded else (), is_alert=True
    )
