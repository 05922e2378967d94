"""What the worksheet asks of a FHIR server, of the one that the other tests here run against."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

import pytest
import requests

from tests.endtoend.answers import ANSWER, FACTS, FHIR, observation, saved
from tests.support.fhir_stores.store import FhirStore

SEARCHES: Mapping[str, Mapping[str, str]] = {
    "by patient and code": {"code": f"{FACTS}|spmi-present"},
    "by patient and the code system alone": {"code": f"{FACTS}|"},
    "by patient and category": {"category": "survey"},
    "by patient and identifier": {},
}


def test_a_transaction_that_comes_twice_is_kept_once_and_its_references_lead_to_it(
    store: FhirStore, patient: str
) -> None:
    """A second save of the same answers writes nothing."""
    bundle = saved(patient, str(uuid4()))
    first, second = store.transact(bundle), store.transact(bundle)
    assert [entry["response"]["status"][:3] for entry in first["entry"]] == ["201", "201"]
    assert [entry["response"]["status"][:3] for entry in second["entry"]] == ["200", "200"]
    (form,) = store.found("QuestionnaireResponse", patient=patient)
    (answer,) = store.found("Observation", patient=patient)
    assert answer["derivedFrom"] == [{"reference": f"QuestionnaireResponse/{form['id']}"}]


def test_a_transaction_with_one_bad_entry_keeps_nothing(store: FhirStore, patient: str) -> None:
    """All or none."""
    bundle = saved(patient, str(uuid4()))
    bundle["entry"][1]["resource"]["resourceType"] = "NoSuchThing"
    refused = requests.post(store.url, json=bundle, headers=FHIR, timeout=60)
    assert refused.status_code in (400, 404, 422)
    assert store.found("QuestionnaireResponse", patient=patient) == []


def test_a_conditional_create_is_done_once(store: FhirStore, patient: str) -> None:
    """For servers that know no transactions."""
    key = str(uuid4())
    headers = {**FHIR, "If-None-Exist": f"identifier={ANSWER}|{key}"}
    statuses = [
        requests.post(
            f"{store.url}/Observation", json=observation(patient, key), headers=headers, timeout=60
        ).status_code
        for _ in range(2)
    ]
    assert statuses == [201, 200]
    assert len(store.found("Observation", patient=patient)) == 1


def test_an_update_from_an_old_version_is_refused(store: FhirStore, patient: str) -> None:
    """Somebody else was faster."""
    made = requests.post(
        f"{store.url}/Observation", json=observation(patient, str(uuid4())), headers=FHIR, timeout=60
    )
    found, tag = made.json(), made.headers["ETag"]
    amended = found | {"status": "amended", "valueBoolean": False}
    statuses = [
        requests.put(
            f"{store.url}/Observation/{found['id']}",
            json=amended | {"note": [{"text": str(n)}]},
            headers={**FHIR, "If-Match": tag},
            timeout=60,
        ).status_code
        for n in range(2)
    ]
    assert statuses[0] == 200
    assert statuses[1] in (409, 412)
    assert store.read(f"Observation/{found['id']}")["status"] == "amended"


@pytest.mark.parametrize("name", SEARCHES)
def test_answers_are_found(name: str, store: FhirStore, patient: str) -> None:
    """And no other patient's."""
    key = str(uuid4())
    other = f"p-{uuid4()}"
    store.load([{"resourceType": "Patient", "id": other}])
    store.transact(saved(patient, key))
    store.transact(saved(other, str(uuid4())))
    parameters = SEARCHES[name] or {"identifier": f"{ANSWER}|{key}"}
    found = store.found("Observation", patient=patient, **parameters)
    assert [each["subject"]["reference"] for each in found] == [f"Patient/{patient}"]


def test_forms_and_goals_are_found_for_one_patient(store: FhirStore, patient: str) -> None:
    """The searches that sekmet leaves out."""
    goal = {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "to work"},
        "startDate": "2026-01-05",
    }
    other = f"p-{uuid4()}"
    store.load([{"resourceType": "Patient", "id": other}])
    for each in (patient, other):
        store.load([goal | {"id": f"g-{each}"[:64], "subject": {"reference": f"Patient/{each}"}}])
        store.transact(saved(each, str(uuid4())))
    goals = store.found("Goal", patient=patient, _sort="-start-date")
    forms = store.found("QuestionnaireResponse", patient=patient, _sort="-authored")
    assert {each["subject"]["reference"] for each in (*goals, *forms)} == {f"Patient/{patient}"}
    assert (len(goals), len(forms)) == (1, 1)


def test_the_newest_come_first(store: FhirStore, patient: str) -> None:
    """As the service asks for them."""
    days = ["2026-03-02", "2026-03-09", "2026-02-20"]
    for day in days:
        requests.post(
            f"{store.url}/Observation",
            json=observation(patient, str(uuid4()), day),
            headers=FHIR,
            timeout=60,
        )
    found = store.found("Observation", patient=patient, _sort="-date")
    assert [each["effectiveDateTime"] for each in found] == sorted(days, reverse=True)


def test_it_takes_a_document(store: FhirStore, patient: str) -> None:
    """The filed summary."""
    document = {
        "resourceType": "DocumentReference",
        "identifier": [{"system": ANSWER, "value": str(uuid4())}],
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "51899-3"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "content": [{"attachment": {"contentType": "application/pdf", "data": "JVBERi0="}}],
    }
    made = requests.post(f"{store.url}/DocumentReference", json=document, headers=FHIR, timeout=60)
    assert made.status_code == 201
    (found,) = store.found("DocumentReference", patient=patient, type="http://loinc.org|51899-3")
    assert found["content"][0]["attachment"]["contentType"] == "application/pdf"


def test_it_says_what_it_can_do(store: FhirStore) -> None:
    """A client learns from it whether to send a transaction."""
    told = requests.get(f"{store.url}/metadata", headers=FHIR, timeout=60).json()
    assert "transaction" in {each["code"] for each in told["rest"][0]["interaction"]}
