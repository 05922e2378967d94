"""What the tests of the whole road share."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.endtoend.clinic import Clinic, clinic
from tests.support.browsing import Browsing
from tests.support.fhir_stores.store import FhirStore

WRITTEN_TO = os.environ.get("WRITTEN_TO", "")
"""A folder for what worksheets wrote, where `make interop` wants to validate it."""


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


@pytest.fixture(scope="session")
def running_clinic(
    running_fhir_store: FhirStore, browser: Browsing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    """A clinic, one for all tests of a worker."""
    with clinic(tmp_path_factory.mktemp("clinic"), running_fhir_store, browser) as found:
        yield found


@pytest.fixture
def here(running_clinic: Clinic, fhir_store: FhirStore) -> Iterator[Clinic]:
    """The clinic, with its EHR's gate guarded and nothing about to fail."""
    running_clinic.guard()
    yield running_clinic
    for resource in running_clinic.written() if WRITTEN_TO else ():
        name = f"{resource['resourceType']}-{resource['id']}.json"
        (Path(WRITTEN_TO) / name).write_text(json.dumps(resource, separators=(",", ":")), encoding="utf-8")
