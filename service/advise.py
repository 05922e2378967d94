"""From a patient's record and the services asked about to cards: one per policy and kind."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import uuid4

from cds_cards.build import CardBuilder, CardContext, Problem
from cds_cards.card import Card
from criteria.evaluate import Determination, determine
from criteria.facts import Fact
from criteria.policy import Policy
from criteria.truth import Truth
from mappings.read_facts import PatientFacts, is_deceased
from mappings.record import PatientRecord
from mappings.site_mapping import SiteMapping

Orders = Mapping[str, Sequence[str]]
"""By service code, the references of the draft orders for it; empty when there is no order."""

_log = logging.getLogger(__name__)


class Advisor:
    """Evaluates the policies of the services asked about, for one site."""

    def __init__(
        self, policies: Sequence[Policy], mapping: SiteMapping, cards: CardBuilder, url: str
    ) -> None:
        self.policies = policies
        self.mapping = mapping
        self._cards = cards
        self._url = url
        self._vocabulary = mapping.fact_map.vocabulary

    def advise(self, record: PatientRecord, orders: Orders, on: date) -> list[Card]:
        """The cards for a patient; none when the patient has died or no policy is about these services.

        A policy that fails to evaluate gets a card that says so.
        """
        if is_deceased(record, on):
            return []
        wanted = [policy for policy in self.policies if policy.service.code in orders]
        return [card for policy in wanted for card in self._of_policy(policy, record, orders, on)]

    def determinations(self, policy: Policy, facts: PatientFacts, on: date) -> tuple[Determination, ...]:
        """What the policy says of a patient in the phase the record shows."""
        return determine(policy, self._vocabulary, facts, on, facts.in_progress.truth is Truth.MET)

    def _of_policy(self, policy: Policy, record: PatientRecord, orders: Orders, on: date) -> list[Card]:
        facts = PatientFacts(record, self.mapping, policy.service.code, on)
        named = tuple(dict.fromkeys(orders[policy.service.code]))
        try:
            found = self.determinations(policy, facts, on)
            context = self._context(policy, record, named, facts.in_progress)
            return [self._cards.build(each, context, str(uuid4())) for each in found]
        except (
            Exception
        ) as error:  # a failing rule must not silence the hook; the message may hold patient data
            _log.error("policy %s failed: %s", policy.id, type(error).__name__)
            context = self._context(policy, record, named, Fact("service-in-progress"))
            return [self._cards.failure(policy, context, str(uuid4()))]

    def _context(
        self, policy: Policy, record: PatientRecord, orders: tuple[str, ...], phase: Fact
    ) -> CardContext:
        gaps = tuple(Problem(gap.reference, gap.problem) for gap in record.gaps)
        return CardContext(orders, phase, gaps, f"{self._url}/policies/{policy.id}", self.mapping.base)
