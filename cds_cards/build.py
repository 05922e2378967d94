"""Builds the cards of one policy's determinations; what is the same for every patient is made at load."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from cds_cards.actions import Actions, CardAddresses, Questions
from cds_cards.brief import BriefDetail, Written
from cds_cards.card import DETERMINATION, MAX_SUMMARY_LENGTH, Card, Coding, Indicator, Link, Source
from cds_cards.context import CardContext
from cds_cards.determination import DeterminationResult, result
from cds_cards.fact_text import FactText
from cds_cards.full import FullDetail
from cds_cards.gap_text import request_named
from cds_cards.markdown import cut
from cds_cards.needs import leaves_of
from cds_cards.summary import ToldOf, service_names, summary
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.findings import BELOW
from criteria.phases import DISCHARGE
from criteria.policy import Policy
from criteria.truth import Truth

Style = Literal["brief", "full"]
"""How much a card says: what fits one screen, or every line."""


class _PolicyParts(NamedTuple):
    """What is the same on every card of a policy."""

    service: str
    source: Source
    brief: BriefDetail
    full: FullDetail
    actions: Actions


class CardBuilder:
    """Builds cards of some policies with one wording; `facts` are what each, by its id, says of the facts."""

    def __init__(
        self,
        wording: Wording,
        policies: Sequence[Policy],
        facts: Mapping[str, Mapping[str, FactText]],
        addresses: CardAddresses,
        style: Style = "brief",
    ) -> None:
        self._wording = wording
        self._style = style
        self.override_reasons = tuple(
            Coding(reason.code, f"{addresses.base}/CodeSystem/override-reason", reason.display)
            for reason in wording.override_reasons
        )
        names = service_names(policies)
        self._parts = {
            policy.id: _PolicyParts(
                names[policy.id],
                _source(policy, addresses),
                BriefDetail(wording, policy, facts[policy.id]),
                FullDetail(wording, facts[policy.id]),
                Actions(wording, policy, facts[policy.id], addresses),
            )
            for policy in policies
        }

    def build(
        self, found: Sequence[Determination], context: CardContext, new_uuid: Callable[[], str]
    ) -> tuple[Card, ...]:
        """The cards of one policy's determinations.

        Discharge criteria without a documented trigger have none of their own
        where there is a continued stay to tell them with.
        """
        first, *others = found
        silent = None
        if first.phase.reviews_stay and first.criteria:
            discharges = [each for each in others if each.phase == DISCHARGE]
            silent = next((each for each in discharges if each.outcome is not Truth.MET), None)
        cards = [self._card(first, context, new_uuid(), silent)]
        cards += [self._card(each, context, new_uuid()) for each in others if each is not silent]
        return tuple(cards)

    def unread(
        self, policies: Sequence[Policy], determination: Determination, context: CardContext, uuid: str
    ) -> Card:
        """The card for services of which the plans and orders could not be read."""
        first, parts = policies[0], self._parts[policies[0].id]
        names = ", ".join(self._parts[policy.id].service for policy in policies)
        told = self._wording.services_unread.format(service=names, **first.words.fields)
        detail = parts.brief.of_unread(context)
        unread = result(determination, context.gaps)
        return self._plain(parts, uuid, (cut(told, MAX_SUMMARY_LENGTH), detail, "warning"), unread)

    def failure(self, policy: Policy, request_id: str, uuid: str) -> Card:
        """The card for a policy that could not be evaluated; silence would read as "all is well"."""
        parts = self._parts[policy.id]
        failed = self._wording.failed.format(service=parts.service)
        request = request_named(request_id, self._wording.brief)
        detail = self._wording.failed_detail.format(request=request)
        return self._plain(parts, uuid, (failed, detail, "info"))

    def _plain(
        self,
        parts: _PolicyParts,
        uuid: str,
        told: tuple[str, str, Indicator],
        determined: DeterminationResult | None = None,
    ) -> Card:
        """A card without findings, of a summary, a detail and how urgent it is."""
        extension = {DETERMINATION: determined} if determined else {}
        return Card(
            uuid, *told, parts.source, self.override_reasons, (self._link(parts.source.url),), extension
        )

    def _card(
        self,
        determination: Determination,
        context: CardContext,
        uuid: str,
        discharge: Determination | None = None,
    ) -> Card:
        parts = self._parts[determination.policy.id]
        told = parts.brief.told_of(determination)
        if self._style == "full":
            written = Written(parts.full.write(determination, context))
        else:
            written = parts.brief.write(told, context, discharge)
        title = f"{parts.service} {determination.rule_set.title}" if determination.rule_set else parts.service
        asked = len(context.asks(determination)) if context.worksheet or context.resources else 0
        suggestions = parts.actions.suggestions(determination, context, uuid, title if asked else "")
        return Card(
            uuid,
            summary(told, self._wording, parts.service, not context.phase.is_unread),
            written.text,
            self._indicator(told, context),
            parts.source,
            self.override_reasons,
            (
                *parts.actions.links(determination, context, uuid, Questions(asked, written.needed)),
                self._link(_page(parts.source.url, told)),
            ),
            {DETERMINATION: result(determination, context.gaps, discharge)},
            suggestions,
            "any" if suggestions else "",
        )

    def _link(self, page: str) -> Link:
        return Link(self._wording.link_label, page, "absolute")

    def _indicator(self, told: ToldOf, context: CardContext) -> Indicator:
        """How urgent a card is; that a client does not send something is told each time, and warns nobody."""
        determination = told.determination
        failed = context.phase_failed_to_be_read or any(item.failed_to_be_read for item in told.every_item)
        state = "unread" if context.phase.is_unread else told.state
        warnings = self._wording.warnings
        warns = state in (warnings.triggers if determination.phase.triggers else warnings.review)
        if state == "unread" and not failed:
            return "info"
        return "warning" if warns and determination.criteria else "info"


def _page(policy: str, told: ToldOf) -> str:
    """The page of the rule set, at what decides; rule sets share ids, and each has a page of its own."""
    rule_set = told.determination.rule_set
    if rule_set is None:
        return policy
    anchor = _anchor(told)
    return f"{policy}/{rule_set.id}#{anchor}" if anchor else f"{policy}/{rule_set.id}"


def _anchor(told: ToldOf) -> str:
    """The criterion that the policy's page opens at: the first that is unread, not met or open; a trigger."""
    met = told.determination.outcome is Truth.MET
    if met and not told.determination.phase.triggers:
        return ""
    paths = _paths(told, Truth.MET) if met else _open_paths(told)
    return next(paths, "").partition(BELOW)[0]


def _open_paths(told: ToldOf) -> Iterator[str]:
    yield from (item.path for item in told.every_item if item.is_unread)
    yield from _paths(told, Truth.NOT_MET)
    yield from (item.path for item in told.every_item)


def _paths(told: ToldOf, truth: Truth) -> Iterator[str]:
    for each in told.determination.criteria:
        if each.truth is truth:
            yield from (path for path, _ in leaves_of(each, truth))


def _source(policy: Policy, addresses: CardAddresses) -> Source:
    published = policy.source
    topic = Coding(policy.id, f"{addresses.base}/CodeSystem/policy", f"{policy.title}, {policy.version}")
    label = f"{published.payer}: {published.title} ({published.date})"
    return Source(label, f"{addresses.url}/policies/{policy.id}", topic)
