"""Hints: shown beside an open question, newest first, and gone once it is settled."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.facts import Evidence
from criteria.truth import Truth
from tests.mappings.reading import Reader
from tests.support.fhir import (
    CPT,
    HCPCS,
    HL7,
    LOINC,
    Json,
    coding,
    concept,
    condition,
    document,
    encounter,
    goal,
    icd,
    observation,
    order,
    plan,
    procedure,
    reference,
    service,
    status,
    yes,
)

CRISIS = coding(HCPCS, "H2011")
EVALUATION = coding(CPT, "90791")
INPATIENT: Json = {"class_": coding(f"{HL7}/v3-ActCode", "IMP")}
FAMILY: Json = {"participant": [{"individual": reference("RelatedPerson/mother")}]}
CONTACT: Json = {"type": [service()]}


@pytest.mark.parametrize(
    ("fact", "resource", "hinted"),
    [
        pytest.param("lpha-evaluation", procedure(EVALUATION), True, id="a coded evaluation"),
        pytest.param(
            "lpha-evaluation", encounter(type=[concept(EVALUATION)]), True, id="an evaluation visit"
        ),
        pytest.param("lpha-evaluation", procedure(coding(HCPCS, "H0031")), True, id="an assessment in HCPCS"),
        pytest.param("lpha-evaluation", procedure(coding(CPT, "99213")), False, id="an office visit"),
        pytest.param("lpha-evaluation", procedure(EVALUATION, on="2025-03-01"), True, id="one 365 days ago"),
        pytest.param("lpha-evaluation", procedure(EVALUATION, on="2025-02-28"), False, id="one 366 days ago"),
        pytest.param("lpha-evaluation", procedure(EVALUATION, on="2026-03-02"), False, id="one tomorrow"),
        pytest.param("lpha-evaluation", procedure(EVALUATION, status="not-done"), False, id="one not done"),
        pytest.param(
            "lpha-evaluation", procedure(EVALUATION, status="entered-in-error"), False, id="one in error"
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
            condition(icd("Z65.1"), verificationStatus=status("condition-ver-status", "refuted")),
            False,
            id="imprisonment refuted",
        ),
        pytest.param(
            "repeated-interventions",
            observation(concept(coding(LOINC, "93028-9")), {"valueBoolean": True}),
            True,
            id="time in jail asked for",
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
            "notes-document-goal-progress", document("34904-3", on="2025-11-30"), False, id="one 91 days ago"
        ),
        pytest.param("lpha-recommends", order(), True, id="an order for the service"),
        pytest.param("lpha-recommends", order(status="draft"), False, id="a draft order"),
        pytest.param("lpha-recommends", order(code="H0024"), False, id="an order for another service"),
        pytest.param("scope-intensity-documented", plan(), True, id="a plan that names the service"),
        pytest.param(
            "scope-intensity-documented", plan(activity=None), False, id="a plan that names no service"
        ),
        pytest.param("plan-cocreated", plan(contributor=[reference("Patient/p1")]), True, id="a contributor"),
        pytest.param(
            "plan-cocreated", plan(author=reference("RelatedPerson/1")), True, id="a related author"
        ),
        pytest.param(
            "plan-cocreated", plan(author=reference("Practitioner/1")), False, id="a clinician alone"
        ),
        pytest.param("discharge-requested", plan(status="revoked"), True, id="a revoked plan"),
        pytest.param("discharge-requested", order(status="revoked"), True, id="a revoked order"),
        pytest.param(
            "discharge-requested",
            plan(status="revoked", activity=None),
            False,
            id="a revoked plan that names no service",
        ),
        pytest.param("discharge-requested", plan(), False, id="an active plan"),
        pytest.param("family-participating", encounter(**FAMILY), True, id="a visit with the family"),
        pytest.param("family-participating", encounter(), False, id="a visit without"),
        pytest.param(
            "family-participating", encounter(status="cancelled", **FAMILY), False, id="a cancelled visit"
        ),
        pytest.param("participating", encounter(start="2026-03-01", **CONTACT), True, id="a contact today"),
        pytest.param(
            "participating", encounter(start="2026-03-02", **CONTACT), False, id="a contact tomorrow"
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
        pytest.param("family-participating", encounter(start="2025-11-30", **FAMILY), False, id="long ago"),
        pytest.param(
            "participation-discontinued", encounter(start="2026-01-29", **CONTACT), True, id="31 days ago"
        ),
        pytest.param(
            "participation-discontinued", encounter(start="2026-01-30", **CONTACT), False, id="30 days ago"
        ),
        pytest.param("participating", encounter(**CONTACT), True, id="a contact coded as the service"),
        pytest.param("participating", encounter(type=[service("H0024")]), False, id="as another service"),
    ],
)
def test_a_hint_stands_beside_the_open_question_and_settles_nothing(
    facts: Reader, fact: str, resource: Json, hinted: bool
) -> None:
    read = facts(resource)[fact]
    reference_to = f"{resource['resourceType']}/{resource['id']}"
    assert read.value is None
    assert [hint.reference for hint in read.hints] == ([reference_to] if hinted else [])
    assert all(hint.note for hint in read.hints)


def test_a_hint_says_what_it_does_not_show(facts: Reader) -> None:
    assert facts(procedure(CRISIS))["intervention-date"].hints == (
        Evidence(
            "intervention-date",
            "Procedure/proc",
            "2026-02-10",
            f"{HCPCS}|H2011",
            "Crisis service",
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


@pytest.mark.parametrize(
    ("resources", "shown"),
    [
        pytest.param(
            [plan(period={"start": "2026-01-01", "end": "2026-06-30"})], "2026-01-01 to 2026-06-30", id="both"
        ),
        pytest.param([plan()], "2026-01-01 to open", id="no end"),
        pytest.param([plan(period={"end": "2026-06-30"})], "? to 2026-06-30", id="no start"),
        pytest.param(
            [
                plan(period=None, goal=[reference("Goal/a"), reference("Goal/b")]),
                goal("a", target=[{"dueDate": "2026-05-01"}]),
                goal("b", target=[{"dueDate": "2026-07-01"}, {"detailString": "often"}]),
            ],
            "its last goal is due on 2026-07-01",
            id="the goals' due dates in its place",
        ),
    ],
)
def test_the_time_frame_of_the_plan_is_shown(facts: Reader, resources: list[Json], shown: str) -> None:
    hints = facts(*resources)["outcome-restored"].hints
    assert shown in [hint.value for hint in hints]


def test_a_plan_without_a_time_frame_shows_none(facts: Reader) -> None:
    assert facts(plan(period=None))["outcome-restored"].hints == ()


def test_achieved_goals_are_counted_and_prompt_only(facts: Reader) -> None:
    links = [reference(f"Goal/g{i}") for i in range(1, 4)]
    goals = [goal("g1", "achieved"), goal("g2", "sustaining"), goal("g3", "improving")]
    fact = facts(plan(goal=links), *goals, service="H2017")["goals-substantially-met"]
    assert fact.value is None
    assert [(hint.reference, hint.value) for hint in fact.hints] == [
        ("CarePlan/plan", "2 of 3 goals achieved")
    ]


def test_even_all_goals_achieved_only_prompt(facts: Reader) -> None:
    fact = facts(plan(goal=[reference("Goal/g1")]), goal("g1", "achieved"))["goals-substantially-met"]
    assert fact.value is None
    assert [hint.value for hint in fact.hints] == ["1 of 1 goals achieved"]


def test_a_goal_the_person_stated_shows_participation(facts: Reader) -> None:
    stated = goal(expressedBy=reference("Patient/p1"))
    hints = facts(plan(goal=[reference("Goal/g1")]), stated)["plan-cocreated"].hints
    assert [(hint.reference, hint.value) for hint in hints] == [("CarePlan/plan", "Patient")]


@pytest.mark.parametrize("kind", ["Patient", "RelatedPerson", "CareTeam"])
def test_who_took_part_in_the_plan_is_shown(facts: Reader, kind: str) -> None:
    people = [reference("Practitioner/lpha"), reference(f"{kind}/p1")]
    hints = facts(plan(contributor=people))["plan-cocreated"].hints
    assert [(hint.reference, hint.value) for hint in hints] == [("CarePlan/plan", kind)]


VISITS = [encounter(f"e{day}", f"2026-02-{day}", **CONTACT) for day in ("03", "10", "17")]


@pytest.mark.parametrize(
    ("site", "shown"),
    [
        pytest.param("", "3 contacts in 2026-02", id="no minimum set"),
        pytest.param(
            "monthly_minimum_contacts: {H2017: 4}",
            "3 contacts in 2026-02; the minimum set here is 4",
            id="a minimum",
        ),
    ],
)
def test_the_contacts_of_the_last_month_are_counted(facts: Reader, site: str, shown: str) -> None:
    early = encounter("old", "2026-01-31", **CONTACT)
    planned = encounter("planned", "2026-02-24", status="planned", **CONTACT)
    fact = facts(*VISITS, early, planned, site=site)["monthly-minimum-missed"]
    assert fact.value is None
    assert [(hint.reference, hint.value) for hint in fact.hints] == [("Encounter/e17", shown)]


def test_contacts_by_procedure_count_as_well(facts: Reader) -> None:
    delivered = procedure(coding(HCPCS, "H2017"))
    hints = facts(delivered, *VISITS)["participating"].hints
    assert [hint.value for hint in hints] == ["4 contacts coded H2017 in 90 days, the last one"]


INSTRUMENT = coding("https://ehr.example/flowsheet", "82001")
CODE = 'system: "https://ehr.example/flowsheet", code: "82001"'
DLA_20 = f"hints: {{severity-daily-living: [{{{CODE}, title: DLA-20}}]}}"


def instrument(**elements: Any) -> Json:
    return observation(concept(INSTRUMENT), {"valueInteger": 2}, identity="dla", **elements)


def test_another_instrument_is_shown_and_never_read_as_a_rating(facts: Reader) -> None:
    fact = facts(instrument(), site=DLA_20)["severity-daily-living"]
    assert fact.value is None
    assert [(hint.reference, hint.value, hint.note) for hint in fact.hints] == [
        ("Observation/dla", "DLA-20", "another instrument; a clinician's own rating settles it")
    ]


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"status": "entered-in-error"}, id="entered in error"),
        pytest.param({"status": "preliminary"}, id="preliminary"),
        pytest.param({"on": "2026-03-02"}, id="of tomorrow"),
    ],
)
def test_an_instrument_that_does_not_count_is_not_shown(facts: Reader, elements: Json) -> None:
    assert facts(instrument(**elements), site=DLA_20)["severity-daily-living"].hints == ()


def test_one_instrument_may_stand_beside_several_domains(facts: Reader) -> None:
    whodas = f"[{{{CODE}, title: WHODAS}}]"
    site = f"hints: {{severity-relationships: {whodas}, severity-social: {whodas}}}"
    read = facts(instrument(), site=site)
    assert [hint.value for hint in read["severity-relationships"].hints] == ["WHODAS"]
    assert [hint.value for hint in read["severity-social"].hints] == ["WHODAS"]


@pytest.mark.parametrize("names", ["abc", "cba", "bca"])
def test_answers_that_settle_nothing_stand_in_one_order_however_they_were_sent(
    facts: Reader, names: str
) -> None:
    sent = [yes("lpha-recommends", status="preliminary", identity=name) for name in names]
    hints = facts(*sent)["lpha-recommends"].hints
    assert [hint.reference for hint in hints] == ["Observation/c", "Observation/b", "Observation/a"]
