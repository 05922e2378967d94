"""What a card leads to: how many questions are open, the link to the worksheet, and what is suggested."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from cds_cards.actions import Actions, CardAddresses, Questions
from cds_cards.card import Action, Link, Suggestion
from cds_cards.context import CardContext
from cds_cards.fact_text import FactText
from cds_cards.wording import load_wording
from criteria.determination import Determination
from criteria.facts import Evidence, Fact
from criteria.findings import Finding, Missing
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.cds_cards.small_brief import POLICY, found

FACTS = {
    "agreed": FactText("They agree", "the family"),
    "score": FactText("The score", "a rater"),
    "provider": FactText("Provider type", "the site"),
    "disorder": FactText("Disorder", "the diagnosing clinician", is_diagnosis=True),
}
WORDING = load_wording()
ADDRESSES = CardAddresses("https://cards.example", "https://codes.example/fhir")
ACTIONS = Actions(WORDING, POLICY, FACTS, ADDRESSES)
CARD = "0b3f6a52-3d0e-4c1f-9a27-5f1f6f7f2b10"
FORM = "https://codes.example/fhir/Questionnaire/small-{phase}|1"
UNREAD = Fact("service-in-progress", code=ReasonCode.UNREAD_LATE)
AGREED = Missing("agreed", "the family can supply it")


class Chart:
    """Two draft orders without a reason, and the Task that is asked for as it is asked for."""

    def task(self, questionnaire: str, identifier: tuple[str, str], description: str, on: date) -> Any:
        return {"form": questionnaire, "as": identifier, "description": description, "on": on}

    def orders_with_reason(self, references: Sequence[str]) -> tuple[Raw, ...]:
        return tuple(Raw(json.dumps({"id": name, "for": list(references)})) for name in ("one", "two"))


def missing(*codes: ReasonCode, fact: str = "agreed") -> Iterator[Missing]:
    return (Missing(fact, "why", code) for code in codes)


def lacking(*facts: Missing, outcome: Truth = Truth.UNKNOWN, of: str = "first") -> Determination:
    """A determination whose criterion B lacks these facts."""
    return found(outcome, Finding("B", "unknown", "Title", missing=facts), of=of)


def asks(determination: Determination) -> int:
    """Asks about each fact that is missing."""
    missing = [each.fact for finding in determination.criteria for each in finding.missing]
    return len(missing) if determination.outcome is not Truth.MET else 0


def links(determination: Determination, questions: Questions | None = None, **context: Any) -> list[Link]:
    told = CardContext(**{"orders": (), "phase": Fact("x"), "gaps": (), "worksheet": "absolute", **context})
    return list(ACTIONS.links(determination, told, CARD, questions or Questions(asks(determination))))


def suggested(determination: Determination, **context: Any) -> list[Suggestion]:
    told = CardContext(**{"orders": (), "phase": Fact("x"), "gaps": (), "resources": Chart(), **context})
    return list(ACTIONS.suggestions(determination, told, CARD, "the card" if asks(determination) else ""))


LABELS = {
    "one question": (1, 1, "Answer the open question"),
    "several": (2, 2, "Answer the 2 open questions"),
    "several, where a card counts nothing": (2, None, "Answer the 2 open questions"),
    "other than a card counts what is needed": (20, 17, "Answer the open questions"),
    "one, where a card counts two things": (1, 2, "Answer the open questions"),
    "none": (0, None, "Open the worksheet"),
    "none, though something is needed": (0, 1, "Open the worksheet"),
}


@pytest.mark.parametrize(("count", "needed", "label"), LABELS.values(), ids=list(LABELS))
def test_the_link_says_how_many_questions_are_open_unless_the_card_counts_otherwise(
    count: int, needed: int | None, label: str
) -> None:
    (link,) = links(lacking(AGREED), questions=Questions(count, needed))
    assert link.label == label


def test_a_smart_app_is_told_the_evaluation_the_policy_and_the_phase_and_no_more() -> None:
    (link,) = links(lacking(AGREED), worksheet="smart")
    assert (link.type, link.url) == ("smart", "https://cards.example/smart/launch")
    told = {"evaluation": CARD, "policy": "small", "phase": "admission"}
    assert json.loads(link.appContext) == told


def test_an_open_worksheet_is_linked_with_the_same_in_its_address() -> None:
    (link,) = links(lacking(AGREED))
    assert (link.type, link.appContext) == ("absolute", "")
    query = f"evaluation={CARD}&policy=small&phase=admission"
    assert link.url == f"https://cards.example/worksheet?{query}"


NO_LINK = {
    "where the reader cannot open a worksheet": (lacking(AGREED), {"worksheet": ""}),
    "where no criteria apply": (found(Truth.NOT_MET), {}),
    "where plans and orders could not be read, and it may be another phase": (
        lacking(AGREED),
        {"phase": UNREAD},
    ),
}


@pytest.mark.parametrize(("determination", "context"), NO_LINK.values(), ids=list(NO_LINK))
def test_there_is_no_link(determination: Determination, context: dict[str, Any]) -> None:
    assert links(determination, **context) == []


NO_TASK = {
    "where all is met": found(Truth.MET, Finding("B", "met", "Title")),
    "where what is open changes nothing any more": lacking(AGREED, outcome=Truth.MET),
}


@pytest.mark.parametrize("determination", NO_TASK.values(), ids=list(NO_TASK))
def test_a_card_that_asks_nothing_leads_to_the_worksheet_and_suggests_no_task(
    determination: Determination,
) -> None:
    assert [link.label for link in links(determination)] == ["Open the worksheet"]
    assert suggested(determination) == []


def test_no_task_is_suggested_where_it_may_be_another_phase() -> None:
    assert suggested(lacking(AGREED), phase=UNREAD) == []


@pytest.mark.parametrize(
    ("rule_set", "phase"), [("first", "admission"), ("stay", "continued-stay"), ("discharge", "discharge")]
)
def test_a_task_is_for_the_form_of_the_phase(rule_set: str, phase: str) -> None:
    (suggestion,) = suggested(lacking(AGREED, of=rule_set))
    (action,) = suggestion.actions
    assert (suggestion.kind, action.type) == ("complete-questionnaire", "create")
    assert action.description == "Creates a Task to fill in the form of the card"
    assert isinstance(action.resource, dict)
    assert action.resource["form"] == FORM.format(phase=phase)
    assert action.resource["as"] == ("https://codes.example/fhir/identifier/task", CARD)


def written(action: Action) -> Any:
    return json.loads(msgspec.json.encode(action.resource))


def diagnosis(identity: str, value: str = "active", fact: str = "disorder", **more: Any) -> Evidence:
    return Evidence(fact, f"Condition/{identity}", value=value, code="icd|F33.1", **more)


def rests_on(*evidence: Evidence, outcome: str = "met", **more: Any) -> Determination:
    return found(Truth.MET, Finding("B", outcome, "Title", evidence=evidence, **more))


def test_the_qualifying_condition_becomes_the_reason_of_every_order_that_has_none() -> None:
    (suggestion,) = suggested(rests_on(diagnosis("c1", display="Major  depression")))
    assert suggestion.kind == "reason-reference"
    assert suggestion.label == "Add as reason for the order: F33.1 Major depression"
    assert [each.type for each in suggestion.actions] == ["update", "update"]
    assert [written(each) for each in suggestion.actions] == [
        {"id": "one", "for": ["Condition/c1"]},
        {"id": "two", "for": ["Condition/c1"]},
    ]


def test_the_first_three_conditions_are_the_reasons_of_one_suggestion_so_that_none_undoes_another() -> None:
    (suggestion,) = suggested(rests_on(*(diagnosis(f"c{number}") for number in (1, 2, 1, 3, 4))))
    assert suggestion.label == "Add as reasons for the order: F33.1; F33.1; F33.1"
    reasons = [written(each)["for"] for each in suggestion.actions]
    assert reasons == [["Condition/c1", "Condition/c2", "Condition/c3"]] * 2


@pytest.mark.parametrize("status", ["recurrence", "relapse"])
def test_a_disorder_that_came_back_is_a_reason(status: str) -> None:
    assert len(suggested(rests_on(diagnosis("c1", status)))) == 1


NO_REASON = {
    "a near miss, which stands beside": rests_on(hints=(diagnosis("c1"),)),
    "a diagnosis of a criterion that is open": rests_on(diagnosis("c1"), outcome="unknown"),
    "one in remission": rests_on(diagnosis("c1", "remission")),
    "one that is over": rests_on(diagnosis("c1", "resolved")),
    "one without a status": rests_on(diagnosis("c1", "status not stated")),
    "evidence that is no diagnosis": rests_on(diagnosis("c1", fact="agreed")),
    "a Condition that the chart has no id for": rests_on(
        Evidence("disorder", "urn:uuid:0b3f6a52-3d0e-4c1f-9a27-5f1f6f7f2b10", value="active")
    ),
}


@pytest.mark.parametrize("determination", NO_REASON.values(), ids=list(NO_REASON))
def test_no_reason_is_suggested_for(determination: Determination) -> None:
    assert suggested(determination) == []


def test_the_uuid_of_a_suggestion_follows_from_that_of_its_card() -> None:
    (first,), (again,) = suggested(lacking(AGREED)), suggested(lacking(AGREED))
    assert first.uuid == again.uuid != CARD
