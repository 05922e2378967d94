"""What a kind of fact declares, once: how a file asks for it, how and from what it is read, in words too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from criteria.facts import Evidence, Fact
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec, FactSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.considered import nothing_considered
from mappings.readers.form_item import FormItem, never_asked
from mappings.search_keys import SearchKey

Spec = TypeVar("Spec", bound=FactSpec)

ANSWER = "Observation or QuestionnaireResponse answer `{name}`"
"""Where an answer stands, for documentation."""


class FactReader(NamedTuple, Generic[Spec]):
    """One kind of fact; readers/registry.py lists all of them.

    `spec` is what `facts.yaml` may say of it, `read` finds it in a record by
    its name, `searches` are what the EHR is asked for, and `describe` says in
    one line of documentation where it comes from.

    `settled_by` are the searches without which nobody can say that it is not
    on file, and `undone_by` those whose unread rest may hold what undoes a
    value; left out, both are all of them. `lasts_when_met` is whether nothing
    further can undo a met. `asks` makes the question by which a person can answer
    it in a form. `considers` tells an explanation what was looked at, each with why it does
    not give the fact.
    """

    spec: type[Spec]
    read: Callable[[str, Spec, PatientFacts], Fact]
    searches: tuple[SearchKey, ...]
    describe: Callable[[str, Spec, FactMap], str]
    settled_by: tuple[SearchKey, ...] = ()
    undone_by: tuple[SearchKey, ...] = ()
    lasts_when_met: bool = False
    asks: Callable[[str, Spec, FactMap], FormItem | None] = never_asked
    considers: Callable[[str, Spec, PatientFacts], Iterable[Evidence]] = nothing_considered


def answer_in_words(name: str, kind: str, spec: AnsweredSpec, fact_map: FactMap) -> str:
    """An answer of some kind of value and how long it counts, for documentation."""
    return f"{ANSWER.format(name=name)}: {kind}, {fact_map.span(spec.window)}"
