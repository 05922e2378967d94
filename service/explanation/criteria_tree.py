"""The criteria of a determination as a tree, each with the facts that it reads itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cds_cards.states import came_near, tally
from criteria.criterion import Criterion, RuleSetMet
from criteria.determination import Determination
from criteria.expressions import own_forms
from criteria.findings import BELOW, NOT_APPLICABLE, POPULATION, Finding
from criteria.form import Form
from criteria.policy import Policy, RuleSet
from criteria.truth import Truth
from service.explanation.explanation import (
    CriterionAccount,
    CriterionState,
    DeterminationAccount,
    FactAccount,
    TallyAccount,
)
from service.explanation.fact_accounts import FactAccounts

_BY_OUTCOME = {
    Truth.MET.outcome: CriterionState.MET,
    Truth.NOT_MET.outcome: CriterionState.NOT_MET,
    NOT_APPLICABLE: CriterionState.DOES_NOT_APPLY,
}
Served = Mapping[str, str]
"""The later question whose answer serves, by the fact that it serves."""
NOBODY: Served = MappingProxyType({})


def determination_account(found: Determination, accounts: FactAccounts) -> DeterminationAccount:
    """What one rule set came to."""
    policy, rule_set = found.policy, found.rule_set
    tree = _Tree(policy, accounts)
    counted = tally(found.inclusions)
    return DeterminationAccount(
        policy.id,
        policy.title,
        rule_set.id if rule_set else "",
        found.phase.id,
        f"{policy.service.short_name} {rule_set.title}" if rule_set else policy.service.short_name,
        found.outcome.outcome,
        TallyAccount(counted.total, *counted),
        accounts.progress(),
        tree.population(found.population, rule_set),
        tuple(tree.criteria(found.criteria, rule_set)) if rule_set else (),
    )


def state_of(finding: Finding) -> CriterionState:
    """Where a criterion stands; of what is open, whether something on file came near."""
    if finding.outcome in _BY_OUTCOME:
        return _BY_OUTCOME[finding.outcome]
    if finding.is_unread:
        return CriterionState.UNREAD
    return CriterionState.ON_FILE if came_near(finding) else CriterionState.OPEN


class _Tree:
    """Walks the findings of one determination beside the policy's conditions."""

    def __init__(self, policy: Policy, accounts: FactAccounts) -> None:
        self._policy = policy
        self._accounts = accounts

    def population(
        self, finding: Finding, rule_set: RuleSet | None, within: str = "", served: Served = NOBODY
    ) -> CriterionAccount:
        """Whom the rule set is for; where none was chosen, what would tell."""
        if rule_set:
            facts = self._facts((rule_set.population.when,), served)
        else:
            known = self._accounts.facts.mapping.fact_map.facts
            named = [each.fact for each in finding.missing if each.fact in known]
            facts = tuple(self._told(named))
        return _account(finding, within, facts)

    def criteria(
        self, findings: tuple[Finding, ...], rule_set: RuleSet, within: str = "", served: Served = NOBODY
    ) -> Iterator[CriterionAccount]:
        """The criteria of a rule set, and those below them."""
        by_id = {each.id: each for each in rule_set.criteria()}
        for finding in findings:
            if finding.id == POPULATION:
                yield self.population(finding, rule_set, within, served)
            else:
                yield self._criterion(finding, by_id, within, served)

    def _criterion(
        self, finding: Finding, by_id: Mapping[str, Criterion], within: str, served: Served
    ) -> CriterionAccount:
        criterion = by_id[finding.id]
        conditions = [each for each in (criterion.applies_when, criterion.when) if each]
        facts = self._facts(tuple(conditions), served)
        if not finding.rests_on_rule_set:
            below = tuple(self._criterion(part, by_id, within, served) for part in finding.criteria)
            return _account(finding, within, facts, below)
        other = next(each for each in own_forms(criterion.when) if isinstance(each, RuleSetMet))
        rested_on = self._policy.rule_set(other.rule_set)
        path = f"{within}{finding.id}{BELOW}"
        parts = self.criteria(finding.criteria, rested_on, path, {**served, **other.served_by})
        return _account(finding, within, facts, tuple(parts))

    def _facts(self, conditions: tuple[Form, ...], served: Served) -> tuple[FactAccount, ...]:
        """The facts that conditions read themselves, down to the criteria among them."""
        forms = [form for each in conditions for form in own_forms(each) if not isinstance(form, RuleSetMet)]
        names = [served.get(name, name) for form in forms for name, _ in form.facts_used()]
        return tuple(self._told(names))

    def _told(self, names: list[str]) -> Iterator[FactAccount]:
        accounts = [account for name in dict.fromkeys(names) for account in self._accounts.of(name)]
        yield from {account.name: account for account in accounts}.values()


def _account(
    finding: Finding,
    within: str,
    facts: tuple[FactAccount, ...],
    parts: tuple[CriterionAccount, ...] = (),
) -> CriterionAccount:
    reason = "; ".join(dict.fromkeys(each.reason for each in finding.missing))
    path = within + finding.id
    return CriterionAccount(
        path,
        finding.id,
        finding.title,
        finding.text,
        state_of(finding),
        reason,
        facts,
        parts,
        finding.excludes,
    )
