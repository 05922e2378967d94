"""Patient-view asks in two steps: what tells whether the patient is in a service, and then the rest."""

from __future__ import annotations

from tests.service.ehr.asking import CONDITIONS, HERE, NOISE, answered
from tests.support.application import call
from tests.support.bundles import operation_outcome, searchset
from tests.support.cards import DETERMINATION, cards_of, determinations, gaps
from tests.support.fhir import PATIENT, patient
from tests.support.fhir_server import FhirDouble, answering
from tests.support.hook_calls import KEYS, PATIENT_VIEW, adult, diagnosis, patient_view, plan_for, prefetched

PROGRESS = [
    "CarePlan",
    "Condition",
    "Observation",
    "Observation",
    "Patient",
    "QuestionnaireResponse",
    "ServiceRequest",
]


def test_of_a_patient_in_no_service_only_what_tells_that_is_asked(server: FhirDouble) -> None:
    assert answered(server, patient_view()) == []
    assert server.kinds() == PROGRESS


def test_of_a_patient_in_a_service_everything_is_asked_once(server: FhirDouble) -> None:
    server.resources.append(plan_for("H2017"))
    full = cards_of(call(PATIENT_VIEW, patient_view(prefetched(*adult(), plan_for("H2017")))))
    cards = answered(server, patient_view())
    assert determinations(cards) == determinations(full)
    assert gaps(cards[0]) == {}
    assert server.kinds() == sorted(["Patient", *KEYS.values()])


def test_a_first_page_is_completed_once_though_there_are_two_steps(server: FhirDouble) -> None:
    server.page_size = 6
    server.resources.append(plan_for("H2017"))
    answered(server, patient_view())
    assert server.kinds().count("Observation") == 6, "17 in pages of 6, for two keys"
    server.asked.clear()
    link = f"{server.url}/Observation?patient={PATIENT}&_offset=0&category=survey"
    record = prefetched(patient(), diagnosis(), plan_for("H2017"))
    (card,) = answered(server, patient_view({**record, "observations": searchset(NOISE, next_url=link)}))
    assert gaps(card) == {}
    assert server.kinds() == ["Observation"] * 3


def test_a_problem_of_the_first_step_is_reported_once(server: FhirDouble) -> None:
    server.replies["Condition"] = answering(operation_outcome(), 500)
    server.resources.append(plan_for("H2017"))
    (card,) = answered(server, patient_view())
    listed = card["extension"][DETERMINATION]["gaps"]
    assert listed == [{"reference": CONDITIONS, "problem": "the server answered 500"}]
    assert server.kinds().count("Condition") == 1


def test_a_first_page_without_a_server_to_ask_is_reported_once() -> None:
    sent = {
        **prefetched(patient(), diagnosis(), plan_for("H2017")),
        "conditions": searchset(HERE, next_url="https://ehr.example/2"),
    }
    (card,) = cards_of(call(PATIENT_VIEW, patient_view(sent)))
    listed = card["extension"][DETERMINATION]["gaps"]
    assert listed == [{"reference": CONDITIONS, "problem": "the EHR sent only the first page"}]
