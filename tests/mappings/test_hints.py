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
    ICD,
    LOINC,
    NO,
    YES,
    Json,
    clinical,
    coding,
    concept,
    condition,
    document,
    encounter,
    goal,
    icd,
    no,
    observation,
    order,
    plan,
    procedure,
    reference,
    service,
    status,
    verification,
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
            condition(icd("Z65.1"), verificationStatus=verification("refuted")),
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
            "",
            "a coded crisis service; that behavior caused it is not shown",
        ),
    )


HOMELESS = coding(ICD, "Z59.00", display="Homelessness, unspecified")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param(coding(ICD, "Z60.2", display="Problems related to living alone"), None, id="as sent"),
        pytest.param(coding(ICD, "Z60.2"), "", id="no display, the code alone"),
        pytest.param(
            coding(ICD, "Z60.2", display="  lives\n alone "), "lives alone", id="several lines made one"
        ),
        pytest.param(coding(ICD, "Z60.2", display=7), "", id="a display that is no text"),
        pytest.param(coding(ICD, "Z60.2", display="a" * 80), None, id="80 characters"),
        pytest.param(coding(ICD, "Z60.2", display="a" * 81), f"{'a' * 79}…", id="81 characters"),
    ],
)
def test_an_entry_is_called_by_the_display_that_came_with_its_code(
    facts: Reader, sent: Json, shown: str | None
) -> None:
    other = coding("urn:vendor", "7", display="Widowed")
    (hint,) = facts(condition(other, sent))["risk-hospital-homeless-isolation"].hints
    assert hint.code == f"{ICD}|Z60.2"
    assert hint.value == (sent["display"] if shown is None else shown)


@pytest.mark.parametrize(
    ("elements", "state"),
    [
        pytest.param({}, "", id="active"),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2019-05-01"},
            "ended on 2019-05-01",
            id="resolved",
        ),
        pytest.param({"abatementPeriod": {"end": "2019-05"}}, "ended on 2019-05", id="ended, still active"),
        pytest.param({"abatementDateTime": "2026-03-02"}, "", id="to end tomorrow"),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementString": "in spring"},
            "ended on a day that the record does not give",
            id="resolved in words",
        ),
        pytest.param(
            {"clinicalStatus": clinical("inactive")},
            "inactive, and the record does not say since when",
            id="inactive",
        ),
        pytest.param(
            {"clinicalStatus": {"text": "over"}}, "its clinical status is not readable", id="in words"
        ),
        pytest.param(
            {"category": [status("condition-category", "encounter-diagnosis")]},
            "noted at a visit",
            id="a visit's",
        ),
        pytest.param(
            {"verificationStatus": verification("provisional")},
            "provisional",
            id="provisional",
        ),
    ],
)
def test_what_is_past_or_in_doubt_says_so(facts: Reader, elements: Json, state: str) -> None:
    (hint,) = facts(condition(HOMELESS, **elements))["risk-hospital-homeless-isolation"].hints
    what = "coded in the record; that the diagnosis puts the person at risk is not shown"
    assert hint.note == (f"{state}; {what}" if state else what)


JAIL = concept(coding(LOINC, "93028-9"))


@pytest.mark.parametrize(
    ("answer", "hinted"),
    [
        pytest.param({"valueBoolean": True}, True, id="true"),
        pytest.param({"valueBoolean": False}, False, id="false"),
        pytest.param(YES, True, id="a coded yes"),
        pytest.param(NO, False, id="a coded no"),
        pytest.param({"valueCodeableConcept": {"text": "No"}}, False, id="no in words"),
        pytest.param({"valueString": "Yes"}, False, id="yes in free text, which is not read"),
        pytest.param({}, True, id="its code alone"),
        pytest.param(
            {"dataAbsentReason": status("data-absent-reason", "asked-declined")}, False, id="declined"
        ),
    ],
)
def test_a_question_that_was_answered_no_is_no_hint(facts: Reader, answer: Json, hinted: bool) -> None:
    hints = facts(observation(JAIL, answer))["repeated-interventions"].hints
    assert [hint.reference for hint in hints] == (["Observation/o1"] if hinted else [])


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        pytest.param("2025-12-01", "", id="90 days ago"),
        pytest.param("2025-11-30", "outside the last 90 days; ", id="91 days ago"),
    ],
)
def test_beside_a_question_about_90_days_what_lies_outside_says_so(
    facts: Reader, day: str, outside: str
) -> None:
    read = facts(procedure(CRISIS, on=day))
    what = "a coded crisis service; that behavior caused it is not shown"
    assert [hint.note for hint in read["intervention-date"].hints] == [f"{outside}{what}"]
    assert [hint.note for hint in read["repeated-interventions"].hints] == [what]


def test_a_crisis_that_was_answered_no_contradicts_nobody(facts: Reader) -> None:
    asked = observation(concept(CRISIS), NO, "2026-02-25")
    assert facts(no("intervention-date", "2026-02-23"), asked)["intervention-date"].value is Truth.NOT_MET


@pytest.mark.parametrize(
    ("elements", "day", "shown"),
    [
        pytest.param(
            {"period": {"start": "2026-01-02", "end": "2026-01-20"}},
            "2026-01-20",
            "inpatient stay, finished",
            id="over",
        ),
        pytest.param(
            {"status": "in-progress", "period": {"start": "2026-02-20"}},
            "2026-02-20",
            "inpatient stay, in-progress",
            id="going on",
        ),
        pytest.param(
            {"status": "in-progress", "period": {"start": "2026-02-20", "end": "2026-03-20"}},
            "2026-02-20",
            "inpatient stay, in-progress",
            id="going on, with its end planned",
        ),
    ],
)
def test_an_inpatient_stay_says_whether_it_is_over(
    facts: Reader, elements: Json, day: str, shown: str
) -> None:
    (hint,) = facts(encounter(**INPATIENT, **elements))["risk-hospital-placement"].hints
    assert (hint.date, hint.value) == (day, shown)


@pytest.mark.parametrize(
    ("fact", "resource", "shown"),
    [
        pytest.param("lpha-recommends", order(), ("active", ""), id="an order in force"),
        pytest.param(
            "lpha-recommends",
            order(occurrencePeriod={"start": "2020-01-01", "end": "2020-09-30"}),
            ("active", "ended 2020-09-30, still marked active; "),
            id="an order that ended",
        ),
        pytest.param(
            "lpha-recommends",
            order(intent="proposal"),
            ("active", "the order is only a proposal; "),
            id="a proposal",
        ),
        pytest.param("lpha-recommends", order(status="completed"), ("completed", ""), id="a completed order"),
        pytest.param("scope-intensity-documented", plan(), ("active", ""), id="a plan in force"),
        pytest.param(
            "scope-intensity-documented",
            plan(period={"start": "2020-01-01", "end": "2020-09-30"}),
            ("active", "ended 2020-09-30, still marked active; "),
            id="a plan that ended",
        ),
    ],
)
def test_an_order_or_a_plan_that_is_over_says_so(
    facts: Reader, fact: str, resource: Json, shown: tuple[str, str]
) -> None:
    hint = facts(resource)[fact].hints[0]
    assert (hint.value, hint.note.partition("an order for")[0].partition("the plan names")[0]) == shown


@pytest.mark.parametrize(
    ("end", "hinted"),
    [
        pytest.param("2025-12-31", False, id="the day before the service began"),
        pytest.param("2026-01-01", True, id="the day that it began"),
    ],
)
def test_a_plan_revoked_before_the_service_began_no_longer_bears(
    facts: Reader, end: str, hinted: bool
) -> None:
    revoked = plan("revoked", status="revoked", period={"start": "2025-06-01", "end": end})
    hints = facts(plan(), revoked)["discharge-requested"].hints
    assert [(hint.reference, hint.date) for hint in hints] == ([("CarePlan/revoked", end)] if hinted else [])


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


def units(count: int, **elements: Any) -> list[Json]:
    return [procedure(coding(HCPCS, "H2017"), identity=f"unit-{i}", **elements) for i in range(1, count + 1)]


@pytest.mark.parametrize(
    ("resources", "shown"),
    [
        pytest.param(
            [encounter(**CONTACT), *units(1, encounter=reference("Encounter/e1"))],
            ("Encounter/e1", "1 contact in 2026-02"),
            id="a visit and its procedure",
        ),
        pytest.param(
            [*units(1, encounter=reference("Encounter/e1")), encounter(**CONTACT)],
            ("Encounter/e1", "1 contact in 2026-02"),
            id="the procedure first",
        ),
        pytest.param(
            [encounter(), *units(4, encounter=reference("Encounter/e1"))],
            ("Procedure/unit-4", "1 contact in 2026-02"),
            id="four units of a visit that is not coded as the service",
        ),
        pytest.param(
            units(4, encounter=reference("Encounter/not-sent")),
            ("Procedure/unit-4", "1 contact in 2026-02"),
            id="four units of a visit that was not sent",
        ),
        pytest.param(
            [encounter(**CONTACT), *units(1, encounter=reference("https://ehr.example/fhir/Encounter/e1"))],
            ("Encounter/e1", "1 contact in 2026-02"),
            id="the visit by its URL",
        ),
        pytest.param(
            [encounter(**CONTACT), *units(1, encounter=reference("Encounter/e2"))],
            ("Procedure/unit-1", "2 contacts in 2026-02"),
            id="a procedure of another visit",
        ),
        pytest.param(units(2), ("Procedure/unit-2", "2 contacts in 2026-02"), id="two that name no visit"),
    ],
)
def test_what_was_done_at_one_visit_is_one_contact(
    facts: Reader, resources: list[Json], shown: tuple[str, str]
) -> None:
    hints = facts(*resources)["monthly-minimum-missed"].hints
    assert [(hint.reference, hint.value) for hint in hints] == [shown]


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
