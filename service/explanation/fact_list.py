"""The facts that policies ask for: who uses each, who supplies it, how it is read and how long it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from criteria.expressions import facts_used, own_forms
from criteria.facts import SEVERITIES, FactKind
from criteria.policy import Policy
from mappings.codes.fact_specs import FactSpec
from mappings.codes.site_mapping import SiteMapping
from mappings.readers.registry import described
from service.review.site import Site

_VALUES = {
    FactKind.TRUTH: "yes, no, or I cannot tell",
    FactKind.RATING: ", ".join(SEVERITIES),
    FactKind.COUNT: "events, which are counted",
    FactKind.DATE: "a date",
    FactKind.BIRTH_DATE: "a birth date",
}


class FactUse(Struct, frozen=True, rename="camel"):
    """A fact: the criteria that read it, by policy and rule set, and what is read for it.

    `window` is how long an answer counts, empty where it does not lapse; `is_coded` is whether a site may
    map its own codes to it.
    """

    name: str
    title: str
    criteria: tuple[str, ...]
    supplied_by: str
    values: str
    read_from: str
    window: str
    is_coded: bool


def facts_of(site: Site, policies: Sequence[Policy]) -> Iterator[FactUse]:
    """The facts that these policies ask for, in the order of the fact map, with those behind them."""
    mapping = site.reviewer.mapping
    used = {policy.id: _used(policy, mapping) for policy in policies}
    for name in mapping.fact_map.facts:
        by = [policy for policy in policies if name in used[policy.id]]
        if by:
            spec = mapping.fact_map.worded(by[0].words).facts[name]
            criteria = tuple(place for policy in by for place in used[policy.id][name])
            yield _use(name, spec, criteria, mapping)


def _use(name: str, spec: FactSpec, criteria: tuple[str, ...], mapping: SiteMapping) -> FactUse:
    window = mapping.windows.get(name) if spec.goes_stale else None
    return FactUse(
        name,
        spec.title,
        criteria,
        spec.supplied_by,
        _values(spec),
        described(name, mapping.fact_map),
        str(window) if window else "",
        spec.coded and not spec.type.members,
    )


def _values(spec: FactSpec) -> str:
    kind = spec.type.kind
    if kind is FactKind.SCORE:
        low, high = getattr(spec, "range", (0, 0))
        return f"a whole number from {low} to {high}"
    return _VALUES.get(kind, f"a group of {len(spec.type.members)}")


def _used(policy: Policy, mapping: SiteMapping) -> Mapping[str, tuple[str, ...]]:
    """Where each fact is used; one that another rests on is used where that is."""
    found: dict[str, dict[str, None]] = {}
    for rule_set in policy.rule_sets:
        for place, names in _by_criterion(policy, rule_set.id):
            for name in names:
                for each in (name, *_behind(name, mapping)):
                    found.setdefault(each, {})[place] = None
    return {name: tuple(places) for name, places in found.items()}


def _by_criterion(policy: Policy, rule_set_id: str) -> Iterator[tuple[str, Sequence[str]]]:
    rule_set = policy.rule_set(rule_set_id)
    population = [name for name, _ in facts_used([rule_set.population.when])]
    yield f"{policy.service.code} {rule_set_id} population", population
    for criterion in rule_set.criteria():
        own = [*own_forms(criterion.when)]
        yield f"{policy.service.code} {rule_set_id} {criterion.id}", [name for name, _ in facts_used(own)]


def _behind(name: str, mapping: SiteMapping) -> Iterator[str]:
    spec = mapping.fact_map.facts[name]
    for each in (*spec.type.members, *spec.rests_on, *spec.asked_with):
        if each != name:
            yield each


def skeleton(name: str, site: Site, policies: Sequence[Policy]) -> str:
    """A site's file with a line to fill in for each fact of its policies, as comments until then."""
    ids = ", ".join(each.id for each in policies)
    lines = [
        "# Fill in what this EHR calls each input, and take the # away; docs/add-a-site.md tells every key.",
        "# `criteria-cards gaps` finds the codes in an export; `criteria-cards check` tells what is wrong.",
        "",
        f"site: {name}",
        f"{'# ' if len(policies) == len(site.reviewer.policies) else ''}policies: [{ids}]",
        "",
        "# time_zone: America/New_York",
        "# provider_type: private",
        "",
        "# What the EHR calls the service, by service code.",
        "# orders:",
        '#   H2017: {orderables: [{system: "https://ehr.example/orderable", code: "?"}]}',
        "",
        "# The codes, or the exact texts, under which answers stand.",
        "# codes:",
    ]
    for each in facts_of(site, policies):
        if each.is_coded:
            lines += [
                f"#   # {each.title}: {each.values}; {each.supplied_by}",
                f'#   {each.name}: [{{system: "https://ehr.example/flowsheet", code: "?"}}]',
            ]
    lines += [
        "",
        "# What the EHR's own answers mean; LOINC, SNOMED CT and HL7 yes and no are known.",
        "# answers:",
        '#   all: {yes: [{text: "Yes"}], no: [{text: "No"}]}',
    ]
    return "\n".join(lines) + "\n"
