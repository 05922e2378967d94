"""Entries of the record that are coded by a value set."""

from __future__ import annotations

from collections.abc import Iterator

from criteria.strict_model import SpanField, Text
from mappings.codes.fact_specs import HintSpec
from mappings.hints.hint_reader import Hint, HintReader
from mappings.patient_facts import PatientFacts
from mappings.readers.events import happened, recent, took_place


class CodedHintSpec(HintSpec):
    """Which entries, and how old they may be; without `within`, of any age."""

    value_set: Text
    within: SpanField | None = None

    @property
    def value_sets(self) -> tuple[str, ...]:
        return (self.value_set,)


def _coded(spec: CodedHintSpec, facts: PatientFacts) -> Iterator[Hint]:
    title = facts.mapping.terminology.value_sets[spec.value_set].title
    found = [(f.resource, f.reference, str(f.token)) for f in facts.record.coded.get(spec.value_set, ())]
    found += [
        (d.resource, d.reference, str(token))
        for d in facts.record.diagnoses.get(spec.value_set, ())
        for token, memberships, _ in d.known
        if spec.value_set in memberships
    ]
    for resource, reference, token in found:
        when = happened(resource, facts)
        if took_place(resource) and recent(when, spec.within, facts):
            yield Hint(reference, when, token, title)


CODED = HintReader(
    "coded", CodedHintSpec, _coded, ("conditions", "encounters", "procedures", "documents", "criteriaInputs")
)
