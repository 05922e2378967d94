"""A worksheet from the first page to the next card, without a line of script, with a chart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from service.clock import today
from tests.service.web.worksheets import COLLEAGUE, ME, ZONE, card, chart_of, opened, service
from tests.support.cards import outcomes
from tests.support.chart import Chart
from tests.support.fhir import item, questionnaire_response

CHILD, STAY = "child-admission", "adult-continued-stay"
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


def test_what_is_open_is_asked_and_nothing_is_chosen_beforehand(app: Flask, chart: Chart) -> None:
    page = opened(app, chart, CHILD).page
    assert "7 of 9 met, 2 open" in page.text
    assert set(page.offered) == {"family-agrees", "family-agrees.by", "calocus-composite.by", "attest"}
    assert page.field("family-agrees") == page.field("calocus-composite") == ""


def test_each_answer_changes_the_states_before_it_is_saved(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    assert "With your answer: 8 of 9 met, 1 open" in visitor.states(**FAMILY).text
    assert "With your 2 answers: All 9 met as documented" in visitor.states(**SCORE).text
    assert chart.writes() == []


def test_what_was_answered_is_saved_and_the_next_card_is_complete(app: Flask, chart: Chart) -> None:
    assert outcomes(card(app, chart, CHILD))["F"] == "unknown"
    visitor = opened(app, chart, CHILD)
    page = visitor.save(**FAMILY, **SCORE)
    assert "Written to the chart" in page.text
    assert "All 9 met as documented" in page.text
    assert set(outcomes(card(app, chart, CHILD)).values()) == {"met"}
    dated = [each["effectiveDateTime"][:10] for each in chart.held("Observation") if "24" in str(each)]
    assert DAY in dated


def test_saved_twice_it_is_written_once(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    before = len(chart.held("Observation"))
    shown = visitor.page
    visitor.save(**FAMILY)
    visitor.page = shown
    visitor.save(**FAMILY)
    assert len(chart.held("Observation")) == before + 1


def test_what_lacks_is_told_beside_its_field_and_nothing_is_saved(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    page = visitor.save(family_agrees="yes", calocus_composite="4", calocus_composite__on=DAY)
    assert visitor.response.status_code == 422
    assert "Nothing was saved yet: 2 answers need you first" in page.text
    assert [each for each in page.links if "#f-" in each] == ["#f-family-agrees.by", "#f-calocus-composite"]
    assert page.text.startswith("Problem: ")
    assert (page.field("family-agrees"), page.field("calocus-composite")) == ("yes", "4")
    assert chart.writes() == []


def test_nothing_is_saved_unless_it_is_confirmed(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    page = visitor.post("save", **FAMILY)
    assert visitor.response.status_code == 422
    assert "#f-attest" in page.links
    assert chart.writes() == []


def test_i_cannot_tell_is_stored_and_not_asked_again_of_the_same_person(app: Flask, chart: Chart) -> None:
    opened(app, chart, CHILD).save(family_agrees="cannot-tell")
    again = opened(app, chart, CHILD).page
    assert "family-agrees" not in again.offered
    assert "you answered on" in again.text
    assert "family-agrees" in opened(app, chart, CHILD, user=COLLEAGUE).page.offered


def test_what_is_not_asked_can_be_opened(app: Flask, chart: Chart) -> None:
    opened(app, chart, CHILD).save(family_agrees="cannot-tell")
    visitor = opened(app, chart, CHILD)
    assert "family-agrees" in visitor.states(ask="F").offered
    assert "family-agrees" in visitor.states(**FAMILY).offered


def test_an_unsaved_form_is_there_when_the_page_is_opened_again(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    visitor.states(family_agrees="no", calocus_composite="not yet")
    page = visitor.open()
    assert (page.field("family-agrees"), page.field("calocus-composite")) == ("no", "not yet")


def test_an_answer_can_be_left_out_again(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    visitor.states(**FAMILY)
    assert visitor.states(clear="family-agrees").field("family-agrees") == ""


def test_two_who_contradict_each_other_decide_knowingly(app: Flask, chart: Chart) -> None:
    mine, theirs = opened(app, chart, CHILD), opened(app, chart, CHILD, user=COLLEAGUE)
    theirs.save(family_agrees="no", family_agrees__by="me")
    page = mine.save(**FAMILY)
    assert mine.response.status_code == 422
    assert "Amadou Reyes, LISW-CP, license not checked answered No" in page.text
    assert "2 people answered F" in page.text
    mine.save(family_agrees__contradicts="keep")
    assert "Written to the chart" in mine.page.text
    found = card(app, chart, CHILD)
    assert outcomes(found)["F"] == "unknown"
    assert "contradict" in found["detail"]


@pytest.mark.parametrize(("decided", "kept"), [("drop", ""), ("later", "yes")])
def test_or_leave_it_at_what_is_on_file(app: Flask, chart: Chart, decided: str, kept: str) -> None:
    mine = opened(app, chart, CHILD)
    opened(app, chart, CHILD, user=COLLEAGUE).save(family_agrees="no", family_agrees__by="me")
    mine.save(**FAMILY, **SCORE, family_agrees__contradicts=decided)
    assert "Written to the chart" in mine.page.text
    assert outcomes(card(app, chart, CHILD))["F"] == "not_met"
    assert mine.page.field("family-agrees") == kept


def test_an_own_answer_is_corrected_in_its_place(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    visitor.save(family_agrees="no", family_agrees__by="me")
    before = len(chart.held("Observation"))
    page = visitor.open()
    visitor.states(correct=page.button("correct", "family-agrees"))
    visitor.save(**FAMILY)
    assert "corrected" in visitor.page.text
    assert len(chart.held("Observation")) == before
    assert outcomes(card(app, chart, CHILD))["F"] == "met"


def test_an_own_answer_in_a_form_alone_is_corrected_beside_it(app: Flask) -> None:
    form = questionnaire_response(
        item("family-agrees", {"valueBoolean": False}),
        subject={"reference": f"Patient/{CHILD}"},
        author={"reference": ME},
        authored=DAY,
    )
    with chart_of(CHILD, form) as chart:
        assert outcomes(card(app, chart, CHILD))["F"] == "not_met"
        visitor = opened(app, chart, CHILD)
        visitor.states(correct="family-agrees QuestionnaireResponse/q1")
        visitor.save(**FAMILY)
        [answer] = [each for each in chart.held("Observation") if "family-agrees" in str(each["code"])]
        assert answer["status"] == "final"
        assert {"reference": "QuestionnaireResponse/q1"} in answer["derivedFrom"]
        assert chart.one("QuestionnaireResponse/q1")["item"] == form["item"]
        assert outcomes(card(app, chart, CHILD))["F"] == "met"


def test_a_caregivers_answer_is_recorded_as_theirs(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    caregiver = next(each for each in visitor.page.offered["family-agrees.by"] if "RelatedPerson/" in each)
    visitor.save(family_agrees="yes", family_agrees__by=caregiver)
    [answer] = [each for each in chart.held("Observation") if "family-agrees" in str(each["code"])]
    assert answer["performer"][0]["reference"] == caregiver
    assert outcomes(card(app, chart, CHILD))["F"] == "met"


def test_a_save_that_fails_loses_nothing_and_can_be_tried_again(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    chart.is_away = True
    page = visitor.save(**FAMILY, **SCORE)
    assert page.text.startswith("Problem: ")
    assert page.field("family-agrees") == "yes"
    chart.is_away = False
    assert "Written to the chart" in visitor.save().text
    assert set(outcomes(card(app, chart, CHILD)).values()) == {"met"}


def test_a_chart_without_the_patient_is_said_on_a_page(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    chart._held.clear()
    page = visitor.open()
    assert visitor.response.status_code == 412
    assert "The chart does not know" in page.text


def test_a_continued_stay_shows_baseline_against_now_and_what_decides(app: Flask) -> None:
    with chart_of(STAY) as chart:
        page = opened(app, chart, STAY).page
        assert "In progress since" in page.text
        assert "Since the service began" in page.text
        assert "Personal relationships improved" in page.text


def test_the_summary_says_what_stands_and_is_filed_once(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    page = visitor.open("/summary")
    assert "7 of 9 met, 2 open" in page.text
    for _ in range(2):
        visitor.page = page
        assert "Filed in the chart" in visitor.post("file").text
    assert len(chart.held("DocumentReference")) == 1
    assert visitor.get("/summary.pdf").startswith(b"%PDF")
