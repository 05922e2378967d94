"""What a finding carries: its evidence, or what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from criteria.findings import Missing
from criteria.reasons import ReasonCode
from tests.criteria.evaluated import ALSO, SAID, THIRD, Evaluate, criterion, found

NOTHING = ("nothing on file", ReasonCode.NOT_ON_FILE)


@pytest.mark.parametrize(
    ("node", "stated", "missing"),
    [
        pytest.param(SAID, {}, {"said": NOTHING}, id="an unstated fact"),
        pytest.param(
            {"any_of": [SAID, ALSO, THIRD]},
            {"said": "not_met"},
            {"also-said": NOTHING, "third": NOTHING},
            id="only the alternatives that are still open",
        ),
        pytest.param(
            {"all_of": [SAID, ALSO]},
            {"said": "met"},
            {"also-said": NOTHING},
            id="what is met is not asked for",
        ),
        pytest.param(
            {"any_score": "scales", "minimum": 65},
            {"scale-one": "64"},
            {"scale-two": NOTHING},
            id="the scores of a group that are not on file",
        ),
        pytest.param(
            {"fact": "event", "within": "90 days"},
            {"event": "2025-11-30"},
            {"event": ("the date on file, 2025-11-30, is more than 90 days ago", ReasonCode.STALE)},
            id="a date before the window",
        ),
        pytest.param(
            {"fact": "event", "within": "90 days"},
            {"event": "2026-03-02"},
            {"event": ("the date on file lies in the future", ReasonCode.FUTURE)},
            id="a date in the future",
        ),
        pytest.param(
            {"age": {"from": "18 years"}},
            {"birth-date": "2008"},
            {"birth-date": ("the birth date on file is too coarse to tell the age", ReasonCode.UNDATED)},
            id="a birth year that straddles the age",
        ),
        pytest.param(
            {"undetermined": "the policy does not say"},
            {},
            {"policy": ("the policy does not say", ReasonCode.POLICY_SILENT)},
            id="a silence of the policy",
        ),
        pytest.param(
            {"all_of": [SAID, ALSO]},
            {"said": "not_met"},
            {},
            id="nothing is asked for once all_of is not met",
        ),
        pytest.param(
            {"any_of": [SAID, ALSO]}, {"said": "met"}, {}, id="nothing is asked for once any_of is met"
        ),
    ],
)
def test_what_is_missing_is_named_while_it_can_change_the_answer(
    evaluated: Evaluate,
    node: Mapping[str, Any],
    stated: Mapping[str, str],
    missing: Mapping[str, tuple[str, ReasonCode]],
) -> None:
    finding = found(evaluated, criterion("A", node), stated)
    assert finding.missing == tuple(Missing(fact, *reason) for fact, reason in missing.items())


@pytest.mark.parametrize(
    ("node", "stated", "evidence"),
    [
        pytest.param(SAID, {"said": "met"}, ["said"], id="the fact that met it"),
        pytest.param(
            {"any_of": [SAID, ALSO]},
            {"said": "met", "also-said": "not_met"},
            ["said"],
            id="the alternative that decides",
        ),
        pytest.param(
            {"all_of": [SAID, ALSO]},
            {"said": "met", "also-said": "not_met"},
            ["also-said"],
            id="the one that fails",
        ),
        pytest.param(
            {"at_least": 2, "of": [SAID, ALSO, THIRD]},
            {"said": "met", "also-said": "not_met", "third": "met"},
            ["said", "third"],
            id="the two of three that hold",
        ),
        pytest.param({"all_of": [SAID, ALSO]}, {"said": "met"}, ["said"], id="what is known of an open one"),
        pytest.param(
            {"any_score": "scales", "minimum": 65},
            {"scale-one": "64", "scale-two": "70"},
            ["scale-two"],
            id="the score that is high enough",
        ),
        pytest.param({"all_of": [SAID, SAID]}, {"said": "met"}, ["said"], id="the same item once"),
        pytest.param(
            {"age": {"from": "18 years"}}, {"birth-date": "2000-01-01"}, ["birth-date"], id="the birth date"
        ),
    ],
)
def test_evidence_is_what_decided_a_finding_or_is_known_so_far(
    evaluated: Evaluate, node: Mapping[str, Any], stated: Mapping[str, str], evidence: list[str]
) -> None:
    finding = found(evaluated, criterion("A", node), stated)
    assert [item.fact for item in finding.evidence] == evidence


@pytest.mark.parametrize(
    ("stated", "hints"), [({}, ["said"]), ({"said": "met"}, []), ({"said": "not_met"}, [])]
)
def test_hints_are_shown_only_beside_an_open_question(
    evaluated: Evaluate, stated: Mapping[str, str], hints: list[str]
) -> None:
    finding = found(evaluated, criterion("A", SAID), stated)
    assert [item.fact for item in finding.hints] == hints


def test_a_finding_carries_the_words_of_its_criterion_and_its_sub_items(evaluated: Evaluate) -> None:
    node = criterion(
        "A",
        {"all_of": [criterion("A.1", SAID), criterion("A.2", ALSO)]},
        reads_as="our reading",
        left_to_clinician="the rest",
    )
    finding = found(evaluated, node, {"said": "met"})
    assert (finding.reads_as, finding.left_to_clinician) == ("our reading", "the rest")
    assert [(below.id, below.outcome) for below in finding.criteria] == [("A.1", "met"), ("A.2", "unknown")]
    assert finding.missing == ()
    assert [below.missing for below in finding.criteria] == [(), (Missing("also-said", "nothing on file"),)]


def test_a_criterion_that_does_not_apply_shows_why_and_nothing_below(evaluated: Evaluate) -> None:
    node = criterion("A", {"all_of": [criterion("A.1", SAID)]}, applies_when=ALSO, applies_text="A")
    finding = found(evaluated, node, {"also-said": "not_met"})
    assert [item.fact for item in finding.evidence] == ["also-said"]
    assert (finding.criteria, finding.missing) == ((), ())
