"""The facts that can be answered at the bench, and what an answer makes of a patient's resources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from criteria.facts import SEVERITIES
from criteria.policy import Policy
from mappings.forms.form import forms_of
from mappings.readers.form_item import FormItem, ItemKind
from service.clock import day_written
from service.review.site import Site
from service.samples import fhir
from service.samples.elements import concept, observed
from service.samples.fhir import BASE, Json
from service.samples.shorthand import PEOPLE, Code

NOT_ON_FILE = "not-on-file"
"""In place of an answer: nobody gave one."""
_MAX_DIGITS = 3
_CHOICES: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.YES_NO: ("yes", "no"),
    ItemKind.SEVERITY: tuple(SEVERITIES),
}


class OfferedFact(Struct, frozen=True):
    """A fact that a form of a policy asks for; `choices` are its answers, where they can be listed."""

    name: str
    title: str
    asks: str
    kind: ItemKind
    choices: tuple[str, ...] = ()


class OfferedFacts(Struct, frozen=True):
    """The facts of one policy, in the order in which its forms ask."""

    policy: str
    service: str
    facts: tuple[OfferedFact, ...]


def offered_facts(site: Site) -> tuple[OfferedFacts, ...]:
    """The facts of every policy that a site uses."""
    return tuple(_of_policy(policy, site) for policy in site.reviewer.policies)


def wrong_answer(fact: OfferedFact, answer: str) -> str:
    """What is wrong with an answer to a fact; empty where nothing is."""
    if answer == NOT_ON_FILE or answer in fact.choices:
        return ""
    match fact.kind:
        case ItemKind.SCORE | ItemKind.COUNT:
            is_score = answer.isascii() and answer.isdecimal() and len(answer) <= _MAX_DIGITS
            return "" if is_score else f"expected a whole number, or {NOT_ON_FILE}"
        case ItemKind.DATE:
            return "" if _is_day(answer) else f"expected a day such as 2026-03-01, or {NOT_ON_FILE}"
        case _:
            return f"expected one of {', '.join((*fact.choices, NOT_ON_FILE))}"


def with_facts(
    resources: Sequence[Json], facts: Mapping[str, str], patient: str, on: date, base: str
) -> tuple[Json, ...]:
    """A patient's resources with these answers in place of the Observations that gave them before.

    They are of the day, by the practitioner of the short patients who may answer anything; `base` is the
    canonical base of our own codes. An answer that stands in a questionnaire response stays on file.
    """
    given = [
        _observation(name, answer, patient, on) for name, answer in facts.items() if answer != NOT_ON_FILE
    ]
    own: list[Json] = json.loads(json.dumps(given).replace(BASE, base))
    system = fhir.OWN.replace(BASE, base)
    return (*(each for each in resources if not _answers(each, facts, system)), *own)


def _of_policy(policy: Policy, site: Site) -> OfferedFacts:
    mapping = site.reviewer.mapping
    items = (item for form in forms_of(policy, mapping.fact_map, mapping.windows) for item in form.items)
    found = {item.fact: item for item in items}
    return OfferedFacts(policy.id, policy.service.code, tuple(map(_offered, found.values())))


def _offered(item: FormItem) -> OfferedFact:
    return OfferedFact(item.fact, item.title, item.asks, item.kind, _CHOICES.get(item.kind, ()))


def _is_day(answer: str) -> bool:
    try:
        day_written(answer)
    except ValueError:
        return False
    return True


def _answers(resource: Json, facts: Mapping[str, str], system: str) -> bool:
    """Whether a resource is an Observation that answers one of these facts by our own code."""
    is_observation = resource.get("resourceType") == "Observation"
    return is_observation and any(
        each.get("system") == system and each.get("code") in facts for each in _codings(resource.get("code"))
    )


def _codings(element: Any) -> Iterator[Json]:
    listed = element.get("coding") if isinstance(element, dict) else None
    yield from (each for each in listed if isinstance(each, dict)) if isinstance(listed, list) else ()


def _observation(name: str, answer: str, patient: str, on: date) -> Json:
    return fhir.resource(
        "Observation",
        f"bench-{name}"[:64],
        patient,
        status="final",
        category=[fhir.status("observation-category", "survey")],
        code=concept(Code(fhir.OWN, name)),
        effectiveDateTime=on.isoformat(),
        performer=[fhir.reference(PEOPLE["lpha"])],
        **observed(answer),
    )
