"""Who may settle a question: practitioners, and for some the person or the family."""

from __future__ import annotations

import pytest

from criteria.facts import Author, License
from criteria.truth import Truth
from tests.mappings.answers.asked import FACT, SAID
from tests.mappings.qualifications import LISTS_LPC, LPC
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.support.fhir import (
    CLINICIAN,
    YES,
    Json,
    item,
    no,
    observation,
    patient,
    practitioner,
    questionnaire_response,
    reference,
    yes,
)

UNSIGNED = "the record does not say who answered"
BY_PATIENT = "answered by the patient, not by a practitioner"
BY_FAMILY = "answered by a related person, not by a practitioner"


@pytest.mark.parametrize(
    ("performer", "reason"),
    [
        pytest.param([reference("Practitioner/1")], None, id="a practitioner"),
        pytest.param([reference("PractitionerRole/1")], None, id="a practitioner in a role"),
        pytest.param(
            [reference("https://ehr.example/fhir/Practitioner/1")],
            None,
            id="a practitioner by an absolute URL",
        ),
        pytest.param(
            [[reference("Patient/p1")], reference("Practitioner/1")],
            None,
            id="a practitioner behind a nested list",
        ),
        pytest.param([reference("Practitioner/1/_history/3")], None, id="a version of a practitioner"),
        pytest.param(
            [{"type": "Practitioner", "display": "Dr. Roe"}], None, id="a practitioner by type alone"
        ),
        pytest.param(
            [reference("Patient/p1"), reference("Practitioner/1")], None, id="patient and practitioner"
        ),
        pytest.param([reference("Patient/p1")], BY_PATIENT, id="the patient"),
        pytest.param([{"type": "Patient"}], BY_PATIENT, id="the patient by type"),
        pytest.param([reference("RelatedPerson/1")], BY_FAMILY, id="a related person"),
        pytest.param(
            [reference("Organization/1")],
            "answered by an organization, not by a practitioner",
            id="an organization",
        ),
        pytest.param(
            [reference("CareTeam/1")],
            "answered by someone who cannot settle it, not by a practitioner",
            id="a care team",
        ),
        pytest.param(None, UNSIGNED, id="nobody"),
        pytest.param([], UNSIGNED, id="an empty list"),
        pytest.param([{"display": "Dr. Roe"}], UNSIGNED, id="a name only"),
        pytest.param([reference("#roe")], UNSIGNED, id="a contained one that is not there"),
        pytest.param(
            [{"type": "Practitioner", "reference": "#roe"}],
            UNSIGNED,
            id="a contained one that is not there, though its type is stated",
        ),
        pytest.param("Practitioner/1", UNSIGNED, id="a string"),
    ],
)
def test_only_a_practitioner_settles_a_question_of_judgment(
    facts: Reader, performer: object, reason: str | None
) -> None:
    fact = facts(observation(FACT, YES, performer=performer))[FACT]
    assert fact.value == (MET if reason is None else OPEN)
    if reason is not None:
        assert fact.reason == reason
        assert [(hint.reference, hint.value, hint.note) for hint in fact.hints] == [
            (f"Observation/{FACT}", "yes", reason)
        ]


@pytest.mark.parametrize(
    ("people", "truth"),
    [
        pytest.param({"author": reference(CLINICIAN)}, MET, id="a practitioner wrote it"),
        pytest.param(
            {"author": reference("PractitionerRole/1")}, MET, id="a practitioner in a role wrote it"
        ),
        pytest.param({"author": None, "source": reference(CLINICIAN)}, MET, id="only the source is named"),
        pytest.param({"author": reference("Patient/p1")}, OPEN, id="the patient wrote it"),
        pytest.param(
            {"author": None, "source": reference("RelatedPerson/1")}, OPEN, id="family is the source"
        ),
        pytest.param({"author": None}, OPEN, id="nobody is named"),
    ],
)
def test_who_wrote_a_form_matters(facts: Reader, people: Json, truth: Truth | None) -> None:
    fact = facts(questionnaire_response(item(FACT, SAID), **people))[FACT]
    assert fact.value == truth


@pytest.mark.parametrize(
    ("performer", "truth"),
    [
        pytest.param(None, MET, id="nobody is named: it can only be a practitioner"),
        pytest.param([reference("Patient/p1")], OPEN, id="the patient is named"),
        pytest.param([{"display": "J. Doe"}], OPEN, id="somebody is named whose kind does not show"),
    ],
)
def test_a_site_may_say_that_its_forms_are_for_practitioners_only(
    facts: Reader, performer: object, truth: Truth | None
) -> None:
    answered = observation(FACT, YES, performer=performer)
    assert facts(answered, site="forms_are_practitioner_only: 'true'")[FACT].value == truth


ADULT, TWENTY = patient("2005-03-01"), patient("2005-03-02")


@pytest.mark.parametrize(
    ("fact", "person", "by", "truth"),
    [
        pytest.param("family-agrees", ADULT, "RelatedPerson/1", MET, id="family agrees for itself"),
        pytest.param("family-agrees", ADULT, CLINICIAN, MET, id="a practitioner may say so"),
        pytest.param(
            "family-agrees", ADULT, "Patient/p1", OPEN, id="the patient cannot agree for the family"
        ),
        pytest.param("family-agrees", ADULT, None, OPEN, id="nobody agrees"),
        pytest.param("discharge-requested", ADULT, "Patient/p1", MET, id="the patient asks for discharge"),
        pytest.param("discharge-requested", ADULT, CLINICIAN, MET, id="a practitioner passes it on"),
        pytest.param(
            "discharge-requested", TWENTY, "RelatedPerson/1", MET, id="family asks the day before 21"
        ),
        pytest.param("discharge-requested", ADULT, "RelatedPerson/1", OPEN, id="family asks at 21"),
        pytest.param(
            "discharge-requested", patient("2005"), "RelatedPerson/1", OPEN, id="family asks, age in doubt"
        ),
        pytest.param("discharge-requested", patient(None), "RelatedPerson/1", OPEN, id="family asks, no age"),
        pytest.param(
            "participating", ADULT, "Patient/p1", OPEN, id="the patient cannot settle participation"
        ),
        pytest.param(
            "family-participating",
            ADULT,
            "RelatedPerson/1",
            OPEN,
            id="the family cannot settle its own participation",
        ),
    ],
)
def test_some_questions_are_the_persons_or_the_familys_to_answer(
    facts: Reader, fact: str, person: Json, by: str | None, truth: Truth | None
) -> None:
    assert facts(person, yes(fact, by=by), service="H0024")[fact].value == truth


def test_what_a_patient_says_does_not_replace_what_a_clinician_said(facts: Reader) -> None:
    older = no(FACT, "2026-02-01", identity="clinician")
    newer = yes(FACT, "2026-02-25", by="Patient/p1", identity="patient")
    fact = facts(older, newer)[FACT]
    assert fact.value is NOT_MET
    assert [(hint.reference, hint.value) for hint in fact.hints] == [("Observation/patient", "yes")]


def test_evidence_says_who_by_name_and_role_as_sent(facts: Reader) -> None:
    named = practitioner("lpha", LPC) | {"name": [{"given": ["Ann", "B."], "family": "Roe"}]}
    fact = facts(yes(FACT), named, site=LISTS_LPC)[FACT]
    assert fact.evidence[0].by == Author(CLINICIAN, "Ann B. Roe", "LPC", License.LISTED)
    displayed = yes(FACT, performer=[reference(CLINICIAN) | {"display": "Dr. Roe"}])
    assert facts(displayed)[FACT].evidence[0].by == Author(CLINICIAN, "Dr. Roe", "", License.NOT_CHECKED)


def test_the_patient_is_not_named(facts: Reader) -> None:
    asked = yes("discharge-requested", performer=[reference("Patient/p1") | {"display": "Jo Doe"}])
    assert facts(asked, service="H0024")["discharge-requested"].evidence[0].by == Author(
        "Patient/p1", role="the patient"
    )
