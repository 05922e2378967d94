"""What a brief card says of what could not be read: first of all, and never as absent."""

from __future__ import annotations

from criteria.findings import Finding, Missing
from criteria.gaps import Gap, GapKind
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.cds_cards.small import POPULATION
from tests.cds_cards.small_brief import (
    NOT_ON_FILE,
    detail,
    found,
    open_finding,
    said,
)

LATE = Missing("score", "a search that this rests on took too long", ReasonCode.UNREAD_LATE)


def test_what_is_unread_comes_first_and_is_never_told_as_absent() -> None:
    known = Finding("A.1", "met", "First", evidence=(said(17, "risk"),))
    criteria = [
        Finding("A", "unknown", "Both", criteria=(known, open_finding("A.2", LATE))),
        open_finding("B", NOT_ON_FILE),
    ]
    gaps = (Gap("prefetch/questionnaireResponses", GapKind.TOO_LATE),)
    assert detail(found(Truth.UNKNOWN, *criteria), gaps=gaps, request_id="05f2fd2cdeadbeef") == [
        "**Unread (1)**: questionnaire responses (the server did not answer in time). "
        "What it holds is not counted here.",
        "Not judged without it: A.2. Title A.2.",
        "**Known without it**: adult; risk 17.",
        "Open the chart again, or tell IT: request 05f2fd2c.",
        "**Still needed (1)**",
        "- **B. Title B**: the family; not on file.",
    ]


def test_a_criterion_that_is_unread_is_not_asked_for_beside_that() -> None:
    silent = Missing("policy", "the policy does not say", ReasonCode.POLICY_SILENT)
    lines = detail(found(Truth.UNKNOWN, open_finding("B", LATE, silent)))
    assert lines[0].startswith("**Unread (1)**")
    assert not any("the policy does not say" in line or "Still needed" in line for line in lines)


def test_what_a_client_does_not_send_is_not_asked_for_again() -> None:
    not_sent = Missing("score", "the EHR did not send this", ReasonCode.NOT_SENT)
    lines = detail(found(Truth.UNKNOWN, open_finding("B", not_sent)))
    assert lines[0].startswith("**Unread (1)**: the EHR did not send this.")
    assert not any(line.startswith("Open the chart again") for line in lines)


def test_what_a_rule_set_inside_another_knows_is_told_although_it_is_unread() -> None:
    known = Finding("A.1", "met", "First", evidence=(said(17, "risk"),))
    nested = (POPULATION, Finding("A", "unknown", "Both", criteria=(known, open_finding("A.2", LATE))))
    stay = found(Truth.UNKNOWN, Finding("A", "unknown", "Still met", criteria=nested), of="stay")
    assert "**Known without it**: adult; risk 17." in detail(stay)
