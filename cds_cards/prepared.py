"""What cards need to know of a rule set beyond its findings, prepared when a policy is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cds_cards.sentences import uncapitalized
from criteria.combinators import AnyOf, AtLeast
from criteria.criterion import Criterion, RuleSetMet
from criteria.expressions import own_forms
from criteria.form import Form
from criteria.policy import Policy, RuleSet

WHOLE_ITEM = "the whole item"
"""How a policy says that nothing of a criterion is computed; its title then says what is left."""
MAX_LEFT_LISTED = 4


class PreparedRuleSet(NamedTuple):
    """What software does not judge in a rule set, in a line; by criterion id, how many of its sub-items are
    needed where not all are, and the rule set that it rests on.
    """

    left_to_clinician: str
    left_unlisted: int
    """How much more is left than that line lists."""
    needed: int
    """How many of its criteria are enough."""
    choices: Mapping[str, int]
    below: Mapping[str, PreparedRuleSet]


def prepared(policy: Policy, rule_set: RuleSet) -> PreparedRuleSet:
    """The rule set of a policy, prepared; rule sets never rest on each other in a ring."""
    choices: dict[str, int] = {}
    below: dict[str, PreparedRuleSet] = {}
    for criterion in rule_set.criteria():
        for form in own_forms(criterion.when):
            if isinstance(form, RuleSetMet):
                below[criterion.id] = prepared(policy, policy.rule_set(form.rule_set))
            elif needed := _needed(form):
                choices[criterion.id] = needed
    left = _left(rule_set)
    listed = "; ".join(left[:MAX_LEFT_LISTED])
    unlisted = max(len(left) - MAX_LEFT_LISTED, 0)
    return PreparedRuleSet(listed, unlisted, _enough(rule_set.when), choices, below)


def _needed(form: Form) -> int:
    """How many of the criteria of a combinator are needed; 0 where it combines none, or needs all."""
    if not any(isinstance(part, Criterion) for _, part in form.parts()):
        return 0
    if isinstance(form, AtLeast):
        return form.at_least
    return 1 if isinstance(form, AnyOf) else 0


def _enough(form: Form) -> int:
    """How many criteria a condition needs at least; of one that names none, none."""
    if isinstance(form, Criterion):
        return 0 if form.excludes else 1
    of_parts = sorted(_enough(part) for _, part in form.parts())
    if isinstance(form, AtLeast):
        return sum(of_parts[: form.at_least])
    return of_parts[0] if isinstance(form, AnyOf) else sum(of_parts)


def _left(rule_set: RuleSet) -> list[str]:
    """What software does not judge: in the rule set's own line, else of each criterion."""
    if rule_set.left_to_clinician:
        return [rule_set.left_to_clinician]
    left = [
        uncapitalized(each.title) if each.left_to_clinician == WHOLE_ITEM else each.left_to_clinician
        for each in rule_set.criteria()
        if each.left_to_clinician
    ]
    return list(dict.fromkeys(left))
