"""What must hold of the reading of any record: nothing is lost, and nothing counts that must not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.facts import Count
from criteria.gaps import Gap, GapKind
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.record.patient_record import PatientRecord
from tests.mappings.reading import Reader, facts_of, mapping_for
from tests.mappings.rich import FACTS, RECORD, SITE, values
from tests.properties.generated_records import KEYS, sent_under_keys, whole
from tests.support.bundles import bundle
from tests.support.fhir import MODIFIED, SERVER, Json, reference, yes

READ = Reader()
SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FIXTURES = sorted(Path("fixtures").glob("*/*/request.json"))
UNREADABLE = (
    GapKind.NO_RESOURCE,
    GapKind.NO_RESOURCE_TYPE,
    GapKind.NO_LIST_OF_ENTRIES,
    GapKind.NO_RESOURCE_IN_ENTRY,
)


def all_sent(slot: Any) -> Iterator[Any]:
    """Whatever stands under a key or in an entry, Bundles taken apart."""
    if isinstance(slot, dict) and slot.get("resourceType") == "Bundle":
        entries = slot.get("entry")
        if isinstance(entries, list):
            for entry in entries:
                yield from all_sent(entry.get("resource", "none") if isinstance(entry, dict) else "none")
        elif entries is not None:
            yield entries
    elif slot is not None:
        yield slot


def accounted(record: PatientRecord) -> int:
    """How many of what was sent the record tells of: read, set aside, without a meaning or unreadable."""
    unreadable = sum(gap.kind in UNREADABLE for gap in record.gaps)
    return len(record.read) + len(record.set_aside) + record.meaningless.total() + unreadable


# --- nothing is lost ------------------------------------------------------------------------------
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.parent.name} {path.parent.name}")
def test_all_that_a_fixture_sends_is_accounted_for(path: Path) -> None:
    request = json.loads(path.read_text(encoding="utf-8"))
    prefetch = request.get("prefetch") or {}
    record = READ.record(prefetch, server=SERVER, patient_id=request["context"]["patientId"])
    assert accounted(record) == sum(1 for slot in prefetch.values() for _ in all_sent(slot))


ODD: tuple[Any, ...] = (
    None,
    5,
    "text",
    [],
    {},
    {"resourceType": 5},
    {"resourceType": "Basic", "id": "b"},
    {"resourceType": "OperationOutcome"},
    {"resourceType": "Patient", "id": "p2"},
    {"resourceType": "Patient"},
    {"resourceType": "Bundle", "entry": [{"resource": yes("team-agrees")}, {"resource": 5}, None]},
    yes("team-agrees") | {"code": 5},
    yes("team-agrees") | {"status": "entered-in-error"},
    yes("team-agrees") | {"implicitRules": "x"},
    yes("team-agrees", subject=reference("Patient/p2")),
)


@SOME
@given(st.lists(st.sampled_from([*RECORD, *ODD]), max_size=12))
def test_all_that_is_sent_is_accounted_for(sent: list[Any]) -> None:
    prefetch = {"a": bundle(entry=[{"resource": each} for each in sent])}
    record = READ.record(prefetch)
    entries = [entry.get("resource") for entry in prefetch["a"]["entry"] if isinstance(entry, dict)]
    without = sum(each is None for each in entries)
    assert accounted(record) == without + sum(1 for each in entries for _ in all_sent(each))


# --- the order of things --------------------------------------------------------------------------
def reversed_keys(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: reversed_keys(part[name]) for name in reversed(part)}
    return [reversed_keys(each) for each in part] if isinstance(part, list) else part


CLEAN = whole(READ.record(sent_under_keys(RECORD), SITE))
SAID = {name: fact.value for name, fact in CLEAN.items()}


def test_the_order_of_keys_changes_nothing() -> None:
    assert whole(READ.record(reversed_keys(sent_under_keys(RECORD)), SITE)) == CLEAN


@SOME
@given(st.lists(st.sampled_from(RECORD[1:]), max_size=4), st.randoms(use_true_random=False))
def test_versions_in_any_order_say_the_same(again: list[Json], random: Any) -> None:
    older = [each | {"meta": {"versionId": "1"}, "status": "entered-in-error"} for each in again]
    newer = [each | {"meta": {"versionId": "2"}} for each in RECORD]
    sent = [*older, *newer]
    random.shuffle(sent)
    assert values(facts_of(READ.record(sent_under_keys(sent), SITE), SITE)) == SAID


# --- what does not count never makes it count -----------------------------------------------------
@SOME
@given(st.lists(st.sampled_from(RECORD[1:]), max_size=6, unique_by=lambda each: each["id"]))
def test_a_resource_of_another_patient_changes_nothing_but_gaps(theirs: list[Json]) -> None:
    others = [
        each | {"id": f"their-{each['id']}", "subject": reference("Patient/p2")}
        for each in theirs
        if "subject" in each
    ]
    record = READ.record(sent_under_keys([*others, *RECORD]), SITE)
    assert values(facts_of(record, SITE)) == SAID
    assert {gap.kind for gap in record.gaps} <= {GapKind.OF_ANOTHER_PATIENT}


@pytest.mark.parametrize("at", range(1, len(RECORD)), ids=lambda at: str(RECORD[at]["id"]))
def test_nothing_rests_on_a_resource_under_a_modifier(at: int) -> None:
    modified = RECORD[at] | {"modifierExtension": MODIFIED}
    record = READ.record(sent_under_keys([*RECORD[:at], modified, *RECORD[at + 1 :]]), SITE)
    cited = f"{modified['resourceType']}/{modified['id']}"
    rests = {item.reference for fact in whole(record).values() for item in (*fact.evidence, *fact.hints)}
    assert cited not in rests


# --- what was not read ----------------------------------------------------------------------------
def without(missing: set[int], key: str) -> list[Json]:
    """The record without some of what a search brings."""
    lost = {at for at in missing if KEYS.get(RECORD[at]["resourceType"]) == key}
    return [each for at, each in enumerate(RECORD) if at not in lost]


ANSWERS = ("observations", "criteriaInputs", "questionnaireResponses")
LOST = (GapKind.FIRST_PAGE_ONLY, GapKind.SEARCH_FAILED, GapKind.TOO_LATE, GapKind.SEARCH_WITHHELD)


@SOME
@given(st.sampled_from(ANSWERS), st.sampled_from(LOST), st.sets(st.sampled_from(range(1, len(RECORD)))))
def test_what_rests_on_the_newest_of_a_search_that_was_not_read_is_never_settled(
    key: str, kind: GapKind, missing: set[int]
) -> None:
    record = READ.record(
        sent_under_keys(without(missing, key)), SITE, failures=[Gap(f"prefetch/{key}", kind)]
    )
    read = facts_of(record, SITE)
    for name, fact in ((name, read[name]) for name in FACTS):
        if fact.value is not None:
            assert CLEAN[name].value == fact.value, name
            assert mapping_for(SITE).fact_map.facts[name].coded is False, f"{name} rests on answers"
        elif fact.code is ReasonCode.NOT_ON_FILE:
            assert not mapping_for(SITE).fact_map.facts[name].coded, name


@SOME
@given(st.sets(st.sampled_from(range(1, len(RECORD)))))
def test_losing_conditions_only_takes_diagnoses_away(missing: set[int]) -> None:
    lost = [Gap("prefetch/conditions", GapKind.FIRST_PAGE_ONLY)]
    record = READ.record(sent_under_keys(without(missing, "conditions")), SITE, failures=lost)
    for name, fact in whole(record).items():
        if name.startswith("dx-") and fact.value is not CLEAN[name].value:
            assert fact.value is None, name
            assert fact.code is ReasonCode.UNREAD_CUT_OFF, name


def test_the_record_of_these_properties_settles_much() -> None:
    settled = [name for name, fact in CLEAN.items() if fact.value not in (None, Count(0))]
    assert len(settled) > 20
    assert {CLEAN[name].value for name in settled} >= {Truth.MET}
