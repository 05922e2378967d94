"""Whatever keeps an entry from the chart is told in words."""

from __future__ import annotations

from cds_cards.worksheet_wording import load_worksheet_wording
from service.ehr.write_results import Why


def test_each_reason_has_words_and_no_words_are_left_over() -> None:
    assert set(load_worksheet_wording().notices.why) == {each.value for each in Why}
