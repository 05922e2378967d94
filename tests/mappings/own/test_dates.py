"""Dates of what happens: told by a clinician, or the begin or end of an event on file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.readers.registry import item_of
from tests.mappings.own.own_facts import own_facts, own_mapping, set_aside, stay
from tests.support.fhir import Json, no, observation

ENDED = stay("e", "2026-01-02", "2026-01-20")


def said(fact: str, day: str, on: str = "2026-02-27", **elements: Any) -> Json:
    """A clinician's word on the day of something."""
    return observation(fact, {"valueDateTime": day}, on, **elements)


def test_what_happens_once_has_the_newest_date_told() -> None:
    first, corrected = (
        said("enrolled", "2024-05-01", "2025-01-01"),
        said("enrolled", "2024-06-01", identity="o2"),
    )
    assert own_facts(first, corrected)["enrolled"].value == date(2024, 6, 1)
    assert own_mapping().fact_map.facts["enrolled"].type.recurs is False
    assert own_mapping().fact_map.facts["discharged"].type.recurs is True


@pytest.mark.parametrize(
    ("resources", "day", "proof"),
    [
        pytest.param([ENDED], "2026-01-20", "Encounter/e", id="the end of a stay"),
        pytest.param(
            [ENDED, stay("f", "2025-03-01", "2025-03-09")], "2026-01-20", "Encounter/e", id="of two the later"
        ),
        pytest.param(
            [ENDED, said("discharged", "2026-02-01")],
            "2026-02-01",
            "Observation/discharged",
            id="a later word",
        ),
        pytest.param(
            [ENDED, said("discharged", "2025-12-01")], "2026-01-20", "Encounter/e", id="an older word"
        ),
        pytest.param(
            [ENDED, said("discharged", "2026-01-20")],
            "2026-01-20",
            "Observation/discharged",
            id="the same day",
        ),
    ],
)
def test_of_what_recurs_the_latest_is_read(resources: list[Json], day: str, proof: str) -> None:
    fact = own_facts(*resources)["discharged"]
    assert (str(fact.value), [each.reference for each in fact.evidence]) == (day, [proof])


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(stay("e", "2026-02-10", status="in-progress"), id="one that goes on"),
        pytest.param(stay("e", "2026-02-10"), id="one whose end is not known"),
        pytest.param(stay("e", "2026-02-10", "2026-02-12", status="cancelled"), id="one cancelled"),
    ],
)
def test_a_stay_that_did_not_end_gives_no_discharge(event: Json) -> None:
    fact = own_facts(event)["discharged"]
    assert (fact.value, fact.code) == (None, ReasonCode.NOT_ON_FILE)


@pytest.mark.parametrize(
    ("resources", "value", "code"),
    [
        pytest.param(
            [no("discharged", "2026-02-22")], Truth.NOT_MET, ReasonCode.NOT_ON_FILE, id="a week ago"
        ),
        pytest.param([no("discharged", "2026-02-21")], None, ReasonCode.STALE, id="longer ago"),
        pytest.param(
            [no("discharged", "2026-02-27"), ENDED], None, ReasonCode.CONFLICT_PEOPLE, id="against a stay"
        ),
        pytest.param([said("discharged", "2026-03-02")], None, ReasonCode.FUTURE, id="a day to come"),
        pytest.param([said("discharged", "2026-02")], None, ReasonCode.UNDATED, id="a month"),
    ],
)
def test_a_word_that_there_was_none_counts_for_a_short_time(
    resources: list[Json], value: Truth | None, code: ReasonCode
) -> None:
    fact = own_facts(*resources)["discharged"]
    assert (fact.value, fact.code) == (value, code)


def test_what_happens_once_is_not_denied() -> None:
    assert own_facts(no("enrolled", "2026-02-27"))["enrolled"].value is None


def test_an_explanation_tells_of_the_older_answer() -> None:
    older = said("enrolled", "2024-05-01", "2025-01-01", identity="o1")
    facts = own_facts(older, said("enrolled", "2024-06-01"))
    assert [reference for reference, _ in set_aside("enrolled", facts)] == ["Observation/o1"]


def test_a_form_asks_for_the_day_and_whether_there_was_none() -> None:
    items = [item_of(name, own_mapping().fact_map) for name in ("enrolled", "discharged")]
    assert [item.may_be_none for item in items if item] == [False, True]
