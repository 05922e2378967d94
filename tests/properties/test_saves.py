"""Whatever befalls the saves of a worksheet, the last that succeeds leaves each answer exactly once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.worksheet.plan import Tried
from service.worksheet.saved import Overall
from service.worksheet.saving import Saver
from tests.service.worksheet.sheets import EVERYTHING, access, said_in, saver, sheet
from tests.support.chart import Chart
from tests.support.chart_connections import Fault
from tests.support.chart_faults import answering, dropped, failing_entry, honest, killed, refusing

FACTS = ("family-agrees", "community-risk", "calocus-composite")
VALUES = ("LA33-6", "LA32-8", "22")

FAULTS: dict[str, Sequence[Fault]] = {
    "none": (),
    "killed before": (dropped,),
    "killed after": (killed,),
    "failed before": (refusing(500), refusing(500)),
    "failed after": (answering(500), answering(502)),
    "a gateway's time-out after": (answering(504),),
    "a page after": (answering(200, b"<html>"),),
    "no transaction": (refusing(404),),
    "half fails": (refusing(400), honest, refusing(500), honest, dropped),
    "an entry fails": (failing_entry(1, 500),),
    "an entry is invalid": (refusing(422), honest, refusing(422)),
    "signed out in the middle": (refusing(501), honest, refusing(401)),
}
CHARTS: Sequence[dict[str, Any]] = (
    {},
    {"knows_transactions": False},
    {"heeds_conditions": False},
    {"knows_transactions": False, "heeds_conditions": False, "tells_locations": False},
    {"searches_by_identifier": False, "heeds_conditions": False},
    {"ignores_identifiers_of": "QuestionnaireResponse"},
)


class Draft:
    """A draft in its session's row: the answers, and what may stand of them."""

    def __init__(self, chart: Chart, saves: Saver) -> None:
        self.answers = {FACTS[0]: VALUES[0]}
        self.tried: tuple[Tried, ...] = ()
        self.chart, self._saves = chart, saves

    def save(self) -> Overall:
        """Save as the page does, which keeps what is tried before and what came of it after."""
        wanted = sheet(self.answers, self.tried)
        self.tried = wanted.tried
        saved = self._saves.save(wanted, EVERYTHING, access(self.chart.url))
        self.tried = saved.tried
        return saved.overall

    def save_and_die(self) -> None:
        """The worker is killed while it saves, and nothing that came of it is kept."""
        wanted = sheet(self.answers, self.tried)
        self.tried = wanted.tried
        self._saves.save(wanted, EVERYTHING, access(self.chart.url))


class Step(NamedTuple):
    """Something that happens, in words for a failure."""

    what: str
    happen: Callable[[Draft], object]


def _changed(fact: str, value: str) -> Step:
    return Step(f"{fact} = {value}", lambda draft: draft.answers.__setitem__(fact, value))


def _cleared(fact: str) -> Step:
    return Step(f"{fact} cleared", lambda draft: draft.answers.pop(fact, None))


def _saved(fault: str, dies: bool) -> Step:
    def happen(draft: Draft) -> None:
        draft.chart.faults.extend(FAULTS[fault])
        if dies:
            draft.save_and_die()
        else:
            draft.save()
        draft.chart.faults.clear()

    return Step(f"saved, {fault}{', and died' if dies else ''}", happen)


def _died_before_sending(draft: Draft) -> None:
    draft.tried = sheet(draft.answers, draft.tried).tried


def _away(draft: Draft) -> None:
    draft.chart.is_away = True
    draft.save()
    draft.chart.is_away = False


STEPS = st.one_of(
    st.builds(_changed, st.sampled_from(FACTS), st.sampled_from(VALUES)),
    st.builds(_cleared, st.sampled_from(FACTS)),
    st.builds(_saved, st.sampled_from(list(FAULTS)), st.booleans()),
    st.just(Step("died before anything was sent", _died_before_sending)),
    st.just(Step("the chart is away", _away)),
)


@pytest.fixture(scope="module")
def saves() -> Saver:
    return saver()


@settings(max_examples=40)
@given(kind=st.sampled_from(CHARTS), steps=st.lists(STEPS, min_size=1, max_size=6))
def test_after_a_last_save_each_answer_stands_exactly_once(
    saves: Saver, kind: dict[str, Any], steps: list[Step]
) -> None:
    with Chart(**kind) as chart:
        draft = Draft(chart, saves)
        for step in steps:
            step.happen(draft)
        draft.answers.setdefault(FACTS[0], VALUES[0])
        assert draft.save() is Overall.ALL
        expected = dict(sorted(draft.answers.items()))
        assert dict(sorted(said_in(chart.held("Observation")).items())) == {
            fact: [said] for fact, said in expected.items()
        }
        (form,) = chart.held("QuestionnaireResponse")
        assert {each["linkId"]: each["answer"][0]["valueString"] for each in form["item"]} == expected
        assert f"QuestionnaireResponse/{form['id']}" in json.dumps(chart.held("Observation"))
