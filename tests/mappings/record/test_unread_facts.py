"""What a search that was not read to its end settles all the same, and leaves open."""

from __future__ import annotations

import pytest

from criteria.gaps import Gap, GapKind
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.answers.asked import FACT
from tests.mappings.reading import Reader, facts_of
from tests.mappings.record.unread import LEFT, recorded
from tests.support.bundles import bundle
from tests.support.fhir import condition, icd, yes

FAILED = Gap("prefetch/observations", GapKind.SEARCH_FAILED)


@pytest.mark.parametrize(
    ("gap", "code"),
    [
        (FAILED, ReasonCode.UNREAD_FAILED),
        (Gap("prefetch/questionnaireResponses", GapKind.TOO_LATE), ReasonCode.UNREAD_LATE),
        (LEFT, ReasonCode.UNREAD_CUT_OFF),
        (Gap("prefetch/criteriaInputs", GapKind.REFUSED, "403"), ReasonCode.UNREAD_WITHHELD),
        (Gap("prefetch/criteriaInputs", GapKind.REFUSED, "500"), ReasonCode.UNREAD_FAILED),
    ],
)
def test_the_newest_answer_is_not_settled_by_what_other_searches_brought(
    facts: Reader, gap: Gap, code: ReasonCode
) -> None:
    fact = facts_of(recorded(facts, {"x": bundle(yes(FACT))}, [gap]))[FACT]
    assert fact.value is None
    assert fact.code is code
    assert [hint.reference for hint in fact.hints] == [f"Observation/{FACT}"], "what was found is shown"


@pytest.mark.parametrize(
    "gap",
    [
        pytest.param(Gap("prefetch/criteriaInputs", GapKind.NOT_SENT), id="a search that was not sent"),
        pytest.param(Gap("prefetch/goals", GapKind.SEARCH_FAILED), id="a search of something else"),
        pytest.param(Gap("prefetch/x", GapKind.SEARCH_FAILED), id="a key of the client's own"),
    ],
)
def test_what_was_found_elsewhere_stands(facts: Reader, gap: Gap) -> None:
    assert facts_of(recorded(facts, {"x": bundle(yes(FACT))}, [gap]))[FACT].truth is Truth.MET


def test_what_was_not_sent_is_not_said_to_be_off_file(facts: Reader) -> None:
    not_sent = [Gap("prefetch/criteriaInputs", GapKind.NOT_SENT)]
    record = recorded(facts, {"x": bundle(yes("expected-benefit", "2019-01-01"))}, not_sent)
    assert facts_of(record)[FACT].code is ReasonCode.NOT_SENT
    assert facts_of(record)["expected-benefit"].code is ReasonCode.STALE, "something was found"


def test_a_diagnosis_in_force_stands_whatever_was_not_read(facts: Reader) -> None:
    cut_off = [Gap("prefetch/conditions", GapKind.FIRST_PAGE_ONLY)]
    record = recorded(facts, {"x": bundle(condition(icd("F31.9")))}, cut_off)
    assert facts_of(record)["dx-bipolar"].truth is Truth.MET
    assert facts_of(record)["dx-psychotic"].code is ReasonCode.UNREAD_CUT_OFF


def test_a_denied_diagnosis_does_not_stand_where_conditions_were_not_read(facts: Reader) -> None:
    denial = {"x": bundle(yes("no-qualifying-diagnosis"))}
    assert facts_of(recorded(facts, denial))["dx-bipolar"].truth is Truth.NOT_MET
    failed = [Gap("prefetch/conditions", GapKind.SEARCH_FAILED)]
    assert facts_of(recorded(facts, denial, failed))["dx-bipolar"].code is ReasonCode.UNREAD_FAILED


def test_of_several_reasons_the_worst_is_told(facts: Reader) -> None:
    gaps = [
        LEFT,
        Gap("prefetch/observations", GapKind.SEARCH_WITHHELD),
        Gap("prefetch/goals", GapKind.NOT_SENT),
    ]
    assert facts_of(recorded(facts, {}, gaps))["goal-improved"].code is ReasonCode.UNREAD_WITHHELD
