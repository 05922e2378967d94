"""FHIR servers of our own that hold the adult's record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.fhir_server import FhirDouble
from tests.support.hook_calls import adult


@pytest.fixture
def server() -> Iterator[FhirDouble]:
    """A server that holds the adult's record."""
    with FhirDouble(*adult()) as double:
        yield double


@pytest.fixture
def elsewhere() -> Iterator[FhirDouble]:
    """Another server, which nobody has any business with."""
    with FhirDouble(*adult()) as double:
        yield double
