"""Reads a yes or no of somebody whose word settles it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from criteria.facts import Evidence, Fact
from criteria.truth import Truth
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.agreement import fact_from_people
from mappings.readers.answer import Answer, Found, PassedOver, evidence_of
from mappings.readers.answerers import PRACTITIONER, Answerer
from mappings.readers.answers import answers_that_settle
from mappings.readers.considered import settling_considered
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.form_item import FormItem, yes_or_no_item
from mappings.readers.newest_answer import Reading
from mappings.readers.practitioners import license_note
from mappings.readers.values import Unusable, yes_or_no
from mappings.search_keys import ANSWERS


class AttestationSpec(AnsweredSpec):
    """A yes or no, and who may give it."""

    reader: Literal["attestation"]
    answered_by: tuple[Answerer, ...] = PRACTITIONER
    """Whose word settles it."""


def read_attestation(name: str, spec: AttestationSpec, facts: PatientFacts) -> Fact:
    """The yes or no on which those agree whose word settles it."""
    return attested(name, spec, spec.answered_by, facts)


def attested(
    name: str,
    spec: AnsweredSpec,
    answered_by: tuple[Answerer, ...],
    facts: PatientFacts,
    objection: Callable[[Answer], Unusable | None] = lambda _: None,
) -> Fact:
    """A yes or no for any fact, by those who may give it; `objection` is why one is no answer to it."""

    def read(answer: Answer) -> Reading | Unusable:
        value = yes_or_no(answer.source.valued, name, facts.mapping)
        if isinstance(value, Unusable):
            return value
        truth, said = (Truth.MET, "yes") if value else (Truth.NOT_MET, "no")
        return Reading(truth, said, license_note(answer.by, answer.when, facts))

    answers, passed_over = answers_that_settle(name, answered_by, facts)
    found = Found([], [*passed_over])
    for answer in answers:
        if why := objection(answer):
            found.passed_over.append(PassedOver(why, evidence_of(answer, name, facts, note=why.reason)))
        else:
            found.answers.append(answer)
    return fact_from_people(name, spec, found, read, facts)


def _described(name: str, spec: AttestationSpec, fact_map: FactMap) -> str:
    by = ", ".join(spec.answered_by).replace("-", " ")
    return f"{answer_in_words(name, 'yes or no', spec, fact_map)}, by {by}"


def _asked(name: str, spec: AttestationSpec, fact_map: FactMap) -> FormItem | None:
    return yes_or_no_item(name, spec, spec.answered_by, fact_map)


def _considered(name: str, spec: AttestationSpec, facts: PatientFacts) -> Iterable[Evidence]:
    return settling_considered(name, spec.answered_by, facts)


ATTESTATION = FactReader(
    AttestationSpec, read_attestation, ANSWERS, _described, asks=_asked, considers=_considered
)
