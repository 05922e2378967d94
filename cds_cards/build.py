"""Builds one card from one determination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from cds_cards.card import DETERMINATION, MAX_SUMMARY_LENGTH, Card, Coding, Link, Source
from cds_cards.detail import CardContext, Detail
from cds_cards.determination import result
from cds_cards.summary import service_names, summary
from cds_cards.text import FactText
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.policy import Policy

Indicator = Literal["info", "warning"]


class _Message(NamedTuple):
    """What one card says, and how urgently."""

    summary: str
    detail: str
    indicator: Indicator = "info"
    extension: dict[str, Any] | None = None


class CardBuilder:
    """Builds cards of some policies with one wording; `facts` are what each, by its id, says of the facts."""

    def __init__(
        self, wording: Wording, policies: Sequence[Policy], facts: Mapping[str, Mapping[str, FactText]]
    ) -> None:
        self._wording = wording
        self._services = service_names(policies)
        self._details = {policy: Detail(wording, texts) for policy, texts in facts.items()}

    def build(self, determination: Determination, context: CardContext, uuid: str) -> Card:
        """The card of one determination."""
        is_read = not context.phase.is_unread
        message = _Message(
            summary(determination, self._wording, self._services[determination.policy.id], is_read),
            self._details[determination.policy.id].write(determination, context),
            self._indicator(determination),
            {DETERMINATION: result(determination, context.gaps)},
        )
        return self._card(determination.policy, context, uuid, message)

    def unread(
        self, policies: Sequence[Policy], determination: Determination, context: CardContext, uuid: str
    ) -> Card:
        """The card for services of which the plans and orders could not be read."""
        first = policies[0]
        names = ", ".join(self._services[policy.id] for policy in policies)
        told = self._wording.services_unread.format(service=names, **first.words.fields)
        detail = self._details[first.id].of_unread(context)
        extension = {DETERMINATION: result(determination, context.gaps)}
        message = _Message(told[:MAX_SUMMARY_LENGTH], detail, "warning", extension)
        return self._card(first, context, uuid, message)

    def failure(self, policy: Policy, context: CardContext, uuid: str) -> Card:
        """The card for a policy that could not be evaluated; silence would read as "all is well"."""
        failed = self._wording.failed.format(service=self._services[policy.id])
        return self._card(policy, context, uuid, _Message(failed, self._wording.failed_detail))

    def _card(self, policy: Policy, context: CardContext, uuid: str, message: _Message) -> Card:
        return Card(
            uuid=uuid,
            summary=message.summary,
            detail=message.detail,
            indicator=message.indicator,
            source=_source(policy, context),
            overrideReasons=tuple(
                Coding(code=r.code, system=f"{context.base}/CodeSystem/override-reason", display=r.display)
                for r in self._wording.override_reasons
            ),
            links=(Link(label=self._wording.link_label, url=context.policy_url, type="absolute"),),
            extension=message.extension,
        )

    def _indicator(self, determination: Determination) -> Indicator:
        warns = determination.outcome in self._wording.warnings.get(determination.phase, ())
        return "warning" if warns and determination.criteria else "info"


def _source(policy: Policy, context: CardContext) -> Source:
    published = policy.source
    return Source(
        label=f"{published.payer}: {published.title} ({published.date})",
        url=context.policy_url,
        topic=Coding(
            code=policy.id,
            system=f"{context.base}/CodeSystem/policy",
            display=f"{policy.title}, {policy.version}",
        ),
    )
