"""Reads a clinician's rating of one domain of functioning, none to extreme."""

from __future__ import annotations

from typing import Literal

from criteria.facts import SEVERITIES, Fact, FactKind, FactType
from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import AnsweredSpec
from mappings.patient_facts import PatientFacts
from mappings.readers.answer import Answer
from mappings.readers.answerers import PRACTITIONER
from mappings.readers.answers import answers_that_settle
from mappings.readers.considered import practitioners_considered
from mappings.readers.fact_reader import FactReader, answer_in_words
from mappings.readers.form_item import FormItem, ItemKind, answered_item
from mappings.readers.newest_answer import Reading, fact_from_newest
from mappings.readers.severity import severity, told_scale
from mappings.readers.values import Unusable
from mappings.search_keys import ANSWERS


class RatingSpec(AnsweredSpec):
    """A rating."""

    reader: Literal["rating"]

    @property
    def type(self) -> FactType:
        return FactType(FactKind.RATING)


def read_rating(name: str, spec: RatingSpec, facts: PatientFacts) -> Fact:
    """A clinician's rating of one domain; other instruments stand beside it as hints."""

    def read(answer: Answer) -> Reading | Unusable:
        rating = severity(answer.source, name, facts.mapping)
        if isinstance(rating, Unusable):
            return rating
        return Reading(rating, SEVERITIES[rating], told_scale(answer.source, facts.mapping))

    return fact_from_newest(name, spec, answers_that_settle(name, PRACTITIONER, facts), read, facts)


def _described(name: str, spec: RatingSpec, fact_map: FactMap) -> str:
    return f"{answer_in_words(name, 'severity 0-4', spec, fact_map)}, by practitioner"


def _asked(name: str, spec: RatingSpec, fact_map: FactMap) -> FormItem | None:
    return answered_item(ItemKind.SEVERITY, name, spec, PRACTITIONER, fact_map)


RATING = FactReader(
    RatingSpec, read_rating, ANSWERS, _described, asks=_asked, considers=practitioners_considered
)
