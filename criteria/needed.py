"""What of a criterion is still needed: the facts whose answers can change what it comes to.

Once a part of a condition is settled, what is open below it could change
nothing and is folded: of "three of these four" with three met, the fourth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from criteria.combinators import AllOf, AnyOf, AtLeast
from criteria.criterion import Criterion, RuleSetMet
from criteria.expressions import own_forms
from criteria.findings import BELOW, POPULATION, Finding, walk
from criteria.form import Form
from criteria.policy import Policy
from criteria.truth import Truth, at_least

Found = Mapping[str, Finding]
Needed = tuple[str, str]
"""The path of a finding, and a fact that it lacks."""


class NeededFacts:
    """Finds what the criteria of one policy need."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def of(self, criterion: Criterion, finding: Finding, within: str = "") -> Iterator[Needed]:
        """What could still change a criterion that is unknown, each fact with where it is lacking."""
        path = within + finding.id
        yield from ((path, each.fact) for each in finding.missing)
        below = f"{path}{BELOW}" if finding.rests_on_rule_set else within
        found = {part.id: part for part in finding.criteria}
        for part in self._undecided(criterion.when, found):
            if part.id in found and found[part.id].truth is Truth.UNKNOWN:
                yield from self.of(part, found[part.id], below)
        if (population := found.get(POPULATION)) and population.truth is Truth.UNKNOWN:
            yield from ((below + POPULATION, each.fact) for each in population.missing)

    def fewest(self, criterion: Criterion, finding: Finding) -> int:
        """How few answers could make a criterion met, as far as its parts tell."""
        found = {part.id: part for part in finding.criteria}
        of_parts = self._fewest(criterion.when, found) if found else 0
        own = len({each.fact for each in finding.missing})
        return of_parts + (own if found else self._fewest_of_own(criterion, own))

    def _undecided(self, form: Form, found: Found) -> Iterator[Criterion]:
        """The criteria directly below a condition that can still change it."""
        if isinstance(form, Criterion):
            yield form
        elif isinstance(form, RuleSetMet):
            yield from self._undecided(self._policy.rule_set(form.rule_set).when, found)
        elif self.truth(form, found) is Truth.UNKNOWN:
            for _, part in form.parts():
                yield from self._undecided(part, found)

    def truth(self, form: Form, found: Found) -> Truth:
        """What a condition comes to by its criteria alone; what it reads itself counts as not known."""
        if isinstance(form, Criterion):
            return found[form.id].truth if form.id in found else Truth.UNKNOWN
        if isinstance(form, RuleSetMet):
            return self.truth(self._policy.rule_set(form.rule_set).when, found)
        parts = [self.truth(part, found) for _, part in form.parts()]
        return at_least(_enough(form, len(parts)), parts) if parts else Truth.UNKNOWN

    def _fewest(self, form: Form, found: Found) -> int:
        if isinstance(form, Criterion):
            part = found.get(form.id)
            return self.fewest(form, part) if part and part.truth is Truth.UNKNOWN else 0
        if isinstance(form, RuleSetMet):
            return self._fewest(self._policy.rule_set(form.rule_set).when, found)
        parts = [part for _, part in form.parts() if self._rests_on_criteria(part)]
        truths = [self.truth(part, found) for part in parts]
        missing = _enough(form, len(parts)) - truths.count(Truth.MET)
        costs = [
            self._fewest(part, found)
            for part, truth in zip(parts, truths, strict=True)
            if truth is Truth.UNKNOWN
        ]
        return sum(sorted(costs)[: max(missing, 0)])

    def _rests_on_criteria(self, form: Form) -> bool:
        if isinstance(form, Criterion | RuleSetMet):
            return True
        return any(self._rests_on_criteria(part) for _, part in form.parts())

    def _fewest_of_own(self, criterion: Criterion, own: int) -> int:
        """Of what a criterion without parts lacks: one where it lists alternatives, else what is needed."""
        if criterion.excludes:  # one of several is enough to rule out all of them; to rule out any, all are
            return min(own, 1) if isinstance(criterion.when, AllOf) else own
        needed = [form.at_least for form in own_forms(criterion.when) if isinstance(form, AtLeast)]
        if isinstance(criterion.when, AnyOf):
            return min(own, 1)
        return min(own, needed[0]) if needed else own


def _enough(form: Form, parts: int) -> int:
    if isinstance(form, AtLeast):
        return form.at_least
    return 1 if isinstance(form, AnyOf) else parts


def told_facts(finding: Finding) -> Iterator[Needed]:
    """Every fact that a criterion rests on or lacks, each with where."""
    for path, part in walk((finding,)):
        if part.criteria:
            continue
        yield from ((path, each.fact) for each in part.evidence)
        yield from ((path, each.fact) for each in part.missing)


def top_criteria(form: Form) -> Sequence[Criterion]:
    """The criteria of a rule set, without those that are parts of others."""
    if isinstance(form, Criterion):
        return (form,)
    return tuple(each for _, part in form.parts() for each in top_criteria(part))
