"""What a card leads to: how many questions are open, the link to the worksheet, and what is suggested."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from cds_cards.actions import Actions, CardAddresses, open_questions
from cds_cards.brief import BriefDetail
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
    "agreed": FactText("They agree", "the family", is_asked=True),
    "score": FactText("The score", "a rater", is_asked=True),
    "provider": FactText("Provider type", "the site"),
    "disorder": FactText("Disorder", "the diagnosing clinician", is_diagnosis=True, is_asked=True),
}
WORDING = load_wording()
ADDRESSES = CardAddresses("https://cards.example", "https://codes.example/fhir")
ACTIONS = Actions(WORDING, POLICY, FACTS, ADDRESSES)
BRIEF = BriefDetail(WORDING, POLICY, FACTS)
CARD = "0b3f6a52-3d0e-4c1f-9a27-5f1f6f7f2b10"
FORM = "https://codes.example/fhir/Questionnaire/small-{phase}|1"
UNREAD = Fact("service-in-progress", code=ReasonCode.UNREAD_LATE)
AGREED = Missing("agreed", "the family can supply it")


class Chart:
    """Two draft orders without a reason, and the Task that is asked for as it is asked for."""

    def task(self, questionnaire: str, identifier: tuple[str, str], description: str, on: date) -> Any:
        return {"form": questionnaire, "as": identifier, "description": description, "on": on}

    def orders_with_reason(self, reference: str) -> tuple[Raw, ...]:
        return tuple(Raw(json.dumps({"id": name, "for": reference})) for name in ("one", "two"))


def missing(*codes: ReasonCode, fact: str = "agreed") -> Iterator[Missing]:
    return (Missing(fact, "why", code) for code in codes)


def lacking(*facts: Missing, outcome: Truth = Truth.UNKNOWN, of: str = "first") -> Determination:
    """A determination whose criterion B lacks these facts."""
    return found(outcome, Finding("B", "unknown", "Title", missing=facts), of=of)


def links(determination: Determination, **context: Any) -> list[Link]:
    told = CardContext(**{"orders": (), "phase": Fact("x"), "gaps": (), "worksheet": "absolute", **context})
    return list(ACTIONS.links(BRIEF.told_of(determination), told, CARD))


def suggested(determination: Determination, **context: Any) -> list[Suggestion]:
    told = CardContext(**{"orders": (), "phase": Fact("x"), "gaps": (), "resources": Chart(), **context})
    return list(ACTIONS.suggestions(BRIEF.told_of(determination), told, CARD, "the card"))


COUNTED = {
    "what nobody answered": ([AGREED], 1),
    "a fact that two criteria lack, once": ([AGREED, AGREED], 1),
    "each fact": ([AGREED, Missing("score", "none")], 2),
    "an answer that is too old": ([*missing(ReasonCode.STALE)], 1),
    "answers that contradict each other": ([*missing(ReasonCode.CONFLICT_PEOPLE)], 1),
    "somebody who cannot tell": ([*missing(ReasonCode.CANNOT_TELL)], 1),
    "what was not read": ([*missing(ReasonCode.UNREAD_FAILED), *missing(ReasonCode.NOT_SENT)], 0),
    "what the policy leaves open": ([*missing(ReasonCode.POLICY_SILENT)], 0),
    "what no form asks a person": ([Missing("provider", "none")], 0),
    "a diagnosis that is not on file": ([Missing("disorder", "none")], 0),
    "a diagnosis that comes near": ([*missing(ReasonCode.NEAR_MISS, fact="disorder")], 0),
    "a disorder in remission, which may have been active this year": (
        [*missing(ReasonCode.REMISSION, fact="disorder")],
        1,
    ),
}


@pytest.mark.parametrize(("facts", "count"), COUNTED.values(), ids=list(COUNTED))
def test_a_question_is_counted_where_a_persons_answer_can_settle_it(facts: list[Missing], count: int) -> None:
    assert len(open_questions(BRIEF.told_of(lacking(*facts)), FACTS)) == count


def test_the_link_says_how_many_questions_are_open() -> None:
    both = lacking(AGREED, Missing("score", "none"))
    assert [link.label for link in links(lacking(AGREED))] == ["Answer the open question"]
    assert [link.label for link in links(both)] == ["Answer the 2 open questions"]


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
    "where nothing is open": (found(Truth.MET, Finding("B", "met", "Title")), {}),
    "where what is open changes nothing any more": (lacking(AGREED, outcome=Truth.MET), {}),
    "where all that is open is unread": (lacking(*missing(ReasonCode.UNREAD_LATE)), {}),
    "where plans and orders could not be read, and it may be another phase": (
        lacking(AGREED),
        {"phase": UNREAD},
    ),
}


@pytest.mark.parametrize(("determination", "context"), NO_LINK.values(), ids=list(NO_LINK))
def test_there_is_no_link(determination: Determination, context: dict[str, Any]) -> None:
    assert links(determination, **context) == []
    if context != {"worksheet": ""}:
        assert suggested(determination, **context) == []


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
        {"id": "one", "for": "Condition/c1"},
        {"id": "two", "for": "Condition/c1"},
    ]


def test_each_of_the_first_three_conditions_has_a_suggestion_and_a_uuid_of_its_own() -> None:
    found_ones = suggested(rests_on(*(diagnosis(f"c{number}") for number in (1, 2, 1, 3, 4))))
    reasons = [written(each.actions[0])["for"] for each in found_ones]
    assert reasons == ["Condition/c1", "Condition/c2", "Condition/c3"]
    assert len({each.uuid for each in found_ones}) == 3


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
