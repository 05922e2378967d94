"""Practitioners whose qualification decides a fact at this site and who were not sent: what to ask for.

A prefetch template cannot name them, since nobody knows them beforehand. They
are read once it shows who gave the answers that count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from criteria.facts import License
from mappings.fhir.dates import When
from mappings.fhir.elements import decoded_first
from mappings.fhir.references import Reference, reference_target
from mappings.patient_facts import PatientFacts
from mappings.readers.answerers import Named
from mappings.readers.answers import usable_answers
from mappings.readers.practitioners import is_reviewers, license_of
from mappings.readers.recommendation import RecommendationSpec, requesters

_READABLE = re.compile(r"(Practitioner|PractitionerRole)/([A-Za-z0-9\-.]{1,64})")


def absent_practitioners(facts: PatientFacts) -> dict[str, str]:
    """How to ask for each, by `Type/id`: of each question those of the newest answers first.

    Of a role its holder is asked for with it. Empty where the site lists no qualifications.
    """
    if not facts.mapping.lpha_qualifications:
        return {}
    names = dict.fromkeys(name for who, on in _deciding(facts) for name in _absent(who, on, facts))
    queries = ((name, match) for name in names if (match := _READABLE.fullmatch(name)))
    return {name: _query(match[1], match[2]) for name, match in queries}


def _query(kind: str, identity: str) -> str:
    if kind == "Practitioner":
        return f"Practitioner/{identity}"
    return f"PractitionerRole?_id={identity}&_include=PractitionerRole:practitioner"


def _deciding(facts: PatientFacts) -> Iterator[tuple[Named, When]]:
    """Those whose answers the policy gives to its reviewer, and whose orders would recommend it, and when."""
    asked = [name for name in facts.record.answers if is_reviewers(name, facts.mapping)]
    for name in asked:
        for answer in usable_answers(facts.record.answers[name], facts, name).answers:
            yield from ((each, answer.when) for each in answer.by)
    for name, spec in facts.mapping.fact_map.facts.items():
        if isinstance(spec, RecommendationSpec):
            yield from requesters(name, facts)


def _absent(who: Named, on: When, facts: PatientFacts) -> Iterator[str]:
    """A practitioner who was not sent, or the holder of a role that does not tell enough by itself."""
    if not who.is_practitioner or license_of(who, on, facts) is License.LISTED:
        return
    if who.resource is None:
        yield who.reference
        return
    holder = decoded_first(who.resource.practitioner, Reference)
    if holder and facts.record.resolve(holder, who.resource) is None:
        yield reference_target(holder)
