"""Correcting an answer on file: one's own is amended in its place, another's is never touched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace

from service.ehr.write_results import Why
from service.worksheet.plan import Tried
from service.worksheet.saved import Overall, Saved, State
from service.worksheet.saving import Saver, Sheet
from tests.service.worksheet.sheets import DRAFT, EVERYTHING, access, observation, response, sheet
from tests.support.chart import Chart
from tests.support.chart_connections import Answered, Connection, Done
from tests.support.fhir import CLINICIAN, Json

FACT = "family-agrees"
CORRECTED = {FACT: "LA32-8"}
ELSEWHERE = {"system": "https://ehr.example/ids", "value": "77"}


def on_file(**elements: object) -> Json:
    """An answer that stands in the chart, as an EHR filed it."""
    stated = {
        "id": "o1",
        "identifier": [ELSEWHERE],
        "note": [{"text": "as she said"}],
        "encounter": {"reference": "Encounter/e1"},
        "derivedFrom": [{"reference": "QuestionnaireResponse/before"}],
        **elements,
    }
    return {**observation(FACT, "LA33-6"), **stated}


OTHERS = [{"reference": "Practitioner/another"}]


@pytest.fixture
def chart() -> Iterator[Chart]:
    with Chart(on_file()) as one:
        yield one


def correct(saves: Saver, chart: Chart) -> Saved:
    wanted = sheet(CORRECTED, amends={FACT: "Observation/o1"})
    return saves.save(wanted, EVERYTHING, access(chart.url))


def result(saved: Saved) -> tuple[State, Why | None]:
    """The state of the answer, and why."""
    entry = saved.entries[1]
    return entry.state, entry.refused.why if entry.refused else None


def test_ones_own_answer_is_amended_in_its_place(saves: Saver, chart: Chart) -> None:
    saved = correct(saves, chart)
    assert result(saved) == (State.AMENDED, None)
    assert (saved.entries[1].reference, saved.entries[1].version) == ("Observation/o1", "2")
    (found,) = chart.held("Observation")
    assert found["status"] == "amended"
    assert found["valueCodeableConcept"]["coding"][0]["code"] == "LA32-8"
    assert [each["reference"] for each in found["derivedFrom"]] == [
        saved.entries[0].reference,
        "QuestionnaireResponse/before",
    ]
    assert found["identifier"][1:] == [ELSEWHERE]
    assert found["encounter"] == {"reference": "Encounter/e1"}
    assert "note" not in found


def test_corrected_twice_it_is_amended_once(saves: Saver, chart: Chart) -> None:
    first = correct(saves, chart)
    wanted = sheet(CORRECTED, first.tried, {FACT: "Observation/o1"})
    assert result(saves.save(wanted, EVERYTHING, access(chart.url))) == (State.STOOD, None)
    assert chart.one("Observation/o1")["meta"]["versionId"] == "2"


def test_an_answer_that_the_signer_recorded_for_somebody_is_the_signers_to_correct(saves: Saver) -> None:
    form = {**response({FACT: "LA33-6"}), "id": "q1"}
    derived = on_file(
        performer=[{"reference": "Patient/p1"}], derivedFrom=[{"reference": "QuestionnaireResponse/q1"}]
    )
    with Chart(form, derived) as chart:
        assert result(correct(saves, chart)) == (State.AMENDED, None)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(on_file(performer=OTHERS), id="by another clinician"),
        pytest.param(on_file(performer=None), id="by nobody who is told"),
        pytest.param(
            on_file(performer=[{"reference": f"https://elsewhere.example/{CLINICIAN}"}]),
            id="by somebody of the same id on another server",
        ),
        pytest.param(
            on_file(performer=OTHERS, derivedFrom=[{"reference": "QuestionnaireResponse/gone"}]),
            id="from a response that is gone",
        ),
    ],
)
def test_anothers_answer_is_not_touched(saves: Saver, answer: Json) -> None:
    with Chart(answer) as chart:
        assert result(correct(saves, chart)) == (State.NOT_WRITTEN, Why.NOT_OWN)
        assert chart.one("Observation/o1")["meta"]["versionId"] == "1"
        assert chart.held("QuestionnaireResponse") == []  # in which the answer would stand nevertheless


def test_an_answer_that_changed_since_it_was_read_is_not_written_over(saves: Saver, chart: Chart) -> None:
    def overtaken(connection: Connection, done: Done) -> Answered | None:
        chart.file(on_file(note=[{"text": "changed meanwhile"}]))
        return done()

    chart.faults.append(overtaken)
    saved = correct(saves, chart)
    assert result(saved) == (State.NOT_WRITTEN, Why.CHANGED)
    assert chart.one("Observation/o1")["note"] == [{"text": "changed meanwhile"}]
    assert chart.held("QuestionnaireResponse") == []
    assert (saved.overall, saved.why) == (Overall.NONE, Why.CHANGED)


def test_an_answer_that_changed_since_the_clinician_read_it_is_not_written_over(saves: Saver) -> None:
    with Chart(on_file(), on_file()) as chart:
        wanted = sheet(CORRECTED, amends={FACT: "Observation/o1/_history/1"})
        saved = saves.save(wanted, EVERYTHING, access(chart.url))
        assert result(saved) == (State.NOT_WRITTEN, Why.CHANGED)
        again = sheet(CORRECTED, saved.tried, {FACT: "Observation/o1/_history/2"})
        assert result(saves.save(again, EVERYTHING, access(chart.url))) == (State.AMENDED, None)


def test_an_answer_without_a_version_is_not_written_over(saves: Saver) -> None:
    with Chart(on_file(), tells_versions=False) as chart:
        assert result(correct(saves, chart)) == (State.NOT_WRITTEN, Why.UNSUPPORTED)


def test_a_correction_that_is_taken_back_leaves_the_answer_as_it_was_corrected(
    saves: Saver, chart: Chart
) -> None:
    first = saves.save(
        sheet({**CORRECTED, "other": "LA33-6"}, amends={FACT: "Observation/o1"}),
        EVERYTHING,
        access(chart.url),
    )
    second = saves.save(sheet({"other": "LA33-6"}, first.tried), EVERYTHING, access(chart.url))
    left = second.entries[-1]
    assert left.refused is not None
    assert (left.slot, left.state, left.refused.why) == (FACT, State.NOT_WITHDRAWN, Why.CORRECTION)
    assert chart.one("Observation/o1")["status"] == "amended"


def sheet_of_draft(draft: str, said: str, earlier: Sequence[Tried] = (), amends: str = "") -> Sheet:
    """The sheet of one draft that answers the fact."""
    wanted = sheet({FACT: said}, earlier, {FACT: amends} if amends else None)
    text = json.dumps([each.resource for each in wanted.wanted]).replace(DRAFT, draft)
    slots = zip(wanted.wanted, json.loads(text), strict=True)
    return replace(wanted, wanted=tuple(replace(each, resource=made) for each, made in slots))


def test_a_correction_keeps_what_the_answer_was_known_by_as_an_old_identifier(saves: Saver) -> None:
    with Chart() as chart:
        saves.save(sheet_of_draft("first", "LA33-6"), EVERYTHING, access(chart.url))
        (before,) = chart.held("Observation")
        amends = f"Observation/{before['id']}"
        saves.save(sheet_of_draft("second", "LA32-8", amends=amends), EVERYTHING, access(chart.url))
        (after,) = chart.held("Observation")
    assert after["identifier"][0]["value"].startswith("second.")
    assert after["identifier"][1:] == [{**before["identifier"][0], "use": "old"}]


@pytest.mark.parametrize("knows_its_tries", [True, False])
def test_a_very_late_retry_of_an_earlier_draft_neither_doubles_nor_takes_back_its_correction(
    saves: Saver, knows_its_tries: bool
) -> None:
    first = sheet_of_draft("first", "LA33-6")
    with Chart() as chart:
        tried = saves.save(first, EVERYTHING, access(chart.url)).tried
        (before,) = chart.held("Observation")
        amends = f"Observation/{before['id']}"
        saves.save(sheet_of_draft("second", "LA32-8", amends=amends), EVERYTHING, access(chart.url))
        late = replace(first, earlier=tried if knows_its_tries else ())
        saved = saves.save(late, EVERYTHING, access(chart.url))
        (answer,) = chart.held("Observation")
        assert result(saved) == (State.NOT_WRITTEN, Why.CHANGED)
        assert answer["valueCodeableConcept"]["coding"][0]["code"] == "LA32-8"
        assert answer["status"] == "amended"


def test_within_one_draft_an_answer_may_go_back_to_what_it_was(saves: Saver) -> None:
    with Chart() as chart:
        tried: tuple[Tried, ...] = ()
        for said in ("LA33-6", "LA32-8", "LA33-6"):
            saved = saves.save(sheet_of_draft("one", said, tried), EVERYTHING, access(chart.url))
            assert saved.overall is Overall.ALL
            tried = saved.tried
            (answer,) = chart.held("Observation")
            assert answer["valueCodeableConcept"]["coding"][0]["code"] == said
        version = answer["meta"]["versionId"]
        again = saves.save(sheet_of_draft("one", "LA33-6", tried), EVERYTHING, access(chart.url))
        assert again.overall is Overall.ALL
        (answer,) = chart.held("Observation")
        assert answer["meta"]["versionId"] == version
