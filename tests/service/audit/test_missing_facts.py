"""What the report says of open criteria and missing facts: each counted once, and why."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from sqlalchemy.engine import Engine

from criteria.reasons import ReasonCode
from service.audit.events import CallRecord, call_record
from service.audit.missing_facts import WHY
from service.audit.pseudonyms import Pseudonyms
from service.hooks.answer import answer
from service.hooks.caller import Caller
from service.hooks.registry import HOOKS
from tests.service.audit.reporting import card, put, reported
from tests.support.application import cds
from tests.support.fhir import ON, patient
from tests.support.hook_calls import ORDER_SELECT, draft, order_select


@pytest.mark.parametrize(
    ("opened", "counted"),
    [
        pytest.param(["C", "C.1", "C.1.a"], ["C.1.a"], id="the innermost alone"),
        pytest.param(["C", "C.1", "C.2"], ["C.1", "C.2"], id="each of several parts"),
        pytest.param(["A", "A/B", "A/B.1", "A/B.2"], ["A/B.1", "A/B.2"], id="within another rule set"),
        pytest.param(["C.1", "C.10"], ["C.1", "C.10"], id="both of two whose ids begin alike"),
        pytest.param(["A", "B"], ["A", "B"], id="all where none is nested"),
    ],
)
def test_a_criterion_that_is_open_by_its_part_is_not_counted_beside_it(
    engine: Engine, evaluation: Callable[..., CallRecord], opened: list[str], counted: list[str]
) -> None:
    put(engine, evaluation("1", cards=(card("a", "unknown", *opened),)))
    assert [row["criterion"] for row in reported(engine).most_often_unknown] == counted


def test_missing_facts_are_ranked_with_the_kind_of_reason(
    engine: Engine, evaluation: Callable[..., CallRecord]
) -> None:
    reasons = [
        {"fact-b": "not-on-file", "fact-a": "unread-late"},
        {"fact-b": "stale", "fact-a": "not-sent"},
        {"fact-b": "out-of-range"},
        {"fact-b": "unclear-scale"},
        {"fact-b": "not-an-lpha"},
        {"fact-b": "conflict-people"},
        {"fact-b": "of-a-later-program"},
        {},
    ]
    cards = [replace(card(str(number)), missing=missing) for number, missing in enumerate(reasons)]
    put(engine, evaluation("1", cards=tuple(cards)))
    assert reported(engine).missing_facts == [
        {
            "fact": "fact-b",
            "cards": 7,
            "not_on_file": 2,
            "value_unreadable": 1,
            "not_mapped": 1,
            "server": 0,
            "who_answered": 1,
            "other": 2,
        },
        {
            "fact": "fact-a",
            "cards": 2,
            "not_on_file": 0,
            "value_unreadable": 0,
            "not_mapped": 0,
            "server": 2,
            "who_answered": 0,
            "other": 0,
        },
    ]


def test_what_is_missing_on_a_card_is_on_record_with_its_reason() -> None:
    body = order_select(draft(), prefetch={"patient": patient()})
    answered = answer(
        HOOKS[ORDER_SELECT], json.dumps(body).encode(), Caller(cds().default_site, ON, cds().completer)
    )
    (recorded,) = call_record(answered, Pseudonyms()).cards
    assert recorded.missing["lpha-recommends"] == "not-sent"
    assert recorded.missing["symptoms-interfere"] == "not-sent"


def test_every_unread_reason_is_the_servers() -> None:
    assert {code for code in ReasonCode if WHY.get(code) == "server"} == {
        ReasonCode.NOT_SENT,
        ReasonCode.UNREAD_FAILED,
        ReasonCode.UNREAD_LATE,
        ReasonCode.UNREAD_CUT_OFF,
        ReasonCode.UNREAD_WITHHELD,
    }
