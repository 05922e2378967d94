"""Where a page of a search or all of it was lost, nothing is settled that rests on its newest; it is told.

What no further page can undo stands: a diagnosis in force, a plan in force, that a
service has begun. What nobody could read is never said to be off file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.facts import Fact
from criteria.gaps import Gap, GapKind
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.search_keys import SearchKey
from tests.mappings.rich import SITE
from tests.properties.generated_records import EVIDENCE, KEYS, READ, sent_under_keys, whole
from tests.properties.golden_records import (
    cases,
    missing,
    request_of,
    review_of,
    settled,
    settled_in,
    with_prefetch,
)
from tests.support.fhir import Json

ANSWERS: tuple[SearchKey, ...] = ("observations", "criteriaInputs", "questionnaireResponses")
PHASE: tuple[SearchKey, ...] = ("carePlans", "serviceRequests")
SEARCHES: tuple[SearchKey, ...] = (
    *ANSWERS,
    *PHASE,
    "conditions",
    "encounters",
    "goals",
    "procedures",
    "documents",
)
LOST: Mapping[ReasonCode, Json] = {
    ReasonCode.UNREAD_FAILED: {"severity": "error", "code": "exception"},
    ReasonCode.UNREAD_LATE: {"severity": "error", "code": "timeout"},
    ReasonCode.UNREAD_WITHHELD: {"severity": "warning", "code": "suppressed"},
    ReasonCode.UNREAD_CUT_OFF: {"severity": "warning", "code": "incomplete"},
}
RICH = (
    *("h2017-adult-admission-met", "h2017-adult-continued-stay-met", "h2017-child-continued-stay-not-met"),
    *("h0024-admission-met-by-questionnaire", "h0024-continued-stay-met", "diagnosis-ruled-out-not-met"),
    *("h0024-discharge-met-requested-by-member", "view-h2017-adult-continued-stay-met", "calocus-17-met"),
)
NOT_ANSWERED = ("birth-date", "provider-is-private")
"""Facts that no search brings."""
DIAGNOSIS = "dx-"
ANSWER = ("Observation/", "QuestionnaireResponse/")
READ_AND_SILENT = (ReasonCode.NOT_ON_FILE, ReasonCode.NOT_SENT)


def lost(slot: Json, code: ReasonCode) -> Iterator[Json]:
    """What comes of a search in place of all: nothing, half of it, or all and the word that there is more."""
    outcome = {"resourceType": "OperationOutcome", "issue": [LOST[code]]}
    entries = slot.get("entry", [])
    yield outcome
    kept: list[Json]
    for kept in ([], entries[: len(entries) // 2], entries[len(entries) // 2 :], entries):
        rest = {name: value for name, value in slot.items() if name not in ("total", "entry")}
        yield rest | {"entry": [*kept, {"resource": outcome, "search": {"mode": "outcome"}}]}
        if code is ReasonCode.UNREAD_CUT_OFF:
            yield rest | {"entry": kept, "link": [{"relation": "next", "url": "https://ehr.example/next"}]}
            yield rest | {"entry": kept, "total": len(entries) + 1}


def losses(request: Json, key: SearchKey) -> Iterator[tuple[ReasonCode, Json]]:
    """The call, with each of the losses of one search, and how it is told."""
    for code in LOST:
        for slot in lost(request["prefetch"][key], code):
            yield code, with_prefetch(request, **{key: slot})


@pytest.mark.parametrize("key", SEARCHES)
@pytest.mark.parametrize("name", RICH)
def test_what_was_lost_is_told_and_settles_nothing_new(name: str, key: SearchKey) -> None:
    before = settled_in(name)
    for code, changed in losses(request_of(name), key):
        review = review_of(changed, cases()[name].site)
        assert review.unread[key] is code
        assert f"prefetch/{key}" in {gap.reference for gap in review.gaps} or not review.cards
        for path, each in settled(review).items():
            if key not in PHASE:
                assert before[path].outcome is each.outcome, path
            elif path[2] == "":
                assert each.outcome is not Truth.MET or path in before


@pytest.mark.parametrize("key", ANSWERS)
@pytest.mark.parametrize("name", RICH)
def test_no_outcome_rests_on_an_answer_where_a_search_for_answers_was_lost(name: str, key: SearchKey) -> None:
    for code, changed in losses(request_of(name), key):
        review = review_of(changed, cases()[name].site)
        for path, each in settled(review).items():
            assert not any(rests_on.startswith(ANSWER) for rests_on in each.rests_on), (code, path)
        for fact in missing(review):
            if fact.fact not in NOT_ANSWERED and not fact.fact.startswith(DIAGNOSIS):
                assert fact.code not in READ_AND_SILENT, (code, fact)


@pytest.mark.parametrize("name", RICH)
def test_a_diagnosis_is_unread_and_not_off_file_where_conditions_were_lost(name: str) -> None:
    for _, changed in losses(request_of(name), "conditions"):
        for fact in missing(review_of(changed, cases()[name].site)):
            assert not fact.fact.startswith(DIAGNOSIS) or fact.code not in READ_AND_SILENT, fact


def test_a_word_that_there_is_no_diagnosis_settles_nothing_where_conditions_were_lost() -> None:
    name = "diagnosis-ruled-out-not-met"
    denied = {path for path in settled_in(name) if path[2] in ("A.3", "B.1")}
    assert {settled_in(name)[path].outcome for path in denied} == {Truth.NOT_MET}
    for _, changed in losses(request_of(name), "conditions"):
        assert not denied & settled(review_of(changed, cases()[name].site)).keys()


LOST_KINDS = (
    *(GapKind.FIRST_PAGE_ONLY, GapKind.FIRST_PAGES, GapKind.SEARCH_FAILED, GapKind.TOO_LATE),
    *(GapKind.SEARCH_WITHHELD, GapKind.UNREACHABLE, GapKind.LEAVES_SERVER, GapKind.TOO_LONG),
)
SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CLEAN = whole(READ.record(sent_under_keys(EVIDENCE), SITE))


def read_without(missing: set[int], key: str, kind: GapKind) -> dict[str, Fact]:
    """The facts of the rich record where a search failed, and some of what it brings did not come."""
    rest = [
        each for at, each in enumerate(EVIDENCE) if at not in missing or KEYS.get(each["resourceType"]) != key
    ]
    return whole(READ.record(sent_under_keys(rest), SITE, failures=[Gap(f"prefetch/{key}", kind)]))


MISSING = st.sets(st.sampled_from(range(1, len(EVIDENCE))))


@SOME
@given(st.sampled_from(ANSWERS), st.sampled_from(LOST_KINDS), MISSING)
def test_no_answer_settles_a_fact_where_a_search_for_answers_failed(
    key: str, kind: GapKind, missing: set[int]
) -> None:
    facts = read_without(missing, key, kind)
    assert facts.pop("service-in-progress").value in (None, Truth.MET)
    for name, fact in facts.items():
        assert not any(each.reference.startswith(ANSWER) for each in fact.evidence), name
        if fact.value is not None:
            assert fact.value == CLEAN[name].value, name
        elif name not in NOT_ANSWERED and not name.startswith(DIAGNOSIS):
            assert fact.code not in READ_AND_SILENT, name


@SOME
@given(st.sampled_from(LOST_KINDS), MISSING)
def test_losing_conditions_only_takes_diagnoses_away(kind: GapKind, missing: set[int]) -> None:
    for name, fact in read_without(missing, "conditions", kind).items():
        if name.startswith(DIAGNOSIS) and fact.value is not CLEAN[name].value:
            assert fact.value is None, name
            assert fact.code not in READ_AND_SILENT, name


@SOME
@given(st.sampled_from((*PHASE, "goals", "encounters")), st.sampled_from(LOST_KINDS), MISSING)
def test_losing_plans_orders_goals_or_visits_settles_nothing_new(
    key: str, kind: GapKind, missing: set[int]
) -> None:
    for name, fact in read_without(missing, key, kind).items():
        if fact.value is None and CLEAN[name].value is not None:
            assert fact.code in LOST, name
        if CLEAN[name].value is None:
            assert fact.value is None, name


def test_the_rich_record_settles_much() -> None:
    settled_facts = [name for name, fact in CLEAN.items() if fact.value is not None]
    assert len(settled_facts) > 20


@pytest.mark.parametrize("name", RICH)
def test_each_case_settles_much(name: str) -> None:
    assert len(settled_in(name)) > 3
