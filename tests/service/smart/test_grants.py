"""What scopes grant, in either spelling; what a scope leaves out is not granted."""

from __future__ import annotations

import pytest

from service.smart.grants import EVERYTHING, READ_ONLY, Grants, grants_of

FULL = ("patient/QuestionnaireResponse.cru", "patient/Observation.cru", "patient/DocumentReference.c")


@pytest.mark.parametrize(
    ("scopes", "readable"),
    [
        pytest.param("patient/Observation.rs", True, id="read and search"),
        pytest.param("patient/Observation.cruds", True, id="everything"),
        pytest.param("patient/Observation.r patient/Observation.s", True, id="read and search apart"),
        pytest.param("patient/Observation.read", True, id="read in version 1"),
        pytest.param("patient/Observation.*", True, id="everything in version 1"),
        pytest.param("patient/*.rs", True, id="every type"),
        pytest.param("user/Observation.rs", True, id="as the user"),
        pytest.param("patient/Observation.r", False, id="read without search"),
        pytest.param("patient/Observation.s", False, id="search without read"),
        pytest.param("patient/Observation.c", False, id="create alone"),
        pytest.param("patient/Observation.write", False, id="write in version 1"),
        pytest.param("patient/Observation.rs?category=laboratory", False, id="a part of them"),
        pytest.param("patient/Observation.", False, id="nothing of it"),
        pytest.param("patient/Observation.sr", False, id="letters out of order"),
        pytest.param("system/Observation.rs", False, id="as a system"),
        pytest.param("patient/Condition.rs", False, id="another type"),
        pytest.param("launch/patient openid fhirUser", False, id="no type"),
        pytest.param("", False, id="no scope"),
    ],
)
def test_observations_are_readable_by(scopes: str, readable: bool) -> None:
    assert grants_of(scopes.split()).may_read(["Observation"]) is readable


def test_the_patient_is_read_and_not_searched() -> None:
    assert grants_of(["patient/Patient.r"]).may_read(["Patient"])


def test_what_may_not_be_read_is_named() -> None:
    grants = grants_of(["patient/Patient.rs", "patient/Observation.rs"])
    assert grants.unreadable(["Patient", "Goal", "Observation", "CarePlan"]) == ("Goal", "CarePlan")


def test_rights_are_as_the_full_scopes_say() -> None:
    grants = grants_of(FULL)
    assert grants.may_create_response
    assert grants.may_create_observation
    assert grants.may_update
    assert grants.may_file


@pytest.mark.parametrize(
    ("scopes", "lost"),
    [
        pytest.param((FULL[1], FULL[2]), {"may_create_response", "may_update"}, id="responses"),
        pytest.param((FULL[0], FULL[2]), {"may_create_observation", "may_update"}, id="observations"),
        pytest.param(FULL[:2], {"may_file"}, id="documents"),
        pytest.param(
            ("patient/QuestionnaireResponse.c", "patient/Observation.cu", FULL[2]),
            {"may_update"},
            id="updates of responses",
        ),
    ],
)
def test_without_the_scopes_for_them_nothing_else_is_lost_but(
    scopes: tuple[str, ...], lost: set[str]
) -> None:
    names = ("may_create_response", "may_create_observation", "may_update", "may_file")
    assert {name for name in names if not getattr(grants_of(scopes), name)} == lost


def test_writing_in_version_1_is_creating_and_updating() -> None:
    grants = grants_of(["patient/*.write"])
    assert grants.may_create_observation
    assert grants.may_update
    assert not grants.may_read(["Observation"])


def test_an_open_server_allows_everything_and_a_shipped_patient_reading() -> None:
    assert EVERYTHING.may_read(["Goal"])
    assert EVERYTHING.may_update
    assert READ_ONLY.may_read(["Goal"])
    assert not READ_ONLY.may_create_observation
    assert Grants().unreadable(["Goal"]) == ("Goal",)
