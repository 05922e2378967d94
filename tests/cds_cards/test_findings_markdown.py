"""What a card says of each finding: what decides it, what is open, and what a reader is spared."""

from __future__ import annotations

import pytest

from cds_cards.findings_markdown import FindingsMarkdown
from cds_cards.wording import load_wording
from criteria.facts import Author, Evidence, License
from criteria.findings import Finding, Missing
from tests.cds_cards.small import FACTS

AGE = (Evidence("birth-date", "Patient/1", "2015-01-01", value="2015-01-01"),)
SCORED = (Evidence("score", "Observation/1", "2026-02-01", value=9),)


def told(*findings: Finding) -> list[str]:
    """The lines of the list of findings."""
    items, _ = FindingsMarkdown(load_wording(), FACTS).render(findings)
    return items.splitlines()


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        pytest.param(
            [Evidence("agreed", "Observation/1", "2026-02-01", value="yes")],
            "yes (Observation/1, 2026-02-01)",
            id="a yes that stands alone answers the title",
        ),
        pytest.param(
            [Evidence("agreed", "Observation/1", "2026-02-01", value="no")],
            "no (Observation/1, 2026-02-01)",
            id="a no that stands alone answers the title",
        ),
        pytest.param(
            [Evidence("agreed", "Observation/1", "2026-02-01", value="moderate")],
            "Agreement: moderate (Observation/1, 2026-02-01)",
            id="another value says what it is of",
        ),
        pytest.param(
            [Evidence("agreed", "Condition/1", "", "http://x.example|F33.1", "active")],
            "Agreement: active, F33.1 (Condition/1)",
            id="a code of the record is shown without its system",
        ),
        pytest.param(
            [Evidence("agreed", "Observation/1", "", "http://x.example|agreed", "moderate")],
            "Agreement: moderate (Observation/1)",
            id="the code of the fact itself is not shown",
        ),
        pytest.param(
            [Evidence("agreed", "Observation/1", "", "http://x.example|score", "moderate")],
            "Agreement: moderate (Observation/1)",
            id="the code of any fact is not shown",
        ),
        pytest.param(
            [
                Evidence(
                    "agreed",
                    "Observation/1",
                    "2026-02-01",
                    value="yes",
                    note="of a form",
                    by=Author("Practitioner/1", "Ada Obi", "LPC", License.NOT_CHECKED),
                    counts_until="2026-05-02",
                )
            ],
            "yes (Observation/1, 2026-02-01), by Ada Obi, LPC, license not checked; of a form; "
            "counts until 2026-05-02",
            id="an answer with whose it is and until when it counts",
        ),
        pytest.param([Evidence("agreed")], "Agreement: on file", id="evidence without a value"),
        pytest.param(
            [Evidence("agreed", value="private", note="set by the site")],
            "Agreement: private; set by the site",
            id="a note stands behind its value",
        ),
    ],
)
def test_the_evidence_of_a_met_criterion(evidence: list[Evidence], said: str) -> None:
    finding = Finding("A", "met", "They agree", evidence=tuple(evidence))
    assert told(finding) == [f"- **A. They agree: met**; {said}"]


def test_two_answers_say_what_each_is_of() -> None:
    yes = Evidence("agreed", "Observation/1", value="yes")
    no = Evidence("score", "Observation/2", value="no")
    assert told(Finding("A", "not_met", "Both", evidence=(yes, no))) == [
        "- **A. Both: not met**  ",
        "  Agreement: yes (Observation/1).  ",
        "  Score: no (Observation/2).",
    ]


def test_the_birth_date_is_told_once_with_the_population() -> None:
    population = Finding("population", "met", "Adult", evidence=AGE)
    aged = Finding("A", "not_met", "By age", evidence=(*AGE, *SCORED))
    assert told(population, aged) == [
        "- **Adult: met**; Birth date: 2015-01-01 (Patient/1, 2015-01-01)",
        "- **A. By age: not met**; Score: 9 (Observation/1, 2026-02-01)",
    ]


def part(evidence: tuple[Evidence, ...] = AGE, outcome: str = "not_met", **more: object) -> Finding:
    return Finding("A.1", outcome, "Part", evidence=evidence, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("below", "is_shown"),
    [
        pytest.param(part(), False, id="another age's tool is not"),
        pytest.param(part(outcome="met"), True, id="the tool of this age is"),
        pytest.param(part(outcome="unknown", missing=(Missing("score", "none"),)), True, id="an open one is"),
        pytest.param(part((*AGE, *SCORED)), True, id="one that a score decided as well is"),
        pytest.param(part(()), True, id="one without evidence is"),
        pytest.param(part(criteria=(Finding("A.1.a", "not_met", "x"),)), True, id="one with parts is"),
    ],
)
def test_a_part_that_only_the_age_rules_out_is_not_shown(below: Finding, is_shown: bool) -> None:
    lines = told(Finding("A", "not_met", "One of the tools", criteria=(below,)))
    assert any(line.startswith("  - A.1. Part") for line in lines) is is_shown


def test_a_criterion_that_does_not_apply_says_so_and_why() -> None:
    why = (Evidence("agreed", value="public", note="set by the site"),)
    assert told(Finding("I", "not_applicable", "A score", evidence=why)) == [
        "- **I. A score: does not apply**; Agreement: public; set by the site"
    ]


def test_of_another_rule_set_only_what_is_not_met_is_shown_under_its_numbers() -> None:
    nested = (
        Finding("population", "met", "Adult"),
        Finding("A", "met", "First"),
        Finding("B", "not_met", "Second"),
        Finding("C", "not_applicable", "Third"),
        Finding("D", "unknown", "Fourth", missing=(Missing("score", "nothing on file"),)),
    )
    assert told(Finding("1", "not_met", "Admission criteria still met", criteria=nested)) == [
        "- **1. Admission criteria still met: not met**",
        "  2 of 4 met; open or not met:",
        "  - B. Second: not met",
        "  - D. Fourth: open; nothing on file",
    ]


def test_another_rule_set_that_is_met_takes_one_line() -> None:
    nested = (Finding("population", "met", "Adult"), Finding("A", "met", "First"))
    assert told(Finding("1", "met", "Admission criteria still met", criteria=nested)) == [
        "- **1. Admission criteria still met: met**"
    ]


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        pytest.param(Evidence("agreed", "Observation/1", note="a parent's word"), [], id="the reason again"),
        pytest.param(
            Evidence("agreed", "Observation/1", value="yes", note="a parent's word"),
            ["  In the record, settles nothing: yes (Observation/1); a parent's word."],
            id="the reason and a value",
        ),
        pytest.param(
            Evidence("agreed", "Encounter/1", note="an evaluation"),
            ["  In the record, settles nothing: on file (Encounter/1); an evaluation."],
            id="something else",
        ),
    ],
)
def test_a_hint_that_is_the_reason_itself_is_not_told_twice(hint: Evidence, said: list[str]) -> None:
    missing = (Missing("agreed", "a parent's word"),)
    head, *rest = told(Finding("A", "unknown", "They agree", hints=(hint,), missing=missing))
    assert head.rstrip() == "- **A. They agree: open**; a parent's word"
    assert rest == said


def test_several_reasons_are_told_with_the_facts_that_lack_for_each() -> None:
    missing = (
        Missing("agreed", "nothing on file"),
        Missing("score", "nothing on file"),
        Missing("birth-date", "it cannot be read"),
    )
    assert told(Finding("A", "unknown", "Both", missing=missing)) == [
        "- **A. Both: open**; Open: Agreement, Score: nothing on file; Birth date: it cannot be read"
    ]


def test_one_missing_fact_is_named_where_something_is_known() -> None:
    finding = Finding(
        "A", "unknown", "Both", evidence=SCORED, missing=(Missing("agreed", "nothing on file"),)
    )
    assert told(finding) == [
        "- **A. Both: open**  ",
        "  Score: 9 (Observation/1, 2026-02-01).  ",
        "  Open: Agreement: nothing on file.",
    ]


def test_the_parts_of_a_criterion_stand_below_it_without_numbers() -> None:
    parts = (Finding("A.1", "met", "First"), Finding("A.2", "not_met", "Second"))
    assert told(Finding("A", "not_met", "Both", criteria=parts)) == [
        "- **A. Both: not met**",
        "  - A.1. First: met",
        "  - A.2. Second: not met",
    ]
