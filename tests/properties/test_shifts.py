"""No day is special: a record told later, on a day as much later, says the same.

After 400 years the calendar repeats, to the weekday: nothing changes at all. By
another number of days nothing changes that is counted in days: how long answers,
scores, ratings and orders to begin count, and what came before what. Ages and the
past year of a diagnosis are counted in years of the calendar, whose length changes;
so cases whose age stands at a bound are left out.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mappings.rich import SITE
from tests.properties.generated_records import EVIDENCE, READ, sent_under_keys, whole
from tests.properties.golden_records import cards, cases, request_of, review_of, settled
from tests.support.fhir import ON, Json

ZONE = ZoneInfo("America/New_York")
WRITTEN = re.compile(r"(?:19|20)\d\d(?:-\d\d){0,2}|\d{4}-\d\d-\d\dT.*")
"""A date, whole or partial, or a moment, that is all of a string."""
CENTURIES = 400
LATER_YEAR = re.compile(r"(?<![\w.-])(2[2-5]\d\d)(?!\.?\d)")
AT_AN_AGE = ("age-", "h0024-discharge-caregiver-request-at-21")
"""Cases whose age stands at a bound."""


def dates_in(part: Any, changed: Any) -> Any:
    """A copy in which each date is changed."""
    if isinstance(part, dict):
        return {name: dates_in(each, changed) for name, each in part.items()}
    if isinstance(part, list):
        return [dates_in(each, changed) for each in part]
    return changed(part) if isinstance(part, str) and WRITTEN.fullmatch(part) else part


def centuries_later(written: str) -> str:
    return f"{int(written[:4]) + CENTURIES}{written[4:]}"


def told_earlier(text: str) -> str:
    return LATER_YEAR.sub(lambda year: str(int(year[0]) - CENTURIES), text)


def days_later(written: str, days: int) -> str:
    """The same hour by the clock on the wall, days later; a month or a year is taken for its first day."""
    if "T" not in written:
        whole_date = (written + "-01-01")[:10]
        return (date.fromisoformat(whole_date) + timedelta(days)).isoformat()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written
    local = moment.astimezone(ZONE).replace(tzinfo=None) if moment.tzinfo else moment
    later = local + timedelta(days)
    return (later.replace(tzinfo=ZONE) if moment.tzinfo else later).isoformat()


def moved(part: Any, days: int) -> Any:
    return dates_in(part, lambda written: days_later(written, days))


@pytest.mark.parametrize("name", cases())
def test_400_years_later_every_card_says_the_same(name: str) -> None:
    request, site = request_of(name), cases()[name].site
    then = json.dumps(cards(dates_in(request, centuries_later), site))
    assert told_earlier(then) == json.dumps(cards(request, site))
    assert then != told_earlier(then) or not cards(request, site)["cards"]


def test_400_years_later_every_fact_of_the_rich_record_is_the_same() -> None:
    later = whole(
        READ.record(sent_under_keys(dates_in(list(EVIDENCE), centuries_later)), SITE),
        ON.replace(year=ON.year + CENTURIES),
    )
    assert told_earlier(repr(later)) == told_earlier(
        repr(whole(READ.record(sent_under_keys(EVIDENCE), SITE)))
    )


OUTCOMES = [name for name in cases() if not name.startswith(AT_AN_AGE)]


def outcomes(request: Json, site: str) -> dict[Any, Any]:
    return {path: each.outcome for path, each in settled(review_of(request, site)).items()}


@pytest.mark.parametrize("name", OUTCOMES)
@pytest.mark.parametrize(
    "days", [-1, 60, 1096], ids=["into February", "into daylight time", "past a leap day"]
)
def test_any_number_of_days_later_every_outcome_is_the_same(name: str, days: int) -> None:
    request, site = moved(request_of(name), 0), cases()[name].site
    assert outcomes(moved(request, days), site) == outcomes(request, site)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(OUTCOMES), st.integers(-3000, 3000))
def test_nor_does_any_other_number_change_one(name: str, days: int) -> None:
    request, site = moved(request_of(name), 0), cases()[name].site
    assert outcomes(moved(request, days), site) == outcomes(request, site)
