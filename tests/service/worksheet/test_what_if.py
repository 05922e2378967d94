"""What each answer would change is found by judging it, and told in the policy's letters."""

from __future__ import annotations

import pytest

from tests.properties.golden_records import request_of
from tests.service.worksheet.desks import criterion, shown, table, table_of
from tests.support.bundles import searchset

CHILD = "h2017-child-admission-unknown"


@pytest.mark.parametrize(
    ("name", "path", "lines"),
    [
        pytest.param(
            CHILD,
            "F",
            (
                "Yes: F is met. I stays open.",
                "No: F is not met. With it the whole is not met.",
                "I cannot tell: F stays open, with your name and today's date.",
            ),
            id="of a yes or no",
        ),
        pytest.param(
            CHILD,
            "I",
            (
                "17 or above: I is met. F stays open.",
                "Below 17: I is not met. With it the whole is not met.",
                "A score too old, before Sep 2, 2025: I stays open.",
                "I cannot tell: I stays open, with your name and today's date.",
            ),
            id="of a score, at its threshold and its window",
        ),
        pytest.param(
            "intervention-91-days-ago-unknown",
            "E",
            (
                "A day since Dec 1, 2025: E is met. The whole is then met as documented.",
                "A day before Dec 1, 2025: E stays open.",
                "There was none: E is not met. With it the whole is not met.",
                "I cannot tell: E stays open, with your name and today's date.",
            ),
            id="of a date, within the policy's days and before",
        ),
    ],
)
def test_it_says(name: str, path: str, lines: tuple[str, ...]) -> None:
    assert criterion(shown(table(name)), path).what_if == lines


def test_answers_on_the_sheet_count() -> None:
    typed = {"calocus-composite": "24", "calocus-composite.on": "2026-02-20", "calocus-composite.by": "me"}
    assert criterion(shown(table(CHILD), typed), "F").what_if[0] == (
        "Yes: F is met. The whole is then met as documented."
    )


def test_severities_that_bring_the_same_are_told_at_once() -> None:
    typed = {"severity-daily-living": "moderate", "impairment-attributable": "yes"}
    lines = criterion(shown(table("h2017-adult-admission-unknown"), typed), "C").what_if
    assert "relationships: none to mild: C stays open." in lines
    assert any(line.startswith("relationships: moderate to extreme: C is met.") for line in lines)


def test_of_several_parts_it_says_which_is_met() -> None:
    lines = criterion(shown(table("h2017-adult-admission-unknown")), "A").what_if
    assert "independent LPHA: Yes: A.2 is met, A stays open." in lines


def test_a_trigger_is_one_and_no_approval() -> None:
    view = shown(table("h0024-discharge-unknown-goals-achieved", "discharge"))
    lines = [line for section in view.sections for each in section.criteria for line in each.what_if]
    assert any("A trigger is then documented." in line for line in lines)


def test_of_a_long_record_not_every_answer_is_tried_and_that_is_said() -> None:
    name = "h2017-adult-admission-unknown"
    request = request_of(name)
    subject = {"reference": f"Patient/{request['context']['patientId']}"}
    visits = [
        {"resourceType": "Encounter", "id": f"visit-{i}", "status": "finished", "subject": subject}
        for i in range(3000)
    ]
    sent = request["prefetch"] | {"encounters": searchset(*visits)}
    view = shown(table_of(request | {"prefetch": sent}, name))
    first, *_, last = [each.what_if for section in view.sections for each in section.criteria]
    assert first[0].startswith("Yes: G is met.")
    assert last == ("This record is long; what further answers change is shown once they are given.",)
