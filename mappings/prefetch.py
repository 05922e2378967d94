"""What the EHR is asked to send along, derived from what the facts of the policies are read from."""

from __future__ import annotations

from collections.abc import Sequence

from criteria.expressions import facts_used
from criteria.policy import Policy
from mappings.codes.site_mapping import SiteMapping
from mappings.searches import searches

START = "service-start"


def templates(policies: Sequence[Policy], mapping: SiteMapping) -> dict[str, str]:
    """The prefetch templates for all facts of all policies."""
    used = {
        fact
        for policy in policies
        for rule_set in policy.rule_sets
        for fact, _ in facts_used(rule_set.nodes())
    }
    facts = sorted(
        member for fact in used for member in (mapping.fact_map.facts[fact].type.members or (fact,))
    )
    return searches((*facts, START), mapping)


def progress_templates(mapping: SiteMapping) -> dict[str, str]:
    """The few of them that tell whether a service is in progress."""
    return searches(("birth-date", START), mapping)
