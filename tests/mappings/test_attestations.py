"""What only a person can say: the answer, who gave it, when, and what happens when answers differ."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from criteria.facts import Evidence, Fact
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.qualifications import LISTS_LPC, LPC
from tests.mappings.reading import BY_CLINICIAN, MET, NOT_MET, OPEN, Reader
from tests.support.fhir import (
    BASE,
    CLINICIAN,
    HCPCS,
    HL7,
    LOINC,
    NO,
    OWN,
    RECENT,
    SNOMED,
    YES,
    Json,
    coding,
    concept,
    item,
    no,
    observation,
    order,
    patient,
    practitioner,
    procedure,
    questionnaire_response,
    reference,
    yes,
)

FACT = "least-restrictive"


def test_a_yes_names_where_it_stands(facts: Reader) -> None:
    proof = Evidence(FACT, f"Observation/{FACT}", RECENT, f"{OWN}|{FACT}", "yes", by=BY_CLINICIAN)
    assert facts(yes(FACT))[FACT] == Fact(FACT, MET, evidence=(proof,))


def test_silence_is_unknown_and_says_who_can_speak(facts: Reader) -> None:
    assert facts()[FACT] == Fact(FACT, reason="the treating clinician can supply it")


# --- the answer ----------------------------------------------------------------------------------------


def coded(*codings: Json) -> Json:
    return {"valueCodeableConcept": concept(*codings)}


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        pytest.param({"valueBoolean": True}, MET, id="true"),
        pytest.param({"valueBoolean": False}, NOT_MET, id="false"),
        pytest.param(coded(coding(LOINC, "LA33-6")), MET, id="yes in LOINC"),
        pytest.param(coded(coding(LOINC, "LA32-8")), NOT_MET, id="no in LOINC"),
        pytest.param(
            coded(coding("urn:oid:2.16.840.1.113883.6.1", "LA33-6")), MET, id="yes under the LOINC OID"
        ),
        pytest.param(coded(coding(SNOMED, "373066001")), MET, id="yes in SNOMED CT"),
        pytest.param(coded(coding(SNOMED, "373067005")), NOT_MET, id="no in SNOMED CT"),
        pytest.param(coded(coding(f"{HL7}/v2-0136", "Y")), MET, id="yes in HL7 version 2"),
        pytest.param(coded(coding(f"{HL7}/v2-0136", "N")), NOT_MET, id="no in HL7 version 2"),
        pytest.param(
            coded(coding("http://hl7.org/fhir/v2/0136", "Y")), MET, id="yes under the old v2 system"
        ),
        pytest.param(
            coded(coding("urn:x", "1"), coding(LOINC, "LA33-6")), MET, id="yes in the second coding"
        ),
        pytest.param(
            coded(coding(LOINC, "LA33-6"), coding(SNOMED, "373066001")), MET, id="yes in two systems"
        ),
        pytest.param(coded(coding(LOINC, "LA33-6"), coding(LOINC, "LA32-8")), OPEN, id="yes and no at once"),
        pytest.param(coded(coding(LOINC, "LA137-2")), OPEN, id="none of the above"),
        pytest.param(coded(coding("urn:x", "LA33-6")), OPEN, id="yes of another system"),
        pytest.param({"valueCodeableConcept": {"text": "Yes"}}, OPEN, id="yes in words"),
        pytest.param({"valueString": "yes"}, OPEN, id="yes as text"),
        pytest.param({"valueInteger": 1}, OPEN, id="one"),
        pytest.param({"valueBoolean": "true"}, OPEN, id="true as text"),
        pytest.param({}, OPEN, id="no value"),
    ],
)
def test_a_yes_and_a_no_are_read_in_every_shape_they_come_in(
    facts: Reader, value: Json, truth: Truth | None
) -> None:
    fact = facts(observation(FACT, value))[FACT]
    assert fact.value == truth
    if truth is OPEN:
        assert fact.reason == "it is neither a yes nor a no that can be read"


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        pytest.param({"valueBoolean": True}, MET, id="true"),
        pytest.param({"valueBoolean": False}, NOT_MET, id="false"),
        pytest.param({"valueCoding": coding(LOINC, "LA33-6")}, MET, id="yes in LOINC"),
        pytest.param({"valueCoding": coding(SNOMED, "373067005")}, NOT_MET, id="no in SNOMED CT"),
        pytest.param({"valueString": "Yes"}, OPEN, id="yes as text"),
    ],
)
def test_an_answer_in_a_form_is_read_as_an_observation_is(
    facts: Reader, answer: Json, truth: Truth | None
) -> None:
    fact = facts(questionnaire_response(item(FACT, answer)))[FACT]
    assert fact.value == truth
    cited = (fact.evidence or fact.hints)[0]
    assert (cited.reference, cited.date) == ("QuestionnaireResponse/q1", RECENT)


# --- who answered --------------------------------------------------------------------------------------

UNSIGNED = "the record does not say who answered"
BY_PATIENT = "answered by the patient, not by a practitioner"
BY_FAMILY = "answered by a related person, not by a practitioner"


@pytest.mark.parametrize(
    ("performer", "reason"),
    [
        pytest.param([reference("Practitioner/1")], None, id="a practitioner"),
        pytest.param([reference("PractitionerRole/1")], None, id="a practitioner in a role"),
        pytest.param([reference("https://ehr.example/fhir/Practitioner/1")], None, id="an absolute URL"),
        pytest.param(
            [[reference("Patient/p1")], reference("Practitioner/1")], None, id="behind a nested list"
        ),
        pytest.param([reference("Practitioner/1/_history/3")], None, id="a version of a practitioner"),
        pytest.param([{"type": "Practitioner", "display": "Dr. Roe"}], None, id="only the type"),
        pytest.param(
            [reference("Patient/p1"), reference("Practitioner/1")], None, id="patient and practitioner"
        ),
        pytest.param([reference("Patient/p1")], BY_PATIENT, id="the patient"),
        pytest.param([{"type": "Patient"}], BY_PATIENT, id="the patient by type"),
        pytest.param([reference("RelatedPerson/1")], BY_FAMILY, id="a related person"),
        pytest.param(
            [reference("Organization/1")],
            "answered by an organization, not by a practitioner",
            id="organization",
        ),
        pytest.param(
            [reference("CareTeam/1")],
            "answered by someone who cannot settle it, not by a practitioner",
            id="a care team",
        ),
        pytest.param(None, UNSIGNED, id="nobody"),
        pytest.param([], UNSIGNED, id="an empty list"),
        pytest.param([{"display": "Dr. Roe"}], UNSIGNED, id="a name only"),
        pytest.param([reference("#roe")], UNSIGNED, id="one that is not contained after all"),
        pytest.param([{"type": "Practitioner", "reference": "#roe"}], UNSIGNED, id="the same, with a type"),
        pytest.param("Practitioner/1", UNSIGNED, id="a string"),
    ],
)
def test_only_a_practitioner_settles_a_question_of_judgement(
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
        pytest.param(
            {"author": reference(CLINICIAN), "source": reference("Patient/p1")},
            OPEN,
            id="a practitioner wrote down what the patient said",
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
    fact = facts(questionnaire_response(item(FACT, {"valueBoolean": True}), **people))[FACT]
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


# --- when ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "on", "truth"),
    [
        pytest.param(FACT, "2025-12-01", MET, id="90 days ago"),
        pytest.param(FACT, "2025-11-30", OPEN, id="91 days ago"),
        pytest.param("lpha-evaluation", "2025-03-01", MET, id="an evaluation 365 days ago"),
        pytest.param("lpha-evaluation", "2025-02-28", OPEN, id="an evaluation 366 days ago"),
        pytest.param("lpha-evaluation-independent", "2025-03-01", MET, id="independence 365 days ago"),
        pytest.param("lpha-evaluation-independent", "2025-02-28", OPEN, id="independence 366 days ago"),
        pytest.param("lpha-recommends", "2025-03-01", MET, id="a recommendation 365 days ago"),
        pytest.param("lpha-recommends", "2025-02-28", OPEN, id="a recommendation 366 days ago"),
        pytest.param(FACT, "2026-03-01", MET, id="today"),
        pytest.param(FACT, "2026-03-02", OPEN, id="tomorrow"),
        pytest.param(FACT, None, OPEN, id="on no date"),
    ],
)
def test_an_answer_counts_for_its_window(
    facts: Reader, fact: str, on: str | None, truth: Truth | None
) -> None:
    assert facts(yes(fact, on))[fact].value == truth


@pytest.mark.parametrize(
    ("windows", "on", "truth"),
    [
        pytest.param("attestation: 180 days", "2025-09-02", MET, id="a longer window for all, its last day"),
        pytest.param("attestation: 180 days", "2025-09-01", OPEN, id="a longer window for all, a day late"),
        pytest.param("attestation: 30 days", "2026-01-29", OPEN, id="a shorter window for all, a day late"),
        pytest.param(f"{FACT}: 180 days", "2025-09-02", MET, id="a window for one fact"),
        pytest.param(f"{FACT}: 30 days, attestation: 180 days", "2026-01-29", OPEN, id="one fact over all"),
        pytest.param("authorization: 10 days", "2025-12-01", MET, id="another window changes nothing"),
    ],
)
def test_a_site_sets_windows(facts: Reader, windows: str, on: str, truth: Truth | None) -> None:
    assert facts(yes(FACT, on), site=f"windows: {{{windows}}}")[FACT].value == truth


def test_a_stale_answer_is_shown_with_its_date(facts: Reader) -> None:
    fact = facts(yes(FACT, "2025-11-30"))[FACT]
    assert fact.reason == "the latest, of 2025-11-30, is older than 90 days"
    assert [(hint.date, hint.value) for hint in fact.hints] == [("2025-11-30", "yes")]


# --- answers that differ -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said_no", "said_yes", "truth"),
    [
        pytest.param("2026-02-19", "2026-02-20", MET, id="the yes is newer"),
        pytest.param("2026-02-21", "2026-02-20", NOT_MET, id="the no is newer"),
        pytest.param("2026-02-20", "2026-02-20", OPEN, id="on the same day"),
        pytest.param("2026-02-20T09:00:00Z", "2026-02-20T09:00:00Z", OPEN, id="at the same moment"),
        pytest.param("2026-02-20T09:00:00Z", "2026-02-20T09:01:00Z", MET, id="a minute apart"),
        pytest.param(
            "2026-02-20T09:00:00-05:00", "2026-02-20T13:00:00Z", NOT_MET, id="by the clock, not the text"
        ),
    ],
)
def test_the_newest_answer_counts_and_contrary_ones_at_once_are_a_conflict(
    facts: Reader, said_no: str, said_yes: str, truth: Truth | None
) -> None:
    fact = facts(no(FACT, said_no, identity="no"), yes(FACT, said_yes, identity="yes"))[FACT]
    assert fact.value == truth
    if truth is OPEN:
        assert fact.reason == "contrary answers on 2026-02-20"


def test_the_same_answer_by_both_roads_counts_once(facts: Reader) -> None:
    extracted = yes(FACT, derivedFrom=[reference("QuestionnaireResponse/q1")])
    fact = facts(extracted, questionnaire_response(item(FACT, {"valueBoolean": True})))[FACT]
    assert fact.value is MET
    assert len(fact.evidence) == 1


def test_contrary_answers_by_both_roads_are_a_conflict(facts: Reader) -> None:
    fact = facts(yes(FACT), questionnaire_response(item(FACT, {"valueBoolean": False})))[FACT]
    assert fact.value is OPEN


def test_two_answers_to_one_item_are_a_conflict_when_they_differ(facts: Reader) -> None:
    both = {"linkId": FACT, "answer": [{"valueBoolean": True}, {"valueBoolean": False}]}
    assert facts(questionnaire_response(both))[FACT].value is OPEN


# --- forms ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("canonical", "truth"),
    [
        pytest.param(f"{BASE}/Questionnaire/prs-adult-admission", MET, id="one of our forms"),
        pytest.param(f"{BASE}/Questionnaire/prs-adult-admission|1.0.0", MET, id="a version of it"),
        pytest.param(f"{BASE}/Questionnaire/of-the-site", MET, id="any form under our base"),
        pytest.param(
            "https://elsewhere.example/Questionnaire/prs-adult-admission", OPEN, id="somebody else's"
        ),
        pytest.param(f"https://elsewhere.example/?q={BASE}/Questionnaire/x", OPEN, id="ours only inside"),
        pytest.param("Questionnaire/1", OPEN, id="a relative reference"),
        pytest.param(None, OPEN, id="none"),
        pytest.param(5, OPEN, id="a number"),
    ],
)
def test_a_form_counts_when_its_canonical_is_ours(
    facts: Reader, canonical: object, truth: Truth | None
) -> None:
    answered = questionnaire_response(item(FACT, {"valueBoolean": True}), questionnaire=canonical)
    assert facts(answered)[FACT].value == truth


@pytest.mark.parametrize(
    ("status", "truth"),
    [
        pytest.param("completed", MET, id="completed"),
        pytest.param("amended", MET, id="amended"),
        pytest.param("in-progress", OPEN, id="in progress"),
        pytest.param("stopped", OPEN, id="stopped"),
        pytest.param("final", OPEN, id="a status of Observations"),
        pytest.param("entered-in-error", OPEN, id="entered in error"),
    ],
)
def test_a_form_counts_when_it_is_complete(facts: Reader, status: str, truth: Truth | None) -> None:
    answered = questionnaire_response(item(FACT, {"valueBoolean": True}), status=status)
    assert facts(answered)[FACT].value == truth


@pytest.mark.parametrize(
    "nest",
    [
        pytest.param(lambda inner: {"linkId": "group", "item": [inner]}, id="in a group"),
        pytest.param(
            lambda inner: {"linkId": "g1", "item": [{"linkId": "g2", "item": [inner]}]},
            id="in a group in a group",
        ),
        pytest.param(
            lambda inner: item("other", {"valueString": "x", "item": [inner]}), id="below an answer"
        ),
        pytest.param(
            lambda inner: item("family-agrees", {"valueBoolean": True, "item": [inner]}),
            id="below another of ours",
        ),
    ],
)
def test_items_are_found_however_they_are_nested(facts: Reader, nest: Any) -> None:
    assert facts(questionnaire_response(nest(item(FACT, {"valueBoolean": True}))))[FACT].value is MET


def test_items_nested_without_end_are_still_read(facts: Reader) -> None:
    inner = item(FACT, {"valueBoolean": True})
    for _ in range(200):
        inner = {"linkId": "group", "item": [inner]}
    assert facts(questionnaire_response(inner))[FACT].value is MET


@pytest.mark.parametrize(
    "link_id",
    [
        pytest.param("LEAST-RESTRICTIVE", id="in capitals"),
        pytest.param("least_restrictive", id="with an underscore"),
        pytest.param("1.1", id="a number"),
    ],
)
def test_a_link_id_is_taken_exactly(facts: Reader, link_id: str) -> None:
    assert facts(questionnaire_response(item(link_id, {"valueBoolean": True})))[FACT].value is OPEN


# --- the LPHA ------------------------------------------------------------------------------------------

MSW = coding("https://ehr.example/license", "MSW")
STANDARD = coding(f"{HL7}/v2-0360", "MD")
ORDERS_COUNT = f"order_of_lpha_recommends: 'true'\n{LISTS_LPC}"
ROLE = {
    "resourceType": "PractitionerRole",
    "id": "role",
    "practitioner": {"reference": "Practitioner/lpha"},
}


@pytest.mark.parametrize(
    ("site", "people", "by", "note"),
    [
        pytest.param(LISTS_LPC, [practitioner("lpha", LPC)], CLINICIAN, True, id="a listed qualification"),
        pytest.param(LISTS_LPC, [practitioner("lpha", MSW, LPC)], CLINICIAN, True, id="the second of two"),
        pytest.param(
            LISTS_LPC,
            [practitioner("lpha") | {"qualification": [{"code": concept(STANDARD, LPC)}]}],
            CLINICIAN,
            True,
            id="a listed code behind a standard one, in one concept",
        ),
        pytest.param(LISTS_LPC, [practitioner("lpha", MSW)], CLINICIAN, False, id="another qualification"),
        pytest.param(LISTS_LPC, [], CLINICIAN, False, id="a practitioner the EHR did not send"),
        pytest.param("", [practitioner("lpha", LPC)], CLINICIAN, False, id="a site that lists none"),
        pytest.param(
            LISTS_LPC,
            [ROLE | {"practitioner": None, "code": [concept(LPC)]}],
            "PractitionerRole/role",
            True,
            id="a role with a listed code",
        ),
        pytest.param(
            LISTS_LPC,
            [ROLE | {"practitioner": None, "specialty": [concept(LPC)]}],
            "PractitionerRole/role",
            True,
            id="a role with a listed specialty",
        ),
        pytest.param(
            LISTS_LPC,
            [ROLE, practitioner("lpha", LPC)],
            "PractitionerRole/role",
            True,
            id="the role of a practitioner who holds it",
        ),
    ],
)
def test_a_listed_qualification_is_noted(
    facts: Reader, site: str, people: list[Json], by: str, note: bool
) -> None:
    fact = facts(yes(FACT, by=by), *people, site=site)[FACT]
    assert fact.value is MET
    assert fact.evidence[0].note == ("by an LPHA, as the site lists qualifications" if note else "")


def test_a_listed_qualification_of_a_forms_author_is_noted(facts: Reader) -> None:
    answered = questionnaire_response(item(FACT, {"valueBoolean": True}))
    fact = facts(answered, practitioner("lpha", LPC), site=LISTS_LPC)[FACT]
    assert fact.evidence[0].note == "by an LPHA, as the site lists qualifications"


@pytest.mark.parametrize(
    ("site", "elements", "truth"),
    [
        pytest.param(ORDERS_COUNT, {}, MET, id="an active order"),
        pytest.param(ORDERS_COUNT, {"status": "completed"}, MET, id="a completed order"),
        pytest.param(ORDERS_COUNT, {"status": "draft"}, OPEN, id="a draft"),
        pytest.param(ORDERS_COUNT, {"status": "revoked"}, OPEN, id="a revoked order"),
        pytest.param(ORDERS_COUNT, {"doNotPerform": True}, OPEN, id="an order not to perform it"),
        pytest.param(ORDERS_COUNT, {"authoredOn": "2025-03-01"}, MET, id="an order 365 days ago"),
        pytest.param(ORDERS_COUNT, {"authoredOn": "2025-02-28"}, OPEN, id="an order 366 days ago"),
        pytest.param(ORDERS_COUNT, {"authoredOn": "2026-03-02"}, OPEN, id="an order of tomorrow"),
        pytest.param(ORDERS_COUNT, {"authoredOn": None}, OPEN, id="an order without a date"),
        pytest.param(ORDERS_COUNT, {"code": concept(coding("urn:x", "H2017"))}, OPEN, id="another code"),
        pytest.param(ORDERS_COUNT, {"requester": reference("Practitioner/other")}, OPEN, id="by another"),
        pytest.param(ORDERS_COUNT, {"requester": None}, OPEN, id="by nobody"),
        pytest.param(LISTS_LPC, {}, OPEN, id="a site that does not take orders for recommendations"),
    ],
)
def test_an_order_of_an_lpha_recommends_only_where_the_site_says_so(
    facts: Reader, site: str, elements: Json, truth: Truth | None
) -> None:
    fact = facts(order(**elements), practitioner("lpha", LPC), site=site)["lpha-recommends"]
    assert fact.value == truth


def test_an_order_for_another_service_does_not_recommend_this_one(facts: Reader) -> None:
    other = [order(code="H0024"), practitioner("lpha", LPC)]
    assert facts(*other, site=ORDERS_COUNT)["lpha-recommends"].value is OPEN
    assert facts(*other, site=ORDERS_COUNT, service="H0024")["lpha-recommends"].value is MET


@pytest.mark.parametrize(
    ("answers", "truth"),
    [
        pytest.param([no("lpha-recommends")], NOT_MET, id="a no"),
        pytest.param(
            [no("lpha-recommends", identity="a"), yes("lpha-recommends", identity="b")], OPEN, id="yes and no"
        ),
        pytest.param([no("lpha-recommends", "2024-01-01")], MET, id="a no that has gone stale"),
        pytest.param([no("lpha-recommends", by="Patient/p1")], MET, id="a no of the patient"),
    ],
)
def test_an_order_does_not_outweigh_what_a_clinician_said(
    facts: Reader, answers: list[Json], truth: Truth | None
) -> None:
    resources = [*answers, order(), practitioner("lpha", LPC)]
    assert facts(*resources, site=ORDERS_COUNT)["lpha-recommends"].value == truth


# --- the date of an intervention -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "on", "expected", "reason"),
    [
        pytest.param({"valueDateTime": "2026-02-10"}, RECENT, date(2026, 2, 10), "", id="a date"),
        pytest.param({"valueDateTime": RECENT}, RECENT, date(2026, 2, 20), "", id="of the day it is told on"),
        pytest.param(
            {"valueDateTime": "2026-02-21"},
            RECENT,
            None,
            "2026-02-21 is later than the answer that tells it",
            id="of the day after it is told",
        ),
        pytest.param(
            {"valueDateTime": "2026-02-10T20:00:00-05:00"},
            RECENT,
            date(2026, 2, 10),
            "",
            id="a date and time",
        ),
        pytest.param(
            {"valueDateTime": "2025-11-30"}, RECENT, date(2025, 11, 30), "", id="a date before any window"
        ),
        pytest.param(
            {"valueDateTime": "2025-02-10"}, "2025-03-01", date(2025, 2, 10), "", id="however long ago told"
        ),
        pytest.param({"valueBoolean": False}, "2026-02-22", NOT_MET, "", id="none, said 7 days ago"),
        pytest.param(NO, "2026-02-22", NOT_MET, "", id="none, coded"),
        pytest.param(
            {"valueBoolean": False},
            "2026-02-21",
            None,
            "the latest, of 2026-02-21, is older than 7 days",
            id="none, said 8 days ago",
        ),
        pytest.param(
            {"valueBoolean": True}, RECENT, None, "it holds no date that can be read", id="a mere yes"
        ),
        pytest.param(
            {"valueDateTime": "2026-03-02"}, RECENT, None, "2026-03-02 lies in the future", id="tomorrow"
        ),
        pytest.param({"valueDateTime": "2026-02"}, RECENT, None, "2026-02 is no whole date", id="a month"),
        pytest.param(
            {"valueDateTime": "recently"}, RECENT, None, "it holds no date that can be read", id="a word"
        ),
        pytest.param(
            {"valueString": "2026-02-10"}, RECENT, None, "it holds no date that can be read", id="text"
        ),
    ],
)
def test_an_intervention_is_a_date_or_none(
    facts: Reader, value: Json, on: str, expected: date | Truth | None, reason: str
) -> None:
    fact = facts(observation("intervention-date", value, on))["intervention-date"]
    assert fact.value == expected
    assert fact.reason == reason


def test_an_intervention_may_be_answered_in_a_form(facts: Reader) -> None:
    answered = questionnaire_response(item("intervention-date", {"valueDate": "2026-02-10"}))
    assert facts(answered)["intervention-date"].value == date(2026, 2, 10)


def test_a_date_and_none_at_one_instant_are_a_conflict(facts: Reader) -> None:
    dated = observation("intervention-date", {"valueDateTime": "2026-02-10"}, identity="a")
    none = observation("intervention-date", {"valueBoolean": False}, identity="b")
    assert facts(dated, none)["intervention-date"].reason == f"contrary answers on {RECENT}"


NONE_NOW = observation("intervention-date", {"valueBoolean": False}, "2026-02-25", identity="none")
CRISIS = coding(HCPCS, "S9485")


def told(day: str, on: str, **elements: Any) -> Json:
    return observation("intervention-date", {"valueDateTime": day}, on, identity=f"told-{day}", **elements)


@pytest.mark.parametrize(
    ("resources", "expected", "code"),
    [
        pytest.param(
            [told("2026-01-20", "2026-01-21")],
            None,
            ReasonCode.CONFLICT_ONE_PERSON,
            id="a date in the window",
        ),
        pytest.param(
            [told("2026-01-20", "2026-01-21", by="Practitioner/other")],
            None,
            ReasonCode.CONFLICT_PEOPLE,
            id="a date that somebody else gave",
        ),
        pytest.param(
            [told("2025-12-01", "2025-12-05")], None, ReasonCode.CONFLICT_ONE_PERSON, id="a date 90 days ago"
        ),
        pytest.param([told("2025-11-30", "2025-12-05")], NOT_MET, None, id="a date 91 days ago"),
        pytest.param([told("2026-01-20", "2026-02-26")], date(2026, 1, 20), None, id="a date told later"),
        pytest.param([told("2026-01-20", "2026-01-21", by="Patient/p1")], NOT_MET, None, id="of the patient"),
        pytest.param(
            [procedure(CRISIS, on="2026-02-26")],
            None,
            ReasonCode.CONFLICT_PEOPLE,
            id="a crisis the day after",
        ),
        pytest.param(
            [procedure(CRISIS, on="2026-02-25")], None, ReasonCode.CONFLICT_PEOPLE, id="a crisis on the day"
        ),
        pytest.param([procedure(CRISIS, on="2026-02-24")], NOT_MET, None, id="a crisis the day before"),
        pytest.param(
            [procedure(CRISIS, on="2026-02-26", status="not-done")],
            NOT_MET,
            None,
            id="a crisis that was none",
        ),
        pytest.param([procedure(CRISIS, on="2026-03-02")], NOT_MET, None, id="a crisis planned for tomorrow"),
    ],
)
def test_a_no_does_not_stand_against_an_intervention_on_file(
    facts: Reader, resources: list[Json], expected: date | Truth | None, code: ReasonCode | None
) -> None:
    fact = facts(NONE_NOW, *resources)["intervention-date"]
    assert fact.value == expected
    if code:
        assert fact.code is code
        assert [hint.value for hint in fact.hints[:1]] == ["none"]
        assert len(fact.hints) > 1


def test_a_no_that_has_read_the_date_stands(facts: Reader) -> None:
    date_given = told("2026-01-20", "2026-01-21")
    read = NONE_NOW | {"derivedFrom": [reference(f"Observation/{date_given['id']}")]}
    assert facts(date_given, read)["intervention-date"].value is NOT_MET


def test_a_site_sets_how_long_a_no_counts(facts: Reader) -> None:
    said = observation("intervention-date", {"valueBoolean": False}, "2026-02-15")
    assert facts(said)["intervention-date"].value is None
    assert facts(said, site="windows: {denial: 14 days}")["intervention-date"].value is NOT_MET
