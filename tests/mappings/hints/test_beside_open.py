"""Hints: shown beside an open question, newest first, and gone once it is settled."""

from __future__ import annotations

import pytest

from criteria.facts import Evidence
from criteria.truth import Truth
from tests.mappings.hints.entries import CRISIS, INPATIENT, cited, shown_beside
from tests.mappings.reading import Reader
from tests.support.fhir import (
    CPT,
    HCPCS,
    LOINC,
    Json,
    coding,
    concept,
    condition,
    document,
    encounter,
    icd,
    observation,
    procedure,
    reference,
    verification,
    yes,
)

EVALUATION = coding(CPT, "90791")
FAMILY: Json = {"participant": [{"individual": reference("RelatedPerson/mother")}]}


@pytest.mark.parametrize(
    ("fact", "resource", "hinted"),
    [
        pytest.param("lpha-evaluation", procedure(EVALUATION), True, id="a coded evaluation"),
        pytest.param(
            "lpha-evaluation", encounter(type=[concept(EVALUATION)]), True, id="an evaluation visit"
        ),
        pytest.param("lpha-evaluation", procedure(coding(HCPCS, "H0031")), True, id="an assessment in HCPCS"),
        pytest.param("lpha-evaluation", procedure(coding(CPT, "99213")), False, id="an office visit"),
        pytest.param(
            "lpha-evaluation", procedure(EVALUATION, on="2025-03-01"), True, id="an evaluation 365 days ago"
        ),
        pytest.param(
            "lpha-evaluation", procedure(EVALUATION, on="2025-02-28"), False, id="an evaluation 366 days ago"
        ),
        pytest.param(
            "lpha-evaluation", procedure(EVALUATION, on="2026-03-02"), False, id="an evaluation tomorrow"
        ),
        pytest.param(
            "lpha-evaluation", procedure(EVALUATION, status="not-done"), False, id="an evaluation not done"
        ),
        pytest.param(
            "lpha-evaluation",
            procedure(EVALUATION, status="entered-in-error"),
            False,
            id="an evaluation entered in error",
        ),
        pytest.param("lpha-evaluation", document("34785-6"), True, id="a consult note"),
        pytest.param(
            "lpha-evaluation", document("34785-6", status="superseded"), False, id="a superseded note"
        ),
        pytest.param("lpha-evaluation", document("34904-3"), False, id="a progress note is no evaluation"),
        pytest.param("repeated-interventions", procedure(CRISIS), True, id="a crisis service"),
        pytest.param("repeated-interventions", encounter(type=[concept(CRISIS)]), True, id="a crisis visit"),
        pytest.param("repeated-interventions", condition(icd("Z65.1")), True, id="imprisonment on the list"),
        pytest.param(
            "repeated-interventions",
            condition(icd("Z65.1"), verificationStatus=verification("refuted")),
            False,
            id="imprisonment refuted",
        ),
        pytest.param(
            "repeated-interventions",
            observation(
                concept(coding(LOINC, "93028-9")), {"valueBoolean": True}, None, issued="2026-02-10T09:00:00Z"
            ),
            True,
            id="time in jail dated by its issue",
        ),
        pytest.param(
            "repeated-interventions",
            observation(concept(coding(LOINC, "93028-9")), {"valueBoolean": True}, "2026-03-02"),
            False,
            id="time in jail of tomorrow",
        ),
        pytest.param("intervention-date", procedure(CRISIS), True, id="a crisis service, for its date"),
        pytest.param(
            "risk-hospital-homeless-isolation", encounter(**INPATIENT), True, id="an inpatient stay"
        ),
        pytest.param(
            "risk-hospital-homeless-isolation", encounter(), False, id="an outpatient visit is no stay"
        ),
        pytest.param(
            "risk-hospital-homeless-isolation",
            encounter(**INPATIENT, status="cancelled"),
            False,
            id="a cancelled stay",
        ),
        pytest.param(
            "risk-hospital-homeless-isolation",
            encounter(start="2025-02-28", **INPATIENT),
            False,
            id="a stay 366 days ago",
        ),
        pytest.param(
            "risk-hospital-homeless-isolation",
            condition(icd("Z59.00"), category=[concept(coding("urn:x", "sdoh"))]),
            True,
            id="homelessness",
        ),
        pytest.param("risk-hospital-placement", condition(icd("Z62.21")), True, id="foster care"),
        pytest.param("notes-document-goal-progress", document("34904-3"), True, id="a progress note"),
        pytest.param(
            "notes-document-goal-progress",
            document("34904-3", on="2025-11-30"),
            False,
            id="a progress note 91 days ago",
        ),
        pytest.param(
            "risk-hospital-placement",
            condition(icd("Z62.21"), recordedDate=None),
            True,
            id="undated foster care",
        ),
        pytest.param(
            "risk-hospital-placement",
            condition(icd("Z62.21"), recordedDate=None, onsetDateTime="2026-03-02"),
            False,
            id="foster care from tomorrow",
        ),
        pytest.param(
            "lpha-evaluation",
            procedure(EVALUATION, performedDateTime=None),
            False,
            id="an undated evaluation",
        ),
    ],
)
def test_a_hint_stands_beside_the_open_question_and_settles_nothing(
    facts: Reader, fact: str, resource: Json, hinted: bool
) -> None:
    assert shown_beside(facts(resource)[fact]) == ([cited(resource)] if hinted else [])


def test_a_hint_says_what_it_does_not_show(facts: Reader) -> None:
    assert facts(procedure(CRISIS))["intervention-date"].hints == (
        Evidence(
            "intervention-date",
            "Procedure/proc",
            "2026-02-10",
            f"{HCPCS}|H2011",
            "",
            "a coded crisis service; that behavior caused it is not shown",
        ),
    )


def test_a_settled_question_has_no_hints_from_the_record(facts: Reader) -> None:
    fact = facts(yes("repeated-interventions"), procedure(CRISIS))["repeated-interventions"]
    assert fact.value is Truth.MET
    assert fact.hints == ()


def test_the_newest_three_of_a_kind_are_shown(facts: Reader) -> None:
    days = ["2026-01-05", "2026-02-20", "2026-01-20", "2026-02-05"]
    services = [procedure(CRISIS, identity=day, on=day) for day in days]
    hints = facts(*services)["intervention-date"].hints
    assert [hint.date for hint in hints] == ["2026-02-20", "2026-02-05", "2026-01-20"]
