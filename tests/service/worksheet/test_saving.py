"""Saving to charts that work, fail and lie: no answer is lost, none doubled, and what stands is said."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from service.ehr.write_results import Why
from service.worksheet.plan import MayWrite
from service.worksheet.saved import Overall, State
from service.worksheet.saving import Saver
from tests.service.worksheet.sheets import (
    ANSWERS,
    CREATING,
    EVERYTHING,
    SLOTS,
    access,
    said_in,
    save,
    sheet,
    states,
)
from tests.support.chart import Chart
from tests.support.chart_connections import Fault
from tests.support.chart_faults import (
    answering,
    dropped,
    hanging,
    hanging_after,
    honest,
    killed,
)

SHORT = 1.5
"""Seconds for a save that nobody answers."""


def test_the_response_and_its_answers_are_written_in_one_transaction(saves: Saver, chart: Chart) -> None:
    saved = save(saves, chart)
    assert saved.overall is Overall.ALL
    assert states(saved) == dict.fromkeys(SLOTS, State.WRITTEN)
    assert chart.writes() == ["POST fhir"]
    (form,) = chart.held("QuestionnaireResponse")
    for each in chart.held("Observation"):
        assert each["derivedFrom"] == [{"reference": f"QuestionnaireResponse/{form['id']}"}]
    assert [chart.one(each.reference)["resourceType"] for each in saved.entries] == [
        "QuestionnaireResponse",
        "Observation",
        "Observation",
    ]
    assert {each.version for each in saved.entries} == {"1"}


def test_saved_twice_all_of_it_stands_already(saves: Saver, chart: Chart) -> None:
    first = save(saves, chart)
    second = save(saves, chart, before=first)
    assert states(second) == dict.fromkeys(SLOTS, State.STOOD)
    assert [each.reference for each in second.entries] == [each.reference for each in first.entries]
    assert len(chart.writes()) == 1


def test_saved_twice_where_the_draft_forgot_the_first_time_nothing_is_doubled(
    saves: Saver, chart: Chart
) -> None:
    save(saves, chart)
    again = save(saves, chart)
    assert again.overall is Overall.ALL
    assert said_in(chart.held("Observation")) == {fact: [said] for fact, said in ANSWERS.items()}


def test_of_several_saves_at_once_each_answer_stands_once(saves: Saver, chart: Chart) -> None:
    with ThreadPoolExecutor(8) as clicks:
        saved = [each.result() for each in [clicks.submit(save, saves, chart) for _ in range(8)]]
    assert {each.overall for each in saved} == {Overall.ALL}
    assert len({tuple(entry.reference for entry in each.entries) for each in saved}) == 1
    assert said_in(chart.held("Observation")) == {fact: [said] for fact, said in ANSWERS.items()}


CHARTS: dict[str, dict[str, Any]] = {
    "that knows no transactions": {"knows_transactions": False},
    "that ignores If-None-Exist": {"heeds_conditions": False},
    "that knows neither": {"knows_transactions": False, "heeds_conditions": False},
    "that refuses a search by identifier": {"searches_by_identifier": False, "heeds_conditions": False},
    "that does not know identifiers of responses": {"ignores_identifiers_of": "QuestionnaireResponse"},
    "that does not tell where it wrote": {"tells_locations": False, "knows_transactions": False},
}


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("fault", [honest, killed], ids=["answered", "killed after the first write"])
def test_a_chart(saves: Saver, kind: str, fault: Fault) -> None:
    with Chart(**CHARTS[kind]) as chart:
        chart.faults.append(fault)
        first = save(saves, chart)
        last = save(saves, chart, before=first)
        assert last.overall is Overall.ALL
        assert said_in(chart.held("Observation")) == {fact: [said] for fact, said in ANSWERS.items()}
        (form,) = chart.held("QuestionnaireResponse")
        for each in chart.held("Observation"):
            assert each["derivedFrom"] == [{"reference": f"QuestionnaireResponse/{form['id']}"}]


def test_what_was_killed_after_it_was_written_is_found_at_once(saves: Saver, chart: Chart) -> None:
    chart.faults.append(killed)
    saved = save(saves, chart)
    assert states(saved) == dict.fromkeys(SLOTS, State.WRITTEN)


def test_what_was_killed_before_it_was_written_is_not_known(saves: Saver, chart: Chart) -> None:
    chart.faults.append(dropped)
    saved = save(saves, chart)
    assert saved.overall is Overall.UNKNOWN
    assert saved.why is Why.NO_ANSWER
    assert saved.may_be_tried_again
    assert save(saves, chart, before=saved).overall is Overall.ALL


@pytest.mark.parametrize(
    ("fault", "overall"), [(hanging, Overall.UNKNOWN), (hanging_after, Overall.ALL)], ids=["before", "after"]
)
def test_a_chart_that_hangs(saves: Saver, chart: Chart, fault: Fault, overall: Overall) -> None:
    chart.faults.append(fault)
    saved = saves.save(sheet(ANSWERS), EVERYTHING, access(chart.url, SHORT))
    assert saved.overall is overall
    assert save(saves, chart, before=saved).overall is Overall.ALL
    assert len(chart.held("Observation")) == 2


def test_a_chart_that_is_away_has_nothing_and_later_all(saves: Saver, chart: Chart) -> None:
    chart.is_away = True
    saved = save(saves, chart)
    assert saved.overall is Overall.NONE
    assert saved.may_be_tried_again
    chart.is_away = False
    assert save(saves, chart, before=saved).overall is Overall.ALL


def test_a_chart_that_is_away_after_a_save_without_an_answer_leaves_that_unknown(
    saves: Saver, chart: Chart
) -> None:
    chart.faults.append(killed)
    chart.searches_by_identifier = True
    first = saves.save(sheet(ANSWERS), EVERYTHING, access(chart.url, SHORT))
    chart.is_away = True
    assert save(saves, chart, before=first).overall is Overall.UNKNOWN


def test_nobody_listens(saves: Saver) -> None:
    with Chart() as gone:
        pass
    saved = save(saves, gone)
    assert (saved.overall, saved.why) == (Overall.NONE, Why.UNREACHABLE)


def test_an_answer_that_changed_after_a_save_without_an_answer_is_amended(saves: Saver, chart: Chart) -> None:
    chart.faults.append(hanging_after)
    first = saves.save(sheet(ANSWERS), EVERYTHING, access(chart.url, 0.3))
    changed = {**ANSWERS, "family-agrees": "LA32-8"}
    second = save(saves, chart, changed, before=first)
    assert states(second) == {
        "form": State.AMENDED,
        "family-agrees": State.AMENDED,
        "community-risk": State.STOOD,
    }
    (form,) = chart.held("QuestionnaireResponse")
    assert form["status"] == "amended"
    assert [each["answer"] for each in form["item"]] == [[{"valueString": "LA32-8"}]] * 2
    assert said_in(chart.held("Observation")) == {fact: [said] for fact, said in changed.items()}


def test_an_answer_that_was_taken_back_after_it_was_written_is_withdrawn(saves: Saver, chart: Chart) -> None:
    first = save(saves, chart)
    second = save(saves, chart, {"family-agrees": "LA33-6"}, before=first)
    assert states(second)["community-risk"] is State.WITHDRAWN
    assert said_in(chart.held("Observation")) == {"family-agrees": ["LA33-6"]}


def test_what_was_withdrawn_though_the_chart_said_it_failed_is_withdrawn(saves: Saver, chart: Chart) -> None:
    first = save(saves, chart)
    chart.faults.append(answering(500))
    second = save(saves, chart, {"family-agrees": "LA33-6"}, before=first)
    assert second.overall is Overall.ALL
    assert states(second)["community-risk"] is State.WITHDRAWN
    assert said_in(chart.held("Observation")) == {"family-agrees": ["LA33-6"]}


def test_without_update_a_changed_answer_is_written_beside(saves: Saver, chart: Chart) -> None:
    first = saves.save(sheet(ANSWERS), CREATING, access(chart.url))
    changed = {"family-agrees": "LA32-8"}
    second = saves.save(sheet(changed, first.tried), CREATING, access(chart.url))
    assert states(second) == {
        "form": State.WRITTEN,
        "family-agrees": State.WRITTEN,
        "community-risk": State.NOT_WITHDRAWN,
    }
    assert said_in(chart.held("Observation"))["family-agrees"] == ["LA33-6", "LA32-8"]
    third = saves.save(sheet(changed, second.tried), CREATING, access(chart.url))
    assert third.overall is Overall.ALL  # what cannot be taken back was told once


@pytest.mark.parametrize(
    ("kinds", "missing", "overall"),
    [
        (["Observation"], {"form"}, Overall.ALL),
        (["QuestionnaireResponse"], set(ANSWERS), Overall.ALL),
        ([], {"form", *ANSWERS}, Overall.NONE),
    ],
    ids=["no response", "no Observation", "nothing"],
)
def test_what_the_scopes_do_not_grant_is_not_sent(
    saves: Saver, chart: Chart, kinds: list[str], missing: set[str], overall: Overall
) -> None:
    saved = saves.save(sheet(ANSWERS), MayWrite(frozenset(kinds)), access(chart.url))
    not_granted = {each.slot for each in saved.entries if each.refused}
    assert (not_granted, saved.overall) == (missing, overall)
    assert {each.refused.why for each in saved.entries if each.refused} == {Why.NOT_GRANTED}
    assert not saved.may_be_tried_again
    assert {
        each["resourceType"] for kind in ("Observation", "QuestionnaireResponse") for each in chart.held(kind)
    } == set(kinds)
