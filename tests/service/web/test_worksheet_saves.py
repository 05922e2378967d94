"""A worksheet whose save fails in some way: what the page says, and what stands after the next try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from flask import Flask

from service.clock import today
from tests.service.web.worksheets import ZONE, card, chart_of, opened, service
from tests.support.cards import outcomes
from tests.support.chart import Chart
from tests.support.chart_connections import Fault
from tests.support.chart_faults import answering, dropped, honest, killed, refusing

CHILD = "child-admission"
DAY = (today(ZONE) - timedelta(days=9)).isoformat()
SCORE = {"calocus_composite": "24", "calocus_composite__on": DAY, "calocus_composite__by": "me"}
FAMILY = {"family_agrees": "yes", "family_agrees__by": "me"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return service(tmp_path_factory.mktemp("data"))


@pytest.fixture
def chart() -> Iterator[Chart]:
    with chart_of(CHILD) as one:
        yield one


def answers_of(chart: Chart, fact: str) -> list[str]:
    """The values of a fact's Observations that worksheets wrote, such as the code of an answer."""
    ours = [each for each in chart.held("Observation") if _is_of(each, fact)]
    return [
        str(each.get("valueInteger", "")) or each["valueCodeableConcept"]["coding"][0]["code"]
        for each in ours
    ]


def _is_of(resource: dict[str, object], fact: str) -> bool:
    written = "identifier/answer" in str(resource.get("identifier"))
    return written and f"'code': '{fact}'" in str(resource["code"])


HALF: Sequence[Fault] = (refusing(501), honest, honest, refusing(500))
SAYS: dict[str, tuple[Sequence[Fault], str]] = {
    "half fails": (HALF, "2 of 3 entries were written"),
    "nothing is known": ((dropped,), "Whether all was written is not known"),
    "signed out": ((refusing(401),), "Your chart session has ended"),
    "a page in place of an answer": ((refusing(200, b"<html>"),), "could not be read"),
    "the chart failed": ((refusing(500),) * 2, "The chart failed"),
}


@pytest.mark.parametrize("name", SAYS)
def test_a_save_that_failed_is_told_and_the_next_completes_it(app: Flask, chart: Chart, name: str) -> None:
    faults, says = SAYS[name]
    chart.faults.extend(faults)
    visitor = opened(app, chart, CHILD)
    page = visitor.save(**FAMILY, **SCORE)
    assert page.text.startswith("Problem: ")
    assert says in page.text
    assert "Written to the chart" in visitor.save().text
    assert answers_of(chart, "family-agrees") == ["LA33-6"]
    assert answers_of(chart, "calocus-composite") == ["24"]
    assert set(outcomes(card(app, chart, CHILD)).values()) == {"met"}


@pytest.mark.parametrize(
    "fault", [killed, answering(500), answering(504)], ids=["dropped", "an error", "a gateway's time-out"]
)
def test_what_was_written_though_nobody_said_so_is_told_as_written(
    app: Flask, chart: Chart, fault: Fault
) -> None:
    chart.faults.append(fault)
    page = opened(app, chart, CHILD).save(**FAMILY, **SCORE)
    assert "Written to the chart" in page.text
    assert answers_of(chart, "family-agrees") == ["LA33-6"]


def test_an_answer_that_is_changed_after_half_was_saved_stands_as_it_was_changed(
    app: Flask, chart: Chart
) -> None:
    chart.faults.extend(HALF)
    visitor = opened(app, chart, CHILD)
    visitor.save(**FAMILY, **SCORE)
    page = visitor.save(family_agrees="no", family_agrees__by="me", **SCORE)
    assert "Written to the chart" in page.text
    assert answers_of(chart, "family-agrees") == ["LA32-8"]
    assert answers_of(chart, "calocus-composite") == ["24"]
    assert outcomes(card(app, chart, CHILD))["F"] == "not_met"


def test_an_answer_that_is_taken_back_after_half_was_saved_counts_no_more(app: Flask, chart: Chart) -> None:
    chart.faults.extend(HALF)
    visitor = opened(app, chart, CHILD)
    visitor.save(**FAMILY, **SCORE)
    visitor.states(clear="family-agrees")
    assert "Written to the chart" in visitor.save(**SCORE).text
    assert answers_of(chart, "family-agrees") == []
    found = outcomes(card(app, chart, CHILD))
    assert (found["F"], found["I"]) == ("unknown", "met")


def test_a_page_that_is_opened_anew_after_half_was_saved_writes_only_what_is_missing(
    app: Flask, chart: Chart
) -> None:
    chart.faults.extend(HALF)
    visitor = opened(app, chart, CHILD)
    visitor.save(**FAMILY, **SCORE)
    visitor.open()
    assert "Written to the chart" in visitor.save().text
    assert answers_of(chart, "family-agrees") == ["LA33-6"]
    assert answers_of(chart, "calocus-composite") == ["24"]
    forms = [each for each in chart.held("QuestionnaireResponse") if "identifier/answer" in str(each)]
    assert len(forms) == 1
