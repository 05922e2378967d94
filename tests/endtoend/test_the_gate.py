"""The gate before the FHIR server: faults strike as they are told to, and tokens let pass what they grant."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import requests

from tests.endtoend.answers import FHIR, observation, saved
from tests.support.fhir_stores.gate import lost_after, lost_before, refusing
from tests.support.fhir_stores.scopes import Grant
from tests.support.fhir_stores.store import FhirStore


def test_a_fault_strikes_as_often_as_it_was_told_to(store: FhirStore, patient: str) -> None:
    """And then all is well again."""
    store.gate.fail(refusing(503), kind="Observation", times=2)
    statuses = [
        requests.post(
            f"{store.url}/Observation", json=observation(patient, str(n)), headers=FHIR, timeout=60
        ).status_code
        for n in range(3)
    ]
    assert statuses == [503, 503, 201]


@pytest.mark.parametrize(("fault", "kept"), [(lost_before, 0), (lost_after, 1)])
def test_an_answer_can_be_lost_before_and_after_it_was_done(
    fault: Any, kept: int, store: FhirStore, patient: str
) -> None:
    """The client cannot tell which."""
    store.gate.fail(fault, kind="")
    with pytest.raises(requests.ConnectionError):
        requests.post(store.url, json=saved(patient, str(uuid4())), headers=FHIR, timeout=60)
    assert len(store.found("Observation", patient=patient)) == kept


READING = frozenset({"patient/*.rs"})
WRITING = READING | {"patient/Observation.c", "patient/QuestionnaireResponse.cu"}


@pytest.mark.parametrize(
    ("scopes", "token", "expected"),
    [
        (WRITING, "of ours", 200),
        (READING | {"patient/Observation.c"}, "of ours", 403),
        (READING, "of ours", 403),
        (WRITING, "of nobody", 401),
        ({"patient/*.write"}, "of ours", 200),
    ],
)
def test_a_transaction_needs_a_scope_for_each_entry(
    scopes: set[str], token: str, expected: int, store: FhirStore, patient: str
) -> None:
    """A token with fewer scopes writes nothing."""
    grants = {"of ours": Grant(frozenset(scopes), patient)}
    store.gate.allows = grants.get
    try:
        answer = requests.post(
            store.url,
            json=saved(patient, str(uuid4())),
            headers={**FHIR, "Authorization": f"Bearer {token}"},
            timeout=60,
        )
    finally:
        store.gate.allows = None
    assert answer.status_code == expected
    assert len(store.found("Observation", patient=patient)) == (expected == 200)


def test_a_token_of_one_patient_reads_no_other(store: FhirStore, patient: str) -> None:
    """Nor writes to one."""
    store.gate.allows = {"t": Grant(WRITING, "somebody-else")}.get
    headers = {**FHIR, "Authorization": "Bearer t"}
    try:
        statuses = [
            requests.get(f"{store.url}/Patient/{patient}", headers=headers, timeout=60).status_code,
            requests.get(
                f"{store.url}/Observation?patient={patient}", headers=headers, timeout=60
            ).status_code,
            requests.post(store.url, json=saved(patient, "k"), headers=headers, timeout=60).status_code,
            requests.get(f"{store.url}/metadata", headers=FHIR, timeout=60).status_code,
        ]
    finally:
        store.gate.allows = None
    assert statuses == [403, 403, 403, 200]
