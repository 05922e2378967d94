"""Until when each form that rests on days stays met, or stays not met, which its opposite tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from criteria.form import Form
from criteria.node import Node
from criteria.spans import BirthDate
from tests.criteria.evaluated import ALSO, SAID, Evaluate, criterion
from tests.criteria.generated import Known, Seen, Story
from tests.criteria.generated import evaluated as comes_to

TWO = {"events": ["stays"], "minimum": 2, "within": "12 months"}
ONE_OR_TWO = {"events": ["stays"], "minimum": 1, "maximum": 2, "within": "12 months"}
NONE = {"events": ["stays"], "maximum": 0, "within": "12 months"}
AT_MOST_ONE = {"events": ["stays"], "maximum": 1, "within": "12 months"}
THIRTY = {"lasting": ["stays"], "at_least": "30 days", "within": "12 months"}
OVER_THIRTY = {"lasting": ["stays"], "more_than": "30 days", "within": "12 months"}
LOCUS = {"score": "locus", "minimum": 17, "within": "60 days"}
BY_AGE = {"by_age": [{"below": "19 years", "when": SAID}, {"from": "19 years", "when": ALSO}]}


def no(condition: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of a condition."""
    return {"none_of": [condition]}


@pytest.mark.parametrize(
    ("condition", "stated", "until"),
    [
        pytest.param(LOCUS, {"locus": "19 on 2026-02-01"}, "2026-04-02", id="60 days after the score"),
        pytest.param(no(LOCUS), {"locus": "16 on 2026-02-01"}, "2026-04-02", id="the score is too low"),
        pytest.param(
            {"any_of": [LOCUS, SAID]},
            {"locus": "19 on 2026-02-01", "said": "met"},
            "",
            id="a score, and what does not lapse",
        ),
        pytest.param(TWO, {"stays": "2026-01-10, 2025-06-01"}, "2026-06-01", id="the earlier of two"),
        pytest.param(
            TWO, {"stays": "2025-06-01, 2026-02-10, 2026-01-10"}, "2027-01-10", id="the second of three"
        ),
        pytest.param(ONE_OR_TWO, {"stays": "2026-01-10, whole"}, "2027-01-10", id="one, and no others"),
        pytest.param(
            ONE_OR_TWO,
            {"stays": "2026-01-10, 2026-05-01, whole"},
            "2026-04-30",
            id="the day before one to come",
        ),
        pytest.param(NONE, {"stays": "2026-04-10, whole"}, "2026-04-09", id="none before one to come"),
        pytest.param(NONE, {"stays": "2024-04-10, whole"}, "", id="none, and none to come"),
        pytest.param(no(NONE), {"stays": "2026-01-10"}, "2027-01-10", id="there was one"),
        pytest.param(
            no(AT_MOST_ONE), {"stays": "2026-02-10, 2026-01-10, 2025-06-01"}, "2027-01-10", id="two of three"
        ),
        pytest.param(no(TWO), {"stays": "2026-01-10, whole"}, "", id="one, and never two"),
        pytest.param(no(TWO), {"stays": "2026-01-10, 2026-04-10, whole"}, "2026-04-09", id="one until two"),
        pytest.param(
            {"events": ["calls"], "minimum": 1, "since": "enrolled"},
            {"enrolled": "2026-01-01", "calls": "2026-01-05"},
            "",
            id="since a date nothing leaves",
        ),
        pytest.param(THIRTY, {"stays": "2026-01-01..2026-02-10"}, "2027-01-11", id="30 days of it are left"),
        pytest.param(
            OVER_THIRTY, {"stays": "2026-01-01..2026-02-10"}, "2027-01-10", id="more than 30 are left"
        ),
        pytest.param(
            THIRTY,
            {"stays": "2025-06-01..2025-08-01, 2026-01-01..2026-02-10"},
            "2027-01-11",
            id="30 days of the later",
        ),
        pytest.param(no(THIRTY), {"stays": "2026-02-20.., whole"}, "2026-03-21", id="the 29th day of a stay"),
        pytest.param(
            no(OVER_THIRTY), {"stays": "2026-02-20.., whole"}, "2026-03-22", id="the 30th day of a stay"
        ),
        pytest.param(
            no(THIRTY), {"stays": "2026-02-20..?, whole"}, "2026-03-21", id="the 29th day of what may go on"
        ),
        pytest.param(no(THIRTY), {"stays": "2026-02-01..2026-02-20, whole"}, "", id="a short stay"),
        pytest.param(
            no({"date": "enrolled", "at_least": "6 months"}),
            {"enrolled": "2025-12-01"},
            "2026-05-31",
            id="the day before it is six months ago",
        ),
        pytest.param(
            no({"date": "enrolled", "more_than": "6 months"}),
            {"enrolled": "2025-12-01"},
            "2026-06-01",
            id="the day it is six months ago",
        ),
        pytest.param(
            no({"date": "enrolled", "at_least": "1 month"}),
            {"enrolled": "2026-01-31"},
            "2026-02-28",
            id="a month after a long one",
        ),
        pytest.param(
            {"date": "enrolled", "within": "90 days", "after": "discharged"},
            {"enrolled": "2025-12-01", "discharged": "2025-11-01"},
            "",
            id="two dates stay as near as they are",
        ),
        pytest.param(
            BY_AGE, {"birth-date": "2008-03-15", "said": "met"}, "2027-03-14", id="the last day of an age"
        ),
        pytest.param(BY_AGE, {"birth-date": "1990-01-01", "also-said": "met"}, "", id="the last of the ages"),
        pytest.param(
            no(BY_AGE),
            {"birth-date": "2008-03-15", "said": "not_met"},
            "2027-03-14",
            id="not met, on the last day of an age",
        ),
        pytest.param(
            {"at_least": 2, "of": [LOCUS, TWO, NONE]},
            {"locus": "19 on 2026-02-01", "stays": "2026-01-10, 2025-06-01"},
            "2026-04-02",
            id="the first to lapse of two",
        ),
    ],
)
def test_a_condition_says_until_when(
    evaluated: Evaluate, condition: Mapping[str, Any], stated: Mapping[str, str], until: str
) -> None:
    on = date(2026, 2, 15) if until == "2026-02-28" else date(2026, 3, 1)
    determined = evaluated(criterion("A", condition), stated, on)
    assert (determined.outcome.value, determined.counts_until) == ("met", until)


@pytest.mark.parametrize(
    ("more", "stated", "until"),
    [
        pytest.param(
            {"when": LOCUS, "excludes": True}, {"locus": "16 on 2026-02-01"}, "2026-04-02", id="ruled out"
        ),
        pytest.param(
            {"when": SAID, "applies_when": {"age": {"from": "18 years"}}, "applies_text": "A"},
            {"birth-date": "2008-06-01"},
            "2026-05-31",
            id="not applicable yet",
        ),
    ],
)
def test_a_criterion_says_until_when(
    evaluated: Evaluate, more: Mapping[str, Any], stated: Mapping[str, str], until: str
) -> None:
    determined = evaluated(criterion("A", **more), stated)
    assert [each.counts_until for each in determined.criteria] == [until]
    assert (determined.outcome.value, determined.counts_until) == ("met", until)


APRIL, MARCH_20 = date(2026, 4, 1), date(2026, 3, 20)
FEBRUARY_1, FEBRUARY_20 = (Seen(date(2026, 2, day), 0, True, f"Encounter/{day}") for day in (1, 20))
ENROLLED = Known(date(2026, 1, 1), until=MARCH_20)
BORN = Known(BirthDate(date(2012, 1, 1), date(2012, 1, 1)))


def told(number: int, *seen: Seen) -> Known:
    """What a clinician told, which counts until April."""
    return Known(number, until=APRIL, seen=seen)


def events(minimum: int, *kinds: str) -> dict[str, Any]:
    return {"events": list(kinds), "minimum": minimum, "within": "45 days"}


@pytest.mark.parametrize(
    ("condition", "story", "until"),
    [
        pytest.param(
            {"events": ["stays"], "maximum": 0, "within": "45 days"},
            {"stays": told(0)},
            "2026-04-01",
            id="none was told",
        ),
        pytest.param(events(2, "stays"), {"stays": told(2)}, "2026-04-01", id="two were told"),
        pytest.param(no(events(2, "stays")), {"stays": told(1)}, "2026-04-01", id="one was told, not two"),
        pytest.param(
            events(2, "stays"), {"stays": told(2, FEBRUARY_20)}, "2026-04-01", id="two told, one on file"
        ),
        pytest.param(
            events(1, "stays"), {"stays": told(2, FEBRUARY_20)}, "2026-04-06", id="the record alone suffices"
        ),
        pytest.param(
            events(2, "stays", "calls"),
            {"stays": told(1), "calls": Known(seen=(FEBRUARY_1,))},
            "2026-03-18",
            id="one told, and one that leaves the window before",
        ),
        pytest.param(
            events(2, "stays", "calls"),
            {"stays": told(1), "calls": Known(seen=(FEBRUARY_20,))},
            "2026-04-01",
            id="one told, and one that leaves the window after",
        ),
        pytest.param(
            events(2, "stays", "calls"),
            {"stays": Known(seen=(FEBRUARY_20,)), "calls": Known(seen=(FEBRUARY_20, FEBRUARY_1))},
            "2026-03-18",
            id="one of both kinds, and another",
        ),
        pytest.param(
            {"events": ["stays", "calls"], "maximum": 3, "within": "45 days"},
            {"stays": told(2, FEBRUARY_1), "calls": told(2, FEBRUARY_1)},
            "2026-03-18",
            id="two and two told, one of them the same, until that is over",
        ),
        pytest.param(
            {"events": ["stays"], "maximum": 0, "since": "enrolled"},
            {"stays": told(0), "enrolled": ENROLLED},
            "2026-03-20",
            id="the date of enrolment lapses",
        ),
        pytest.param(
            no({"lasting": ["stays"], "at_least": "20 days", "within": "45 days"}),
            {"stays": told(0)},
            "2026-04-01",
            id="none was told, of any length",
        ),
        pytest.param(
            {"age": {"below": "18 years"}, "at": "enrolled"},
            {"enrolled": ENROLLED, "birth-date": BORN},
            "2026-03-20",
            id="an age at what was told",
        ),
        pytest.param(
            {"date": "event", "within": "45 days", "around": "enrolled"},
            {"enrolled": ENROLLED, "event": Known(date(2026, 1, 5), until=APRIL)},
            "2026-03-20",
            id="the first to lapse of two dates",
        ),
    ],
)
def test_what_rests_on_an_answer_lapses_with_it(
    condition: Mapping[str, Any], story: Story, until: str
) -> None:
    form: Form = TypeAdapter(Node).validate_python(condition)
    result = comes_to(form, story)
    assert (result.truth.value, result.counts_until, result.fails_until) == ("met", until, "")
