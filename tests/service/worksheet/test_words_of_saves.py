"""Whatever keeps an entry from the chart is told in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cds_cards.worksheet_wording import load_worksheet_wording
from service.ehr.write_results import Refused, Why
from service.worksheet.notices import SavedNotice
from service.worksheet.plan import FORM
from service.worksheet.saved import Saved, SavedEntry, State
from service.worksheet.teller import Teller
from service.worksheet.view.parts import Action
from tests.service.worksheet.desks import table, worked

AGAIN = Action("Try again", "/worksheet/w/save", "do")


def test_each_reason_has_words_and_no_words_are_left_over() -> None:
    assert set(load_worksheet_wording().notices.why) == {each.value for each in Why}


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "The chart asks to be tried again in one second."),
        (30, "The chart asks to be tried again in 30 seconds."),
        (119, "The chart asks to be tried again in 119 seconds."),
        (120, "The chart asks to be tried again in 2 minutes."),
        (121, "The chart asks to be tried again in 3 minutes."),
        (0, ""),
    ],
)
def test_when_the_chart_wants_to_be_tried_again_is_told_in_words(seconds: int, said: str) -> None:
    at = table("h2017-child-admission-unknown")
    sheet = worked(at)
    busy = Refused(Why.BUSY, 429, retry_after=seconds)
    saved = Saved((SavedEntry(FORM, "QuestionnaireResponse", State.NOT_WRITTEN, refused=busy),))
    notice = SavedNotice(sheet, Teller(at.desk), datetime(2026, 3, 1, 10, tzinfo=UTC)).of(saved, AGAIN, sheet)
    assert [each.rest for each in notice.lines[1:]] == ([said] if said else [])
