"""Answers on file on a worksheet: each has its line, own ones are corrected, none is doubled in silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from cds_cards.calendar import Calendar
from cds_cards.wording import load_wording
from service.clock import today
from tests.service.web.worksheets import COLLEAGUE, ZONE, card, chart_of, opened, service
from tests.support.cards import outcomes
from tests.support.chart import Chart
from tests.support.fhir import Json
from tests.support.posting import Visitor

CHILD, STAY = "child-admission", "adult-continued-stay"
DAY = (today(ZONE) - timedelta(days=9)).isoformat()
YES, NO = "LA33-6", "LA32-8"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return service(tmp_path_factory.mktemp("data"))


@pytest.fixture
def chart() -> Iterator[Chart]:
    with chart_of(CHILD) as one:
        yield one


def family(answer: str, by: str = "me") -> dict[str, str]:
    """What is typed about the family's agreement."""
    return {"family_agrees": answer, "family_agrees__by": by}


def caregiver_of(visitor: Visitor) -> str:
    """The related person of the chart, as the form offers them."""
    return next(each for each in visitor.page.offered["family-agrees.by"] if "RelatedPerson/" in each)


def answers(chart: Chart, fact: str) -> list[tuple[str, str, str]]:
    """The Observations of a fact that worksheets wrote: status, answer, whose."""
    ours = [each for each in chart.held("Observation") if "identifier/answer" in str(each.get("identifier"))]
    return [_told(each) for each in ours if f"'{fact}'" in str(each["code"])]


def _told(observation: Json) -> tuple[str, str, str]:
    code = observation["valueCodeableConcept"]["coding"][0]["code"]
    return observation["status"], code, observation["performer"][0]["reference"]


def test_an_own_answer_that_leaves_its_criterion_open_is_shown_and_can_be_corrected(app: Flask) -> None:
    with chart_of(STAY) as chart:
        visitor = opened(app, chart, STAY)
        visitor.save(outcome_restored="yes")
        page = visitor.open()
        assert outcomes(card(app, chart, STAY))["E"] == "unknown"
        wanted = page.button("correct", "outcome-restored")
        assert wanted.startswith("outcome-restored Observation/")
        visitor.states(correct=wanted)
        assert "Corrects your own answer" in visitor.page.text
        visitor.save(outcome_restored="no")
        assert [each[:2] for each in answers(chart, "outcome-restored")] == [("amended", NO)]


def test_what_one_could_not_tell_can_be_corrected(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    visitor.save(family_agrees="cannot-tell")
    page = visitor.open()
    assert "Counts until" in page.text
    visitor.states(correct=page.button("correct", "family-agrees"))
    visitor.save(family_agrees="yes")
    assert [each[:2] for each in answers(chart, "family-agrees")] == [("amended", YES)]
    assert outcomes(card(app, chart, CHILD))["F"] == "met"


def test_beside_anothers_answer_one_can_answer_otherwise(app: Flask, chart: Chart) -> None:
    opened(app, chart, CHILD, user=COLLEAGUE).save(**family("yes"))
    visitor = opened(app, chart, CHILD)
    assert visitor.page.button("correct", "family-agrees") == ""
    assert "family-agrees" not in visitor.page.offered
    visitor.states(ask=visitor.page.button("ask", "family-agrees"))
    visitor.save(**family("no"))
    assert visitor.response.status_code == 422
    visitor.save(family_agrees__contradicts="keep")
    assert [each[:2] for each in answers(chart, "family-agrees")] == [("final", YES), ("final", NO)]


def test_an_answer_in_a_second_tab_corrects_the_one_in_the_first(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    second = visitor.page
    visitor.save(**family("yes"))
    visitor.page = second
    assert "corrected" in visitor.save(**family("no")).text
    assert [each[:2] for each in answers(chart, "family-agrees")] == [("amended", NO)]
    assert outcomes(card(app, chart, CHILD))["F"] == "not_met"


def test_what_one_recorded_for_a_caregiver_is_corrected_and_stays_theirs(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    caregiver = caregiver_of(visitor)
    visitor.save(**family("yes", caregiver))
    page = visitor.open()
    visitor.states(correct=page.button("correct", "family-agrees"))
    assert "it stays theirs" in visitor.page.text
    assert "family-agrees.by" not in visitor.page.offered
    visitor.save(family_agrees="no")
    assert answers(chart, "family-agrees") == [("amended", NO, caregiver)]


def test_a_caregivers_answer_that_is_recorded_anew_on_the_same_day_corrects_it(
    app: Flask, chart: Chart
) -> None:
    visitor = opened(app, chart, CHILD)
    caregiver = caregiver_of(visitor)
    visitor.save(**family("yes", caregiver))
    visitor.open()
    visitor.states(ask="F")
    visitor.save(**family("no", caregiver))
    assert answers(chart, "family-agrees") == [("amended", NO, caregiver)]


def test_a_caregiver_told_by_name_stays_who_they_are(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    named = {"family_agrees__name": "Ada Obi", "family_agrees__relationship": "aunt"}
    visitor.save(**family("yes", "related-person"), **named)
    [before] = answers(chart, "family-agrees")
    page = visitor.open()
    visitor.states(correct=page.button("correct", "family-agrees"))
    visitor.save(family_agrees="no")
    assert answers(chart, "family-agrees") == [("amended", NO, before[2])]
    [observation] = [each for each in chart.held("Observation") if each["status"] == "amended"]
    assert observation["contained"][0]["name"] == [{"text": "Ada Obi"}]


def test_what_a_colleague_recorded_of_the_same_caregiver_is_contradicted_only_knowingly(
    app: Flask, chart: Chart
) -> None:
    theirs = opened(app, chart, CHILD, user=COLLEAGUE)
    caregiver = caregiver_of(theirs)
    mine = opened(app, chart, CHILD)
    theirs.save(**family("yes", caregiver))
    mine.save(**family("no", caregiver))
    assert mine.response.status_code == 422
    assert [each[0] for each in answers(chart, "family-agrees")] == ["final"]


def test_the_save_list_tells_whose_word_it_is_and_both_days(app: Flask, chart: Chart) -> None:
    visitor = opened(app, chart, CHILD)
    score = {"calocus_composite": "24", "calocus_composite__on": DAY, "calocus_composite__by": "me"}
    page = visitor.save(**family("yes", caregiver_of(visitor)), **score)
    assert "Yes , by Bridget Tierney (mother), recorded by Ines Okafor, LPC" in page.text
    written = Calendar(load_wording().months, today(ZONE).year).written
    assert f"24 , administered {written(DAY)}, Ines Okafor, LPC" in page.text
    assert f"written {written(today(ZONE).isoformat())}" in page.text
    assert f"written {written(DAY)}" not in page.text


def test_where_nothing_is_asked_since_the_signer_could_not_tell_the_page_says_that(
    app: Flask, chart: Chart
) -> None:
    visitor = opened(app, chart, CHILD)
    visitor.save(family_agrees="cannot-tell", calocus_composite__by="cannot-tell")
    page = visitor.open()
    assert "Nothing is asked here now, since you answered that you cannot tell." in page.text
    assert "Nothing is filled in beforehand" not in page.text


def test_a_payers_summary_tells_in_the_third_person_and_once_who_could_not_tell(
    app: Flask, chart: Chart
) -> None:
    visitor = opened(app, chart, CHILD)
    visitor.save(family_agrees="cannot-tell")
    told = visitor.open("/summary").text
    assert "you answered" not in told
    assert told.count("agrees to participate: cannot tell") == 1
    assert told.count("Ines Okafor, LPC, license not checked") == 1
    assert "answered on" not in told
    assert not visitor.page.button("correct", "family-agrees")


def test_a_missing_confirmation_is_no_answer_that_is_missing(app: Flask, chart: Chart) -> None:
    page = opened(app, chart, CHILD).post("save", **family("yes"))
    assert "Nothing was saved yet: the answers are not confirmed" in page.text


def test_a_number_below_zero_is_too_low(app: Flask, chart: Chart) -> None:
    page = opened(app, chart, CHILD).states(calocus_composite="-3")
    assert "-3 is below the lowest, 7." in page.text


def test_one_entry_is_told_as_one(app: Flask, chart: Chart) -> None:
    assert "1 entries" not in opened(app, chart, CHILD).save(**family("yes")).text


def test_a_summary_does_not_change_with_the_minute_at_which_it_is_read(app: Flask, chart: Chart) -> None:
    told = opened(app, chart, CHILD).open("/summary").text
    assert "Record read at" not in told
    assert "Prepared on" in told
