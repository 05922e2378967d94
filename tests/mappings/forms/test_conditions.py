"""What a form asks for the conditions of a small policy: of whom, and how long an answer counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from criteria.spans import Span
from mappings.forms.bands import bands, code_of
from mappings.forms.form import Ages, Form, forms_of
from tests.mappings.forms.shipped import FACT_MAP
from tests.support.policies import criterion, policy, rule_set

AGREED, RESTRICTIVE = {"fact": "family-agrees"}, {"fact": "least-restrictive"}
CALOCUS, PSI = "calocus-composite", "psi-total-stress-percentile"
BY_AGE = {
    "by_age": [
        {"below": "6 years", "when": {"score": PSI, "minimum": 81}},
        {"from": "6 years", "below": "18 years", "when": {"score": CALOCUS, "minimum": 17}},
        {"from": "18 years", "when": RESTRICTIVE},
    ]
}


def form(when: Any, **more: Any) -> Form:
    """The form of a policy with one criterion."""
    (only,) = forms_of(policy(rule_set(criterion("A", when, **more))), FACT_MAP)
    return only


@pytest.mark.parametrize(
    ("when", "more", "asked"),
    [
        pytest.param(
            {"none_of": [AGREED, RESTRICTIVE]}, {}, ["family-agrees", "least-restrictive"], id="none of"
        ),
        pytest.param(
            {"any_of": [AGREED, RESTRICTIVE]},
            {"excludes": True},
            ["family-agrees", "least-restrictive"],
            id="what excludes",
        ),
        pytest.param(
            {"date": "intervention-date", "within": "7 days", "after": "service-start"},
            {},
            ["intervention-date", "service-start"],
            id="two dates that are compared",
        ),
        pytest.param(
            {"age": {"below": "18 years"}, "at": "service-start"},
            {},
            ["service-start"],
            id="the day of an age",
        ),
        pytest.param(BY_AGE, {}, [PSI, CALOCUS, "least-restrictive"], id="the instrument of each age"),
    ],
)
def test_a_form_asks_for(when: Any, more: Mapping[str, Any], asked: list[str]) -> None:
    assert [item.fact for item in form(when, **more).items] == asked


def test_each_instrument_is_asked_of_those_of_its_age() -> None:
    by_age = form(BY_AGE)
    assert [code_of(band) for band in bands(by_age)] == [
        "below-6-years",
        "from-6-years-below-18-years",
        "from-18-years",
    ]
    six, adult = Span(6, "year"), Span(18, "year")
    assert {item.fact: item.asked.ages for item in by_age.items} == {
        PSI: (Ages(None, six),),
        CALOCUS: (Ages(six, adult),),
        "least-restrictive": (Ages(adult, None),),
    }


def test_an_age_at_an_event_is_asked_of_everyone_today() -> None:
    when = {"all_of": [{"age": {"below": "18 years"}, "at": "service-start"}, AGREED]}
    assert {item.fact: item.asked.ages for item in form(when).items} == {
        "service-start": (Ages(),),
        "family-agrees": (Ages(),),
    }


def calocus(**more: Any) -> dict[str, Any]:
    """A condition on a score that its own entry lets count for 180 days."""
    return {"score": CALOCUS, "minimum": 17, **more}


@pytest.mark.parametrize(
    ("when", "window"),
    [
        pytest.param(calocus(), Span(180, "day"), id="as the fact map has it"),
        pytest.param(calocus(within="60 days"), Span(60, "day"), id="as the policy has it, for less"),
        pytest.param(calocus(within="1 year"), Span(180, "day"), id="no longer than the fact map has it"),
        pytest.param(
            {"any_of": [calocus(within="60 days"), calocus(within="90 days")]},
            Span(90, "day"),
            id="as long as one of two conditions takes it",
        ),
        pytest.param(
            {"any_of": [calocus(within="60 days"), calocus(minimum=20)]},
            Span(180, "day"),
            id="where one of two conditions takes it of any day",
        ),
    ],
)
def test_a_score_counts_for(when: Any, window: Span) -> None:
    (item,) = {each.fact: each for each in form(when).items}.values()
    assert item.window == window
