"""Saves of which a part is refused: the rest stands, and the next try writes what is missing."""

from __future__ import annotations

from service.ehr.write_results import Why
from service.worksheet.saved import Overall, State
from service.worksheet.saving import Saver
from tests.service.worksheet.sheets import ANSWERS, said_in, save, states
from tests.support.bundles import operation_outcome
from tests.support.chart import Chart
from tests.support.chart_faults import failing_entry, honest, refusing


def test_half_is_written_and_the_next_try_writes_what_is_missing(saves: Saver) -> None:
    with Chart(knows_transactions=False) as chart:
        chart.faults.extend((honest, honest, refusing(500)))
        saved = save(saves, chart)
        assert saved.overall is Overall.SOME
        assert states(saved) == {
            "form": State.WRITTEN,
            "family-agrees": State.NOT_WRITTEN,
            "community-risk": State.WRITTEN,
        }
        assert [each.refused.status for each in saved.entries if each.refused] == [500]
        again = save(saves, chart, before=saved)
        assert states(again) == {
            "form": State.STOOD,
            "family-agrees": State.WRITTEN,
            "community-risk": State.STOOD,
        }
        assert said_in(chart.held("Observation")) == {fact: [said] for fact, said in ANSWERS.items()}
        assert {each["derivedFrom"][0]["reference"] for each in chart.held("Observation")} == {
            again.entries[0].reference
        }


def test_nothing_is_sent_after_a_response_that_was_not_written(saves: Saver) -> None:
    with Chart(knows_transactions=False) as chart:
        chart.faults.extend((honest, refusing(500)))
        saved = save(saves, chart)
        assert saved.overall is Overall.NONE
        assert [each.refused.why for each in saved.entries if each.refused] == [
            Why.FAILED,
            Why.NOT_TRIED,
            Why.NOT_TRIED,
        ]
        assert chart.writes() == ["POST fhir", "POST QuestionnaireResponse"]


def test_a_response_that_is_refused_for_good_does_not_hold_up_the_answers(saves: Saver) -> None:
    with Chart(knows_transactions=False) as chart:
        chart.faults.extend((honest, refusing(403)))
        saved = save(saves, chart)
        assert states(saved)["form"] is State.NOT_WRITTEN
        assert len(chart.held("Observation")) == 2
        assert not any("derivedFrom" in each for each in chart.held("Observation"))


def test_a_transaction_answered_as_a_batch_is_judged_by_each_entry(saves: Saver, chart: Chart) -> None:
    chart.faults.append(failing_entry(3, 422))
    saved = save(saves, chart)
    assert saved.overall is Overall.ALL
    assert len(chart.held("Observation")) == 2


def test_an_entry_that_the_chart_calls_invalid_is_told_apart_from_the_others(
    saves: Saver, chart: Chart
) -> None:
    chart.faults.extend((refusing(422, operation_outcome("invalid")), honest, honest, refusing(422)))
    saved = save(saves, chart)
    assert states(saved) == {
        "form": State.WRITTEN,
        "family-agrees": State.WRITTEN,
        "community-risk": State.NOT_WRITTEN,
    }
    assert saved.why is Why.INVALID
    assert not saved.may_be_tried_again


def test_signed_out_in_the_middle_keeps_what_is_written(saves: Saver) -> None:
    with Chart(knows_transactions=False) as chart:
        chart.faults.extend((honest, honest, refusing(401)))
        saved = save(saves, chart)
        assert [each.refused.why if each.refused else None for each in saved.entries] == [
            None,
            Why.SIGNED_OUT,
            Why.NOT_TRIED,
        ]
        assert save(saves, chart, before=saved).overall is Overall.ALL
