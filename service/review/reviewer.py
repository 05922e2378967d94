"""From one patient's record to determinations and cards: the policies of the services asked about."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from cds_cards.build import CardBuilder
from cds_cards.card import Card, Coding
from criteria.determination import Determination
from criteria.evaluate import determine, diagnoses_asked, undetermined
from criteria.facts import Fact
from criteria.gaps import Gap
from criteria.policy import Policy
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.codes.site_mapping import SiteMapping
from mappings.patient_facts import PatientFacts, UnderReview
from mappings.readers.absent_practitioners import absent_practitioners
from mappings.readers.deceased import is_deceased
from mappings.readers.registry import patient_facts
from mappings.readers.service_start import in_progress
from mappings.record.ledger import SetAside
from mappings.record.patient_record import PatientRecord
from mappings.search_keys import SearchKey
from service.errors import described
from service.review.card_context import context_of, new_uuids
from service.review.judged import Judged, of_either_phase
from service.review.open_questions import OpenQuestions
from service.review.question import OrderUnderReview, Question

Validator = Callable[[Collection[str]], Iterable[Gap]]
"""Finds what is wrong with the cited resources, by reference."""

_log = logging.getLogger("criteria_cards.review")


class Review(Struct, frozen=True):
    """What a record comes to under a site's policies: determinations, the cards that say them, their gaps.

    A policy that failed has a card and no determination. `set_aside` are the
    resources that were not used, `unread` the searches that were not read to
    their end, each with why.
    """

    determinations: tuple[Determination, ...] = ()
    cards: tuple[Card, ...] = ()
    gaps: tuple[Gap, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    unread: Mapping[SearchKey, ReasonCode] = {}  # msgspec makes a new one for each


class _PolicyReview(NamedTuple):
    """What one policy came to; `is_screening` where the patient does not receive its service."""

    determinations: tuple[Determination, ...] = ()
    cards: tuple[Card, ...] = ()
    gaps: tuple[Gap, ...] = ()
    is_screening: bool = False
    unread: Fact | None = None
    """Whether the service is received, where plans and orders could not be read and only that was asked."""


class Reviewer:
    """Evaluates the policies of one site; keeps nothing of a patient."""

    def __init__(self, policies: Sequence[Policy], mapping: SiteMapping, cards: CardBuilder) -> None:
        self.policies = policies
        self.mapping = mapping
        self._cards = cards
        self._vocabulary = mapping.fact_map.vocabulary
        self._questions = {policy.id: OpenQuestions(policy, mapping) for policy in policies}
        self._worded = {policy.id: mapping.seen_by(policy.id).worded(policy.words) for policy in policies}

    def with_mapping(self, mapping: SiteMapping) -> Reviewer:
        """The same policies, read by another mapping."""
        return Reviewer(self.policies, mapping, self._cards)

    @property
    def override_reasons(self) -> Sequence[Coding]:
        """The reasons for overriding that every card offers."""
        return self._cards.override_reasons

    def review(
        self, record: PatientRecord, question: Question, on: date, validate: Validator | None = None
    ) -> Review:
        """The review of a record on a day; empty when the patient has died.

        A policy that fails to evaluate gets a card that says so. `validate`
        annotates: what it finds is added to the gaps and changes no outcome.
        Where the site asks for it, a patient who does not receive a service but
        whose record meets the criteria that need nobody's judgment gets an
        admission card as well, after those of the services received.
        """
        if is_deceased(record, on):
            return Review()
        asked = [policy for policy in self.policies if policy.service.code in question.services]
        reviewed = [self._of_policy(policy, record, question, on, validate) for policy in asked]
        unread = [(policy, each.unread) for policy, each in zip(asked, reviewed, strict=True) if each.unread]
        if unread:
            reviewed.append(self._unread(unread, record, question, on))
        reviewed.sort(key=lambda each: each.is_screening)
        return Review(
            tuple(found for each in reviewed for found in each.determinations),
            tuple(card for each in reviewed for card in each.cards),
            tuple(dict.fromkeys(gap for each in reviewed for gap in each.gaps)),
            tuple(record.set_aside),
            record.unread,
        )

    def facts_of(self, policy: Policy, record: PatientRecord, question: Question, on: date) -> PatientFacts:
        """The facts of a record as the review of one policy that is asked about reads them."""
        orders = None if question.in_progress_only else question.services[policy.service.code]
        return self._facts(policy, record, on, orders)

    def judged(self, policy: Policy, record: PatientRecord, on: date) -> Judged:
        """The criteria of one policy by a record alone, as for a service that somebody considers ordering."""
        facts = self._facts(policy, record, on, ())
        phase = in_progress(facts)
        return Judged(self._determined(policy, facts, phase), facts, phase)

    def _determined(self, policy: Policy, facts: PatientFacts, phase: Fact) -> tuple[Determination, ...]:
        found = determine(policy, self._vocabulary, facts, facts.on, phase.truth is Truth.MET)
        return tuple(map(of_either_phase, found)) if phase.is_unread else found

    def may_show(self, record: PatientRecord, on: date) -> bool:
        """Whether a review of services in progress can come to a card, by the plans and orders alone."""
        if is_deceased(record, on):
            return False
        return self.mapping.site.admission_screening or any(
            self._may_receive(policy, record, on) for policy in self.policies
        )

    def absent_practitioners(self, record: PatientRecord, question: Question, on: date) -> dict[str, str]:
        """What to ask the EHR for those whose qualification decides and who were not sent, by `Type/id`."""
        asked = [policy for policy in self.policies if policy.service.code in question.services]
        try:
            return {
                name: query
                for policy in asked
                for name, query in absent_practitioners(self._facts(policy, record, on)).items()
            }
        except Exception:  # the review, which fails as well, says so on a card
            return {}

    def _may_receive(self, policy: Policy, record: PatientRecord, on: date) -> bool:
        try:
            return in_progress(self._facts(policy, record, on)).truth is Truth.MET
        except Exception:  # the review, which fails as well, says so on a card
            return True

    def _facts(
        self,
        policy: Policy,
        record: PatientRecord,
        on: date,
        orders: Sequence[OrderUnderReview] | None = None,
    ) -> PatientFacts:
        asked = partial(diagnoses_asked, policy, self._vocabulary)
        cited = None if orders is None else {order.reference for order in orders}
        drafts = [order.resource for order in orders or () if order.resource]
        under_review = UnderReview(policy.service.code, on, cited, asked, drafts)
        return patient_facts(record, self._worded[policy.id], under_review)

    def _of_policy(
        self,
        policy: Policy,
        record: PatientRecord,
        question: Question,
        on: date,
        validate: Validator | None,
    ) -> _PolicyReview:
        orders = question.services[policy.service.code]
        try:
            facts = self.facts_of(policy, record, question, on)
            phase = in_progress(facts)
            received = phase.truth is Truth.MET
            screening = question.in_progress_only and not received
            if question.in_progress_only and phase.is_unread and phase.code is not ReasonCode.NOT_SENT:
                return _PolicyReview(unread=phase)
            if screening and not self.mapping.site.admission_screening:
                return _PolicyReview()
            found = self._determined(policy, facts, phase)
            if screening and not any(map(_is_screened_in, found)):
                return _PolicyReview()
            invalid = validate(_cited(found)) if validate else ()
            gaps = (*question.gaps, *record.gaps, *invalid)
            asks = partial(self._questions[policy.id].of, facts=facts, user=question.user)
            context = context_of(question, record.patient_id, phase, orders, gaps)
            cards = self._cards.build(found, replace(context, asks=asks), new_uuids(policy, question))
            return _PolicyReview(found, cards, context.gaps, screening)
        except Exception as error:  # a failing rule must not silence the hook
            _log.error("policy %s failed", policy.id, extra={"data": described(error)})
            uuid = new_uuids(policy, question)()
            return _PolicyReview(cards=(self._cards.failure(policy, question.request_id, uuid),))

    def _unread(
        self,
        unread: Sequence[tuple[Policy, Fact]],
        record: PatientRecord,
        question: Question,
        on: date,
    ) -> _PolicyReview:
        """One card for all the services of which nobody can tell whether they are received."""
        (first, phase), *_ = unread
        context = context_of(question, record.patient_id, phase, (), record.gaps)
        found = undetermined(first, phase, on)
        uuid = new_uuids(first, question)()
        card = self._cards.unread([policy for policy, _ in unread], found, context, uuid)
        return _PolicyReview(cards=(card,), gaps=context.gaps)


def _is_screened_in(determination: Determination) -> bool:
    """Whether the population and everything that needs nobody's judgment is met."""
    screened = determination.rule_set.screening if determination.rule_set else ()
    outcomes = [finding.truth for path, finding in determination.walk() if path in screened]
    return (
        bool(screened)
        and determination.population.truth is Truth.MET
        and outcomes.count(Truth.MET) == len(screened)
    )


def _cited(determinations: Iterable[Determination]) -> frozenset[str]:
    findings = (finding for each in determinations for _, finding in each.walk())
    return frozenset(evidence.reference for finding in findings for evidence in finding.evidence)
