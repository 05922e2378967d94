"""What is still needed: the open items of a determination, with what each lacks and who can supply it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cds_cards.fact_text import UNNAMED, FactText
from cds_cards.prepared import PreparedRuleSet
from cds_cards.wording import Brief
from criteria.facts import CANNOT_TELL, Evidence
from criteria.findings import BELOW, POPULATION, Finding, Missing
from criteria.leaves.age import BIRTH_DATE
from criteria.reasons import ReasonCode
from criteria.truth import Truth

_UNKNOWN, _NOT_MET = Truth.UNKNOWN.outcome, Truth.NOT_MET.outcome


class Need(NamedTuple):
    """One thing to supply: what it is called, who can supply it, and why it is not known."""

    name: str
    supplier: str
    missing: tuple[Missing, ...]
    is_unread: bool = False
    """Whether what it is read from could not be had."""


class OpenItem(NamedTuple):
    """An open criterion or sub-item; `path` leads to it, and of its `total` parts so many are met.

    Its title alone does not tell what it needs where that `is_one_of_several`.
    """

    path: str
    label: str
    needs: tuple[Need, ...]
    hints: tuple[Evidence, ...] = ()
    met: int = 0
    total: int = 0
    is_one_of_several: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether something it needs could not be read."""
        return any([need.is_unread for need in self.needs])

    @property
    def failed_to_be_read(self) -> bool:
        """Whether that is more than that a client does not send it."""
        codes = {each.code for need in self.needs for each in need.missing}
        return any(code.is_unread and code is not ReasonCode.NOT_SENT for code in codes)


class Needs:
    """Finds what is still needed, in the words for one policy's facts."""

    def __init__(self, wording: Brief, facts: Mapping[str, FactText]) -> None:
        self._wording = wording
        self._facts = facts

    def items(self, findings: Iterable[Finding], prepared: PreparedRuleSet) -> Iterator[OpenItem]:
        """The open items of some criteria, in the policy's order."""
        for finding in findings:
            if finding.outcome != _UNKNOWN:
                continue
            below = prepared.below.get(finding.id)
            if below and finding.rests_on_rule_set:
                yield self._of_rule_set(finding, below)
            else:
                yield from self._of_criterion(finding, prepared)

    def population(self, population: Finding) -> OpenItem:
        """What would tell whether somebody belongs to a population."""
        return OpenItem(POPULATION, population.title, tuple(self._own(population)), population.hints)

    def _of_criterion(self, finding: Finding, prepared: PreparedRuleSet) -> Iterator[OpenItem]:
        parts = shown_parts(finding)
        label = f"{finding.id}. {finding.title}"
        if not parts:
            needs, several = tuple(self._own(finding)), self._rests_on_answers(finding)
            yield OpenItem(finding.id, label, needs, finding.hints, is_one_of_several=several)
            return
        if finding.missing:
            yield OpenItem(finding.id, label, tuple(self._own(finding)), finding.hints)
        still_open = [part for part in parts if part.truth is Truth.UNKNOWN]
        needed = prepared.choices.get(finding.id, 0)
        if needed and len(still_open) > 1:
            met = sum(part.truth is Truth.MET for part in parts)
            options = [list(self.items((part,), prepared)) for part in still_open]
            need = self._choice(needed - met, options)
            hints = tuple(hint for part in still_open for hint in part.hints)
            yield OpenItem(finding.id, label, (need,), hints, met, len(parts))
        else:
            yield from self.items(still_open, prepared)

    def _choice(self, needed: int, options: Sequence[Sequence[OpenItem]]) -> Need:
        """So many of the sub-items, whichever they are; one of several items takes them all."""
        needs = [need for option in options for item in option for need in item.needs]
        names = list(dict.fromkeys(name for option in options for name in self._names(option)))
        said = self._wording.any_of.format(count=needed, text=" / ".join(names)) if names[1:] else names[0]
        missing = tuple([each for need in needs for each in need.missing])
        return _need(said, needs[0].supplier, missing)

    def _names(self, option: Sequence[OpenItem]) -> list[str]:
        """What one sub-item of several lacks, in words."""
        names = list(dict.fromkeys(need.name for item in option for need in item.needs))
        if len(option) < 2 or len(names) < 2:
            return names
        return [self._wording.together.format(text=self._wording.and_also.join(names))]

    def _of_rule_set(self, finding: Finding, below: PreparedRuleSet) -> OpenItem:
        """A rule set inside another, as one item."""
        criteria = [part for part in finding.criteria if part.id != POPULATION]
        population = [part for part in finding.criteria if part.id == POPULATION]
        asked = [self.population(each) for each in population if each.truth is Truth.UNKNOWN]
        items = [*asked, *self.items(criteria, below)]
        needs = {need.name: need for item in items for need in item.needs}
        met = sum(each.truth is Truth.MET for each in criteria)
        label = f"{finding.id}. {finding.title}"
        unsure = tuple(hint for item in items for hint in item.hints if hint.value == CANNOT_TELL)
        return OpenItem(finding.id, label, tuple(needs.values()), unsure, met, len(criteria))

    def _own(self, finding: Finding) -> Iterator[Need]:
        """What a finding itself lacks. A diagnosis is asked for by no name, and not beside one on file."""
        diagnoses: list[Missing] = []
        by_fact: dict[str, list[Missing]] = {}
        for each in finding.missing:
            (diagnoses if self._is_diagnosis(each.fact) else by_fact.setdefault(each.fact, [])).append(each)
        for name, missing in by_fact.items():
            fact = self._facts.get(name, UNNAMED)
            yield _need(fact.name, fact.supplied_by, tuple(missing))
        if not diagnoses:
            return
        on_file = any(self._is_diagnosis(evidence.fact) for evidence in finding.evidence)
        if len(diagnoses) == len(finding.missing) or not on_file:
            supplier = self._facts[diagnoses[0].fact].supplied_by
            name = self._wording.no_diagnosis if finding.excludes else self._wording.a_diagnosis
            yield _need(name, supplier, tuple(diagnoses))

    def _rests_on_answers(self, finding: Finding) -> bool:
        """Whether other answers to it are on file, beside what it lacks; a diagnosis speaks for itself."""
        asked = {each.fact for each in finding.missing}
        if any(self._is_diagnosis(fact) for fact in asked):
            return False
        answered = {each.fact for each in finding.evidence if not self._is_diagnosis(each.fact)}
        return bool(answered - asked - {BIRTH_DATE})

    def _is_diagnosis(self, fact: str) -> bool:
        return self._facts.get(fact, UNNAMED).is_diagnosis


def shown_parts(finding: Finding) -> Sequence[Finding]:
    """The parts worth a reader's time: no other age's tool or route."""
    if not finding.criteria:
        return ()
    return [part for part in finding.criteria if part.outcome != _NOT_MET or not _by_age_alone(part)]


def _need(name: str, supplier: str, missing: tuple[Missing, ...]) -> Need:
    return Need(name, supplier, missing, any([each.code.is_unread for each in missing]))


def leaves_of(finding: Finding, truth: Truth, within: str = "") -> Iterator[tuple[str, Finding]]:
    """The parts without parts of a finding that came to this truth, each with its path; else it itself."""
    path = within + finding.id
    below = f"{path}{BELOW}" if finding.rests_on_rule_set else within
    parts = [part for part in shown_parts(finding) if part.truth is truth]
    if not parts:
        yield path, finding
    for part in parts:
        yield from leaves_of(part, truth, below)


def _by_age_alone(finding: Finding) -> bool:
    """Whether a part that is not met was ruled out by the person's age and nothing else."""
    if finding.criteria or not finding.evidence or finding.id == POPULATION:
        return False
    return all([evidence.fact == BIRTH_DATE for evidence in finding.evidence])
