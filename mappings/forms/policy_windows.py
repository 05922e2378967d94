"""How long a policy itself lets a score or a rating count, where that is shorter than the fact map has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from criteria.leaves.score import OfDays
from criteria.policy import Policy, RuleSet, rule_sets_used
from criteria.spans import Span
from mappings.codes.fact_map import FactMap
from mappings.forms.ages import ends_on

Windows = Mapping[str, Span]
"""By fact, the span that ends on the day on which a form is asked."""


def policy_windows(policy: Policy, rule_set: RuleSet, fact_map: FactMap) -> Windows:
    """The longest span in which a rule set takes each; of what it takes from any day somewhere, none."""
    spans: dict[str, list[Span | None]] = {}
    for condition in _conditions(policy, rule_set):
        for name, _ in condition.facts_used():
            for fact in fact_map.facts[name].type.members or (name,):
                spans.setdefault(fact, []).append(condition.within)
    stated = {fact: [each for each in listed if each] for fact, listed in spans.items() if None not in listed}
    return {fact: max(listed, key=ends_on) for fact, listed in stated.items()}


def shorter(window: Span | None, own: Span | None) -> Span | None:
    """The one of two windows that ends first; one that is None never does."""
    if window is None or own is None:
        return window or own
    return min(window, own, key=ends_on)


def _conditions(policy: Policy, rule_set: RuleSet) -> Iterator[OfDays]:
    yield from (each for each in rule_set.nodes() if isinstance(each, OfDays))
    for each in rule_sets_used(rule_set):
        yield from _conditions(policy, policy.rule_set(each))
