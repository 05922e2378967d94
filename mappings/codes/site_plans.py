"""`plans` of a site's file: how its EHR marks the plan of care of a service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from criteria.strict_model import Strict, written_as
from criteria.strict_yaml import Document, Location, Mistake
from mappings.codes.code_systems import CodeSystems
from mappings.codes.site_codes import SystemCode, token_of

_IDENTIFIER = "system|value such as 'https://ehr.example/plan-type|ipoc', or system| for any value"


class PlanSelector(Strict):
    """How the site marks the plan of care of one service; any one of the marks is enough."""

    identifiers: tuple[Annotated[str, written_as(r"[^|]*\|[^|]*", _IDENTIFIER)], ...] = ()
    """`system|value` of CarePlan.identifier; `system|` for any value."""
    categories: tuple[SystemCode, ...] = ()
    titles: tuple[str, ...] = ()


def mistakes_in_plans(
    document: Document, plans: Mapping[str, PlanSelector], systems: CodeSystems
) -> Iterator[Mistake]:
    """Marks that stand for two services, or there twice."""
    taken: dict[tuple[str, str], str] = {}
    for at, mark in _marks(plans, systems):
        service = str(at[1])
        other = next((taken[each] for each in taken if _is_same(each, mark)), "")
        if other:
            twice = other == service
            problem = "this mark stands here twice" if twice else f"this mark already stands for {other}"
            yield document.mistake(at, problem)
        taken.setdefault(mark, service)


def _is_same(mark: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether one plan may carry both; an identifier of any value is that of each value."""
    (kind, one), (other_kind, two) = mark, other
    if kind != other_kind or kind != "identifiers":
        return mark == other
    is_any = one.endswith("|") or two.endswith("|")
    return one.partition("|")[0] == two.partition("|")[0] if is_any else one == two


def _marks(
    plans: Mapping[str, PlanSelector], systems: CodeSystems
) -> Iterator[tuple[Location, tuple[str, str]]]:
    for service, plan in plans.items():
        categories = [str(token_of(each, systems)) for each in plan.categories]
        listed = (("identifiers", plan.identifiers), ("categories", categories), ("titles", plan.titles))
        for kind, marks in listed:
            for i, mark in enumerate(marks):
                yield ("plans", service, kind, i), (kind, mark)
