"""The cases as parameters, and the service they are put to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from tests.goldens.case import Case
from tests.goldens.files import golden_files
from tests.goldens.load import load_cases
from tests.goldens.service import GoldenService


@cache
def _cases() -> Mapping[str, Case]:
    return load_cases()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every case to the tests that ask for a name."""
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", _cases())


@pytest.fixture(scope="session")
def cases() -> Mapping[str, Case]:
    """All cases by name."""
    return _cases()


@pytest.fixture
def case(name: str) -> Case:
    """The case of that name."""
    return _cases()[name]


@pytest.fixture(scope="session")
def service() -> GoldenService:
    """The service with the example site."""
    return GoldenService()


@pytest.fixture(scope="session")
def files_of(service: GoldenService) -> Callable[[str], Mapping[str, str]]:
    """The golden files of a case as they should be now."""

    @cache
    def files(name: str) -> Mapping[str, str]:
        return golden_files(name, _cases()[name], service)

    return files
