"""What each answer would change where a policy tells several ranges apart, or rules something out."""

from __future__ import annotations

from tests.service.worksheet.desks import criterion
from tests.service.worksheet.small_desk import SmallDesk, small_desk
from tests.support.fhir import score

POLICY = """\
id: small
version: "1"
title: A small policy
service: {{code: H0031, name: Assessment, short_name: Assessment}}
source: {{payer: A Payer, title: Assessment, date: undated}}
criteria_parts: [{{begins: Children, ends: need it.}}]
rule_sets:
  - id: admission
    phase: admission
    title: admission
    text: Children need it.
    population: {{title: Child, text: Children, when: {{age: {{below: 18 years}}}}}}
    when:
      all_of:
        - {{id: A, title: Asked for, text: need it, when: {when}}}
"""


def desk(when: str) -> SmallDesk:
    """A worksheet of one criterion, for a child of 13."""
    return small_desk(POLICY.format(when=when), "Children need it.")._replace(born="2012-06-15")


def test_a_score_between_two_bounds_is_tried_below_within_and_above() -> None:
    at = desk("{score: calocus-composite, minimum: 17, maximum: 22, within: 60 days}")
    asked = criterion(at.sheet(), "A")
    assert asked.what_if == (
        "23 or above: A is not met. With it the whole is not met.",
        "17 to 22: A is met. The whole is then met as documented.",
        "Below 17: A is not met. With it the whole is not met.",
        "A score too old, before Dec 31, 2025: A stays open.",
        "I cannot tell: A stays open, with your name and today's date.",
    )
    assert asked.questions[0].help == "Counts if administered Dec 31, 2025 or later."


def test_a_low_score_is_tried_at_its_upper_bound() -> None:
    asked = criterion(desk("{score: calocus-composite, maximum: 16}").sheet(), "A")
    assert asked.what_if[:2] == (
        "17 or above: A is not met. With it the whole is not met.",
        "Below 17: A is met. The whole is then met as documented.",
    )


def test_a_score_of_before_the_policys_window_is_on_file_and_settles_nothing() -> None:
    at = desk("{score: calocus-composite, minimum: 17, within: 10 days}")
    asked = criterion(at.sheet(score("calocus-composite", 20, on="2026-02-10")), "A")
    assert asked.state == "open: on file, does not settle it: too old"


def test_none_of_several_is_asked_for_each_and_met_by_all() -> None:
    at = desk("{none_of: [{fact: danger-recognition-or-behavior}, {fact: least-restrictive}]}")
    first, second = criterion(at.sheet(), "A").questions
    assert (first.name, second.name) == ("danger-recognition-or-behavior", "least-restrictive")
    told = criterion(at.sheet(**{"danger-recognition-or-behavior": "no"}), "A").what_if
    assert told == (
        "Yes: A is not met. With it the whole is not met.",
        "No: A is met. The whole is then met as documented.",
        "I cannot tell: A stays open, with your name and today's date.",
    )
