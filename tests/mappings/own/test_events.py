"""Events of a kind: which entries count, when each was, which are one, and a clinician's own number."""

from __future__ import annotations

from datetime import date

import pytest

from criteria.events import Event, Events
from criteria.reasons import ReasonCode
from mappings.readers.form_item import ItemKind
from mappings.readers.registry import item_of
from tests.mappings.own.own_facts import CRISIS, own_facts, own_mapping, set_aside, stay, told
from tests.support.fhir import (
    CPT,
    ON,
    Json,
    coding,
    concept,
    condition,
    encounter,
    icd,
    order,
    procedure,
    reference,
    service,
)


def dated(*resources: Json, fact: str = "admissions") -> list[tuple[str, str, str]]:
    """The dated events: from when, surely until when, perhaps until when."""
    value = own_facts(*resources)[fact].value
    assert isinstance(value, Events)
    return [tuple(map(str, each[:3])) for each in value.dated]  # type: ignore[misc]  # three of them


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        pytest.param(
            stay("e", "2026-01-02", "2026-01-20"), ("2026-01-02", "2026-01-20", "2026-01-20"), id="a stay"
        ),
        pytest.param(
            stay("e", "2026-02-10", status="in-progress"),
            ("2026-02-10", "2026-03-01", "2026-03-01"),
            id="one that goes on",
        ),
        pytest.param(
            stay("e", "2026-02-10"),
            ("2026-02-10", "2026-02-10", "2026-03-01"),
            id="one whose end is not known",
        ),
        pytest.param(
            stay("e", "2026-02-10", "2026-03-20"),
            ("2026-02-10", "2026-03-01", "2026-03-01"),
            id="one with a discharge that is planned",
        ),
        pytest.param(
            stay("e", "2026-02-10", "2026-02"),
            ("2026-02-10", "2026-02-10", "2026-02-28"),
            id="one that ended on some day of a month",
        ),
    ],
)
def test_a_stay_lasts_from_its_begin_to_its_end(event: Json, expected: tuple[str, str, str]) -> None:
    assert dated(event) == [expected]


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(stay("e", "2026-01"), id="a month"),
        pytest.param(stay("e", "soon"), id="what is no date"),
        pytest.param({**stay("e", ""), "period": {}}, id="none"),
    ],
)
def test_an_event_without_a_day_is_undated(event: Json) -> None:
    fact = own_facts(event)["admissions"]
    assert fact.value == Events(undated=1)
    assert told(fact) == [("Encounter/e", "finished", "when it was cannot be told")]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        pytest.param(stay("e", "2026-02-10", status="planned"), "its status is planned", id="planned"),
        pytest.param(stay("e", "2026-02-10", status="cancelled"), "its status is cancelled", id="cancelled"),
        pytest.param(
            stay("e", "2026-02-10", status="entered-in-error"),
            "its status is entered-in-error",
            id="in error",
        ),
        pytest.param(stay("e", "2026-02-10", status=None), "its status is not stated", id="without a status"),
        pytest.param(stay("e", "2026-03-02"), "it lies in the future", id="in the future"),
    ],
)
def test_what_did_not_take_place_is_left_out_and_said(event: Json, why: str) -> None:
    facts = own_facts(event)
    fact = facts["admissions"]
    assert (fact.value, fact.code) == (None, ReasonCode.NOT_ON_FILE)
    assert [(each.reference, each.note) for each in fact.hints] == [("Encounter/e", why)]
    assert [*set_aside("admissions", facts)] == [("Encounter/e", why)]


def test_only_encounters_of_the_class_count() -> None:
    assert own_facts(encounter("e"), stay("x", "2026-02-10", class_="EMER"))["admissions"].value is None


@pytest.mark.parametrize(
    ("elements", "counts", "why"),
    [
        pytest.param({"reasonCode": [concept(icd("F20.81"))]}, True, "", id="a reason on the list"),
        pytest.param(
            {"reasonCode": [concept(icd("I10"))]}, False, "its reason is not on the list", id="another reason"
        ),
        pytest.param({}, False, "its reason is not stated", id="no reason"),
    ],
)
def test_the_reason_has_to_be_on_the_list(elements: Json, counts: bool, why: str) -> None:
    facts = own_facts(stay("e", "2026-01-02", "2026-01-20", **elements))
    fact = facts["psychiatric-admissions"]
    assert (fact.value is not None) is counts
    assert [*set_aside("psychiatric-admissions", facts)] == ([("Encounter/e", why)] if why else [])


def test_the_reason_may_be_a_condition_that_the_encounter_names() -> None:
    event = stay("e", "2026-01-02", "2026-01-20", diagnosis=[{"condition": reference("Condition/c1")}])
    assert own_facts(condition(icd("F29")), event)["psychiatric-admissions"].value is not None


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(procedure(CRISIS, identity="x"), id="a procedure"),
        pytest.param(procedure(coding(CPT, "90839"), identity="x"), id="a procedure in CPT"),
        pytest.param(encounter("x", type=[concept(CRISIS)]), id="an encounter's type"),
        pytest.param({**order("x"), "code": concept(CRISIS)}, id="an order"),
    ],
)
def test_coded_contacts_and_orders_count_by_value_set(event: Json) -> None:
    assert len(dated(event, fact="crisis-contacts")) == 1


@pytest.mark.parametrize("status", ["draft", "revoked", "entered-in-error", "unknown"])
def test_an_order_that_orders_nothing_does_not_count(status: str) -> None:
    assert own_facts({**order("x", status=status), "code": concept(CRISIS)})["crisis-contacts"].value is None


def test_contacts_of_the_service_under_review_count() -> None:
    assert len(dated(encounter("x", type=[service()]), fact="own-contacts")) == 1


def test_what_was_done_at_one_visit_is_one_event() -> None:
    visit = encounter("visit", type=[concept(CRISIS)])
    done = procedure(CRISIS, identity="done", encounter=reference("Encounter/visit"))
    again = procedure(CRISIS, identity="again", encounter=reference("Encounter/visit"))
    other = procedure(CRISIS, identity="other", on="2026-02-11")
    fact = own_facts(visit, done, again, other)["crisis-contacts"]
    assert isinstance(fact.value, Events)
    day = date(2026, 2, 10)
    other_day = date(2026, 2, 11)
    assert fact.value.dated == (
        Event(day, day, day, "Encounter/visit"),
        Event(other_day, other_day, other_day, "Procedure/other"),
    )


def test_the_parts_of_a_stay_are_one() -> None:
    parts = [
        stay("part-1", "2026-01-02", "2026-01-05", partOf=reference("Encounter/whole")),
        stay("part-2", "2026-01-06", "2026-01-20", partOf=reference("Encounter/whole")),
    ]
    assert dated(*parts) == [("2026-01-02", "2026-01-20", "2026-01-20")]
    assert dated(*parts, stay("whole", "2026-01-02", "2026-01-21")) == [
        ("2026-01-02", "2026-01-21", "2026-01-21")
    ]


@pytest.mark.parametrize(
    ("begin", "count"),
    [
        pytest.param("2026-01-19", 1, id="overlaps"),
        pytest.param("2026-01-20", 2, id="begins on the day the other ends"),
    ],
)
def test_stays_that_overlap_are_one(begin: str, count: int) -> None:
    stays = [stay("a", "2026-01-02", "2026-01-20"), stay("b", begin, "2026-01-25", class_="ACUTE")]
    assert len(dated(*stays)) == count


def test_the_newest_eight_are_shown_and_how_many_more_there_are() -> None:
    stays = [stay(f"e{day}", f"2026-01-{day:02}", f"2026-01-{day:02}") for day in range(1, 12)]
    fact = own_facts(*stays)["admissions"]
    assert [each.reference for each in fact.evidence] == [f"Encounter/e{day}" for day in range(11, 3, -1)]
    assert fact.evidence[-1].note == "and 3 more"
    assert [*set_aside("admissions", own_facts(*stays))] == []


def test_a_form_asks_for_the_number() -> None:
    item = item_of("admissions", own_mapping().fact_map)
    assert item is not None
    assert (item.kind, str(item.looks_back), str(item.window)) == (ItemKind.COUNT, "12 months", "7 days")
    assert item_of("crisis-contacts", own_mapping().fact_map) is None


def test_another_patients_stay_is_not_this_patients() -> None:
    event = {**stay("e", "2026-01-02", "2026-01-20"), "subject": {"reference": "Patient/other"}}
    assert own_facts(event, on=ON)["admissions"].value is None


@pytest.mark.parametrize(
    ("event", "note"),
    [
        pytest.param(stay("e", "2026-01-02", "2026-01-20"), "18 days, until 2026-01-20", id="a stay"),
        pytest.param(stay("e", "2026-01-02", "2026-01-03"), "1 day, until 2026-01-03", id="of one night"),
        pytest.param(stay("e", "2026-01-02", "2026-01-02"), "", id="of one day"),
        pytest.param(stay("e", "2026-01-02"), "its end is not known", id="whose end is not known"),
    ],
)
def test_a_stay_is_cited_with_how_long_it_lasted(event: Json, note: str) -> None:
    (shown,) = own_facts(event)["admissions"].evidence
    assert (shown.date, shown.note) == ("2026-01-02", note)
