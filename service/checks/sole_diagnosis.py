"""Diagnoses that are to be the only ones: the code lists of the others must hold none of them.

"A sole diagnosis of X" is written as X and none of the others. Where a list of the others holds a code of X,
whoever has that code alone is read as having another disorder, and is let in that the policy leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from criteria.combinators import AllOf, AnyOf, NoneOf
from criteria.form import Form
from criteria.leaves.truth_fact import FactIs
from criteria.policy import Policy
from criteria.strict_yaml import Location
from mappings.codes.code_lists import ICD_10_CM, ValueSet
from mappings.codes.fact_map import FactMap
from mappings.codes.printed_codes import CodeRange, printed_range


def not_alone(
    policy: Policy, fact_map: FactMap, lists: Mapping[str, ValueSet]
) -> Iterator[tuple[Location, str]]:
    """What is wrong with the conditions of a policy that ask for a sole diagnosis, each with its place."""
    for i, rule_set in enumerate(policy.rule_sets):
        for place, form in rule_set.placed():
            if isinstance(form, AllOf):
                for alone, other in product(_stated(form, AnyOf), _stated(form, NoneOf)):
                    if code := _in_both(alone, other, fact_map, lists):
                        said = (
                            f"{alone} and {other} both take {code}: whoever has that alone has the other too"
                        )
                        yield ("rule_sets", i, *place), said


def _stated(form: AllOf, kind: type[Form]) -> Iterator[str]:
    """The facts that one of several has to be, or that none may be, directly or in a part of that kind."""
    here = "met" if kind is AnyOf else "not_met"
    for _, part in form.parts():
        if isinstance(part, FactIs) and part.is_ == here:
            yield part.fact
        below = part.parts() if isinstance(part, kind) else ()
        yield from (each.fact for _, each in below if isinstance(each, FactIs) and each.is_ == "met")


def _in_both(alone: str, other: str, fact_map: FactMap, lists: Mapping[str, ValueSet]) -> str:
    """A code of ICD-10-CM, as it is printed, that both diagnoses take; empty where there is none.

    Others that all are among the first are an exception to it: "a psychotic disorder, but none of F25".
    """
    own, others = _codes(alone, fact_map, lists), _codes(other, fact_map, lists)
    shared = [
        (mine, theirs)
        for (mine, one), (theirs, another) in product(own, others)
        if one.touches(another.first) or another.touches(one.first)
    ]
    is_exception = {theirs for _, theirs in shared} == {theirs for theirs, _ in others}
    return max(shared[0], key=len) if shared and not is_exception else ""


def _codes(name: str, fact_map: FactMap, lists: Mapping[str, ValueSet]) -> list[tuple[str, CodeRange]]:
    """The codes of a diagnosis, as they are printed and as ranges."""
    spec = fact_map.facts[name]
    named = (lists[each] for each in spec.value_sets if each in lists) if spec.type.is_diagnosis else ()
    printed = [code for each in named for code in each.codes.get(ICD_10_CM, ())]
    return [(code, printed_range(code)) for code in printed]
