"""From a patient's record and the services asked about to cards: one per policy and kind."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from uuid import uuid4

from cds_cards.build import CardBuilder, CardContext
from cds_cards.card import Card
from criteria.determination import Determination
from criteria.evaluate import determine
from criteria.facts import Fact
from criteria.gaps import Gap, GapKind
from criteria.policy import Policy
from criteria.truth import Truth
from mappings.codes.site_mapping import SiteMapping
from mappings.patient_facts import PatientFacts
from mappings.readers.registry import is_deceased, patient_facts
from mappings.readers.service_start import in_progress
from mappings.record.patient_record import PatientRecord

Orders = Mapping[str, Sequence[str]]
"""By service code, the references of the draft orders for it; empty when there is no order."""

Validator = Callable[[Collection[str]], Iterable[Gap]]
"""Finds what is wrong with the cited resources, by reference."""

MOST_GAPS = 200
"""A record may have a million of them, and an answer has to stay small."""

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

    def advise(
        self, record: PatientRecord, orders: Orders, on: date, validate: Validator | None = None
    ) -> list[Card]:
        """The cards for a patient; none when the patient has died or no policy is about these services.

        A policy that fails to evaluate gets a card that says so. `validate`
        annotates: what it finds is added to the gaps and changes no outcome.
        """
        if is_deceased(record, on):
            return []
        wanted = [policy for policy in self.policies if policy.service.code in orders]
        return [card for policy in wanted for card in self._of_policy(policy, record, orders, on, validate)]

    def screen(self, record: PatientRecord, receiving: Orders, on: date) -> list[Card]:
        """Admission cards for services not received, where the record meets the computable criteria."""
        return [
            card
            for policy in self.policies
            if policy.service.code not in receiving and self._screens_in(policy, record, on)
            for card in self._of_policy(policy, record, {policy.service.code: ()}, on, None)
        ]

    def _screens_in(self, policy: Policy, record: PatientRecord, on: date) -> bool:
        facts = patient_facts(record, self.mapping, policy.service.code, on)
        for found in self.determinations(policy, facts, on):
            screened = found.rule_set.screening if found.rule_set else ()
            outcomes = [finding.truth for path, finding in found.walk() if path in screened]
            if (
                screened
                and found.population.truth is Truth.MET
                and outcomes.count(Truth.MET) == len(screened)
            ):
                return True
        return False

    def determinations(self, policy: Policy, facts: PatientFacts, on: date) -> tuple[Determination, ...]:
        """What the policy says of a patient in the phase the record shows."""
        return determine(policy, self._vocabulary, facts, on, in_progress(facts).truth is Truth.MET)

    def _of_policy(
        self, policy: Policy, record: PatientRecord, orders: Orders, on: date, validate: Validator | None
    ) -> list[Card]:
        named = tuple(dict.fromkeys(orders[policy.service.code]))
        try:
            facts = patient_facts(record, self.mapping, policy.service.code, on)
            found = self.determinations(policy, facts, on)
            invalid = validate(_cited(found)) if validate else ()
            context = self._context(policy, (*record.gaps, *invalid), named, in_progress(facts))
            return [self._cards.build(each, context, str(uuid4())) for each in found]
        except (
            Exception
        ) as error:  # a failing rule must not silence the hook; the message may hold patient data
            _log.error("policy %s failed: %s", policy.id, type(error).__name__)
            context = self._context(policy, record.gaps, named, Fact("service-in-progress"))
            return [self._cards.failure(policy, context, str(uuid4()))]

    def _context(
        self, policy: Policy, gaps: Iterable[Gap], orders: tuple[str, ...], phase: Fact
    ) -> CardContext:
        listed = iter(gaps)
        shown = list(islice(listed, MOST_GAPS))
        if further := sum(1 for _ in listed):
            shown.append(Gap("record", GapKind.FURTHER, f": {further}"))
        url = f"{self._url}/policies/{policy.id}"
        return CardContext(orders, phase, tuple(shown), url, self.mapping.base)


def _cited(determinations: Iterable[Determination]) -> frozenset[str]:
    findings = (finding for each in determinations for _, finding in each.walk())
    return frozenset(evidence.reference for finding in findings for evidence in finding.evidence)
