"""Whom a brief card names where something is open: who cannot tell, and who contradicts whom."""

from __future__ import annotations

from typing import Any

from criteria.facts import Author, Evidence
from criteria.findings import Missing
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.cds_cards.small_brief import LPC, NURSE, detail, found, open_finding, said


def unsure(fact: str, day: str = "2026-02-20", by: Author | None = LPC) -> Evidence:
    """The answer of somebody who cannot tell."""
    return said("cannot tell", fact, by, day, note=f"answered on {day}: cannot tell")


def cannot_tell(fact: str) -> Missing:
    return Missing(fact, "answered on 2026-02-20: cannot tell", ReasonCode.CANNOT_TELL)


def test_who_cannot_tell_is_said_once_with_the_day() -> None:
    open_one = open_finding("B", cannot_tell("risk"), hints=(unsure("risk"),))
    assert detail(found(Truth.UNKNOWN, open_one)) == [
        "**Still needed (1)**",
        "- **B. Title B**: a rater; on file, does not settle it: Feb 20, Ada Obi, LPC: cannot tell.",
    ]


def test_everybody_who_cannot_tell_is_named() -> None:
    both = (unsure("risk"), unsure("risk", "2026-02-11", NURSE))
    (_, line) = detail(found(Truth.UNKNOWN, open_finding("B", cannot_tell("risk"), hints=both)))
    assert line.endswith(": Feb 20, Ada Obi, LPC: cannot tell; Feb 11, Ben Roe, RN: cannot tell.")


def test_one_form_on_which_somebody_cannot_tell_several_facts_names_them_at_each() -> None:
    criteria = [
        open_finding(
            name, cannot_tell(fact), hints=(Evidence(fact, "QuestionnaireResponse/1", **_of(unsure(fact))),)
        )
        for name, fact in (("B", "risk"), ("C", "score"))
    ]
    lines = detail(found(Truth.UNKNOWN, *criteria))[1:]
    assert [line.count("Ada Obi, LPC: cannot tell") for line in lines] == [1, 1]


def _of(evidence: Evidence) -> dict[str, Any]:
    return {"date": evidence.date, "value": evidence.value, "note": evidence.note, "by": evidence.by}


def test_who_cannot_tell_beside_an_answer_that_does_not_count_is_named_as_well() -> None:
    stale = Missing("risk", "older than 90 days, of 2025-11-01", ReasonCode.STALE)
    (_, line) = detail(found(Truth.UNKNOWN, open_finding("B", stale, hints=(unsure("risk"),))))
    assert line.endswith("On file nearby, settles nothing: risk: Feb 20, Ada Obi, LPC: cannot tell.")


def test_in_a_group_stands_who_cannot_tell() -> None:
    others = [open_finding(f"C{i}", Missing("score", "none")) for i in range(4)]
    lines = detail(
        found(Truth.UNKNOWN, open_finding("B", cannot_tell("risk"), hints=(unsure("risk"),)), *others)
    )
    assert "- **A rater (1, Feb 20, Ada Obi, LPC: cannot tell)**: risk." in lines


CONTRARY = Missing(
    "agreed",
    "people contradict each other: yes by Ada Obi, LPC on 2026-02-20, no by Ben Roe, RN on 2026-02-18",
    ReasonCode.CONFLICT_PEOPLE,
)


def test_a_contradiction_names_both_people_before_the_groups() -> None:
    others = [open_finding(f"C{i}", Missing("score", "none")) for i in range(4)]
    assert detail(
        found(Truth.UNKNOWN, *others, open_finding("B", CONTRARY), open_finding("D", CONTRARY))
    ) == [
        "**Still needed (2)**",
        "- **B. Title B**: the family; on file, does not settle it: people contradict each other: "
        "yes by Ada Obi, LPC on Feb 20, no by Ben Roe, RN on Feb 18.",
        "- **A rater (1)**: the score.",
    ]


def test_of_more_contradictions_than_have_room_the_others_stand_in_a_group() -> None:
    facts = ["agreed", "score", "risk", "present", "fifth"]
    contrary = [Missing(fact, CONTRARY.reason, ReasonCode.CONFLICT_PEOPLE) for fact in facts]
    criteria = [open_finding(f"C{i}", each) for i, each in enumerate(contrary)]
    header, *lines = detail(found(Truth.UNKNOWN, *criteria))
    assert header == "**Still needed (5)**"
    assert [line.count("Ben Roe") for line in lines] == [1, 1, 1, 1, 0]
    assert "(1, contradictory)" in lines[-1]
