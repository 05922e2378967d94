"""Several versions of one resource: the newest counts, and what cannot be told is said."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from criteria.truth import Truth
from mappings.record.ledger import Aside, SetAside
from mappings.record.patient_record import PatientRecord
from tests.mappings.answers.asked import FACT
from tests.mappings.reading import Reader, said
from tests.mappings.record.places import ELSEWHERE
from tests.support.bundles import bundle
from tests.support.fhir import SERVER, Json, condition, icd, no, patient, yes

CITED = f"Observation/{FACT}"
DIFFER = "two versions of this differ and neither is known to be the newer: both were left out"
LATER = "2026-02-28T00:00:00Z"
SUBSETTED = {
    "tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}]
}


def version(number: Any, at: Any = None, **more: Any) -> Json:
    """A meta of that version, last updated then."""
    stated = {"versionId": number, "lastUpdated": at} | more
    return {"meta": {name: value for name, value in stated.items() if value is not None}}


def records(facts: Reader, *resources: Json) -> list[PatientRecord]:
    """The records of these resources in every order."""
    return [
        facts.record(
            {
                "patient": patient(),
                "x": bundle(entry=[{"resource": each} for each in row]),
            }
        )
        for row in permutations(resources)
    ]


def status_of(record: PatientRecord) -> list[object]:
    return [source.resource.status for source in record.answers.get(FACT, ())]


OLD, NEW = {"status": "final"}, {"status": "entered-in-error"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(version("1"), version("2"), id="by number"),
        pytest.param(version("9"), version("10"), id="by number, not by text"),
        pytest.param(
            version("1", LATER),
            version("2", "2026-02-01T00:00:00Z"),
            id="by number before time",
        ),
        pytest.param(
            version("a", "2026-02-01T10:00:00Z"),
            version("b", "2026-02-01T10:00:01Z"),
            id="by seconds",
        ),
        pytest.param(
            version(None, "2026-02-01T23:00:00-05:00"),
            version(None, "2026-02-02T05:00:00Z"),
            id="across zones",
        ),
        pytest.param(version("2", **SUBSETTED), version("2"), id="a whole one before a part"),
    ],
)
def test_the_newer_version_counts_in_whatever_order_they_came(facts: Reader, old: Json, new: Json) -> None:
    for record in records(facts, yes(FACT, **OLD, **old), yes(FACT, **NEW, **new)):
        assert status_of(record) == ["entered-in-error"]
        assert record.set_aside == [SetAside(CITED, Aside.OLDER_VERSION)]
        assert said(record.gaps) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({}, {}, id="no meta"),
        pytest.param(version("1"), version("1"), id="one number"),
        pytest.param(version("1"), {}, id="a number on one side only"),
        pytest.param(version("1"), version("b"), id="a number and a text"),
        pytest.param(version(1), version(2), id="numbers that are no texts"),
        pytest.param(version(None, "2026-02-01"), version(None, "2026-02-02"), id="no instants"),
        pytest.param(version("2", **SUBSETTED), version("2", **SUBSETTED), id="two parts"),
    ],
)
def test_versions_that_nobody_can_order_are_both_left_out_and_said(
    facts: Reader, one: Json, other: Json
) -> None:
    for record in records(facts, yes(FACT, **one), no(FACT, **other)):
        assert status_of(record) == []
        assert set(said(record.gaps)) == {(CITED, DIFFER)}
        assert [each.reference for each in record.set_aside] == [CITED, CITED]


def test_the_same_said_twice_counts_once_whatever_its_meta_and_order(
    facts: Reader,
) -> None:
    once = yes(FACT, **version("1"))
    again = dict(reversed(list((yes(FACT) | version("2") | {"text": {"div": "<div/>"}}).items())))
    for record in records(facts, once, again):
        assert status_of(record) == ["final"]
        assert record.set_aside == [SetAside(CITED, Aside.SENT_TWICE)]


def test_the_first_version_restored_is_the_newest(facts: Reader) -> None:
    first, second = yes(FACT, **version("1")), yes(FACT, **NEW, **version("2"))
    for record in records(facts, first, second, yes(FACT, **version("3"))):
        assert status_of(record) == ["final"]


def test_an_older_version_does_not_count_though_the_newer_means_nothing_here(facts: Reader) -> None:
    was, now = condition(icd("F32.1"), **version("1")), condition(icd("E11.9"), **version("2"))
    for record in records(facts, was, now):
        assert record.diagnoses == {}


def test_one_id_is_two_resources_on_two_servers_and_of_two_types(facts: Reader) -> None:
    entries = [
        {"fullUrl": f"{base}/Observation/{FACT}", "resource": each}
        for base, each in ((SERVER, yes(FACT)), (ELSEWHERE, no(FACT)))
    ]
    entries.append({"resource": condition(icd("F32.1"), identity=FACT)})
    prefetch = {"patient": patient(), "x": bundle(entry=entries)}
    record = facts.record(prefetch, server=SERVER)
    assert len(record.answers[FACT]) == 1
    assert "major-depression" in record.diagnoses
    assert [gap.reference for gap in record.gaps] == [CITED], "of a patient of another server"


def test_two_patients_of_one_id_that_differ_are_none(facts: Reader) -> None:
    entries = [{"resource": patient("1990-06-15")}, {"resource": patient("2016-04-01")}]
    assert facts.record({"x": bundle(entry=entries)}).patient is None


def test_a_retracted_answer_leaves_its_fact_open(facts: Reader) -> None:
    was, now = yes(FACT, **version("1")), yes(FACT, **NEW, **version("2"))
    assert facts(was)[FACT].truth is Truth.MET
    assert facts(was, now)[FACT].truth is Truth.UNKNOWN
