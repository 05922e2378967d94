"""Which Patient is the request's, and what is said of the others."""

from __future__ import annotations

import pytest

from tests.mappings.reading import Reader, said
from tests.mappings.record.places import ELSEWHERE, URN
from tests.support.bundles import bundle
from tests.support.fhir import PATIENT, SERVER, Json, patient, reference

CHILD, NAMELESS = patient("2016-04-01", id="p2"), {"resourceType": "Patient", "birthDate": "2016-04-01"}
PATIENT_WITHOUT_ID = ("Patient", "this Patient has no id and was left out")
ANOTHER_PATIENT = ("Patient", "this is another patient than the request's and was left out")


@pytest.mark.parametrize(
    ("prefetch", "birth_date"),
    [
        pytest.param({"first": NAMELESS, "patient": patient()}, "1990-06-15", id="after one without an id"),
        pytest.param({"patient": patient(), "last": NAMELESS}, "1990-06-15", id="before one without an id"),
        pytest.param(
            {"patient": None, "x": bundle(CHILD, patient())}, "1990-06-15", id="among other Patients"
        ),
        pytest.param({"patient": NAMELESS}, "2016-04-01", id="alone and without an id, under our key"),
        pytest.param({"x": NAMELESS}, None, id="alone and without an id, under another key"),
        pytest.param({"patient": NAMELESS, "x": CHILD}, None, id="without an id, beside another"),
        pytest.param(
            {"patient": bundle(NAMELESS, NAMELESS | {"birthDate": "1990"})},
            None,
            id="two Patients without an id",
        ),
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
    record = facts.record({"x": bundle(entry=entries)}, server=base)
    assert record.patient is not None
    assert record.patient.birthDate == ("1990-06-15" if base == SERVER else "2016-04-01")


def test_a_patient_that_was_replaced_is_said_to_be(facts: Reader) -> None:
    link = [{"type": "replaced-by", "other": reference("Patient/p9")}]
    record = facts.record({"patient": patient(link=link)})
    assert said(record.gaps) == [(f"Patient/{PATIENT}", "this Patient was replaced by another: Patient/p9")]


def test_a_patient_without_an_id_is_not_cited_by_one(facts: Reader) -> None:
    entry = {"fullUrl": URN, "resource": NAMELESS}
    record = facts.record({"patient": bundle(entry=[entry])})
    assert record.patient_reference == URN
    assert facts.record({"patient": NAMELESS}).patient_reference == "Patient"
