"""What a sheet asks of golden records: what is open and a person can answer, what decides first, once."""

from __future__ import annotations

import json

import pytest

from tests.properties.golden_records import request_of
from tests.service.worksheet.desks import asked, criterion, sections, shown, table, table_of, worked
from tests.support.bundles import operation_outcome
from tests.support.fhir import Json


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        pytest.param("h2017-child-admission-met", {}, id="nothing where all criteria are met"),
        pytest.param("calocus-16-not-met", {}, id="nothing of what is not met"),
        pytest.param("nothing-sent-but-the-patient", {}, id="nothing of what is unread"),
        pytest.param("age-unknown", {}, id="nothing before the population is known"),
        pytest.param("age-21-tomorrow-h0024-outside", {}, id="nothing outside the population"),
        pytest.param(
            "h2017-child-admission-unknown",
            {"F": ["family-agrees"], "I": ["calocus-composite"]},
            id="what is open",
        ),
        pytest.param(
            "age-19-today-no-tool-named",
            {"I": ["instrument-indicates-need"]},
            id="of a tool for each age the one that is right",
        ),
        pytest.param(
            "intervention-91-days-ago-unknown",
            {"E": ["intervention-date"]},
            id="of three among four what could still make the third",
        ),
        pytest.param(
            "h0024-admission-unknown-substance-use-only",
            {"1": ["dx-active-past-year", "no-mental-health-disorder"]},
            id="of a diagnosis never the diagnosis itself",
        ),
        pytest.param(
            "diagnosis-refuted-unknown",
            {"A": ["no-qualifying-diagnosis"]},
            id="that it was active only of one that is on file",
        ),
        pytest.param(
            "age-18-today-spmi-asked",
            {"B": ["spmi-present"]},
            id="for a diagnosis on file what its route lacks",
        ),
        pytest.param(
            "h2017-child-continued-stay-unknown",
            {"B": ["goal-improved"], "E": ["team-agrees"]},
            id="in a continued stay what it lacks",
        ),
    ],
)
def test_it_asks(name: str, questions: dict[str, list[str]]) -> None:
    assert asked(table(name)) == questions


def test_a_fact_that_two_criteria_need_is_asked_once() -> None:
    found = worked(table("diagnosis-refuted-unknown")).asked
    assert found.elsewhere == {"B": ("A",)}


def test_what_needs_the_fewest_answers_comes_first() -> None:
    assert list(asked(table("h2017-adult-admission-unknown"))) == ["G", "A", "B", "F", "C", "D", "E"]


def without_answers(request: Json, *facts: str) -> Json:
    """A request without what its record holds under some facts' codes."""
    prefetch = {}
    for key, slot in request["prefetch"].items():
        entries = slot.get("entry", []) if slot else []
        kept = [each for each in entries if not any(f'"{fact}"' in json.dumps(each) for fact in facts)]
        prefetch[key] = slot | {"entry": kept, "total": len(kept)} if entries else slot
    return request | {"prefetch": prefetch}


@pytest.mark.parametrize(
    ("unanswered", "questions"),
    [
        pytest.param(
            ("danger-recognition-or-behavior", "documented-on-diagnostic-assessment"),
            ["documented-on-diagnostic-assessment"],
            id="once three of four are met the fourth is folded",
        ),
        pytest.param(
            ("danger-recognition-or-behavior", "below-age-level"),
            ["below-age-level", "danger-recognition-or-behavior"],
            id="with two of four met both others are asked",
        ),
    ],
)
def test_of_several_it_asks_what_can_still_change_them(
    unanswered: tuple[str, ...], questions: list[str]
) -> None:
    name = "h2017-child-admission-met"
    at = table_of(without_answers(request_of(name), *unanswered), name)
    assert asked(at) == {"E": questions}


def test_what_is_settled_or_unread_is_asked_once_it_is_opened() -> None:
    assert asked(table("h2017-child-admission-met"), {}, "F") == {"F": ["family-agrees"]}
    unread = asked(table("nothing-sent-but-the-patient"), {}, "D")
    assert unread == {
        "D": ["traditional-services-insufficient", "least-restrictive", "benefit-outweighs-harm"]
    }


def test_a_question_stays_while_something_is_typed_whatever_it_comes_to() -> None:
    at = table("h2017-child-admission-unknown")
    assert asked(at, {"family-agrees": "yes", "family-agrees.by": "me"}) == asked(at)
    assert asked(at, {"lpha-recommends": "no"})["G"] == ["lpha-recommends"]


def test_an_answer_brings_up_the_next_question_which_is_kept_with_its_answer_and_says_so() -> None:
    at = table("age-18-today-spmi-asked")
    no, both = {"spmi-present": "no"}, {"spmi-present": "no", "no-qualifying-diagnosis": "no"}
    assert asked(at) == {"B": ["spmi-present"]}
    assert asked(at, no) == {"B": ["spmi-present", "no-qualifying-diagnosis"]}
    assert [each.kept for each in criterion(shown(at, both), "B").questions] == ["", ""]
    answered = {**both, "spmi-present": "yes"}
    assert asked(at, answered) == {"B": ["spmi-present"], "A": ["no-qualifying-diagnosis"]}
    view = shown(at, answered)
    assert [each.kept for each in criterion(view, "B").questions] == [""]
    [kept] = [each.kept for each in criterion(view, "A").questions]
    assert kept.startswith("Nothing rests on this answer any more.")
    assert asked(at, {"spmi-present": "yes"}) == {"B": ["spmi-present"]}


def test_discharge_is_a_form_of_its_own() -> None:
    at = table("h0024-discharge-not-met", "discharge")
    view = shown(at)
    assert view.heading == "H0024 Peer Support discharge"
    assert worked(at).form.id == "va-medicaid-h0024-peer-support-discharge"


def test_an_unread_search_is_said_and_its_criteria_come_first() -> None:
    name = "h2017-child-admission-unknown"
    request = request_of(name)
    failed = dict.fromkeys(("observations", "criteriaInputs"), operation_outcome("timeout"))
    view = shown(table_of(request | {"prefetch": request["prefetch"] | failed}, name))
    assert next(iter(sections(view))) == "unread"
    assert "unread" in view.tally
