"""What the criteria of a rule set ask people, found by a walk over its conditions.

An age or a kind of provider beside other conditions that must all hold says of
whom these are asked; one among alternatives does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from msgspec import Struct, field
from msgspec.structs import replace

from criteria.by_age import ByAge
from criteria.combinators import AllOf
from criteria.criterion import Criterion, RuleSetMet
from criteria.findings import BELOW
from criteria.form import Form as Condition
from criteria.leaves.age import Age
from criteria.leaves.truth_fact import FactIs
from criteria.policy import Policy, RuleSet
from mappings.codes.fact_map import FactMap
from mappings.forms.ages import shared, together
from mappings.readers.form_item import Ages, Asked, FormItem
from mappings.readers.provider_type import ProviderTypeSpec
from mappings.readers.registry import item_of


class Question(Struct):
    """One criterion with what it needs to know, and what of that is asked here; a tree while it is made."""

    path: str
    criterion: Criterion
    asked: Asked
    needs: list[tuple[str, Asked]] = field(default_factory=list)
    diagnoses: list[str] = field(default_factory=list)
    below: list[Question] = field(default_factory=list)
    items: list[tuple[FormItem, Asked]] = field(default_factory=list)

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The facts that it needs and another criterion asks for."""
        here = {item.fact for item, _ in self.items}
        return tuple(dict.fromkeys(fact for fact, _ in self.needs if fact not in here))


class _Walk(Struct, frozen=True):
    """Where a walk stands: in which rule set's paths, of whom it asks, and which facts serve for others."""

    within: str
    asked: Asked
    served_by: Mapping[str, str] = {}


def asked_in(policy: Policy, rule_set: RuleSet, fact_map: FactMap) -> tuple[Asked, list[Question]]:
    """Whom a rule set is for, and its criteria with their questions, each fact asked once."""
    population = _narrowed(Asked(), rule_set.population.when, fact_map)
    questions = list(_Asking(policy, fact_map).walk(rule_set.when, _Walk("", population), None))
    _place(questions, fact_map)
    return population, questions


class _Asking:
    """Finds what conditions need, over the rule sets that they rest on."""

    def __init__(self, policy: Policy, fact_map: FactMap) -> None:
        self._policy, self._fact_map = policy, fact_map

    def walk(self, condition: Condition, at: _Walk, above: Question | None) -> Iterator[Question]:
        """The criteria of a condition; what it needs itself is added to the criterion above it."""
        match condition:
            case Criterion():
                yield self._criterion(condition, at)
            case RuleSetMet():
                yield from self._rule_set(condition, at, above)
            case ByAge():
                for each in condition.by_age:
                    of_age = replace(at.asked, ages=shared(at.asked.ages, [Ages(each.from_, each.below)]))
                    yield from self.walk(each.when, replace(at, asked=of_age), above)
            case FactIs():  # the diagnoses that an answer may be about are other criteria's
                self._needs(at.served_by.get(condition.fact, condition.fact), at.asked, above)
            case _:
                at = self._narrowed(at, condition) if isinstance(condition, AllOf) else at
                for fact, _ in condition.facts_used():
                    self._needs(at.served_by.get(fact, fact), at.asked, above)
                for _, part in condition.parts():
                    yield from self.walk(part, at, above)

    def _criterion(self, criterion: Criterion, at: _Walk) -> Question:
        if criterion.applies_when:
            at = self._narrowed(at, criterion.applies_when)
        question = Question(at.within + criterion.id, criterion, at.asked)
        question.below.extend(self.walk(criterion.when, at, question))
        return question

    def _rule_set(self, met: RuleSetMet, at: _Walk, above: Question | None) -> Iterator[Question]:
        rule_set = self._policy.rule_set(met.rule_set)
        at = self._narrowed(at, rule_set.population.when)
        within = f"{above.path}{BELOW}" if above else at.within
        yield from self.walk(rule_set.when, replace(at, within=within, served_by=met.served_by), above)

    def _narrowed(self, at: _Walk, condition: Condition) -> _Walk:
        return replace(at, asked=_narrowed(at.asked, condition, self._fact_map))

    def _needs(self, fact: str, asked: Asked, above: Question | None) -> None:
        if above is None:
            return
        spec = self._fact_map.facts[fact]
        if spec.type.is_diagnosis:
            above.diagnoses.append(spec.title)
        for beside in spec.asked_with:
            self._needs(beside, asked, above)
        if item_of(fact, self._fact_map):
            above.needs.append((fact, asked))


def _narrowed(asked: Asked, condition: Condition, fact_map: FactMap) -> Asked:
    """Of whom something is asked that matters only where a condition holds."""
    match condition:
        case AllOf():
            return reduce(lambda so_far, part: _narrowed(so_far, part, fact_map), condition.all_of, asked)
        case Age(at=None):
            band = Ages(condition.age.from_, condition.age.below)
            return replace(asked, ages=shared(asked.ages, [band]))
        case FactIs() if isinstance(fact_map.facts[condition.fact], ProviderTypeSpec):
            return replace(asked, at_private_providers_only=condition.is_ == "met")
        case _:
            return asked


def _place(questions: list[Question], fact_map: FactMap) -> None:
    """Put each question where the fact is needed with the fewest rule sets between, and first among these."""
    needs: dict[str, list[tuple[Question, Asked]]] = {}
    for question in _every(questions):
        for fact, asked in question.needs:
            needs.setdefault(fact, []).append((question, asked))
    for fact, places in needs.items():
        asked = _of_any(asked for _, asked in places)
        item = item_of(fact, fact_map)
        if item and asked.ages:
            home, _ = min(places, key=lambda place: place[0].path.count(BELOW))
            home.items.append((item, asked))
    for question in questions:
        _ask_where_something_is_asked(question)


def _ask_where_something_is_asked(question: Question) -> None:
    """Widen a criterion to everyone of whom something in it is asked."""
    for each in question.below:
        _ask_where_something_is_asked(each)
    inside = [*(asked for _, asked in question.items), *(each.asked for each in question.below)]
    if inside:
        question.asked = _of_any(inside)


def _of_any(asked: Iterable[Asked]) -> Asked:
    listed = list(asked)
    ages = together(each for one in listed for each in one.ages)
    return Asked(ages, all(each.at_private_providers_only for each in listed))


def _every(questions: Iterable[Question]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from _every(question.below)
