"""What an EHR hands over at a launch: the user, what the card said, and what is granted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.smart.worksheets import Browser
from tests.support.smart_server.server import SmartServer

POLICY = "sc-medicaid-h2017-prs"
EVALUATION = "2c5b8f0e-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("user", "claimed", "reference", "name"),
    [
        pytest.param("{fhir}/Practitioner/dr1", "", "Practitioner/dr1", "Dr. Rosa Lindt", id="a URL here"),
        pytest.param("Practitioner/dr1", "R. L.", "Practitioner/dr1", "Dr. Rosa Lindt", id="a reference"),
        pytest.param("Practitioner/dr9", "R. L.", "Practitioner/dr9", "R. L.", id="who cannot be read"),
        pytest.param(
            "https://elsewhere.example/Practitioner/dr1",
            "R. L.",
            "https://elsewhere.example/Practitioner/dr1",
            "R. L.",
            id="a URL elsewhere",
        ),
        pytest.param("nobody", "R. L.", "", "R. L.", id="what is no reference"),
    ],
)
def test_the_user_is(
    browser: Browser, ehr: SmartServer, user: str, claimed: str, reference: str, name: str
) -> None:
    ehr.behave(user=user.format(fhir=ehr.fhir), claimed_name=claimed)
    session = browser.session(browser.launched(ehr.launch_query("anna")))
    assert (session.user, session.user_name) == (reference, name)


WORDS = {"policy": POLICY, "phase": "admission", "evaluation": EVALUATION}
WHOLE = (POLICY, "admission", EVALUATION)
BASE = "https://criteria-cards.example/fhir"


@pytest.mark.parametrize(
    ("handed_over", "subject"),
    [
        pytest.param({"app_context": WORDS}, WHOLE, id="as an object"),
        pytest.param(
            {"app_context": f'{{"policy": "{POLICY}", "phase": "admission", "evaluation": "{EVALUATION}"}}'},
            WHOLE,
            id="as a string",
        ),
        pytest.param({}, ("", "", ""), id="not at all"),
        pytest.param({"app_context": "{"}, ("", "", ""), id="broken"),
        pytest.param({"app_context": "[" * 5000}, ("", "", ""), id="nested without end"),
        pytest.param({"app_context": [POLICY]}, ("", "", ""), id="as a list"),
        pytest.param(
            {"app_context": {**WORDS, "policy": "other"}}, ("", "admission", EVALUATION), id="other"
        ),
        pytest.param({"app_context": {**WORDS, "phase": "other"}}, (POLICY, "", EVALUATION), id="no phase"),
        pytest.param(
            {"app_context": {**WORDS, "evaluation": "<script>"}}, (POLICY, "admission", ""), id="no uuid"
        ),
        pytest.param({"app_context": {"policy": 7}}, ("", "", ""), id="with a number for a policy"),
        pytest.param(
            {"fhir_context": [{"canonical": f"{BASE}/Questionnaire/{POLICY}-continued-stay|1.0.0"}]},
            (POLICY, "continued-stay", ""),
            id="as our Questionnaire in fhirContext",
        ),
        pytest.param(
            {
                "fhir_context": [
                    {"canonical": f"https://other.example/Questionnaire/{POLICY}-continued-stay"},
                    7,
                ]
            },
            ("", "", ""),
            id="as a Questionnaire of others",
        ),
        pytest.param(
            {
                "app_context": WORDS,
                "fhir_context": [{"canonical": f"{BASE}/Questionnaire/{POLICY}-continued-stay"}],
            },
            WHOLE,
            id="as the card's words before a Questionnaire",
        ),
    ],
)
def test_policy_phase_and_evaluation_are_handed_over(
    browser: Browser, ehr: SmartServer, handed_over: dict[str, Any], subject: tuple[str, str, str]
) -> None:
    ehr.behave(**handed_over)
    session = browser.session(browser.launched(ehr.launch_query("anna")))
    assert (session.policy, session.phase, session.evaluation) == subject


def test_a_link_from_outside_names_policy_and_phase_in_its_address(
    browser: Browser, ehr: SmartServer
) -> None:
    away = browser.get(f"/smart/standalone?policy={POLICY}&phase=admission&evaluation={EVALUATION}")
    session = browser.session(browser.launched(away.headers["Location"].partition("?")[2]))
    assert (session.policy, session.phase, session.evaluation) == WHOLE


@pytest.mark.parametrize(
    ("denied", "right"),
    [
        pytest.param("patient/QuestionnaireResponse.c", "may_create_response", id="forms"),
        pytest.param("patient/Observation.c", "may_create_observation", id="observations"),
        pytest.param("patient/Observation.u", "may_update", id="corrections"),
        pytest.param("patient/DocumentReference.c", "may_file", id="documents"),
    ],
)
def test_fewer_granted_scopes_leave_less_to_do(
    browser: Browser, ehr: SmartServer, denied: str, right: str
) -> None:
    ehr.behave(denied_scopes=(denied,))
    grants = browser.session(browser.launched(ehr.launch_query("anna"))).grants
    rights = ("may_create_response", "may_create_observation", "may_update", "may_file")
    assert {each for each in rights if not getattr(grants, each)} == {right}


def test_what_may_not_be_read_is_told(browser: Browser, ehr: SmartServer) -> None:
    ehr.behave(denied_scopes=("patient/Goal.rs",))
    grants = browser.session(browser.launched(ehr.launch_query("anna"))).grants
    assert grants.unreadable(["Goal", "Condition"]) == ("Goal",)


def test_who_may_not_know_the_user_gets_a_worksheet_without_one(browser: Browser, ehr: SmartServer) -> None:
    ehr.behave(denied_scopes=("openid",))
    assert browser.session(browser.launched(ehr.launch_query("anna"))).user == ""


def test_an_answer_that_repeats_no_scopes_grants_what_was_asked_for(
    browser: Browser, ehr: SmartServer
) -> None:
    ehr.behave(token_answer={"scope": None})
    assert browser.session(browser.launched(ehr.launch_query("anna"))).grants.may_file
