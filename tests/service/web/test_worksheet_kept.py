"""Where things of a worksheet go: the record sealed with its page, the form to its own, into no log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.service.web.worksheets import chart_of, opened, service
from tests.support.chart import Chart

CHILD = "child-admission"
FAMILY = {"family_agrees": "yes", "family_agrees__by": "me"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return service(tmp_path_factory.mktemp("data"))


@pytest.fixture
def chart() -> Iterator[Chart]:
    with chart_of(CHILD) as one:
        yield one


def test_a_record_that_was_damaged_on_its_way_is_read_again_and_that_is_said(
    app: Flask, chart: Chart
) -> None:
    visitor = opened(app, chart, CHILD)
    asked = len(chart.asked)
    assert "The record was read again" not in visitor.states().text
    assert len(chart.asked) == asked
    damaged = visitor.page.field("record")[:-8] + "AAAAAAA="
    page = visitor.states(record=damaged, **FAMILY)
    assert len(chart.asked) > asked
    assert "The record was read again" in page.text
    assert "With your answer: 8 of 9 met" in page.text


def test_a_record_of_another_worksheet_is_not_taken(app: Flask, chart: Chart) -> None:
    other = opened(app, chart, CHILD).page.field("record")
    assert "The record was read again" in opened(app, chart, CHILD).states(record=other).text


def test_a_form_of_another_worksheet_is_refused(app: Flask, chart: Chart) -> None:
    visitor, other = opened(app, chart, CHILD), opened(app, chart, CHILD)
    visitor.states(csrf=other.page.field("csrf"), **FAMILY)
    assert visitor.response.status_code == 403


def test_another_browser_has_no_part_in_it(app: Flask, chart: Chart) -> None:
    address = opened(app, chart, CHILD).address
    assert app.test_client().get(address).status_code == 403


def test_a_visit_is_logged_and_counted_without_a_word_of_the_patient(
    app: Flask, chart: Chart, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="criteria_cards")
    visitor = opened(app, chart, CHILD)
    visitor.states(**FAMILY)
    visitor.save(**FAMILY)
    told = [vars(each)["data"] for each in caplog.records if each.getMessage() == "worksheet"]
    assert [(each["what"], each["kind"], each["status"]) for each in told] == [
        ("sheet", "open-server", 200),
        ("states", "open-server", 200),
        ("save", "open-server", 200),
    ]
    lines = str([(each.getMessage(), vars(each).get("data")) for each in caplog.records])
    assert not any(word in lines for word in (CHILD, "Tierney", "family", visitor.address.rpartition("/")[2]))
    counted = app.test_client().get("/metrics").text
    assert 'criteria_cards_worksheets_total{status="200",what="save"}' in counted


def test_a_record_that_cannot_be_read_again_is_told_once(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    chart.is_away = True
    page = visitor.save(**FAMILY)
    assert page.text.count("The record could not be read again") == 1
    chart.is_away = False
    assert "The record could not be read again" not in visitor.save().text
