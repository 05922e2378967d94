"""Whether a worksheet may be saved, and what is told where it may not."""

from __future__ import annotations

from collections.abc import Iterator

from cds_cards.worksheet_wording import PageWords, WorksheetWording
from service.smart.session import Session
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
