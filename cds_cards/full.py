"""The detail of a full card, for sites that ask for every line: what decides, and all findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cds_cards.context import CardContext
from cds_cards.fact_text import FactText
from cds_cards.findings_markdown import FindingsMarkdown
from cds_cards.markdown import escaped
from cds_cards.wording import Wording
from criteria.determination import Determination
from criteria.facts import Evidence, Fact
from criteria.findings import Finding
from criteria.gaps import Gap
from criteria.truth import Truth

MAX_GAPS_LISTED = 10
"""For each thing that is wrong with them."""
MAX_CITED_FOR_PHASE = 2
MAX_NAMED_BY_TITLE = 3
"""More criteria than that are named by their ids alone."""


class FullDetail:
    """Writes every line of the cards of one policy; `facts` are what it says of each fact."""

    def __init__(self, wording: Wording, facts: Mapping[str, FactText]) -> None:
        self._wording = wording
        self._findings = FindingsMarkdown(wording, facts)

    def write(self, determination: Determination, context: CardContext) -> str:
        """The detail of one card."""
        paragraphs = [
            self._phase_unread(determination, context.phase),
            self._headline(determination),
            *self._findings.render((determination.population, *determination.criteria)),
            self._closing(determination, context),
        ]
        return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

    def _phase_unread(self, determination: Determination, phase: Fact) -> str:
        if not (phase.is_unread and determination.criteria):
            return ""
        return self._wording.full.phase_unread.format(reason=escaped(phase.reason))

    def _headline(self, determination: Determination) -> str:
        """What decides or could still decide the outcome, before all else."""
        lines = self._wording.full
        criteria, exclusions = determination.inclusions, determination.exclusions
        if not determination.criteria:
            return ""
        met, not_met, unknown = (_named_ids(criteria, truth.value) for truth in Truth)
        _, excluded, not_ruled_out = (_named_ids(exclusions, truth.value) for truth in Truth)
        if determination.phase.triggers:
            said = [lines.trigger.format(ids=met)] if met else []
        elif determination.outcome is Truth.MET:
            if unknown or not_met or excluded or not_ruled_out:
                return ""
            return lines.all_met.format(**determination.policy.words.fields)
        else:
            said = [lines.not_met.format(ids=not_met)] if not_met else []
        if excluded:
            said.insert(0, lines.excluded.format(ids=excluded))
        if determination.outcome is Truth.UNKNOWN:
            said += self._still_open(determination, unknown, not_ruled_out)
        rule_set = determination.rule_set
        if rule_set and rule_set.not_met and determination.outcome is Truth.NOT_MET:
            said.append(lines.end_of_service.format(text=rule_set.not_met.text))
        return "\n".join(f"{sentence}  " for sentence in said).rstrip()

    def _still_open(self, determination: Determination, unknown: str, not_ruled_out: str) -> Iterator[str]:
        lines = self._wording.full
        if unknown:
            yield lines.open.format(ids=unknown)
        if not_ruled_out:
            yield lines.not_ruled_out.format(ids=not_ruled_out)
        if supplied := self._findings.to_supply(determination.criteria):
            yield lines.supply.format(text=supplied)

    def _closing(self, determination: Determination, context: CardContext) -> str:
        lines = self._wording.full
        said = []
        if context.orders:
            said.append(lines.orders.format(orders=", ".join(_order(*order) for order in context.orders)))
        if determination.rule_set and not context.phase.is_unread:
            said.append(self._phase(context.phase))
        if context.gaps:
            said.append(lines.gaps.format(text=self._gaps(context.gaps)))
        return "\n".join(f"{sentence}  " for sentence in said).rstrip()

    def _phase(self, phase: Fact) -> str:
        lines = self._wording.full
        if phase.truth is Truth.MET:
            return lines.in_progress.format(reason=self._cited(phase.evidence))
        return lines.read_as_admission.format(reason=escaped(phase.reason))

    def _cited(self, evidence: Sequence[Evidence]) -> str:
        return "; ".join(self._findings.citation(each) for each in evidence[:MAX_CITED_FOR_PHASE])

    def _gaps(self, gaps: Sequence[Gap]) -> str:
        """What was not sent or not readable, by what is wrong with it."""
        by_problem: dict[str, list[str]] = {}
        for gap in gaps:
            by_problem.setdefault(gap.for_a_clinician, []).append(gap.reference)
        return "; ".join(f"{self._listed(references)} ({escaped(p)})" for p, references in by_problem.items())

    def _listed(self, references: Sequence[str]) -> str:
        shown = [escaped(reference.removeprefix("prefetch/")) for reference in references[:MAX_GAPS_LISTED]]
        if len(references) > MAX_GAPS_LISTED:
            shown.append(self._wording.full.more.format(count=len(references) - MAX_GAPS_LISTED))
        return ", ".join(shown)


def _named_ids(criteria: Sequence[Finding], outcome: str) -> str:
    """The criteria of an outcome: a few with their titles, many by their ids alone."""
    found = [finding for finding in criteria if finding.outcome == outcome]
    if len(found) <= MAX_NAMED_BY_TITLE:
        return "; ".join(f"{finding.id}. {finding.title}" for finding in found)
    return ", ".join(finding.id for finding in found)


def _order(reference: str, note: str) -> str:
    return f"{escaped(reference)} ({escaped(note)})" if note else escaped(reference)
