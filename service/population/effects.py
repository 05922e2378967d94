"""What additions to a site's file would change, computed: the same records read by both files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct, field

from criteria.strict_yaml import FileError
from criteria.truth import Truth
from mappings.codes.site_mapping import mapping_with
from mappings.fhir.resources import Entry
from mappings.unmapped.addition import Addition, together
from mappings.unmapped.row import UnmappedKey
from service.population.patient_result import Criterion, PatientResult, PatientReviewer
from service.review.site import Site

MAX_EXAMPLES = 20
"""References to what would turn to not met; all are counted."""


class Tried(Struct, frozen=True):
    """An addition for what stands under a key."""

    key: UnmappedKey
    addition: Addition


class Effect(Struct):
    """What an addition changes: patients with a criterion settled, criteria settled, and those not met.

    `examples` are references to resources behind what turned to not met.
    """

    patients: int = 0
    settled: Counter[Criterion] = field(default_factory=Counter)
    not_met: Counter[Criterion] = field(default_factory=Counter)
    undone: Counter[Criterion] = field(default_factory=Counter)
    """Those that were settled and no longer are, as by answers that contradict each other."""
    examples: list[str] = field(default_factory=list)

    def add(self, before: PatientResult, after: PatientResult, reference: str) -> None:
        """Count in one patient."""
        settled = False
        for criterion, truth in after.truths.items():
            was = before.truths.get(criterion, Truth.UNKNOWN)
            if truth is was:
                continue
            if truth is Truth.UNKNOWN:
                self.undone[criterion] += 1
                continue
            settled = True
            self.settled[criterion] += was is Truth.UNKNOWN
            if truth is Truth.NOT_MET:
                self.not_met[criterion] += 1
                if reference and len(self.examples) < MAX_EXAMPLES and reference not in self.examples:
                    self.examples.append(reference)
        self.patients += settled

    def merge(self, other: Effect) -> None:
        """Count in other patients."""
        self.patients += other.patients
        self.settled.update(other.settled)
        self.not_met.update(other.not_met)
        self.undone.update(other.undone)
        self.examples = [*self.examples, *other.examples][:MAX_EXAMPLES]


class Trial:
    """Tries additions on one patient after another: each alone, and all of them together."""

    def __init__(self, site: Site, tried: Sequence[Tried], on: date) -> None:
        services = {policy.id: policy.service.code for policy in site.reviewer.policies}
        self._before = PatientReviewer(site, on)
        self._after = [_reviewer(site, each.addition, services, on) for each in tried]
        self._numbers: dict[UnmappedKey, list[int]] = {}
        for number, each in enumerate(tried):
            self._numbers.setdefault(each.key, []).append(number)
        self._together = _all_of(site, [each.addition for each in first_of_each(tried)], services, on)
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


def _all_of(
    site: Site, additions: Sequence[Addition], services: Mapping[str, str], on: date
) -> PatientReviewer | None:
    """Reviews by all additions at once, but for those that contradict an earlier one."""
    taken: list[Addition] = []
    found = None
    for each in additions:
        if reviewer := _reviewer(site, together([*taken, each]), services, on):
            taken.append(each)
            found = reviewer
    return found


def _reviewer(
    site: Site, addition: Addition, services: Mapping[str, str], on: date
) -> PatientReviewer | None:
    """Reviews by the changed file; None where the file would be refused."""
    mapping = site.reviewer.mapping
    try:
        changed = mapping_with(mapping, addition.applied(mapping.site), services)
    except FileError:
        return None
    return PatientReviewer(site, on, site.reviewer.with_mapping(changed))
