"""What the EHR is asked to send along, and what it did not send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from criteria.load import facts_used
from criteria.policy import Policy, nodes
from mappings.record import Gap
from mappings.resources import OneSlot
from mappings.searches import searches
from mappings.site_mapping import SiteMapping
from service.cds_hooks import HookRequest

_NOT_SENT = "the EHR did not send this"
_CLINICAL = "service-start"


def templates(policies: Sequence[Policy], mapping: SiteMapping) -> dict[str, str]:
    """The prefetch templates for what the facts of all policies are read from."""
    used = {
        fact
        for policy in policies
        for rule_set in policy.rule_sets
        for tree in (rule_set.population.when, rule_set.when)
        for fact, _ in facts_used(nodes(tree))
    }
    facts = sorted(
        member for fact in used for member in (mapping.fact_map.facts[fact].type.members or (fact,))
    )
    return searches((*facts, "birth-date", _CLINICAL), mapping)


def sent(request: HookRequest) -> Mapping[str, OneSlot]:
    """The prefetch of a request; a client may leave all of it out."""
    return request.prefetch or {}


def not_sent(request: HookRequest, keys: Mapping[str, str]) -> list[Gap]:
    """A gap for each template that the EHR did not honor. Null is an answer: asked, and nothing there."""
    return [Gap(f"prefetch/{key}", _NOT_SENT) for key in keys if key not in sent(request)]
