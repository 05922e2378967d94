"""Explains a review: its determinations as trees, its cards, and every resource that came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import msgspec
from msgspec import Struct

from cds_cards.card import Card, encoded
from cds_cards.determination import GapResult
from mappings.fhir.resources import OneSlot
from mappings.record.patient_record import PatientRecord
from service.explanation.criteria_tree import determination_account
from service.explanation.explanation import (
    CardView,
    CriterionAccount,
    DeterminationAccount,
    Explanation,
    FactAccount,
    SearchAccount,
    StageAccount,
)
from service.explanation.fact_accounts import FactAccounts
from service.explanation.hidden_names import names_in, names_in_context, without_names
from service.explanation.leftovers import meaningless, set_aside, unused
from service.explanation.searches import searches_told
from service.hooks.answer import Answered
from service.hooks.request import decode_request
from service.review.question import Question
from service.review.reviewer import Review
from service.review.site import Site

_NOTHING_ASKED = "the request is about no service that a policy of this site is about"
_NO_RECORD = "there is no record to explain"
_NOT_RECEIVED = "the patient does not receive a service that a policy of this site is about"


class Reviewed(Struct, frozen=True):
    """A review with what it was made of; without a record nothing was asked of it."""

    site: Site
    on: date
    question: Question
    review: Review
    record: PatientRecord | None


def explained(
    reviewed: Reviewed,
    searches: tuple[SearchAccount, ...] = (),
    stages: tuple[StageAccount, ...] = (),
    *,
    show_names: bool = False,
) -> Explanation:
    """A review told in full; the names of people only where they are asked for."""
    site, review, record = reviewed.site, reviewed.review, reviewed.record
    accounts = _accounts(reviewed)
    determinations = tuple(
        determination_account(each, accounts[each.policy.id])
        for each in (review.determinations if record else ())
    )
    considered = _references(determinations)
    told = Explanation(
        site.name,
        reviewed.on.isoformat(),
        record.patient_id if record else "",
        tuple(policy.id for policy in site.reviewer.policies),
        determinations,
        tuple(map(_view, review.cards)),
        tuple(GapResult(gap.reference, gap.problem) for gap in review.gaps),
        set_aside(record) if record else (),
        unused(record, considered) if record else (),
        meaningless(record) if record else (),
        searches,
        stages,
        "" if determinations else _silence(reviewed),
    )
    if show_names:
        return told
    considered_by = (name for each in accounts.values() for name in each.names)
    in_context = names_in_context(reviewed.question.context)
    return without_names(told, {*names_in(review), *considered_by, *in_context})


def explained_call(answered: Answered, *, show_names: bool = False) -> Explanation:
    """An answered call told in full; its caller has to keep the record.

    The searches are told as the request sent them or the FHIR server answered.
    """
    site = answered.caller.site
    sent: Mapping[str, OneSlot] = decode_request(answered.body).prefetch or {}
    made = answered.gathered.searches
    stages = tuple(
        StageAccount(name, round(seconds * 1000, 3)) for name, seconds in answered.stages._asdict().items()
    )
    reviewed = Reviewed(site, answered.on, answered.question, answered.review, answered.record)
    searches = searches_told(site.searches, sent, made) if answered.record else ()
    return explained(reviewed, searches, stages, show_names=show_names)


def _accounts(reviewed: Reviewed) -> Mapping[str, FactAccounts]:
    """What tells of the facts of each policy that came to a determination."""
    record, reviewer = reviewed.record, reviewed.site.reviewer
    if record is None:
        return {}
    policies = {found.policy.id: found.policy for found in reviewed.review.determinations}
    return {
        name: FactAccounts(reviewer.facts_of(policy, record, reviewed.question, reviewed.on))
        for name, policy in policies.items()
    }


def _silence(reviewed: Reviewed) -> str:
    if not reviewed.question.services:
        strange = ", ".join(map(str, reviewed.question.not_ours))
        return f"{_NOTHING_ASKED}; what is ordered is {strange}" if strange else _NOTHING_ASKED
    return _NOT_RECEIVED if reviewed.record else _NO_RECORD


def _view(card: Card) -> CardView:
    sent = msgspec.json.decode(encoded([card]))["cards"][0]
    text = "\n\n".join(part for part in (sent["summary"], sent.get("detail", "")) if part)
    return CardView(sent, text)


def _references(determinations: tuple[DeterminationAccount, ...]) -> frozenset[str]:
    """What the facts of all criteria considered."""
    found: set[str] = set()
    for each in determinations:
        found.update(item.reference for item in each.in_progress.considered)
        for criterion in (each.population, *each.criteria):
            found.update(item.reference for fact in facts_below(criterion) for item in fact.considered)
    return frozenset(found)


def facts_below(criterion: CriterionAccount) -> Iterator[FactAccount]:
    """The facts of a criterion and of all its parts."""
    yield from criterion.facts
    for part in criterion.parts:
        yield from facts_below(part)
