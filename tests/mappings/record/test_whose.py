"""Whose a resource is: what resolves to this patient counts, anything else is named for what it is."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.reading import Reader, said
from tests.mappings.record.places import ELSEWHERE, URN, diagnosed
from tests.support.bundles import bundle
from tests.support.fhir import PATIENT, SERVER, Json, patient, reference

UUID = URN.removeprefix("urn:uuid:")
MRN = {"system": "https://ehr.example/mrn", "value": "111"}
OTHER_MRN = MRN | {"value": "222"}
PERSON = {"resourceType": "Patient", "id": "who", "identifier": [MRN]}
OF_ANOTHER = "this is of another patient and was left out"
OF_ANOTHER_SERVER = "this is of a patient of another server and was left out"
OF_ANOTHER_IDENTIFIER = "this is of a patient by an identifier that this one lacks and was left out"
UNREADABLE = "whose this is cannot be told, so it was left out"


@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(reference(f"Patient/{PATIENT}"), id="relative"),
        pytest.param(reference(f"Patient/{PATIENT}/_history/4"), id="relative, with a version"),
        pytest.param(reference(f"{SERVER}/Patient/{PATIENT}"), id="absolute, on the request's server"),
        pytest.param(reference(f"{SERVER}/Patient/{PATIENT}/_history/4"), id="absolute, with a version"),
        pytest.param(
            reference(f"http://EHR.example/fhir/Patient/{PATIENT}"), id="absolute, the server spelt otherwise"
        ),
        pytest.param(reference(URN), id="the fullUrl of the Patient's entry"),
        pytest.param({"identifier": MRN}, id="an identifier that the Patient carries"),
        pytest.param(reference(f"Patient/{PATIENT}") | {"identifier": MRN}, id="the id and an identifier"),
        pytest.param(None, id="no subject at all"),
    ],
)
def test_a_subject_that_resolves_to_the_patient_counts(facts: Reader, subject: Json | None) -> None:
    entries = [
        {"fullUrl": URN, "resource": patient(identifier=[MRN])},
        {"resource": diagnosed(subject=subject)},
    ]
    record = facts.record({"all": bundle(entry=entries)}, server=SERVER)
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
        pytest.param(
            {"identifier": {"value": "111"}}, OF_ANOTHER_IDENTIFIER, id="an identifier of no system"
        ),
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
        pytest.param({}, UNREADABLE, id="an empty Reference"),
        pytest.param("Patient/p1", UNREADABLE, id="a text in place of a Reference"),
        pytest.param([], UNREADABLE, id="an empty list"),
        pytest.param(5, UNREADABLE, id="a number"),
        pytest.param({"reference": ["Patient/p1"]}, UNREADABLE, id="a Reference that holds a list"),
        pytest.param(
            {"identifier": {"system": "https://ehr.example/mrn"}},
            UNREADABLE,
            id="an identifier without a value",
        ),
    ],
)
def test_any_other_subject_leaves_the_resource_out_and_says_why(
    facts: Reader, subject: object, why: str
) -> None:
    prefetch = {"patient": patient(identifier=[MRN]), "all": bundle(diagnosed(subject=subject))}
    record = facts.record(prefetch, server=SERVER)
    assert said(record.gaps) == [("Condition/c1", why)]
    assert record.diagnoses == {}


def test_an_absolute_subject_is_the_patients_where_no_server_is_named(facts: Reader) -> None:
    assert (
        facts(diagnosed(subject=reference(f"{SERVER}/Patient/{PATIENT}")))["dx-major-depression"].truth
        is Truth.MET
    )


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
    record = facts.record({"patient": patient(), "all": bundle(entry=[entry])}, server=server)
    assert ("major-depression" in record.diagnoses) is is_own
    assert [problem for _, problem in said(record.gaps)] == ([] if is_own else [OF_ANOTHER_SERVER])


def test_of_two_servers_that_nobody_names_neither_is_the_patients(facts: Reader) -> None:
    entries = [
        {"fullUrl": f"{base}/Condition/{identity}", "resource": diagnosed(identity=identity)}
        for base, identity in ((SERVER, "c1"), (ELSEWHERE, "c2"))
    ]
    record = facts.record({"patient": patient(), "all": bundle(entry=entries)})
    assert said(record.gaps) == [("Condition/c1", OF_ANOTHER_SERVER), ("Condition/c2", OF_ANOTHER_SERVER)]
