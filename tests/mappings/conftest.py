"""The one fixture of these tests: from resources to facts by the real decoder."""

from __future__ import annotations

import pytest

from tests.mappings.reading import Reader


@pytest.fixture(scope="session")
def facts() -> Reader:
    """Reads the facts of FHIR resources given as plain JSON objects."""
    return Reader()
