"""The cases as parameters, and the service they are put to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from tests.goldens.case import Case, load_cases
from tests.goldens.files import GoldenFiles, texts
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
    """The service with the site of each case."""
    return GoldenService()


@pytest.fixture(scope="session")
def texts_of(service: GoldenService) -> Callable[[str], GoldenFiles]:
    """The golden files of a case as they should be now."""

    @cache
    def texts_of_case(name: str) -> GoldenFiles:
        return texts(name, _cases()[name], service)

    return texts_of_case
