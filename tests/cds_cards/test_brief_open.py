"""What a brief card asks of its reader: what is unread, not met, and still needed of whom."""

from __future__ import annotations

import pytest

from criteria.facts import Evidence
from criteria.findings import Finding, Missing
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.cds_cards.small_brief import (
    MOTHER,
    NOT_ON_FILE,
    detail,
    found,
    open_finding,
    said,
)


def test_what_is_not_met_comes_before_what_is_met_with_who_said_it_and_that_it_can_be_replaced() -> None:
    criteria = [
        Finding("A", "met", "First", evidence=(said("moderate", "risk"),)),
        Finding("B", "not_met", "Second", evidence=(said("no"),)),
    ]
    assert detail(found(Truth.NOT_MET, *criteria)) == [
        "**Not met (1)**, attested Feb 20 by Ada Obi, LPC, license on the site's list",
        "- **B. Second**: no. A newer answer by the same person replaces it.",
        "**Met (1)**, attested Feb 20 by Ada Obi, LPC, license on the site's list: **A** risk moderate",
    ]


def test_what_people_said_beside_others_is_not_put_into_one_mouth() -> None:
    criteria = [
        Finding(
            "A", "met", "First", evidence=(said("yes"), said("yes", "risk"), said("yes", "score", by=MOTHER))
        ),
        Finding("B", "not_met", "Second", evidence=(said("no"),)),
    ]
    assert detail(found(Truth.NOT_MET, *criteria))[-1].startswith(
        "**Met (1)**, mostly attested Feb 20 by Ada Obi"
    )


def test_of_scores_that_are_too_low_the_nearest_to_what_is_asked_comes_first() -> None:
    scores = (said(58, "agreed"), said(64, "risk"), said(50, "score"), said(64, "present"))
    lines = detail(found(Truth.NOT_MET, Finding("B", "not_met", "Second", evidence=scores)))
    assert lines[1].startswith("- **B. Second**: risk 64; SED present 64; family agreement 58; the score 50.")


def test_the_policy_tells_in_its_own_words_what_follows() -> None:
    stay = found(Truth.NOT_MET, Finding("A", "not_met", "Still met", evidence=(said("no"),)), of="stay")
    assert 'The policy on what follows: "It ends."' in detail(stay)


@pytest.mark.parametrize(
    ("finding", "line"),
    [
        pytest.param(
            open_finding("B", NOT_ON_FILE),
            "- **B. Title B**: the family; not on file.",
            id="not on file",
        ),
        pytest.param(
            open_finding("B", Missing("agreed", "older than 90 days, of 2025-11-30", ReasonCode.STALE)),
            "- **B. Title B**: the family; on file, does not settle it: older than 90 days, of Nov 30, 2025.",
            id="on file, and why that does not settle it",
        ),
        pytest.param(
            open_finding("B", Missing("policy", "the policy does not say", ReasonCode.POLICY_SILENT)),
            "- **B. Title B**: left to judgment: the policy does not say.",
            id="left to judgment",
        ),
        pytest.param(
            open_finding(
                "B",
                NOT_ON_FILE,
                hints=(
                    Evidence(
                        "agreed",
                        "Encounter/1",
                        "2026-02-15",
                        value="Crisis service",
                        note="that it caused it is not shown",
                    ),
                ),
            ),
            "- **B. Title B**: the family; not on file. On file nearby, settles nothing: "
            "Crisis service (Feb 15), that it caused it is not shown.",
            id="what the record holds nearby",
        ),
        pytest.param(
            open_finding(
                "B",
                Missing(
                    "disorder", "on file, not on the policy's list: F32.A (close to it)", ReasonCode.NEAR_MISS
                ),
                hints=(
                    Evidence(
                        "disorder",
                        "Condition/1",
                        "2026-01-10",
                        "s|F32.A",
                        "active",
                        "close to it",
                        display="Low mood",
                    ),
                ),
            ),
            "- **B. Title B**: the diagnosing clinician; on file, does not settle it: "
            "F32.A (Low mood) active (Jan 10), close to it.",
            id="a code near the policy's list is told once",
        ),
        pytest.param(
            open_finding(
                "B", Missing("disorder", "on file, not on the policy's list: F32.A", ReasonCode.NEAR_MISS)
            ),
            "- **B. Title B**: the diagnosing clinician; on file, does not settle it: "
            "not on the policy's list: F32.A.",
            id="that something is on file is said once",
        ),
        pytest.param(
            open_finding("B", Missing("agreed", "was it in the past year?", ReasonCode.REMISSION)),
            "- **B. Title B**: the family; on file, does not settle it: was it in the past year?",
            id="a question ends as one",
        ),
        pytest.param(
            open_finding("B", NOT_ON_FILE, Missing("score", "a rater can supply it")),
            "- **B. Title B**: the family (family agreement); not on file. A rater (the score); not on file.",
            id="two people act",
        ),
        pytest.param(
            open_finding(
                "B",
                Missing("score", "6 is no severity up to 5", ReasonCode.OUT_OF_RANGE),
                evidence=(said("mild", "risk"),),
            ),
            "- **B. Title B**: a rater (the score); on file, does not settle it: 6 is no severity up to 5.",
            id="one of several answers does not count, and which",
        ),
        pytest.param(
            open_finding("B", Missing("disorder", "none"), Missing("other-disorder", "none")),
            "- **B. Title B**: the diagnosing clinician; not on file.",
            id="no diagnosis is suggested",
        ),
        pytest.param(
            open_finding(
                "B",
                Missing("present", "a nurse can supply it"),
                Missing("other-disorder", "none"),
                evidence=(Evidence("disorder", value="active"),),
            ),
            "- **B. Title B**: a nurse; not on file.",
            id="a route with its diagnosis on file asks only for what it lacks",
        ),
        pytest.param(
            open_finding(
                "A", criteria=(open_finding("A.1", NOT_ON_FILE), open_finding("A.2", Missing("risk", "none")))
            ),
            "- **A. Title A** (0 of 2 met): the family (any 1 of: family agreement / risk); not on file.",
            id="one of several is needed",
        ),
        pytest.param(
            open_finding(
                "A",
                criteria=(
                    open_finding(
                        "A.1",
                        criteria=(
                            open_finding("A.1.1", NOT_ON_FILE),
                            open_finding("A.1.2", Missing("score", "none")),
                        ),
                    ),
                    open_finding("A.2", Missing("risk", "none")),
                ),
            ),
            "- **A. Title A** (0 of 2 met): the family (any 1 of: (family agreement and the score) / risk); "
            "not on file.",
            id="one of several is needed, and the first takes two",
        ),
    ],
)
def test_an_open_item_says_who_acts_and_what_is_on_file(finding: Finding, line: str) -> None:
    assert detail(found(Truth.UNKNOWN, finding)) == ["**Still needed (1)**", line]


@pytest.mark.parametrize(
    ("count", "grouped"), [pytest.param(4, False, id="four items"), pytest.param(5, True, id="five items")]
)
def test_more_than_four_open_items_are_grouped_by_who_acts(count: int, grouped: bool) -> None:
    facts = ["agreed", "score", "risk", "present", "disorder"][:count]
    criteria = [open_finding(f"C{i}", Missing(fact, "none")) for i, fact in enumerate(facts)]
    header, *lines = detail(found(Truth.UNKNOWN, *criteria))
    assert header == f"**Still needed ({count})**"
    assert (lines[0] == "- **A rater (2)**: the score; risk.") is grouped
    assert len(lines) == 4


def test_what_several_criteria_wait_for_is_needed_once() -> None:
    criteria = [
        open_finding(f"C{i}", Missing(fact, "none")) for i, fact in enumerate(["agreed"] * 4 + ["risk"])
    ]
    assert detail(found(Truth.UNKNOWN, *criteria)) == [
        "**Still needed (2)**",
        "- **The family (1)**: family agreement.",
        "- **A rater (1)**: risk.",
    ]


def test_in_a_group_an_item_that_is_else_left_to_judgment_stands_once() -> None:
    silent = Missing("policy", "the policy does not say", ReasonCode.POLICY_SILENT)
    others = [open_finding(f"C{i}", Missing("risk", "none")) for i in range(4)]
    header, family, _ = detail(found(Truth.UNKNOWN, open_finding("B", NOT_ON_FILE, silent), *others))
    assert header == "**Still needed (2)**"
    assert family == "- **The family (1)**: family agreement, else left to judgment."


def test_a_group_says_in_a_word_why_what_is_on_file_does_not_settle_it() -> None:
    criteria = [
        open_finding(f"C{i}", Missing(fact, "older than 90 days", ReasonCode.STALE))
        for i, fact in enumerate(["agreed", "score", "risk", "present", "disorder"])
    ]
    assert "- **A rater (2, too old)**: the score; risk." in detail(found(Truth.UNKNOWN, *criteria))
