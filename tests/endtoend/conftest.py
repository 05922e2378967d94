"""What the tests of the whole road share."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.support.fhir_stores.store import FhirStore


@pytest.fixture
def store(fhir_store: FhirStore) -> FhirStore:
    """The FHIR server of this run."""
    return fhir_store


@pytest.fixture
def patient(store: FhirStore) -> str:
    """A patient of this test alone."""
    identity = f"p-{uuid4()}"
    store.load([{"resourceType": "Patient", "id": identity, "birthDate": "1980-01-01"}])
    return identity
