"""Whose a resource is: what resolves to this patient counts, and anything else is named for what it is."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.truth import Truth
from tests.mappings.reading import Reader, said
from tests.support.fhir import (
    CLINICIAN,
    HL7,
    PATIENT,
    SERVER,
    Json,
    bundle,
    coding,
    concept,
    condition,
    goal,
    icd,
    patient,
    reference,
    resource,
    yes,
)

URN = "urn:uuid:7d1c3a52-0b1e-4b4e-9a41-000000000001"
UUID = URN.removeprefix("urn:uuid:")
ELSEWHERE = "https://hie.example/fhir"
MRN = {"system": "https://ehr.example/mrn", "value": "111"}
OTHER_MRN = MRN | {"value": "222"}
PERSON = {"resourceType": "Patient", "id": "who", "identifier": [MRN]}

OF_ANOTHER = "this is of another patient and was left out"
OF_ANOTHER_SERVER = "this is of a patient of another server and was left out"
OF_ANOTHER_IDENTIFIER = "this is of a patient by an identifier that this one lacks and was left out"
UNREADABLE = "whose this is cannot be told, so it was left out"
SOMEONE_ELSE = "this is about someone else than the patient and was left out"
ABOUT_UNREADABLE = "whom this is about cannot be told, so it was left out"


def diagnosed(**elements: Any) -> Json:
    """A diagnosis in force."""
    return condition(icd("F32.1"), **elements)


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(reference(f"Patient/{PATIENT}"), id="relative"),
        pytest.param(reference(f"Patient/{PATIENT}/_history/4"), id="relative, with a version"),
        pytest.param(reference(f"{SERVER}/Patient/{PATIENT}"), id="absolute, on the request's server"),
        pytest.param(reference(f"{SERVER}/Patient/{PATIENT}/_history/4"), id="absolute, with a version"),
        pytest.param(reference(f"http://EHR.example/fhir/Patient/{PATIENT}"), id="spelt otherwise"),
        pytest.param(reference(URN), id="the fullUrl of the Patient's entry"),
        pytest.param({"identifier": MRN}, id="an identifier that the Patient carries"),
        pytest.param(reference(f"Patient/{PATIENT}") | {"identifier": MRN}, id="both"),
        pytest.param(None, id="no subject at all"),
    ],
)
def test_a_subject_that_resolves_to_the_patient_counts(facts: Reader, subject: Json | None) -> None:
    entries = [
        {"fullUrl": URN, "resource": patient(identifier=[MRN])},
        {"resource": diagnosed(subject=subject)},
    ]
    record = facts.record({"all": {"resourceType": "Bundle", "entry": entries}}, server=SERVER)
    assert said(record.gaps) == []
    assert "major-depression" in record.diagnoses


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        pytest.param(reference("Patient/p2"), OF_ANOTHER, id="another id"),
        pytest.param(reference(f"{SERVER}/Patient/p2"), OF_ANOTHER, id="another id on the same server"),
        pytest.param(
            reference(f"{ELSEWHERE}/Patient/{PATIENT}"), OF_ANOTHER_SERVER, id="the same id on another server"
        ),
        pytest.param({"identifier": OTHER_MRN}, OF_ANOTHER_IDENTIFIER, id="another identifier"),
        pytest.param({"identifier": {"value": "111"}}, OF_ANOTHER_IDENTIFIER, id="of no system"),
        pytest.param(
            reference(f"Patient/{PATIENT}") | {"identifier": OTHER_MRN},
            OF_ANOTHER_IDENTIFIER,
            id="the id beside another's identifier",
        ),
        pytest.param(
            reference("Group/p1"), "this is not of a patient but of a Group and was left out", id="a group"
        ),
        pytest.param(reference(URN), UNREADABLE, id="a URN without an entry"),
        pytest.param(reference("#pat"), UNREADABLE, id="contained, and not there"),
        pytest.param(reference(PATIENT), UNREADABLE, id="an id without its type"),
        pytest.param(reference("Patient?identifier=mrn|111"), UNREADABLE, id="a conditional reference"),
        pytest.param({"display": "Anna"}, UNREADABLE, id="a display alone"),
        pytest.param({}, UNREADABLE, id="nothing in it"),
        pytest.param("Patient/p1", UNREADABLE, id="a text in place of a Reference"),
        pytest.param([], UNREADABLE, id="an empty list"),
        pytest.param(5, UNREADABLE, id="a number"),
        pytest.param({"reference": ["Patient/p1"]}, UNREADABLE, id="a list inside"),
        pytest.param({"identifier": {"system": "https://ehr.example/mrn"}}, UNREADABLE, id="no value"),
    ],
)
def test_any_other_subject_leaves_the_resource_out_and_says_why(
    facts: Reader, subject: object, why: str
) -> None:
    prefetch = {"patient": patient(identifier=[MRN]), "all": bundle(diagnosed(subject=subject))}
    record = facts.record(prefetch, server=SERVER)
    assert said(record.gaps) == [("Condition/c1", why)]
    assert record.diagnoses == {}


def test_identifiers_without_a_system_contradict_no_reference(facts: Reader) -> None:
    beside = reference(f"Patient/{PATIENT}") | {"identifier": {"value": "222"}}
    prefetch = {
        "patient": patient(identifier=[MRN, {"value": "111"}]),
        "all": bundle(diagnosed(subject=beside)),
    }
    assert said(facts.record(prefetch, server=SERVER).gaps) == []


@pytest.mark.parametrize(
    ("carried", "is_own"),
    [pytest.param([MRN], True, id="of this patient"), pytest.param([OTHER_MRN], False, id="of another")],
)
def test_a_contained_patient_is_who_its_identifiers_say(
    facts: Reader, carried: list[Json], is_own: bool
) -> None:
    whole = diagnosed(subject=reference("#who"), contained=[PERSON | {"identifier": carried}])
    record = facts.record({"patient": patient(identifier=[MRN]), "all": bundle(whole)})
    assert ("major-depression" in record.diagnoses) is is_own


def test_an_id_that_is_a_uuid_is_named_by_its_urn(facts: Reader) -> None:
    whole = diagnosed(subject=reference(URN))
    record = facts.record({"patient": patient(id=UUID), "all": bundle(whole)}, patient_id=UUID)
    assert "major-depression" in record.diagnoses


@pytest.mark.parametrize(
    ("server", "url", "is_own"),
    [
        pytest.param(SERVER, f"{SERVER}/Condition/c1", True, id="on the request's server"),
        pytest.param(SERVER, f"{ELSEWHERE}/Condition/c1", False, id="on another server"),
        pytest.param(SERVER, "", True, id="nowhere in particular"),
        pytest.param("", f"{ELSEWHERE}/Condition/c1", True, id="on the only server there is"),
    ],
)
def test_a_relative_subject_is_on_the_server_of_its_own_entry(
    facts: Reader, server: str, url: str, is_own: bool
) -> None:
    entry = {"fullUrl": url, "resource": diagnosed()}
    record = facts.record(
        {"patient": patient(), "all": {"resourceType": "Bundle", "entry": [entry]}}, server=server
    )
    assert ("major-depression" in record.diagnoses) is is_own
    assert [problem for _, problem in said(record.gaps)] == ([] if is_own else [OF_ANOTHER_SERVER])


def test_of_two_servers_that_nobody_names_neither_is_the_patients(facts: Reader) -> None:
    entries = [
        {"fullUrl": f"{base}/Condition/{identity}", "resource": diagnosed(identity=identity)}
        for base, identity in ((SERVER, "c1"), (ELSEWHERE, "c2"))
    ]
    record = facts.record({"patient": patient(), "all": {"resourceType": "Bundle", "entry": entries}})
    assert said(record.gaps) == [("Condition/c1", OF_ANOTHER_SERVER), ("Condition/c2", OF_ANOTHER_SERVER)]


# --- what an Observation is about -----------------------------------------------------------------
FOCUS_CODE = {
    "url": "http://hl7.org/fhir/StructureDefinition/observation-focusCode",
    "valueCodeableConcept": concept(coding(f"{HL7}/v3-RoleCode", "MTH")),
}


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"focus": [reference(f"Patient/{PATIENT}")]}, id="the patient"),
        pytest.param({"focus": [reference("Condition/c1")]}, id="the patient's own diagnosis"),
        pytest.param({"focus": [reference("Goal/not-sent")]}, id="a goal that was not sent"),
        pytest.param({"focus": []}, id="an empty list"),
        pytest.param({"extension": [{"url": "https://ehr.example/x"}]}, id="another extension"),
    ],
)
def test_an_answer_about_the_patient_or_their_care_counts(facts: Reader, elements: Json) -> None:
    assert facts(yes("symptoms-interfere", **elements), diagnosed())["symptoms-interfere"].truth is Truth.MET


@pytest.mark.parametrize(
    ("elements", "why"),
    [
        pytest.param({"focus": [reference("RelatedPerson/mother")]}, SOMEONE_ELSE, id="the mother"),
        pytest.param({"focus": [reference("Patient/p2")]}, SOMEONE_ELSE, id="another patient"),
        pytest.param({"focus": [reference(CLINICIAN)]}, SOMEONE_ELSE, id="a practitioner"),
        pytest.param({"extension": [FOCUS_CODE]}, SOMEONE_ELSE, id="somebody by a code"),
        pytest.param(
            {"focus": [reference(f"Patient/{PATIENT}"), reference("RelatedPerson/mother")]},
            SOMEONE_ELSE,
            id="the patient and the mother",
        ),
        pytest.param({"focus": [reference("Goal/theirs")]}, SOMEONE_ELSE, id="a goal of another patient"),
        pytest.param({"focus": [reference("#nobody")]}, ABOUT_UNREADABLE, id="nobody who is there"),
        pytest.param({"focus": [{"display": "her mother"}]}, ABOUT_UNREADABLE, id="a display alone"),
        pytest.param({"focus": "mother"}, ABOUT_UNREADABLE, id="a text"),
    ],
)
def test_an_answer_about_someone_else_is_left_out_and_said(facts: Reader, elements: Json, why: str) -> None:
    theirs = goal("theirs", subject=reference("Patient/p2"))
    read = facts(yes("symptoms-interfere", **elements), theirs)
    assert read["symptoms-interfere"].value is None
    assert ("Observation/symptoms-interfere", why) in said(read.record.gaps)


# --- which Patient --------------------------------------------------------------------------------
CHILD, NAMELESS = patient("2016-04-01", id="p2"), {"resourceType": "Patient", "birthDate": "2016-04-01"}
PATIENT_WITHOUT_ID = ("Patient", "this Patient has no id and was left out")
ANOTHER_PATIENT = ("Patient", "this is another patient than the request's and was left out")


@pytest.mark.parametrize(
    ("prefetch", "birth_date"),
    [
        pytest.param({"first": NAMELESS, "patient": patient()}, "1990-06-15", id="after one without an id"),
        pytest.param({"patient": patient(), "last": NAMELESS}, "1990-06-15", id="before one without an id"),
        pytest.param({"patient": None, "x": bundle(CHILD, patient())}, "1990-06-15", id="among others"),
        pytest.param({"patient": NAMELESS}, "2016-04-01", id="alone and without an id, under our key"),
        pytest.param({"x": NAMELESS}, None, id="alone and without an id, under another key"),
        pytest.param({"patient": NAMELESS, "x": CHILD}, None, id="without an id, beside another"),
        pytest.param({"patient": bundle(NAMELESS, NAMELESS | {"birthDate": "1990"})}, None, id="two without"),
        pytest.param({"x": CHILD}, None, id="another id"),
    ],
)
def test_the_patient_of_the_requests_id_is_the_patient_wherever_it_stands(
    facts: Reader, prefetch: Json, birth_date: str | None
) -> None:
    record = facts.record(prefetch)
    assert (record.patient.birthDate if record.patient else None) == birth_date


def test_patients_that_are_left_out_are_said(facts: Reader) -> None:
    record = facts.record({"patient": patient(), "x": NAMELESS, "y": bundle(CHILD)})
    assert said(record.gaps) == [PATIENT_WITHOUT_ID, ANOTHER_PATIENT]


@pytest.mark.parametrize("base", [SERVER, ELSEWHERE])
def test_of_two_patients_of_one_id_the_one_on_the_requests_server_is_meant(facts: Reader, base: str) -> None:
    entries = [
        {"fullUrl": f"{each}/Patient/{PATIENT}", "resource": patient(born)}
        for each, born in ((SERVER, "1990-06-15"), (ELSEWHERE, "2016-04-01"))
    ]
    record = facts.record({"x": {"resourceType": "Bundle", "entry": entries}}, server=base)
    assert record.patient is not None
    assert record.patient.birthDate == ("1990-06-15" if base == SERVER else "2016-04-01")


def test_a_patient_that_was_replaced_is_said_to_be(facts: Reader) -> None:
    link = [{"type": "replaced-by", "other": reference("Patient/p9")}]
    record = facts.record({"patient": patient(link=link)})
    assert said(record.gaps) == [(f"Patient/{PATIENT}", "this Patient was replaced by another: Patient/p9")]


def test_a_patient_without_an_id_is_not_cited_by_one(facts: Reader) -> None:
    entry = {"fullUrl": URN, "resource": NAMELESS}
    record = facts.record({"patient": {"resourceType": "Bundle", "entry": [entry]}})
    assert record.patient_reference == URN
    assert facts.record({"patient": NAMELESS}).patient_reference == "Patient"


def test_what_means_nothing_here_is_no_gap_whosever_it_is(facts: Reader) -> None:
    assert facts.gaps(condition(icd("E11.9"), subject=reference("Patient/p2"))) == []
    assert facts.gaps(resource("Basic", "b", of="p2")) == []
