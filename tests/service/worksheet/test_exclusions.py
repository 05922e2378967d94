"""Exclusions on a worksheet: sections, states and numbers of their own, and what an answer would rule out."""

from __future__ import annotations

import pytest

from tests.service.worksheet.desks import criterion, sections
from tests.service.worksheet.small_desk import small_desk
from tests.support.fhir import Json, no, yes

AT = small_desk(
    """\
id: small
version: "1"
title: A small policy
service: {code: H0031, name: Assessment, short_name: Assessment}
source: {payer: A Payer, title: Assessment, date: undated}
criteria_parts: [{begins: Adults, ends: than this.}]
rule_sets:
  - id: admission
    phase: admission
    title: admission
    text: Adults need it.
    population: {title: Adult, text: Adults, when: {age: {from: 18 years}}}
    when:
      all_of:
        - {id: A, title: Recommended, text: need it, when: {fact: lpha-recommends}}
        - id: E1
          title: Harm
          text: may not be harmed
          excludes: true
          when: {fact: danger-recognition-or-behavior}
        - {id: E2, title: Less, text: need no less than this, excludes: true, when: {fact: least-restrictive}}
""",
    "Adults need it. Adults may not be harmed. Adults need no less than this.",
)
A, E1, E2 = "lpha-recommends", "danger-recognition-or-behavior", "least-restrictive"


@pytest.mark.parametrize(
    ("record", "expected", "tally", "decide"),
    [
        pytest.param(
            [yes(A)],
            {"not-ruled-out": ["E1", "E2"], "met": ["A"]},
            "1 of 1 met, 2 exclusions not ruled out",
            "E1 and E2 must be ruled out.",
            id="exclusions that nobody spoke of",
        ),
        pytest.param(
            [no(E1)],
            {"still-open": ["A"], "not-ruled-out": ["E2"], "ruled-out": ["E1"]},
            "0 of 1 met, 1 open, 1 exclusion not ruled out",
            "Open: A and E2.",
            id="criteria and exclusions that are open",
        ),
        pytest.param(
            [yes(A), yes(E1)],
            {"excluded": ["E1"], "not-ruled-out": ["E2"], "met": ["A"]},
            "1 of 1 met, 1 exclusion applies, 1 exclusion not ruled out",
            "Excluded by E1.",
            id="an exclusion that applies",
        ),
        pytest.param(
            [no(A), yes(E1), yes(E2)],
            {"excluded": ["E1", "E2"], "not-met": ["A"]},
            "1 of 1 not met (A), 2 exclusions apply",
            "Excluded by E1 and E2.",
            id="exclusions that apply, before what is not met",
        ),
        pytest.param(
            [yes(A), no(E1), no(E2)],
            {"met": ["A"], "ruled-out": ["E1", "E2"]},
            "All 1 met as documented",
            "For clinician review.",
            id="exclusions that are ruled out",
        ),
    ],
)
def test_exclusions_stand_apart_from_the_criteria(
    record: list[Json], expected: dict[str, list[str]], tally: str, decide: str
) -> None:
    sheet = AT.sheet(*record)
    assert (sections(sheet), sheet.tally, sheet.decide.strong) == (expected, tally, decide)


@pytest.mark.parametrize(
    ("record", "state"),
    [
        pytest.param([], "not ruled out: not on file", id="that nobody spoke of"),
        pytest.param([yes(E1)], "exclusion applies", id="that applies"),
        pytest.param([no(E1)], "ruled out", id="that is ruled out"),
    ],
)
def test_the_state_of_an_exclusion_is_told_in_words_of_its_own(record: list[Json], state: str) -> None:
    assert criterion(AT.sheet(*record), "E1").state == state


def test_what_each_answer_rules_out_is_told() -> None:
    assert criterion(AT.sheet(yes(A), no(E2)), "E1").what_if == (
        "Yes: E1 applies, which excludes. With it the whole is not met.",
        "No: E1 is ruled out. The whole is then met as documented.",
        "I cannot tell: E1 stays open, with your name and today's date.",
    )


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param("yes", "E1 applies, which excludes", id="that it is so"),
        pytest.param("no", "E1 is ruled out", id="that it is not"),
    ],
)
def test_an_answer_that_is_not_saved_tells_what_it_makes_of_an_exclusion(answer: str, told: str) -> None:
    change = criterion(AT.sheet(yes(A), **{E1: answer}), "E1").change
    assert change is not None
    assert change.said.strong == told
