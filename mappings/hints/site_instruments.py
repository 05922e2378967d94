"""What a site's other instruments say beside a fact; their numbers are not read as a rating."""

from __future__ import annotations

from collections.abc import Iterator

from criteria.facts import Evidence
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import evidence_of
from mappings.readers.answers import usable_answers
from mappings.readers.considered import answers_considered

MAX_SHOWN = 3


def site_hints_considered(fact: str, facts: PatientFacts) -> Iterator[Evidence]:
    """Every answer under those codes, with why it is not shown; none where it may be."""
    sources = facts.record.hints.get(fact, ())
    return answers_considered(fact, sources, usable_answers(sources, facts, fact), facts)


def site_hints(fact: str, facts: PatientFacts) -> Iterator[Evidence]:
    """The newest answers under the codes that the site's file lists as `hints` of a fact."""
    sources = facts.record.hints.get(fact)
    answers = usable_answers(sources, facts, fact)[0] if sources else []
    for answer in answers[:MAX_SHOWN]:
        note = "another instrument; a clinician's own rating settles it"
        yield evidence_of(answer, fact, facts, note=note)
