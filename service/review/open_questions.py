"""The questions that a record leaves open: what a person's answer can still settle, by one rule for a card
and for the worksheet that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from criteria.criterion import Criterion
from criteria.determination import Determination
from criteria.facts import Evidence
from criteria.findings import Finding
from criteria.needed import NeededFacts, top_criteria
from criteria.policy import Policy
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.references import Reference
from mappings.forms.form import forms_of
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import PRACTITIONER, named
from mappings.readers.answers import answers_that_settle, is_answered
from mappings.readers.diagnosis_judged import ACTIVE_PAST_YEAR
from mappings.readers.group import GroupSpec
from mappings.readers.improvement import ImprovementSpec


class Answerable(Struct, frozen=True):
    """The facts by which a person can settle those that criteria lack, where a form asks for `asked`."""

    fact_map: FactMap
    facts: PatientFacts
    asked: frozenset[str]

    def settling(self, fact: str, is_opened: bool) -> Iterator[tuple[str, str]]:
        """The facts that settle one, each with the group whose day and scorer it shares.

        Where a criterion `is_opened`, those members of a group that are known as well.
        """
        spec = self.fact_map.facts.get(fact)
        if spec is None:
            return
        if isinstance(spec, GroupSpec):
            lacking = (each for each in spec.members if is_opened or self.facts[each].value is None)
            yield from ((each, fact) for each in lacking)
            return
        if isinstance(spec, ImprovementSpec) and self._is_to_be_rated(spec.rating):
            yield spec.rating, ""
        else:
            yield fact, ""
        for beside in spec.asked_with:
            if self.facts[beside].value is None and self._is_to_be_asked(beside, fact):
                yield beside, ""

    def _is_to_be_rated(self, rating: str) -> bool:
        """Whether a newer rating can show what changed: there is one, and none that is fresh."""
        if rating not in self.asked or is_answered(rating, self.facts):
            return False
        ratings, _ = answers_that_settle(rating, PRACTITIONER, self.facts)
        return bool(ratings)

    def _is_to_be_asked(self, beside: str, fact: str) -> bool:
        """That a disorder was active is asked of one that is on file."""
        return beside != ACTIVE_PAST_YEAR or self.facts[fact].code is not ReasonCode.NOT_ON_FILE


class OpenQuestions:
    """Finds the questions of one policy at a site that are open."""

    def __init__(self, policy: Policy, mapping: SiteMapping) -> None:
        self._needs = NeededFacts(policy)
        self._policy, self._mapping = policy, mapping

    @cached_property
    def _asked(self) -> Mapping[str, frozenset[str]]:
        """What each rule set's form asks; made with the first card, so that a failing policy has one."""
        forms = forms_of(self._policy, self._mapping.fact_map, self._mapping.windows)
        return {
            path.rule_set: frozenset(item.fact for item in path.items)
            for form in forms
            for path in form.paths
        }

    def of(self, found: Determination, facts: PatientFacts, user: str = "") -> frozenset[str]:
        """The facts that are asked of a user, who is not asked again what they could not tell."""
        if found.rule_set is None or found.outcome is Truth.MET:
            return frozenset()
        answerable = Answerable(self._mapping.fact_map, facts, self._asked[found.rule_set.id])
        criteria = {each.id: each for each in top_criteria(found.rule_set.when)}
        lacking = (
            fact
            for finding in found.criteria
            if finding.id in criteria
            for fact in self._lacking(criteria[finding.id], finding)
        )
        settling = {each for fact in lacking for each, _ in answerable.settling(fact, is_opened=False)}
        return frozenset(each for each in answerable.asked & settling if not unsure_of(each, user, facts))

    def _lacking(self, criterion: Criterion, finding: Finding) -> Iterator[str]:
        if is_asked_about(finding):
            yield from (fact for _, fact in self._needs.of(criterion, finding))


def is_asked_about(finding: Finding) -> bool:
    """Whether a criterion is open; what is unread is not asked, since its answer may be on file."""
    return finding.truth is Truth.UNKNOWN and not finding.is_unread


def unsure_of(fact: str, user: str, facts: PatientFacts) -> tuple[Evidence, ...]:
    """The answers of a user, by reference, that they cannot tell a fact, while these count."""
    known = facts[fact]
    if known.value is not None or known.code is not ReasonCode.CANNOT_TELL:
        return ()
    return tuple(each for each in known.hints if is_said_by(each, user, facts))


def is_said_by(said: Evidence, user: str, facts: PatientFacts) -> bool:
    """Whether an answer on file is a user's own, in whichever role they gave it."""
    if said.by is None or not said.by.reference or facts.record.patient is None:
        return False
    return _person(said.by.reference, facts) == _person(user, facts)


def _person(reference: str, facts: PatientFacts) -> str:
    patient = facts.record.patient
    return named(Reference(reference=reference), patient, facts.record).person if patient else reference
