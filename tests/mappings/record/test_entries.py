"""What stands under a key of a prefetch, and among the entries of a Bundle, may be anything."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.gaps import Gap, GapKind
from criteria.truth import Truth
from tests.mappings.answers.asked import FACT
from tests.mappings.reading import Reader, Said, facts_of, said
from tests.mappings.record.unread import recorded
from tests.support.bundles import bundle, searchset
from tests.support.fhir import (
    CLINICIAN,
    Json,
    condition,
    icd,
    patient,
    plan,
    questionnaire_response,
    reference,
    resource,
    score,
    yes,
)


def test_a_bundle_in_a_bundle_is_read(facts: Reader) -> None:
    batch = {
        "resourceType": "Bundle",
        "type": "batch-response",
        "entry": [{"resource": searchset(yes(FACT))}],
    }
    record = recorded(facts, {"criteriaInputs": batch})
    assert facts_of(record)[FACT].truth is Truth.MET
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


@pytest.mark.parametrize(
    ("slot", "gaps"),
    [
        pytest.param(None, [], id="null: asked, and nothing there"),
        pytest.param({}, [("prefetch/x", "resourceType is missing or no string")], id="an empty object"),
        pytest.param(True, [("prefetch/x", "this is neither a resource nor a Bundle")], id="a boolean"),
        pytest.param(5, [("prefetch/x", "this is neither a resource nor a Bundle")], id="a number"),
        pytest.param("x", [("prefetch/x", "this is neither a resource nor a Bundle")], id="a string"),
        pytest.param([{}], [("prefetch/x", "this is neither a resource nor a Bundle")], id="a list"),
        pytest.param(bundle(), [], id="an empty Bundle"),
        pytest.param({"resourceType": "Bundle"}, [], id="a Bundle without entries"),
        pytest.param({"resourceType": "Bundle", "entry": None}, [], id="a Bundle whose entries are null"),
        pytest.param(
            {"resourceType": "Bundle", "entry": {"resource": {}}},
            [("prefetch/x", "Bundle.entry is not a list")],
            id="entries that are an object",
        ),
        pytest.param(
            {"resourceType": "Bundle", "entry": [None, 5, [], {}, {"resource": "x"}]},
            [(f"prefetch/x.entry[{i}]", "this entry holds no resource") for i in range(5)],
            id="entries without a resource",
        ),
        pytest.param(
            {"resourceType": "OperationOutcome", "issue": []},
            [("prefetch/x", "the EHR tried to read this and could not")],
            id="an OperationOutcome in place of the Bundle",
        ),
        pytest.param(
            bundle({"resourceType": "OperationOutcome", "issue": []}),
            [("prefetch/x", "the EHR reported a problem with this search")],
            id="an OperationOutcome among the results",
        ),
        pytest.param(
            {
                "resourceType": "Bundle",
                "entry": [{"search": {"mode": "outcome"}, "resource": {"resourceType": "OperationOutcome"}}],
            },
            [("prefetch/x", "the EHR reported a problem with this search")],
            id="an outcome that says nothing that can be read",
        ),
        pytest.param(bundle({"resourceType": "Binary", "id": "b"}), [], id="a type we do not read"),
    ],
)
def test_what_stands_under_a_key_may_be_anything(facts: Reader, slot: object, gaps: list[Said]) -> None:
    record = facts.record({"patient": patient(), "x": slot})
    assert said(record.gaps) == gaps
    assert record.patient is not None


def test_good_entries_between_bad_ones_are_read(facts: Reader) -> None:
    entries: list[Any] = [
        None,
        {"resource": yes("least-restrictive")},
        5,
        {"resource": condition(icd("F32.1"))},
        [],
    ]
    record = facts.record({"x": bundle(entry=entries)})
    assert [gap.reference for gap in record.gaps] == [f"prefetch/x.entry[{i}]" for i in (0, 2, 4)]
    assert set(record.answers) == {"least-restrictive"}
    assert "major-depression" in record.diagnoses


def test_a_resource_marked_as_an_outcome_is_no_result(facts: Reader) -> None:
    entry = {"search": {"mode": "outcome"}, "resource": condition(icd("F32.1"))}
    record = facts.record({"x": bundle(entry=[entry])})
    assert record.diagnoses == {}


@pytest.mark.parametrize("mode", ["match", "include", None, 5])
def test_any_other_search_mode_is_one(facts: Reader, mode: object) -> None:
    entry = {"search": {"mode": mode}, "resource": condition(icd("F32.1"))}
    record = facts.record({"x": bundle(entry=[entry])})
    assert "major-depression" in record.diagnoses


def test_a_clean_record_has_no_gaps(facts: Reader) -> None:
    assert facts.gaps(yes("least-restrictive", by=CLINICIAN), condition(icd("F32.1"))) == []


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(condition(code=None), id="a Condition without a code"),
        pytest.param(questionnaire_response(item=None), id="a form without items"),
        pytest.param(score("calocus-composite", 17, component=None), id="a score without components"),
        pytest.param(plan(activity=None, goal=None), id="a plan without activities or goals"),
    ],
)
def test_what_is_left_out_is_no_gap(facts: Reader, resource: Json) -> None:
    assert facts.gaps(resource) == []


def test_what_means_nothing_here_is_no_gap_whosever_it_is(facts: Reader) -> None:
    assert facts.gaps(condition(icd("E11.9"), subject=reference("Patient/p2"))) == []
    assert facts.gaps(resource("Basic", "b", of="p2")) == []
