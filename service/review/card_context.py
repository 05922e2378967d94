"""What the cards of one policy tell and offer besides its determinations, of a question and a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import count, islice
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

from msgspec import Raw, Struct
from msgspec.structs import replace

from cds_cards.context import CardContext
from criteria.facts import Fact
from criteria.gaps import Gap, GapKind
from criteria.policy import Policy
from mappings.suggestions.order_reason import orders_with_reason
from mappings.suggestions.task import questionnaire_task
from service.review.question import OrderUnderReview, Question

MAX_GAPS = 200
"""A record may have a million of them, and an answer has to stay small."""


class SuggestedResources(Struct, frozen=True):
    """Makes what cards suggest to write, for a patient by id and the draft orders in a hook's context."""

    patient: str
    orders: Sequence[OrderUnderReview]
    context: Raw

    def task(self, questionnaire: str, identifier: tuple[str, str], description: str, on: date) -> Any:
        """A Task to fill in a form."""
        return questionnaire_task(self.patient, questionnaire, identifier, description, on)

    def orders_with_reason(self, references: Sequence[str]) -> tuple[Raw, ...]:
        """Those of the draft orders that have no reason, each whole and with these."""
        named = {order.reference for order in self.orders}
        return tuple(orders_with_reason(self.context, named, references)) if named else ()


def context_of(
    question: Question, patient: str, phase: Fact, orders: Sequence[OrderUnderReview], gaps: Iterable[Gap]
) -> CardContext:
    """What the cards tell besides: the orders they answer, the phase, the first gaps and how many more."""
    listed = iter(gaps)
    shown = list(islice(listed, MAX_GAPS))
    if further := sum(1 for _ in listed):
        shown.append(Gap("record", GapKind.FURTHER, f": {further}"))
    named = tuple(dict.fromkeys((order.reference, order.note) for order in orders))
    offered = SuggestedResources(patient, orders, question.context) if question.context else None
    context = CardContext(named, phase, tuple(shown), question.request_id, question.worksheet)
    return replace(context, resources=offered)


def new_uuids(policy: Policy, question: Question) -> Callable[[], str]:
    """The uuids of a policy's cards, one after another; a request that is replayed gives the same."""
    request = question.request_id or uuid4()
    numbers = count()
    return lambda: str(uuid5(NAMESPACE_OID, f"{request} {policy.id} {next(numbers)}"))
