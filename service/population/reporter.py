"""Words and counts of a gap report, of what two walks over the patients found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from criteria.needed import top_criteria
from criteria.policy import Policy
from mappings.unmapped.profile import Profile
from mappings.unmapped.proposal import MappingGap, Proposal
from mappings.unmapped.row import UnmappedKind
from service.population.effects import Effect
from service.population.gap_report import CriterionEffect, GapFound, ProposedLines, gap_id, what
from service.population.passes import Standing
from service.population.patient_result import Criterion


class Reporter:
    """Tells the gaps by what trying each proposal came to; `effects` are by the `id()` of the proposal."""

    def __init__(self, policies: Sequence[Policy], standing: Standing, effects: Mapping[int, Effect]) -> None:
        self._standing = standing
        self._titles = {
            Criterion(policy.id, rule_set.id, each.id): each.title
            for policy in policies
            for rule_set in policy.rule_sets
            for each in rule_set.criteria()
        }
        self._whole = {
            Criterion(policy.id, rule_set.id, each.id)
            for policy in policies
            for rule_set in policy.rule_sets
            for each in top_criteria(rule_set.when)
        }
        self._effects = effects

    def gaps(self, found: Sequence[MappingGap], others: Iterable[GapFound] = ()) -> Iterator[GapFound]:
        """Every gap that may be told, the one that would settle most criteria of patients first.

        `others` are gaps that stand under no code.
        """
        fed = {each.fact for gap in found for each in gap.proposals}
        told = (gap for gap in found if not _is_of_one_patient(gap))
        listed = [self._gap(gap) for gap in told if not _is_answered_by_another(gap.profile, fed)]
        yield from sorted((*listed, *others), key=_rank)

    def untold(self, found: Sequence[MappingGap]) -> int:
        """How many are texts of one patient alone."""
        return sum(map(_is_of_one_patient, found))

    def settled(self, effect: Effect) -> Iterator[CriterionEffect]:
        """Each whole criterion that applies to anybody, now and with all that is proposed."""
        for criterion in sorted({*self._standing.applies, *effect.applies}):
            if criterion in self._whole:
                yield self._criterion(criterion, effect)

    def _gap(self, gap: MappingGap) -> GapFound:
        profile, key = gap.profile, gap.profile.key
        proposals = tuple(map(self._proposal, gap.proposals))
        first = proposals[0] if proposals else None
        return GapFound(
            gap_id(key),
            key.kind,
            what(profile),
            profile.display if _may_be_told(gap) else "",
            profile.rows,
            self._standing.open_by_fact[key.fact] if key.fact and not key.code else profile.patients,
            profile.last,
            profile.examples,
            first.fact if first else key.fact,
            key.reason,
            first.patients if first else 0,
            first.to_not_met if first else 0,
            proposals,
            criteria=first.criteria if first else 0,
            answers=first.answers if first else 0,
            rests=self._standing.resting[key.fact],
        )

    def _proposal(self, proposal: Proposal) -> ProposedLines:
        effect = self._effects.get(id(proposal), Effect())
        counts = (effect.settled, effect.not_met, effect.undone, effect.applies)
        concerned = {criterion for each in counts for criterion, count in each.items() if count}
        return ProposedLines(
            proposal.fact,
            proposal.score,
            proposal.why,
            proposal.addition.lines(),
            proposal.caution,
            effect.patients,
            sum(effect.not_met.values()),
            tuple(effect.examples),
            tuple(self._criterion(each, effect) for each in sorted(concerned)),
            effect.turned,
            effect.answered,
        )

    def _criterion(self, criterion: Criterion, effect: Effect) -> CriterionEffect:
        standing = self._standing
        settled = standing.met[criterion] + standing.not_met[criterion]
        return CriterionEffect(
            *criterion,
            self._titles.get(criterion, ""),
            standing.applies[criterion],
            settled,
            settled + effect.settled[criterion],
            effect.not_met[criterion],
            effect.undone[criterion],
            standing.applies[criterion] + effect.applies[criterion],
        )


def _rank(gap: GapFound) -> tuple[int, int, int, int, str]:
    """What settles most first, then what answers most; without a proposal, what most criteria rest on."""
    return -gap.criteria, -gap.answers, -len(gap.proposals), -(gap.rests or gap.patients), gap.id


def _may_be_told(gap: MappingGap) -> bool:
    """Whether what a gap is called tells nothing of one patient: it is ours, like ours, or of several."""
    key = gap.profile.key
    is_ours = bool(key.fact) or not (key.code or key.text)
    return is_ours or bool(gap.proposals) or gap.profile.patients > 1


def _is_of_one_patient(gap: MappingGap) -> bool:
    """Whether a gap is a text of one patient that is like no name of ours: it may tell of the person."""
    key = gap.profile.key
    return bool(key.text) and not key.fact and gap.profile.patients < 2 and not gap.proposals


def _is_answered_by_another(profile: Profile, fed: set[str]) -> bool:
    """Whether a fact that nothing tells of may be fed by a code that is proposed for it."""
    return profile.key.kind is UnmappedKind.NOT_IN_RECORD and profile.key.fact in fed
