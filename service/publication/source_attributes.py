"""Source attributes of a policy: the 13 of 45 CFR 170.315(b)(11)(iv)(A), and why it is no device.

What it uses is computed from every fact that the policy's criteria read, so that it cannot differ from what
is done; the rest stands in `source_attributes.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from criteria.expressions import facts_used
from criteria.policy import Policy
from criteria.strict_model import Strict
from criteria.strict_yaml import read, validate
from mappings.codes.code_lists import ValueSet
from mappings.codes.data_elements import DataElements
from mappings.codes.fact_map import FactMap
from mappings.codes.uscdi import DataElement

_FILE = Path(__file__).with_suffix(".yaml")
_FIRST_USE = 5
"""The attribute of the first element; before it stand those that are told in words."""


class Basis(Strict):
    """One criterion of section 520(o)(1)(E), and how it is here."""

    criterion: str
    here: str


class _Words(Strict):
    """What no policy says."""

    intervention: str
    developer: str
    funding: str
    published: dict[str, dict[str, date]]
    regulation: str
    note: str
    attributes: dict[int, str]
    speaks_of: str
    words: dict[DataElement, tuple[str, ...]]
    named: str
    basis_source: str
    basis: tuple[Basis, ...]


class FactUsed(Struct, frozen=True):
    """A fact by its name and title."""

    fact: str
    title: str


class Attribute(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One source attribute: told in words (`value`), or whether it is used (`uses`) and by which facts.

    `shown_beside` are the facts beside whose open question it is shown, which settles nothing.
    """

    number: int
    name: str
    value: str = ""
    uses: bool | None = None
    facts: tuple[FactUsed, ...] = ()
    shown_beside: tuple[FactUsed, ...] = ()
    notes: tuple[str, ...] = ()


class NonDeviceBasis(Struct, frozen=True):
    """Why the program is no device, as the project reads it."""

    source: str
    criteria: tuple[Mapping[str, str], ...]


class SourceAttributes(Struct, frozen=True, rename="camel"):
    """All of it for one policy."""

    policy: str
    policy_version: str
    intervention: str
    regulation: str
    note: str
    attributes: tuple[Attribute, ...]
    non_device_basis: NonDeviceBasis

    @property
    def json(self) -> bytes:
        """As it is served."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2)


class DataRead(NamedTuple):
    """What facts rest on: the facts, what each rests on, and the code lists."""

    fact_map: FactMap
    elements: DataElements
    value_sets: Mapping[str, ValueSet]


def source_attributes(policy: Policy, data: DataRead) -> SourceAttributes:
    """The source attributes of a policy."""
    words, worded = _words(), data._replace(fact_map=data.fact_map.worded(policy.words))
    told = (_citation(policy), words.developer, words.funding, _dates(policy))
    return SourceAttributes(
        policy.id,
        policy.version,
        words.intervention,
        words.regulation,
        words.note,
        (
            *(Attribute(n, words.attributes[n], value) for n, value in enumerate(told, 1)),
            *(_use(n, element, policy, worded) for n, element in enumerate(DataElement, _FIRST_USE)),
        ),
        NonDeviceBasis(words.basis_source, tuple(each.model_dump() for each in words.basis)),
    )


def facts_read(policy: Policy, fact_map: FactMap) -> tuple[str, ...]:
    """Every fact that a policy's criteria name, with those that these rest on or are asked with."""
    seen: dict[str, None] = {}
    waiting = [fact for rule_set in policy.rule_sets for fact, _ in facts_used(rule_set.nodes())]
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen[name] = None
            waiting += (*fact_map.facts[name].rests_on, *fact_map.facts[name].asked_with)
    return tuple(name for name in fact_map.facts if name in seen)


@cache
def _words() -> _Words:
    return validate(read(_FILE), _Words)


def _citation(policy: Policy) -> str:
    where = f", {policy.source.url}" if policy.source.url else ""
    return f"{policy.source.payer}: {policy.source.title} ({policy.source.date}){where}"


def _dates(policy: Policy) -> str:
    published = _words().published.get(policy.id, {})
    versions = "; ".join(f"version {version} of {day}" for version, day in published.items())
    ours = versions if policy.version in published else f"version {policy.version}, without a date on record"
    return f"The payer's text: {policy.source.date}. As it is read here: {ours}"


def _use(number: int, element: DataElement, policy: Policy, data: DataRead) -> Attribute:
    facts, specs = facts_read(policy, data.fact_map), data.fact_map.facts
    used = [n for n in facts if element in data.elements.of_fact(n, specs[n], data.value_sets)]
    beside = [n for n in facts if n not in used and element in _shown_beside(n, data)]
    spoken = [n for n in facts if element in data.elements.spoken_of(specs[n], data.value_sets)]
    notes = [_words().speaks_of.format(facts=", ".join(spoken))] if spoken else []
    named = [] if used else [*_named(element, policy)]
    return Attribute(
        number,
        _words().attributes[number],
        uses=bool(used),
        facts=tuple(FactUsed(name, specs[name].title) for name in used),
        shown_beside=tuple(FactUsed(name, specs[name].title) for name in beside),
        notes=(*notes, *([_words().named.format(criteria=", ".join(named))] if named else [])),
    )


def _shown_beside(name: str, data: DataRead) -> set[DataElement]:
    hints = data.fact_map.facts[name].hints
    return {
        element for hint in hints for element in data.elements.of_hint(hint, data.fact_map, data.value_sets)
    }


def _named(element: DataElement, policy: Policy) -> Iterator[str]:
    """The criteria whose words name an element, each with its rule set."""
    words = _words().words.get(element, ())
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    for rule_set in policy.rule_sets:
        for criterion in rule_set.criteria():
            if words and pattern.search(criterion.text):
                yield f"{criterion.id} of {rule_set.title}"
