"""Diagnoses: statuses, dates, disagreeing codings, and a clinician's word against the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from criteria.facts import Evidence
from criteria.truth import Truth
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.support.fhir import (
    HL7,
    ICD,
    Json,
    clinical,
    coding,
    concept,
    condition,
    encounter,
    icd,
    no,
    reference,
    resource,
    snomed,
    status,
    verification,
    yes,
)

PAST_YEAR, CURRENT = "dx-mental-disorder", "dx-mental-disorder-current"


def anxiety(**elements: Any) -> Json:
    """Generalized anxiety disorder, in both lists of mental disorders; no date but those given."""
    stated: Json = {"recordedDate": None} | elements
    return condition(icd("F41.1"), **stated)


NOT_GIVEN = {
    "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    ]
}


def test_a_met_diagnosis_names_the_condition_the_code_the_date_and_the_status(facts: Reader) -> None:
    fact = facts(condition(icd("F31.81")))["dx-bipolar"]
    assert fact.value is MET
    assert fact.evidence == (Evidence("dx-bipolar", "Condition/c1", "2025-10-01", f"{ICD}|F31.81", "active"),)


@pytest.mark.parametrize(
    ("elements", "day", "value"),
    [
        pytest.param(
            {"recordedDate": "2025-12-01", "onsetDateTime": "2025-06-01"},
            "2025-12-01",
            "active",
            id="recorded",
        ),
        pytest.param({"onsetDateTime": "2025-06-01"}, "2025-06-01", "active", id="begun, never recorded"),
        pytest.param({}, "", "active", id="undated"),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-12-01"},
            "2025-12-01",
            "status not stated",
            id="bare",
        ),
    ],
)
def test_a_diagnosis_is_cited_with_what_the_record_has(
    facts: Reader, elements: Json, day: str, value: str
) -> None:
    (cited,) = facts(anxiety(**elements))[PAST_YEAR].evidence
    assert (cited.date, cited.value) == (day, value)


# --- verification --------------------------------------------------------------------------------------


@pytest.mark.parametrize("fact", [PAST_YEAR, CURRENT])
@pytest.mark.parametrize(
    ("verification", "value", "note"),
    [
        pytest.param(verification("confirmed"), MET, "", id="confirmed"),
        pytest.param(None, MET, "verification not stated", id="absent counts, flagged"),
        pytest.param(
            verification("provisional"),
            OPEN,
            "its verification status is provisional, not confirmed",
            id="provisional",
        ),
        pytest.param(
            verification("unconfirmed"),
            OPEN,
            "its verification status is unconfirmed, not confirmed",
            id="unconfirmed",
        ),
        pytest.param(
            verification("differential"),
            OPEN,
            "its verification status is differential, not confirmed",
            id="differential",
        ),
        pytest.param(
            {"text": "Confirmed"},
            OPEN,
            "its verification status is not readable, not confirmed",
            id="words alone are not read",
        ),
        pytest.param(
            concept(coding("urn:vendor", "C")),
            OPEN,
            "its verification status is not readable, not confirmed",
            id="a vendor's code alone is not read",
        ),
        pytest.param(
            "refuted",
            OPEN,
            "its verification status is not readable, not confirmed",
            id="a bare string, as in older FHIR, is not taken for absent",
        ),
        pytest.param(
            concept(coding("urn:vendor", "1"), coding(f"{HL7}/condition-ver-status", "confirmed")),
            MET,
            "",
            id="a vendor's code before the one of FHIR",
        ),
        pytest.param(
            concept(coding("urn:vendor", "confirmed"), coding(f"{HL7}/condition-ver-status", "provisional")),
            OPEN,
            "its verification status is provisional, not confirmed",
            id="HL7's own code decides beside a vendor's",
        ),
        pytest.param(
            concept(
                coding(f"{HL7}/condition-ver-status", "confirmed"),
                coding(f"{HL7}/condition-ver-status", "entered-in-error"),
            ),
            OPEN,
            "its verification status is contradictory, not confirmed",
            id="two codes of HL7 contradict each other",
        ),
        pytest.param(
            concept(coding("http: //terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed")),
            MET,
            "",
            id="a blank in the system",
        ),
    ],
)
def test_only_a_confirmed_diagnosis_counts(
    facts: Reader, fact: str, verification: object, value: Truth | None, note: str
) -> None:
    read = facts(anxiety(verificationStatus=verification))[fact]
    assert read.value == value
    assert (read.evidence or read.hints)[0].note == note


# --- clinical status and dates, for "currently or at any time during the past year" --------------------


@pytest.mark.parametrize(
    ("elements", "value"),
    [
        pytest.param({"clinicalStatus": clinical("active")}, MET, id="active"),
        pytest.param({"clinicalStatus": clinical("recurrence")}, MET, id="recurrence"),
        pytest.param({"clinicalStatus": clinical("relapse")}, MET, id="relapse"),
        pytest.param(
            {"clinicalStatus": clinical("active"), "recordedDate": "2001-01-01"}, MET, id="active since long"
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025-03-01"},
            MET,
            id="resolved a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025-02-28"},
            OPEN,
            id="resolved a year and a day ago",
        ),
        pytest.param(
            {"clinicalStatus": clinical("inactive"), "abatementPeriod": {"end": "2025-03-01"}},
            MET,
            id="inactive, its abatement period ended a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": clinical("inactive"), "abatementPeriod": {"end": "2025-02-28"}},
            OPEN,
            id="inactive, its abatement period ended a year and a day ago",
        ),
        pytest.param({"clinicalStatus": clinical("resolved")}, OPEN, id="resolved, nobody says when"),
        pytest.param({"clinicalStatus": clinical("inactive")}, OPEN, id="inactive, nobody says when"),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "recordedDate": "2025-12-01"},
            OPEN,
            id="resolved, recorded lately, nobody says when it ended",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025"},
            OPEN,
            id="resolved in a year that began before the window",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025-03"},
            MET,
            id="resolved in the month the window begins with",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementString": "last spring"},
            OPEN,
            id="resolved, in words",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2025-03-01"},
            MET,
            id="active, but it ended within the year",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2025-02-28"},
            OPEN,
            id="active, but it ended before the window",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2026-03-02"},
            MET,
            id="active, to end tomorrow",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementAge": {"value": 12}},
            OPEN,
            id="active, but it ended at an age",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "_abatementDateTime": NOT_GIVEN},
            OPEN,
            id="active, but it ended on a day that is not given",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "_onsetDateTime": NOT_GIVEN},
            MET,
            id="active, begun on a day that is not given",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "spring"},
            OPEN,
            id="active, but it ended on a day nobody can read",
        ),
        pytest.param({"clinicalStatus": clinical("remission")}, OPEN, id="in remission, undated"),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "recordedDate": "2025-12-01"},
            OPEN,
            id="in remission, recorded lately",
        ),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "onsetDateTime": "2025-03-01"},
            MET,
            id="in remission, begun a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "onsetDateTime": "2025-02-28"},
            OPEN,
            id="in remission, begun a year and a day ago",
        ),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "abatementDateTime": "2025-03-01"},
            MET,
            id="in remission for a year to the day",
        ),
        pytest.param({"clinicalStatus": None}, OPEN, id="no status, no date"),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-03-01"},
            MET,
            id="no status, recorded a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-02-28"},
            OPEN,
            id="no status, recorded a year and a day ago",
        ),
        pytest.param(
            {"clinicalStatus": None, "onsetDateTime": "2025-06-01"},
            MET,
            id="no status, begun within the year",
        ),
        pytest.param(
            {"clinicalStatus": None, "onsetPeriod": {"start": "2025-06-01"}},
            MET,
            id="no status, its onset period within the year",
        ),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-12-01", "abatementDateTime": "2024-01-01"},
            OPEN,
            id="no status, ended long ago",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "onsetDateTime": "2026-03-01"}, MET, id="begins today"
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "onsetDateTime": "2026-03-02"}, OPEN, id="begins tomorrow"
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "recordedDate": "2026-03-02"}, OPEN, id="recorded tomorrow"
        ),
        pytest.param(
            {"clinicalStatus": {"text": "Active"}, "recordedDate": "2025-12-01"}, OPEN, id="status in words"
        ),
        pytest.param(
            {"clinicalStatus": "active", "recordedDate": "2025-12-01"}, OPEN, id="status as a bare string"
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "1")), "onsetDateTime": "2025-12-01"},
            OPEN,
            id="status in a vendor's code only",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "1"), coding("urn:vendor", "active"))},
            MET,
            id="the second code is a known word",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:a", "active"), coding("urn:b", "active"))},
            MET,
            id="the known words of two vendors agree",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:a", "active"), coding("urn:b", "resolved"))},
            OPEN,
            id="the known words of two vendors differ",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "resolved"), *clinical("active")["coding"])},
            MET,
            id="a vendor's resolved before HL7's active",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "active"), *clinical("resolved")["coding"])},
            OPEN,
            id="a vendor's active before HL7's resolved",
        ),
        pytest.param(
            {"clinicalStatus": concept(*clinical("active")["coding"], *clinical("resolved")["coding"])},
            OPEN,
            id="two words of HL7",
        ),
        pytest.param(
            {"clinicalStatus": concept(*clinical("active")["coding"], *clinical("active")["coding"])},
            MET,
            id="one word of HL7, twice",
        ),
        pytest.param(
            {"clinicalStatus": concept(coding("urn:vendor", "active"), *clinical("open")["coding"])},
            OPEN,
            id="a word of HL7's system that it does not have, beside a vendor's",
        ),
    ],
)
def test_a_disorder_counts_now_and_for_a_year_after_its_end(
    facts: Reader, elements: Json, value: Truth | None
) -> None:
    read = facts(anxiety(**elements))[PAST_YEAR]
    assert read.value == value
    assert read.value is MET or read.reason.startswith("F41.1: ")


@pytest.mark.parametrize(
    ("start", "value"),
    [
        pytest.param("2025-03-01", MET, id="a year ago to the day"),
        pytest.param("2025-02-28", OPEN, id="a year and a day ago"),
    ],
)
@pytest.mark.parametrize("link", ["Encounter/e1", "https://ehr.example/fhir/Encounter/e1"])
def test_without_a_status_the_date_of_the_encounter_counts(
    facts: Reader, start: str, value: Truth | None, link: str
) -> None:
    met_in = anxiety(clinicalStatus=None, encounter=reference(link))
    assert facts(met_in, encounter("e1", start))[PAST_YEAR].value == value


def test_an_end_in_the_month_the_window_begins_with_is_in_doubt_to_its_last_day(facts: Reader) -> None:
    ended = anxiety(clinicalStatus=clinical("resolved"), abatementDateTime="2025-02")
    reason = "F41.1: it ended on 2025-02, perhaps more than a year ago"
    assert facts(ended, on=date(2026, 2, 28))[PAST_YEAR].reason == reason
    assert facts(ended)[PAST_YEAR].reason == "F41.1: it ended on 2025-02, more than a year ago"


def test_the_year_before_29_february_begins_on_1_march(facts: Reader) -> None:
    ended = anxiety(clinicalStatus=clinical("resolved"), abatementDateTime="2023-03-01")
    assert facts(ended, on=date(2024, 2, 29))[PAST_YEAR].value is MET
    before = anxiety(clinicalStatus=clinical("resolved"), abatementDateTime="2023-02-28")
    assert facts(before, on=date(2024, 2, 29))[PAST_YEAR].value is OPEN


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        pytest.param(
            {"clinicalStatus": clinical("resolved")},
            "F41.1: resolved, and the record does not say when it ended",
            id="no end",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2024-02-28"},
            "F41.1: active, but it ended on 2024-02-28, more than a year ago",
            id="statuses that contradict the end",
        ),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2025"},
            "F41.1: it ended on 2025, perhaps more than a year ago",
            id="an end that may lie on either side",
        ),
        pytest.param(
            {"clinicalStatus": {"text": "Active"}},
            "F41.1: its clinical status is not readable",
            id="a status nobody can read",
        ),
        pytest.param(
            {"clinicalStatus": None},
            "F41.1: clinical status not stated, and nothing dates it within the past year",
            id="neither status nor date",
        ),
        pytest.param(
            {"onsetDateTime": "2026-03-02"}, "F41.1: it is dated in the future", id="a date that has not come"
        ),
    ],
)
def test_an_open_diagnosis_says_why(facts: Reader, elements: Json, reason: str) -> None:
    assert facts(anxiety(**elements))[PAST_YEAR].reason == reason


# --- clinical status and dates, where only a current disorder counts -----------------------------------


@pytest.mark.parametrize(
    ("elements", "value"),
    [
        pytest.param({"clinicalStatus": clinical("active")}, MET, id="active"),
        pytest.param({"clinicalStatus": clinical("recurrence")}, MET, id="recurrence"),
        pytest.param({"clinicalStatus": clinical("relapse")}, MET, id="relapse"),
        pytest.param({"clinicalStatus": None}, OPEN, id="not stated, and nothing dates it"),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-03-01"},
            MET,
            id="not stated, recorded a year ago to the day",
        ),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2025-02-28"},
            OPEN,
            id="not stated, recorded a year and a day ago",
        ),
        pytest.param(
            {"clinicalStatus": None, "recordedDate": "2026-02-01", "abatementDateTime": "2026-02-20"},
            OPEN,
            id="not stated, recorded lately and ended last week",
        ),
        pytest.param({"clinicalStatus": clinical("resolved")}, OPEN, id="resolved"),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2026-02-20"},
            OPEN,
            id="resolved last week",
        ),
        pytest.param({"clinicalStatus": clinical("inactive")}, OPEN, id="inactive"),
        pytest.param({"clinicalStatus": clinical("remission")}, OPEN, id="remission"),
        pytest.param(
            {"clinicalStatus": clinical("remission"), "onsetDateTime": "2026-02-20"},
            OPEN,
            id="remission of a new disorder",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2026-03-01"},
            OPEN,
            id="active, but it ended today",
        ),
        pytest.param(
            {"clinicalStatus": clinical("active"), "abatementDateTime": "2026-03-02"},
            MET,
            id="active, to end tomorrow",
        ),
        pytest.param(
            {"clinicalStatus": None, "abatementDateTime": "2026-02-28"}, OPEN, id="no status, ended yesterday"
        ),
        pytest.param(
            {"clinicalStatus": None, "abatementString": "grew out of it"},
            OPEN,
            id="no status, ended in words",
        ),
        pytest.param({"clinicalStatus": {"text": "Active"}}, OPEN, id="status in words"),
        pytest.param({"onsetDateTime": "2026-03-02"}, OPEN, id="begins tomorrow"),
    ],
)
def test_peer_support_asks_for_a_disorder_that_is_there_now(
    facts: Reader, elements: Json, value: Truth | None
) -> None:
    assert facts(anxiety(**elements), service="H0024")[CURRENT].value == value


def test_a_current_disorder_without_a_status_is_flagged(facts: Reader) -> None:
    seen = anxiety(clinicalStatus=None, recordedDate="2026-02-01")
    assert facts(seen)[CURRENT].evidence[0].note == "clinical status not stated"


# --- codings -------------------------------------------------------------------------------------------

MDD = icd("F32.1")
PTSD = snomed("47505003")
MDD_IN_REMISSION = icd("F33.42")
MODERATE_DEPRESSION = snomed("310496002")
UNLISTED = snomed("73595000")
WITHDRAWAL = snomed("85561006")


@pytest.mark.parametrize(
    ("codings", "fact", "value"),
    [
        pytest.param([MDD, PTSD], "dx-major-depression", OPEN, id="two disorders, the listed one first"),
        pytest.param([PTSD, MDD], "dx-major-depression", OPEN, id="two disorders, the listed one second"),
        pytest.param([MDD, PTSD], "dx-sed-eligible", MET, id="two disorders, both in the list"),
        pytest.param(
            [MDD | {"userSelected": True}, PTSD], "dx-major-depression", MET, id="the listed one was selected"
        ),
        pytest.param(
            [MDD, PTSD | {"userSelected": True}],
            "dx-major-depression",
            OPEN,
            id="the one that is not listed was selected",
        ),
        pytest.param(
            [MDD | {"userSelected": True}, PTSD | {"userSelected": True}],
            "dx-major-depression",
            OPEN,
            id="both were selected",
        ),
        pytest.param(
            [MDD | {"userSelected": "true"}, PTSD], "dx-major-depression", OPEN, id="selected is no boolean"
        ),
        pytest.param([MDD, UNLISTED], "dx-major-depression", MET, id="the second code is in no list"),
        pytest.param(
            [MDD, UNLISTED | {"userSelected": True}],
            "dx-major-depression",
            MET,
            id="the second code is in no list and was selected",
        ),
        pytest.param(
            [icd("F32.A"), MODERATE_DEPRESSION],
            "dx-major-depression",
            OPEN,
            id="moderate depression as F32.A is near in both systems",
        ),
        pytest.param(
            [MDD, MODERATE_DEPRESSION],
            "dx-major-depression",
            OPEN,
            id="moderate depression beside a major one",
        ),
        pytest.param(
            [icd("F32.A"), MODERATE_DEPRESSION],
            "dx-mental-disorder",
            MET,
            id="moderate depression as F32.A is a mental disorder in both systems",
        ),
        pytest.param([icd("F32.A"), MDD], "dx-major-depression", OPEN, id="a near miss beside the disorder"),
        pytest.param([MDD, MDD_IN_REMISSION], "dx-major-depression", OPEN, id="present and in remission"),
        pytest.param(
            [MDD, snomed("370143000")], "dx-major-depression", MET, id="one disorder in two systems"
        ),
        pytest.param([MDD, snomed("370143000")], "dx-sed-eligible", MET, id="the same in the broader list"),
        pytest.param([icd("F10.20"), PTSD], "dx-sed-eligible", OPEN, id="an SUD beside PTSD in one code"),
        pytest.param(
            [icd("F10.239"), WITHDRAWAL],
            "dx-sud",
            MET,
            id="dependence with withdrawal beside SNOMED CT's withdrawal",
        ),
        pytest.param([WITHDRAWAL, icd("F10.239")], "dx-sud", MET, id="the withdrawal first, which says less"),
        pytest.param([icd("F10.239"), WITHDRAWAL], "dx-dsm", MET, id="the same for any DSM diagnosis"),
        pytest.param(
            [icd("F11.20"), WITHDRAWAL], "dx-sud", OPEN, id="dependence on another substance beside it"
        ),
        pytest.param([icd("F10.939"), WITHDRAWAL], "dx-sud", OPEN, id="withdrawal in both systems"),
        pytest.param(
            [icd("F10.939"), snomed("66590003")],
            "dx-sud",
            OPEN,
            id="withdrawal in ICD-10-CM beside SNOMED CT's dependence",
        ),
    ],
)
def test_codings_that_disagree_leave_a_diagnosis_open(
    facts: Reader, codings: list[Json], fact: str, value: Truth | None
) -> None:
    assert facts(condition(*codings))[fact].value == value


def test_disagreeing_codings_are_the_reason(facts: Reader) -> None:
    fact = facts(condition(MDD, PTSD))["dx-major-depression"]
    assert fact.reason == "F32.1: its codings disagree"
    assert [hint.reference for hint in fact.hints] == ["Condition/c1"]


def test_a_near_miss_beside_something_else_is_the_reason(facts: Reader) -> None:
    fact = facts(condition(PTSD, icd("F32.A")))["dx-major-depression"]
    assert fact.reason == ("on file, not on the policy's list: F32.A (close to, but not, Major Depression)")


def test_an_unlisted_second_code_is_noted(facts: Reader) -> None:
    fact = facts(condition(MDD, UNLISTED))["dx-major-depression"]
    assert fact.evidence[0].note == "a further coding is in none of our lists"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param({"text": "Major depression"}, id="words only"),
        pytest.param(concept(snomed("371422002")), id="a history of substance abuse"),
        pytest.param(concept(coding("http://www.ama-assn.org/go/cpt", "90791")), id="a procedure"),
        pytest.param({}, id="nothing"),
        pytest.param(None, id="no code element"),
    ],
)
def test_what_is_no_coded_diagnosis_is_not_read_as_one(facts: Reader, code: Json | None) -> None:
    fact = facts(resource("Condition", "c1", code=code))["dx-dsm"]
    assert fact.value is OPEN
    assert fact.reason == "no qualifying diagnosis among the 1 conditions the EHR sent"


@pytest.mark.parametrize(
    ("system", "value"),
    [
        pytest.param("http://hl7.org/fhir/us/core/CodeSystem/us-core-category", OPEN, id="of US Core"),
        pytest.param("urn:vendor", MET, id="of somebody else's system"),
    ],
)
def test_a_social_need_is_no_diagnosis(facts: Reader, system: str, value: Truth | None) -> None:
    categories = [status("condition-category", "problem-list-item"), concept(coding(system, "sdoh"))]
    assert facts(condition(icd("F32.1"), category=categories))["dx-major-depression"].value == value


def test_a_z_code_counts_also_where_us_core_files_it_as_a_social_need(facts: Reader) -> None:
    filed = [concept(coding("http://hl7.org/fhir/us/core/CodeSystem/us-core-category", "sdoh"))]
    assert facts(condition(icd("Z59.41"), category=filed))["dx-z-candidate"].value is MET
    assert facts(condition(icd("Z59.41"), category=filed))["dx-dsm"].value is OPEN


# --- a clinician's word --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "code", "elements", "value"),
    [
        pytest.param(yes, "F33.42", {}, MET, id="yes makes a remission code count"),
        pytest.param(
            yes,
            "F33.42",
            {"clinicalStatus": clinical("remission")},
            MET,
            id="yes outweighs a status of remission without dates",
        ),
        pytest.param(
            yes,
            "F33.42",
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2020-01-01"},
            MET,
            id="yes outweighs an old end",
        ),
        pytest.param(no, "F33.42", {}, OPEN, id="no leaves full remission open"),
        pytest.param(
            yes,
            "F33.42",
            {"verificationStatus": verification("provisional")},
            OPEN,
            id="yes does not confirm a provisional diagnosis",
        ),
        pytest.param(yes, "F32.A", {}, OPEN, id="yes never makes a near miss count"),
    ],
)
def test_active_in_the_past_year_settles_a_remission_and_no_near_miss(
    facts: Reader, word: Callable[[str], Json], code: str, elements: Json, value: Truth | None
) -> None:
    read = facts(condition(icd(code), **elements), word("dx-active-past-year"))["dx-major-depression"]
    assert read.value == value


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param([], "in remission: was it active in the past year?", id="it is asked"),
        pytest.param(
            [no("dx-active-past-year")],
            "in remission; a clinician answered that it was not active in the past year",
            id="a no is told",
        ),
    ],
)
def test_a_disorder_in_remission_says_what_is_open(facts: Reader, words: list[Json], reason: str) -> None:
    read = facts(condition(icd("F33.42")), *words)["dx-major-depression"]
    assert read.reason == f"F33.42: {reason}"


def test_active_in_the_past_year_does_not_make_remission_current(facts: Reader) -> None:
    over = condition(icd("F33.42"))
    assert facts(over, yes("dx-active-past-year"))[CURRENT].reason == "F33.42: in remission"


def test_a_word_on_activity_is_no_part_of_a_diagnosis_that_is_not_there(facts: Reader) -> None:
    assert facts(yes("dx-active-past-year"))["dx-major-depression"].value is OPEN


def test_no_qualifying_diagnosis_makes_a_diagnosis_not_met(facts: Reader) -> None:
    fact = facts(yes("no-qualifying-diagnosis"))["dx-bipolar"]
    assert fact.value is NOT_MET
    assert [evidence.reference for evidence in fact.evidence] == ["Observation/no-qualifying-diagnosis"]


@pytest.mark.parametrize(
    ("code", "elements"),
    [
        pytest.param("F34.0", {}, id="a near miss"),
        pytest.param("F31.78", {}, id="a remission"),
        pytest.param("F31.9", {"clinicalStatus": clinical("resolved")}, id="a diagnosis that is over"),
        pytest.param(
            "F31.9",
            {"verificationStatus": verification("provisional")},
            id="a provisional one",
        ),
    ],
)
def test_no_qualifying_diagnosis_outweighs_what_does_not_qualify(
    facts: Reader, code: str, elements: Json
) -> None:
    fact = facts(yes("no-qualifying-diagnosis"), condition(icd(code), **elements))["dx-bipolar"]
    assert fact.value is NOT_MET


def test_no_qualifying_diagnosis_against_one_in_the_record_is_a_conflict(facts: Reader) -> None:
    read = facts(yes("no-qualifying-diagnosis"), condition(icd("F31.9")))
    assert read["dx-bipolar"].value is OPEN
    assert read["dx-bipolar"].reason.startswith("conflict: ")
    assert {hint.reference for hint in read["dx-bipolar"].hints} == {
        "Condition/c1",
        "Observation/no-qualifying-diagnosis",
    }
    assert read["dx-psychotic"].value is NOT_MET


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        pytest.param(no("no-qualifying-diagnosis"), "the EHR sent no conditions", id="a no says nothing"),
        pytest.param(
            yes("no-qualifying-diagnosis", "2025-11-30"),
            "the EHR sent no conditions",
            id="a yes of more than 90 days ago says nothing",
        ),
        pytest.param(
            yes("no-qualifying-diagnosis", by="Patient/p1"),
            "the EHR sent no conditions",
            id="the patient's yes says nothing",
        ),
    ],
)
def test_only_a_fresh_yes_of_a_clinician_denies_a_diagnosis(facts: Reader, word: Json, reason: str) -> None:
    fact = facts(word)["dx-bipolar"]
    assert fact.value is OPEN
    assert fact.reason == reason


def test_the_newest_three_conditions_are_cited(facts: Reader) -> None:
    recorded = ["2025-04-01", "2025-07-01", "2025-05-01", "2025-08-01", "2025-06-01"]
    conditions = [
        condition(icd("F31.9"), identity=f"c{i}", recordedDate=day) for i, day in enumerate(recorded)
    ]
    cited = facts(*conditions)["dx-bipolar"].evidence
    assert [evidence.date for evidence in cited] == ["2025-08-01", "2025-07-01", "2025-06-01"]
