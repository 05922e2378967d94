"""The two walks over all patients: where criteria stand and what feeds none, then what additions change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from msgspec import Struct, field

from criteria.truth import Truth
from mappings.unmapped.profile import Profiles
from service.population.effects import Effect, Trial, Tried
from service.population.kinds import kinds_by_fact, kinds_lacking
from service.population.patient_result import (
    Criterion,
    HowToRead,
    PatientResult,
    PatientReviewer,
    entries_of,
)
from service.population.workers import Batch
from service.review.site import Site


class Standing(Struct):
    """How many patients each criterion applies to, and how many have it settled.

    `open_by_fact` counts the patients of whom an open criterion lacks a fact, `resting` the open criteria of
    patients that lack it, `failed` the policies of patients that could not be evaluated.
    The last two count patients and open criteria by the types of resources on which what they lack rests.
    """

    patients: int = 0
    applies: Counter[Criterion] = field(default_factory=Counter)
    met: Counter[Criterion] = field(default_factory=Counter)
    not_met: Counter[Criterion] = field(default_factory=Counter)
    open_by_fact: Counter[str] = field(default_factory=Counter)
    resting: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    lacking_by_kind: Counter[str] = field(default_factory=Counter)
    resting_by_kind: Counter[str] = field(default_factory=Counter)
    profiles: Profiles = field(default_factory=Profiles)

    def merge(self, other: Standing) -> None:
        """Count in other patients."""
        self.patients += other.patients
        self.applies.update(other.applies)
        self.met.update(other.met)
        self.not_met.update(other.not_met)
        self.open_by_fact.update(other.open_by_fact)
        self.resting.update(other.resting)
        self.failed.update(other.failed)
        self.lacking_by_kind.update(other.lacking_by_kind)
        self.resting_by_kind.update(other.resting_by_kind)
        self.profiles.merge(other.profiles)


class Effects(Struct):
    """What each addition changes, in the order in which they were given, and all of them together."""

    each: list[Effect]
    together: Effect = field(default_factory=Effect)

    def merge(self, other: Effects) -> None:
        """Count in other patients."""
        for effect, more in zip(self.each, other.each, strict=True):
            effect.merge(more)
        self.together.merge(other.together)


def first_pass(load: Callable[[], Site], how: HowToRead) -> Callable[[Batch], Standing]:
    """What a process of the first walk does with a batch; it loads the site for itself."""
    site = load()
    reviewer = PatientReviewer(site, how)
    kinds = kinds_by_fact(site.reviewer.mapping, site.searches)

    def work(batch: Batch) -> Standing:
        standing = Standing()
        for group in batch:
            _count(standing, reviewer.result(group.patient, entries_of(group.entries)), kinds)
        return standing

    return work


def _count(standing: Standing, result: PatientResult, kinds: Mapping[str, frozenset[str]]) -> None:
    standing.failed.update(result.failed)
    if not result.truths and not result.rows:
        return
    standing.patients += 1
    standing.applies.update(result.truths.keys())
    standing.met.update(each for each, truth in result.truths.items() if truth is Truth.MET)
    standing.not_met.update(each for each, truth in result.truths.items() if truth is Truth.NOT_MET)
    standing.open_by_fact.update({fact for facts in result.lacking.values() for fact in facts})
    standing.resting.update(chain.from_iterable(result.lacking.values()))
    by_kind = Counter(kinds_lacking(result, kinds))
    standing.resting_by_kind.update(by_kind)
    standing.lacking_by_kind.update(by_kind.keys())
    standing.profiles.add(result.rows)


def second_pass(
    load: Callable[[], Site], how: HowToRead, tried: Sequence[Tried]
) -> Callable[[Batch], Effects]:
    """What a process of the second walk does with a batch; it loads the site for itself."""
    site = load()

    def work(batch: Batch) -> Effects:
        trial.effects = [Effect() for _ in tried]
        trial.all_together = Effect()
        for group in batch:
            trial.add(group.patient, entries_of(group.entries))
        return Effects(trial.effects, trial.all_together)

    trial = Trial(site, tried, how)
    return work
