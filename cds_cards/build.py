"""Builds one card from one determination."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from cds_cards.card import DETERMINATION, Card, Coding, Link, Source
from cds_cards.summary import summary
from cds_cards.text import FindingsMarkdown, escaped
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.facts import Evidence, Fact
from criteria.findings import Finding
from criteria.gaps import Gap
from criteria.policy import Phase, Policy
from criteria.truth import Truth

_GAPS_SHOWN = 10
_NAMED = 3


class GapResult(Struct, frozen=True):
    """A gap as it is sent with a determination: what it concerns and what is wrong with it."""

    reference: str
    problem: str


class DeterminationResult(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The machine-readable result that travels with a card; docs/determination.md is its contract.

    Its criteria begin with the population.
    """

    policy: str
    policy_version: str
    kind: Phase
    on: str
    outcome: str
    rule_set: str = ""
    criteria: tuple[Finding, ...] = ()
    gaps: tuple[GapResult, ...] = ()


class CardContext(Struct, frozen=True):
    """What a card says besides its determination.

    `orders` are references of the draft orders it answers, `phase` is the fact
    that told whether the service is in progress, `policy_url` where the source
    text is served, `base` the canonical base of our code systems.
    """

    orders: tuple[str, ...]
    phase: Fact
    gaps: tuple[Gap, ...]
    policy_url: str
    base: str


class CardBuilder:
    """Builds cards with one wording; `titles` name the facts, `suppliers` who can supply them."""

    def __init__(self, wording: Wording, titles: Mapping[str, str], suppliers: Mapping[str, str]) -> None:
        self._wording = wording
        self._prose = FindingsMarkdown(wording, titles, suppliers)

    def build(self, determination: Determination, context: CardContext, uuid: str) -> Card:
        """The card of one determination."""
        return self._card(
            determination.policy,
            context,
            uuid,
            summary(determination, self._wording),
            self._detail(determination, context),
            self._indicator(determination),
            {DETERMINATION: result(determination, context.gaps)},
        )

    def failure(self, policy: Policy, context: CardContext, uuid: str) -> Card:
        """The card for a policy that could not be evaluated; silence would read as "all is well"."""
        service = f"{policy.service.code} {policy.service.short_name}"
        return self._card(
            policy, context, uuid, self._wording.failed.format(service=service), self._wording.failed_detail
        )

    def _card(
        self,
        policy: Policy,
        context: CardContext,
        uuid: str,
        summary: str,
        detail: str,
        indicator: Literal["info", "warning"] = "info",
        extension: dict[str, Any] | None = None,
    ) -> Card:
        return Card(
            uuid=uuid,
            summary=summary,
            detail=detail,
            indicator=indicator,
            source=_source(policy, context),
            overrideReasons=tuple(
                Coding(code=r.code, system=f"{context.base}/CodeSystem/override-reason", display=r.display)
                for r in self._wording.override_reasons
            ),
            links=(Link(label=self._wording.link_label, url=context.policy_url, type="absolute"),),
            extension=extension,
        )

    def _indicator(self, determination: Determination) -> Literal["info", "warning"]:
        warns = determination.outcome in self._wording.warnings.get(determination.kind, ())
        return "warning" if warns and determination.criteria else "info"

    def _detail(self, determination: Determination, context: CardContext) -> str:
        paragraphs = [
            self._headline(determination),
            *self._prose.render((determination.population, *determination.criteria)),
            self._closing(determination, context),
        ]
        return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

    def _headline(self, determination: Determination) -> str:
        """What decides or could still decide the outcome, before all else."""
        lines = self._wording.lines
        criteria = determination.criteria
        if not criteria:
            return ""
        met, not_met, unknown = (_named_ids(criteria, truth.value) for truth in Truth)
        if determination.kind is Phase.DISCHARGE:
            said = [lines.trigger.format(ids=met)] if met else []
        elif determination.outcome is Truth.MET:
            return lines.all_met
        else:
            said = [lines.not_met.format(ids=not_met)] if not_met else []
        if unknown and determination.outcome is Truth.UNKNOWN:
            said.append(lines.open.format(ids=unknown))
            said.append(lines.supply.format(text=self._prose.to_supply(criteria)))
        rule_set = determination.rule_set
        if rule_set and rule_set.not_met and determination.outcome is Truth.NOT_MET:
            said.append(lines.end_of_service.format(text=rule_set.not_met.text))
        return "\n".join(f"{sentence}  " for sentence in said).rstrip()

    def _closing(self, determination: Determination, context: CardContext) -> str:
        lines = self._wording.lines
        said = []
        if context.orders:
            said.append(lines.orders.format(orders=", ".join(escaped(order) for order in context.orders)))
        if determination.rule_set:
            said.append(self._phase(context.phase))
        if context.gaps:
            said.append(lines.gaps.format(text=self._gaps(context.gaps)))
        return "\n".join(f"{sentence}  " for sentence in said if sentence).rstrip()

    def _phase(self, phase: Fact) -> str:
        lines = self._wording.lines
        if phase.truth is Truth.MET:
            return lines.in_progress.format(reason=self._cited(phase.evidence))
        return lines.read_as_admission.format(reason=escaped(phase.reason))

    def _cited(self, evidence: Sequence[Evidence]) -> str:
        return "; ".join(self._prose.citation(each) for each in evidence[:2])

    def _gaps(self, gaps: Sequence[Gap]) -> str:
        """What was not sent or not readable, by what is wrong with it."""
        by_problem: dict[str, list[str]] = {}
        for gap in gaps:
            by_problem.setdefault(gap.problem, []).append(gap.reference)
        return "; ".join(f"{self._listed(references)} ({escaped(p)})" for p, references in by_problem.items())

    def _listed(self, references: Sequence[str]) -> str:
        shown = [escaped(reference.removeprefix("prefetch/")) for reference in references[:_GAPS_SHOWN]]
        if len(references) > _GAPS_SHOWN:
            shown.append(self._wording.lines.more.format(count=len(references) - _GAPS_SHOWN))
        return ", ".join(shown)


def result(determination: Determination, gaps: tuple[Gap, ...]) -> DeterminationResult:
    """The machine-readable form of a determination."""
    return DeterminationResult(
        policy=determination.policy.id,
        policy_version=determination.policy.version,
        kind=determination.kind,
        on=determination.on.isoformat(),
        outcome=determination.outcome.value,
        rule_set=determination.rule_set.id if determination.rule_set else "",
        criteria=(determination.population, *determination.criteria),
        gaps=tuple([GapResult(gap.reference, gap.problem) for gap in gaps]),
    )


def _named_ids(criteria: Sequence[Finding], outcome: str) -> str:
    """The criteria of an outcome: a few with their titles, many by their ids alone."""
    found = [finding for finding in criteria if finding.outcome == outcome]
    if len(found) <= _NAMED:
        return "; ".join(f"{finding.id}. {finding.title}" for finding in found)
    return ", ".join(finding.id for finding in found)


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
