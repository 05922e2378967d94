"""What is settled says until when it stays so without new answers, and does stay so until then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.truth import Truth
from tests.criteria.generated import CONDITIONS, HORIZON, ON, evaluated, stories

OF_EVENTS = ["events", "lasting"]


@pytest.mark.parametrize("form", OF_EVENTS)
@settings(max_examples=150)
@given(data=st.data())
def test_what_events_settle_stays_so_until_the_day_it_says(form: str, data: st.DataObject) -> None:
    stays_settled(form, data)


@pytest.mark.parametrize("form", [form for form in CONDITIONS if form not in OF_EVENTS])
@settings(max_examples=50)
@given(data=st.data())
def test_what_is_settled_stays_so_until_the_day_it_says(form: str, data: st.DataObject) -> None:
    stays_settled(form, data)


def stays_settled(form: str, data: st.DataObject) -> None:
    condition = data.draw(CONDITIONS[form])
    story = data.draw(stories(condition))
    today = evaluated(condition, story)
    said = today.counts_until if today.truth is Truth.MET else today.fails_until
    if today.truth is Truth.UNKNOWN:
        assert (today.counts_until, today.fails_until) == ("", "")
        return
    last = min(date.fromisoformat(said), ON + HORIZON) if said else ON + HORIZON
    assert last >= ON
    days = [last - timedelta(days=n) for n in range(0, (last - ON).days + 1, 3)]
    assert [day for day in days if evaluated(condition, story, day).truth is not today.truth] == []
