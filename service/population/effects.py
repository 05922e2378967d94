"""What additions to a site's file would change, computed: the same records read by both files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, field

from criteria.strict_yaml import FileError
from criteria.truth import Truth
from mappings.codes.site_mapping import mapping_with
from mappings.fhir.resources import Entry
from mappings.unmapped.addition import Addition, together
from mappings.unmapped.row import UnmappedKey
from service.population.patient_result import Criterion, HowToRead, PatientResult, PatientReviewer
from service.review.site import Site

MAX_EXAMPLES = 20
"""References to what would turn to not met; all are counted."""
_SETTLED = (Truth.MET, Truth.NOT_MET)


class Tried(Struct, frozen=True):
    """An addition for what stands under a key."""

    key: UnmappedKey
    addition: Addition


class Effect(Struct):
    """What an addition changes: patients with an open criterion settled, criteria by how they move.

    `settled` and `applies` tell how many more patients have a criterion settled, and how many more it
    applies to: a service that turns out to be in progress is judged by other rule sets. `turned` counts each
    criterion of a patient that was open and is settled, `answered` the patients of whom no open criterion
    lacks a fact any more. `examples` are references to resources behind what turned to not met.
    """

    patients: int = 0
    turned: int = 0
    answered: int = 0
    applies: Counter[Criterion] = field(default_factory=Counter)
    settled: Counter[Criterion] = field(default_factory=Counter)
    not_met: Counter[Criterion] = field(default_factory=Counter)
    undone: Counter[Criterion] = field(default_factory=Counter)
    """Those that were settled and no longer are, as by answers that contradict each other."""
    examples: list[str] = field(default_factory=list)

    def add(self, before: PatientResult, after: PatientResult, reference: str) -> None:
        """Count in one patient."""
        turned = 0
        for criterion in {**before.truths, **after.truths}:
            was, now = before.truths.get(criterion), after.truths.get(criterion)
            if was is now:
                continue
            self.applies[criterion] += (now is not None) - (was is not None)
            self.settled[criterion] += (now in _SETTLED) - (was in _SETTLED)
            self.undone[criterion] += was in _SETTLED and now is Truth.UNKNOWN
            turned += was is Truth.UNKNOWN and now in _SETTLED
            if now is Truth.NOT_MET:
                self.not_met[criterion] += 1
                self._show(reference)
        self.turned += turned
        self.patients += turned > 0
        self.answered += bool(_lacking(before) - _lacking(after))

    def merge(self, other: Effect) -> None:
        """Count in other patients."""
        self.patients += other.patients
        self.turned += other.turned
        self.answered += other.answered
        for name in ("applies", "settled", "not_met", "undone"):
            getattr(self, name).update(getattr(other, name))
        self.examples = [*self.examples, *other.examples][:MAX_EXAMPLES]

    def _show(self, reference: str) -> None:
        if reference and len(self.examples) < MAX_EXAMPLES and reference not in self.examples:
            self.examples.append(reference)


def _lacking(result: PatientResult) -> frozenset[str]:
    return frozenset[str]().union(*result.lacking.values())


class Trial:
    """Tries additions on one patient after another: each alone, and all of them together."""

    def __init__(self, site: Site, tried: Sequence[Tried], how: HowToRead) -> None:
        changed = _Changed(site, how)
        self._before = PatientReviewer(site, how)
        self._after = [changed.by(each.addition) for each in tried]
        self._numbers: dict[UnmappedKey, list[int]] = {}
        for number, each in enumerate(tried):
            self._numbers.setdefault(each.key, []).append(number)
        self._together = changed.by_all([each.addition for each in first_of_each(tried)])
        self.effects = [Effect() for _ in tried]
        self.all_together = Effect()

    def add(self, patient: str, entries: Sequence[Entry]) -> None:
        """Try what concerns a patient."""
        before = self._before.result(patient, entries)
        held = {number: row.reference for row in before.rows for number in self._numbers.get(row.key, ())}
        for number, reference in held.items():
            if reviewer := self._after[number]:
                after = reviewer.result(patient, entries, with_rows=False)
                self.effects[number].add(before, after, reference)
        if held and self._together:
            reference = next(iter(held.values()))
            after = self._together.result(patient, entries, with_rows=False)
            self.all_together.add(before, after, reference)


def first_of_each(tried: Sequence[Tried]) -> list[Tried]:
    """Of what is tried for one key the first: two meanings of one code contradict each other."""
    by_key: dict[UnmappedKey, Tried] = {}
    for each in tried:
        by_key.setdefault(each.key, each)
    return list(by_key.values())


class _Changed:
    """Makes reviews by a site's file with additions."""

    def __init__(self, site: Site, how: HowToRead) -> None:
        self._site, self._how = site, how
        self._services = {policy.id: policy.service.coded for policy in site.reviewer.policies}

    def by(self, addition: Addition) -> PatientReviewer | None:
        """Reviews by the changed file; None where the file would be refused."""
        mapping = self._site.reviewer.mapping
        try:
            changed = mapping_with(mapping, addition.applied(mapping.site), self._services)
        except FileError:
            return None
        reviewer = self._site.reviewer.with_mapping(changed)
        return PatientReviewer(self._site, self._how, reviewer)

    def by_all(self, additions: Sequence[Addition]) -> PatientReviewer | None:
        """Reviews by all additions at once, but for those that contradict an earlier one."""
        taken: list[Addition] = []
        found = None
        for each in additions:
            if reviewer := self.by(together([*taken, each])):
                taken.append(each)
                found = reviewer
        return found
