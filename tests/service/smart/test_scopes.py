"""The scopes that are asked for, by what a server tells of those that it grants."""

from __future__ import annotations

import pytest

from service.auth.smart_app import SmartApp
from service.smart.discovery import Endpoints
from service.smart.scopes import scopes_to_ask

APP = SmartApp(client_id="worksheet")
V2 = ("permission-v2",)
ALL = {
    *("patient/Goal.rs", "patient/QuestionnaireResponse.c", "patient/QuestionnaireResponse.u"),
    *("patient/Observation.c", "patient/Observation.u", "patient/DocumentReference.c"),
}
OLD = {
    *("patient/Goal.read", "patient/QuestionnaireResponse.write", "patient/Observation.write"),
    "patient/DocumentReference.write",
}


def asked(
    supported: str = "", capabilities: tuple[str, ...] = V2, app: SmartApp = APP, kinds: str = "Goal"
) -> set[str]:
    """The scopes for resources, where these are read."""
    endpoints = Endpoints(
        "https://ehr.example/a",
        "https://ehr.example/t",
        ("S256",),
        scopes_supported=tuple(supported.split()),
        capabilities=capabilities,
    )
    scopes = scopes_to_ask(app, kinds.split(), endpoints, is_ehr_launch=True)
    assert len(scopes) == len(set(scopes))
    return {scope for scope in scopes if "/" in scope}


@pytest.mark.parametrize(
    ("supported", "capabilities", "expected"),
    [
        pytest.param("", V2, ALL, id="tells nothing"),
        pytest.param("openid launch", V2, ALL, id="tells nothing of resources"),
        pytest.param("patient/*.cruds", V2, ALL, id="grants everything"),
        pytest.param("patient/Condition.rs", V2, ALL, id="tells of other types alone"),
        pytest.param("", (), ALL, id="tells nothing at all"),
        pytest.param("patient/*.read", (), {"patient/Goal.read"}, id="grants reading in version 1"),
        pytest.param("", ("permission-v1",), OLD, id="knows version 1"),
        pytest.param("patient/*.*", (), OLD, id="grants everything in version 1"),
        pytest.param("patient/*.* patient/*.cruds", (), ALL, id="knows both versions"),
        pytest.param("patient/*.rs", V2, {"patient/Goal.rs"}, id="grants reading alone"),
        pytest.param(
            "patient/Goal.cu",
            V2,
            ALL - {"patient/Goal.rs"},
            id="does not grant what is needed of a type",
        ),
        pytest.param(
            "patient/QuestionnaireResponse.rus patient/QuestionnaireResponse.write",
            V2,
            ALL - {"patient/QuestionnaireResponse.c"},
            id="creates no forms in version 2, whatever it says in version 1",
        ),
        pytest.param(
            "user/Goal.rs", V2, ALL - {"patient/Goal.rs"} | {"user/Goal.rs"}, id="grants a type to users"
        ),
        pytest.param("user/Goal.rs patient/Goal.rs", V2, ALL, id="grants a type to both"),
    ],
)
def test_scopes_are_asked_for_of_a_server_that(
    supported: str, capabilities: tuple[str, ...], expected: set[str]
) -> None:
    assert asked(supported, capabilities) == expected


def test_types_are_asked_for_once() -> None:
    assert asked(kinds="Goal Observation Goal") == ALL | {"patient/Observation.rs"}


def test_an_operator_adds_and_omits() -> None:
    app = SmartApp(
        client_id="w",
        extra_scopes=("user/Practitioner.r", "patient/Goal.rs"),
        omit_scopes=("patient/Observation.u", "launch"),
    )
    assert asked(app=app) == ALL - {"patient/Observation.u"} | {"user/Practitioner.r"}
