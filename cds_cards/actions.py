"""What a card leads to: the worksheet, and what a clinician may have written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid5

import msgspec

from cds_cards.card import SUGGESTION, Action, Link, Suggestion, SuggestionKind
from cds_cards.context import CardContext, Resources
from cds_cards.fact_text import UNNAMED, FactText
from cds_cards.markdown import cut
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.facts import Evidence
from criteria.findings import walk
from criteria.policy import Policy
from criteria.truth import Truth

_MAX_REASONS = 3
_MAX_DIAGNOSIS_LENGTH = 60
_CURRENT = frozenset(("active", "recurrence", "relapse"))
"""The clinical statuses of a Condition that an order can be for; a policy may count others."""
_CONDITION = re.compile(r"Condition/[A-Za-z0-9\-.]{1,64}")


class CardAddresses(NamedTuple):
    """Where cards lead: the URL of the service, and the canonical base of our code systems."""

    url: str
    base: str


class Questions(NamedTuple):
    """How many questions the worksheet asks, and how many things the card says are needed, if it counts."""

    asked: int
    needed: int | None = None


class Actions:
    """Writes the link to the worksheet and the suggestions of one policy's cards."""

    def __init__(
        self, wording: Wording, policy: Policy, facts: Mapping[str, FactText], addresses: CardAddresses
    ) -> None:
        self._words = wording.suggestions
        self._labels = wording.worksheet
        self._policy = policy
        self._facts = facts
        self._addresses = addresses

    def links(
        self, found: Determination, context: CardContext, uuid: str, open_ones: Questions
    ) -> Iterator[Link]:
        """The link to the worksheet, where the reader can open it: to answer, or to see, correct and print.

        It says how many questions are open, unless the card counts otherwise what is needed. A SMART
        app is told the evaluation, the policy and the phase, and nothing of the patient.
        """
        if not found.criteria or not context.worksheet or context.phase_failed_to_be_read:
            return
        label = self._label(*open_ones)
        about = {"evaluation": uuid, "policy": self._policy.id, "phase": found.phase.id}
        url = self._addresses.url
        if context.worksheet == "smart":
            yield Link(label, f"{url}/smart/launch", "smart", msgspec.json.encode(about).decode())
        else:
            query = "&".join(f"{name}={value}" for name, value in about.items())
            yield Link(label, f"{url}/worksheet?{query}", "absolute")

    def _label(self, count: int, needed: int | None) -> str:
        if not count:
            return self._labels.none
        if needed not in (None, count):
            return self._labels.some
        return self._labels.one if count == 1 else self._labels.many.format(count=count)

    def suggestions(
        self, found: Determination, context: CardContext, uuid: str, title: str
    ) -> tuple[Suggestion, ...]:
        """What a card offers to write: a Task, where a title to ask under is given, and an order's reason."""
        resources = context.resources
        if resources is None or context.phase_failed_to_be_read:
            return ()
        return (
            *(self._task(found, resources, uuid, title) if title else ()),
            *self._reasons(found, resources, uuid),
        )

    def _task(
        self, found: Determination, resources: Resources, uuid: str, title: str
    ) -> Iterator[Suggestion]:
        base, words = self._addresses.base, self._words
        form = f"{base}/Questionnaire/{self._policy.id}-{found.phase.id}|{self._policy.version}"
        identifier = (f"{base}/identifier/task", uuid)
        task = resources.task(form, identifier, words.task_itself.format(title=title), found.on)
        action = Action("create", words.task_described.format(title=title), task)
        yield _suggestion("complete-questionnaire", uuid, words.task, (action,))

    def _reasons(self, found: Determination, resources: Resources, uuid: str) -> Iterator[Suggestion]:
        """The current Conditions that a met criterion rests on, for the orders that have no reason yet.

        One suggestion: two updates of one order would undo each other.
        """
        qualifying = dict(self._qualifying(found)[:_MAX_REASONS])
        if qualifying and (orders := resources.orders_with_reason(tuple(qualifying))):
            diagnosis = "; ".join(map(_diagnosis, qualifying.values()))
            one = len(qualifying) == 1
            told = self._words.reason_described if one else self._words.reasons_described
            actions = tuple(Action("update", told.format(diagnosis=diagnosis), order) for order in orders)
            label = (self._words.reason if one else self._words.reasons).format(diagnosis=diagnosis)
            yield _suggestion("reason-reference", f"{uuid} {' '.join(qualifying)}", label, actions)

    def _qualifying(self, found: Determination) -> list[tuple[str, Evidence]]:
        """The Conditions of the chart that make a diagnosis met, each once; a near miss is no evidence."""
        named: dict[str, Evidence] = {}
        for _, finding in walk(found.criteria):
            if finding.truth is Truth.MET:
                for each in finding.evidence:
                    if each.value in _CURRENT and self._is_of_a_condition(each):
                        named.setdefault(each.reference, each)
        return list(named.items())

    def _is_of_a_condition(self, evidence: Evidence) -> bool:
        is_diagnosis = self._facts.get(evidence.fact, UNNAMED).is_diagnosis
        return is_diagnosis and bool(_CONDITION.fullmatch(evidence.reference))


def _suggestion(kind: SuggestionKind, of: str, label: str, actions: tuple[Action, ...]) -> Suggestion:
    """A suggestion; its uuid follows from what it is of, the uuid of the card to begin with."""
    return Suggestion(label, str(uuid5(NAMESPACE_OID, f"{of} {kind}")), actions, {SUGGESTION: kind})


def _diagnosis(evidence: Evidence) -> str:
    """A diagnosis as a button can show it: its code, and what the record calls it."""
    code = evidence.code.rpartition("|")[2]
    called = " ".join(evidence.display.split())
    return cut(f"{code} {called}".strip(), _MAX_DIAGNOSIS_LENGTH)
