"""Reads that a domain of functioning improved: a clinician's word, or two ratings that show so."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Literal

from criteria.facts import SEVERITIES, Evidence, Fact
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import evidence_of, lasting
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle, is_answered
from mappings.readers.attestation import attested
from mappings.readers.considered import practitioners_considered
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.form_item import FormItem, yes_or_no_item
from mappings.readers.severity import severity
from mappings.readers.start_date import SERVICE_START
from mappings.readers.trend import Step, since_baseline
from mappings.search_keys import ANSWERS, PLAN


class ImprovementSpec(AnsweredSpec):
    """The improvement of what a rating rates."""

    reader: Literal["improvement"]
    rating: str
    """The rating whose improvement it is."""

    @property
    def rests_on(self) -> tuple[str, ...]:
        return (self.rating,)

    @property
    def asked_with(self) -> tuple[str, ...]:
        return (SERVICE_START,)


def read_improvement(name: str, spec: ImprovementSpec, facts: PatientFacts) -> Fact:
    """A clinician's word that a domain improved; without it, two ratings by clinicians under one code.

    A lower rating shows improvement and a higher one that there is none; of two
    equal ones, on a scale of five steps, only a clinician can say either.
    """
    word = attested(name, spec, PRACTITIONER, facts)
    start = facts[SERVICE_START].value
    if is_answered(name, facts) or not is_answered(spec.rating, facts) or not isinstance(start, date):
        return word
    ratings, _ = answers_that_settle(spec.rating, PRACTITIONER, facts)
    change = since_baseline(start, ratings, partial(severity, fact=spec.rating, mapping=facts.mapping))
    if change is None:
        return word
    now, before = change.now.level, change.before.level
    shown = (
        lasting(_rated(spec.rating, change.now, facts), change.now.answer, facts),
        _rated(spec.rating, change.before, facts, "baseline"),
    )
    if now == before:
        reason = f"rated {SEVERITIES[now]} then and now; {spec.silence}"
        return Fact(name, reason=reason, hints=(*shown, *word.hints))
    return Fact(name, Truth.MET if now < before else Truth.NOT_MET, evidence=shown)


def _rated(rating: str, step: Step, facts: PatientFacts, note: str = "") -> Evidence:
    return evidence_of(step.answer, rating, facts, SEVERITIES[step.level], note)


def _described(name: str, spec: ImprovementSpec, fact_map: FactMap) -> str:
    ratings = f"or two `{spec.rating}` ratings by practitioners"
    return f"{answer_in_words(name, 'yes or no', spec, fact_map)}, by practitioner; {ratings}"


def _asked(name: str, spec: ImprovementSpec, fact_map: FactMap) -> FormItem | None:
    return yes_or_no_item(name, spec, PRACTITIONER, fact_map)


IMPROVEMENT = FactReader(
    ImprovementSpec,
    read_improvement,
    (*ANSWERS, *PLAN),
    _described,
    undone_by=ANSWERS,
    asks=_asked,
    considers=practitioners_considered,
)
