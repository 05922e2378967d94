"""What a kind of hint declares, once: its name in `facts.yaml`, how it is read and from what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from criteria.strict_model import SpanField
from mappings.codes.fact_specs import HintSpec
from mappings.fhir.dates import When
from mappings.patient_facts import PatientFacts
from mappings.search_keys import SearchKey

Spec = TypeVar("Spec", bound=HintSpec)


class Hint(NamedTuple):
    """An entry to show: where, when, under which code, what it says, and what a reader should know of it."""

    reference: str
    when: When | None
    code: str
    value: str
    note: str = ""


class HintReader(NamedTuple, Generic[Spec]):
    """One kind of hint; hints/registry.py lists all of them.

    `name` is its `reader` in `facts.yaml`, `spec` what may be said of it there,
    `searches` are what the EHR is asked for.
    """

    name: str
    spec: type[Spec]
    read: Callable[[Spec, PatientFacts], Iterable[Hint]]
    searches: tuple[SearchKey, ...]


class RecentHintSpec(HintSpec):
    """A hint that says what lies `within` a span up to the evaluation date."""

    within: SpanField
    """How far back it looks."""
