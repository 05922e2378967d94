"""Searches that were not read to their end: what is settled all the same, and what is open, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from criteria.gaps import Gap, GapKind
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.registry import patient_facts
from mappings.record.patient_record import PatientRecord
from mappings.search_keys import further_page
from tests.mappings.reading import Reader, mapping_for, said
from tests.support.fhir import (
    ON,
    SERVER,
    Json,
    bundle,
    coding,
    condition,
    icd,
    item,
    no,
    patient,
    questionnaire_response,
    searchset,
    yes,
)

FACT = "least-restrictive"
NEXT = {"relation": "next", "url": f"{SERVER}/next"}
SORTED = {"relation": "self", "url": f"{SERVER}/Observation?patient=p1&_sort=-date"}
LEFT = Gap("prefetch/criteriaInputs", GapKind.FIRST_PAGE_ONLY)


def outcome(code: str, severity: str = "warning", **more: Any) -> Json:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code, **more}]}


def read(record: PatientRecord, site: str = "") -> PatientFacts:
    return patient_facts(record, mapping_for(site), UnderReview("H2017", ON))


def recorded(facts: Reader, prefetch: Json, gaps: Sequence[Gap] = (), site: str = "") -> PatientRecord:
    return facts.record({"patient": patient(), **prefetch}, site=site, failures=gaps)


def page(*resources: Json, link: Sequence[Json] = (), **elements: Any) -> Json:
    return bundle(*resources, link=list(link), **elements)


# --- why a search was not read --------------------------------------------------------------------
@pytest.mark.parametrize(
    ("slot", "code", "words"),
    [
        pytest.param(
            bundle(outcome("suppressed")),
            ReasonCode.UNREAD_WITHHELD,
            "the EHR says that it withheld some of this",
            id="suppressed",
        ),
        pytest.param(
            bundle(outcome("forbidden", "error")),
            ReasonCode.UNREAD_WITHHELD,
            "the EHR says that it withheld some of this",
            id="forbidden",
        ),
        pytest.param(
            bundle(outcome("timeout")),
            ReasonCode.UNREAD_LATE,
            "the EHR says that it ran out of time for this",
            id="timeout",
        ),
        pytest.param(
            bundle(outcome("incomplete")),
            ReasonCode.UNREAD_CUT_OFF,
            "the EHR says that this is not all",
            id="incomplete",
        ),
        pytest.param(
            bundle(outcome("throttled")),
            ReasonCode.UNREAD_FAILED,
            "the EHR reported a problem with this search",
            id="throttled",
        ),
        pytest.param(
            bundle(outcome("exception")),
            ReasonCode.UNREAD_FAILED,
            "the EHR reported a problem with this search",
            id="exception",
        ),
        pytest.param(
            bundle(outcome("processing", "error")),
            ReasonCode.UNREAD_FAILED,
            "the EHR reported a problem with this search",
            id="an error of any kind",
        ),
        pytest.param(
            outcome("processing", "error"),
            ReasonCode.UNREAD_FAILED,
            "the EHR tried to read this and could not",
            id="an outcome in place of the Bundle",
        ),
        pytest.param(
            outcome("not-found", "error"),
            ReasonCode.UNREAD_FAILED,
            "the EHR tried to read this and could not",
            id="nothing found, in place of the Bundle",
        ),
        pytest.param(
            bundle(total=340),
            ReasonCode.UNREAD_CUT_OFF,
            "the EHR says that it found 340, and sent fewer",
            id="a total above the entries",
        ),
        pytest.param(
            {"resource": bundle(), "response": {"status": "200"}},
            ReasonCode.UNREAD_FAILED,
            "resourceType is missing or no string",
            id="an entry in place of a resource",
        ),
        pytest.param(
            bundle(implicitRules="https://ehr.example/rules"),
            ReasonCode.UNREAD_FAILED,
            "it carries a modifier that is not understood here and was left out",
            id="a Bundle under rules of its own",
        ),
        pytest.param(
            {"resourceType": "Bundle", "entry": [{"response": {"status": "500"}}]},
            ReasonCode.UNREAD_FAILED,
            "the EHR tried to read this and could not",
            id="a request of a batch that failed",
        ),
    ],
)
def test_a_search_that_was_tried_and_not_read_says_why(
    facts: Reader, slot: Json, code: ReasonCode, words: str
) -> None:
    record = recorded(facts, {"conditions": slot})
    assert record.unread == {"conditions": code}
    assert said(record.gaps) == [("prefetch/conditions", words)]
    assert read(record)["dx-bipolar"].code is code


@pytest.mark.parametrize(
    "slot",
    [
        pytest.param(None, id="null, the EHR's word that there is nothing"),
        pytest.param(bundle(outcome("not-found", "error")), id="nothing found, among the results"),
        pytest.param(bundle(outcome("informational", "information")), id="information"),
        pytest.param(bundle(outcome("processing", "warning")), id="a warning"),
        pytest.param(bundle(total=0), id="no results"),
        pytest.param(bundle(condition(icd("E11.9")), total=1), id="all of one"),
        pytest.param(bundle(total="340"), id="a total that is no number"),
        pytest.param(bundle(type="collection", total=340), id="a total of no search"),
    ],
)
def test_a_search_that_was_read_is_not_unread(facts: Reader, slot: Json | None) -> None:
    record = recorded(facts, {"conditions": slot})
    assert record.unread == {}
    assert read(record)["dx-bipolar"].code is ReasonCode.NOT_ON_FILE


def test_what_a_search_brought_along_does_not_count_towards_its_total(facts: Reader) -> None:
    entries = [
        {"resource": condition(icd("E11.9")), "search": {"mode": "match"}},
        {"resource": {"resourceType": "Location", "id": "l"}, "search": {"mode": "include"}},
    ]
    found = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
    assert recorded(facts, {"conditions": found | {"total": 1}}).unread == {}
    assert recorded(facts, {"conditions": found | {"total": 2}}).unread != {}


def test_the_total_is_of_all_pages_together(facts: Reader) -> None:
    pages = {
        "conditions": page(condition(icd("E11.9"), identity="a"), total=2),
        further_page("conditions", 1): page(condition(icd("E11.9"), identity="b"), total=2),
    }
    assert recorded(facts, pages).unread == {}


def test_a_site_lists_how_its_ehr_says_that_it_withholds(facts: Reader) -> None:
    site = 'withheld_codes: [{system: "urn:ehr", code: "59177"}]'
    withheld = bundle(outcome("processing", details={"coding": [coding("urn:ehr", "59177")]}))
    assert recorded(facts, {"conditions": withheld}, site=site).unread == {
        "conditions": ReasonCode.UNREAD_WITHHELD
    }
    assert recorded(facts, {"conditions": withheld}).unread == {}


# --- what that leaves of the facts ----------------------------------------------------------------
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
    fact = read(recorded(facts, {"x": bundle(yes(FACT))}, [gap]))[FACT]
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
    assert read(recorded(facts, {"x": bundle(yes(FACT))}, [gap]))[FACT].truth is Truth.MET


def test_what_was_not_sent_is_not_said_to_be_off_file(facts: Reader) -> None:
    not_sent = [Gap("prefetch/criteriaInputs", GapKind.NOT_SENT)]
    record = recorded(facts, {"x": bundle(yes("expected-benefit", "2019-01-01"))}, not_sent)
    assert read(record)[FACT].code is ReasonCode.NOT_SENT
    assert read(record)["expected-benefit"].code is ReasonCode.STALE, "something was found"


def test_a_diagnosis_in_force_stands_whatever_was_not_read(facts: Reader) -> None:
    cut_off = [Gap("prefetch/conditions", GapKind.FIRST_PAGE_ONLY)]
    record = recorded(facts, {"x": bundle(condition(icd("F31.9")))}, cut_off)
    assert read(record)["dx-bipolar"].truth is Truth.MET
    assert read(record)["dx-psychotic"].code is ReasonCode.UNREAD_CUT_OFF


def test_a_denied_diagnosis_does_not_stand_where_conditions_were_not_read(facts: Reader) -> None:
    denial = {"x": bundle(yes("no-qualifying-diagnosis"))}
    assert read(recorded(facts, denial))["dx-bipolar"].truth is Truth.NOT_MET
    failed = [Gap("prefetch/conditions", GapKind.SEARCH_FAILED)]
    assert read(recorded(facts, denial, failed))["dx-bipolar"].code is ReasonCode.UNREAD_FAILED


def test_of_several_reasons_the_worst_is_told(facts: Reader) -> None:
    gaps = [
        LEFT,
        Gap("prefetch/observations", GapKind.SEARCH_WITHHELD),
        Gap("prefetch/goals", GapKind.NOT_SENT),
    ]
    assert read(recorded(facts, {}, gaps))["goal-improved"].code is ReasonCode.UNREAD_WITHHELD


# --- a page that is in order ----------------------------------------------------------------------
NEWER, OLDER = "2026-02-20", "2026-01-10"


@pytest.mark.parametrize(
    ("entries", "link", "settled"),
    [
        pytest.param([yes(FACT, NEWER), no("x", OLDER)], [NEXT, SORTED], True, id="in order, and says so"),
        pytest.param([yes(FACT, NEWER), no("x", OLDER)], [NEXT], False, id="in order by chance"),
        pytest.param([no("x", OLDER), yes(FACT, NEWER)], [NEXT, SORTED], False, id="says so, and is not"),
        pytest.param([yes(FACT, NEWER), no("x", NEWER)], [NEXT, SORTED], True, id="all of one day"),
        pytest.param(
            [yes(FACT, NEWER), no("x", None), no("y", OLDER)], [NEXT, SORTED], True, id="one without a date"
        ),
        pytest.param(
            [yes(FACT, NEWER)],
            [NEXT, SORTED | {"url": f"{SERVER}/Observation?_sort=date"}],
            False,
            id="oldest first",
        ),
        pytest.param(
            [yes(FACT, NEWER)],
            [NEXT, SORTED | {"url": f"{SERVER}/Observation?_sort=status,-date"}],
            False,
            id="by another element first",
        ),
    ],
)
def test_the_newest_on_a_page_that_is_newest_first_is_the_newest(
    facts: Reader, entries: list[Json], link: list[Json], settled: bool
) -> None:
    record = recorded(facts, {"criteriaInputs": page(*entries, link=link)}, [LEFT])
    assert (read(record)[FACT].truth is Truth.MET) is settled
    assert read(record)["expected-benefit"].code is ReasonCode.UNREAD_CUT_OFF, "it was not found"


def test_an_answer_that_is_older_than_the_page_goes_back_is_not_the_newest(facts: Reader) -> None:
    cut_off = page(no("x", NEWER), link=[NEXT, SORTED])
    for on, settled in ((NEWER, True), (OLDER, False)):
        form = questionnaire_response(item(FACT, {"valueBoolean": True}), authored=on)
        record = recorded(facts, {"criteriaInputs": cut_off, "x": bundle(form)}, [LEFT])
        assert (read(record)[FACT].truth is Truth.MET) is settled


def test_what_is_withheld_is_not_made_good_by_an_order(facts: Reader) -> None:
    withheld = page(yes(FACT), outcome("suppressed"), link=[SORTED])
    assert read(recorded(facts, {"criteriaInputs": withheld}))[FACT].code is ReasonCode.UNREAD_WITHHELD


# --- what stands under a key ----------------------------------------------------------------------
def test_a_bundle_in_a_bundle_is_read(facts: Reader) -> None:
    batch = {
        "resourceType": "Bundle",
        "type": "batch-response",
        "entry": [{"resource": searchset(yes(FACT))}],
    }
    record = recorded(facts, {"criteriaInputs": batch})
    assert read(record)[FACT].truth is Truth.MET
    assert said(record.gaps) == []


def test_what_nothing_reads_is_said_where_a_search_of_ours_found_it(facts: Reader) -> None:
    basic = {"resourceType": "Basic", "id": "b"}
    along = {"resource": basic | {"id": "c"}, "search": {"mode": "include"}}
    found = bundle(basic)
    found["entry"].append(along)
    record = recorded(facts, {"goals": found, "x": bundle(basic | {"id": "d"})})
    assert said(record.gaps) == [("prefetch/goals", "nothing here reads 1 Basic that this search brought")]
    assert record.meaningless == {("Basic", ""): 3}


def test_gaps_that_could_change_an_outcome_come_first(facts: Reader) -> None:
    gaps = [
        Gap("prefetch/documents", GapKind.SEARCH_FAILED),
        Gap("prefetch/conditions", GapKind.SEARCH_FAILED),
    ]
    other = {"resourceType": "Patient", "id": "p2"}
    record = recorded(facts, {"a": other, "x": bundle(yes(FACT) | {"code": 5})}, gaps)
    assert [gap.reference for gap in record.gaps] == [
        "prefetch/conditions",
        f"Observation/{FACT}",
        "prefetch/documents",
        "Patient",
    ]
