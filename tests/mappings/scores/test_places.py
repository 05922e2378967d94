"""Where a score may stand: a component, a member of a panel, a form."""

from __future__ import annotations

from criteria.facts import Evidence
from tests.mappings.reading import BY_CLINICIAN, Reader
from tests.mappings.scores.instruments import CBCL, INFANT, PSI, TODDLER
from tests.support.fhir import (
    OWN,
    RECENT,
    coding,
    concept,
    observation,
    questionnaire_response,
    reference,
    score,
    scored,
)


def test_a_score_may_be_a_component(facts: Reader) -> None:
    panel = observation(
        concept(coding("urn:vendor", "psi-panel")),
        {},
        component=[{"code": concept(coding(OWN, PSI)), "valueInteger": 84}],
    )
    fact = facts(INFANT, panel)[PSI]
    assert fact.value == 84
    assert fact.evidence[0].reference == "Observation/o1"


def test_a_panel_without_a_value_holds_its_members_together(facts: Reader) -> None:
    panel = observation(PSI, {}, identity="panel", hasMember=[reference("Observation/total")])
    total = observation(PSI, {"valueInteger": 84}, identity="total")
    fact = facts(INFANT, panel, total)[PSI]
    assert fact.value == 84
    assert fact.evidence[0].reference == "Observation/total"


def test_a_panel_may_be_coded_as_the_score_its_component_holds(facts: Reader) -> None:
    component = {"code": concept(coding(OWN, PSI)), "valueInteger": 84}
    assert facts(INFANT, observation(PSI, {}, component=[component]))[PSI].value == 84


def test_a_score_may_be_an_answer_in_a_form(facts: Reader) -> None:
    fact = facts(INFANT, questionnaire_response(*scored(PSI, 84)))[PSI]
    assert fact.value == 84
    assert fact.evidence == (
        Evidence(PSI, "QuestionnaireResponse/q1", RECENT, f"{OWN}|{PSI}", 84, "", BY_CLINICIAN, "2026-08-19"),
    )


def test_a_form_may_answer_with_a_decimal(facts: Reader) -> None:
    assert facts(INFANT, questionnaire_response(*scored(PSI, 84.0)))[PSI].value == 84
    assert facts(INFANT, questionnaire_response(*scored(PSI, 84.5)))[PSI].value is None


def test_a_scale_we_do_not_know_is_reported(facts: Reader) -> None:
    gaps = facts.gaps(score("cbcl-t-thought-problems", 70))
    assert gaps == [
        (
            "Observation/cbcl-t-thought-problems",
            "criteria-input has no code cbcl-t-thought-problems to answer under",
        )
    ]


def test_an_unknown_scale_beside_known_ones_costs_only_itself(facts: Reader) -> None:
    scales = [{"code": concept(coding(OWN, name)), "valueInteger": 70} for name in ("cbcl-t-sleep", CBCL)]
    report = observation(concept(coding("urn:vendor", "cbcl")), {}, component=scales)
    assert facts(TODDLER, report)[CBCL].value == 70
    assert [reference for reference, _ in facts.gaps(report)] == ["Observation/o1"]
