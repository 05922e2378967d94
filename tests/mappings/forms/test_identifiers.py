"""What identifies the answers of a draft, and what a form does not take."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mappings.forms.given import NO, YES, Given
from mappings.forms.response import resources_of
from tests.mappings.forms.signing import (
    DAY,
    DRAFT,
    MOTHER,
    SIGNED,
    signed,
)
from tests.mappings.scores.instruments import PSI
from tests.support.fhir import Json

FACT = "least-restrictive"


def test_the_same_draft_makes_the_same_identifiers_and_a_change_another() -> None:
    def identifiers(*given: Given, draft: str = DRAFT, at: datetime = SIGNED) -> list[Json]:
        response, *observations = resources_of(signed(*given, draft=draft, at=at))
        return [response["identifier"], *(each["identifier"][0] for each in observations)]

    first = identifiers(Given(FACT, YES), Given(PSI, 84, DAY))
    assert identifiers(Given(FACT, YES), Given(PSI, 84, DAY), at=SIGNED.replace(hour=12)) == first
    assert identifiers(Given(PSI, 84, DAY), Given(FACT, YES))[0] == first[0]
    changed = identifiers(Given(FACT, NO), Given(PSI, 84, DAY))
    assert [one == other for one, other in zip(first, changed, strict=True)] == [False, False, True]
    of_another_day = identifiers(Given(FACT, YES), Given(PSI, 84, date(2026, 2, 11)))
    assert [one == other for one, other in zip(first, of_another_day, strict=True)] == [False, True, False]
    assert not any(each in first for each in identifiers(Given(FACT, YES), draft="another"))


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        pytest.param(Given("birth-date", DAY), "does not ask for birth-date", id="what no form asks"),
        pytest.param(Given(FACT, "perhaps"), "cannot be answered with 'perhaps'", id="neither yes nor no"),
        pytest.param(Given(FACT, 3), "cannot be answered with 3", id="a number for a yes or no"),
        pytest.param(Given("severity-daily-living", YES), "cannot be answered", id="a yes for a severity"),
        pytest.param(Given(PSI, 84), "the day on which it was administered", id="a score without its day"),
        pytest.param(Given(PSI, YES, DAY), "needs a whole number", id="a yes for a score"),
        pytest.param(Given("intervention-date", YES), "cannot be answered", id="a yes for a date"),
        pytest.param(Given(FACT, YES, amends="Observation/x"), "was not read", id="an unread one amended"),
    ],
)
def test_what_the_form_does_not_take_is_refused(given: Given, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        resources_of(signed(given))


def test_a_fact_is_answered_once_in_a_form() -> None:
    with pytest.raises(ValueError, match="answered twice"):
        resources_of(signed(Given(FACT, YES), Given(FACT, NO, by=MOTHER)))
