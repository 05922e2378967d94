"""The types of resources on which what an open criterion lacks rests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from criteria.reasons import ReasonCode
from mappings.codes.site_mapping import SiteMapping
from mappings.readers.registry import FACT_READERS
from service.population.patient_result import PatientResult

PEOPLE = ("Practitioner", "PractitionerRole")
"""Those that tell who gave an answer."""
_WHO = frozenset(
    reason.value for reason in (ReasonCode.NOT_AN_LPHA, ReasonCode.NOT_A_CLINICIAN, ReasonCode.WHO_NOT_SHOWN)
)


def kinds_by_fact(mapping: SiteMapping, searches: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """The types of resources that each fact is read from, by the searches that bring them."""
    kinds = {key: query.partition("?")[0] for key, query in searches.items() if "?" in query}
    return {
        name: frozenset(kinds[key] for key in FACT_READERS[type(spec)].searches if key in kinds)
        for name, spec in mapping.fact_map.facts.items()
    }


def kinds_lacking(result: PatientResult, kinds: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """For each open criterion of a patient, the types on which what it lacks rests, each once."""
    unclear = {row.key.fact for row in result.rows if row.key.reason in _WHO}
    for facts in result.lacking.values():
        found = frozenset[str]().union(*(kinds.get(fact, frozenset()) for fact in facts))
        yield from found
        if not unclear.isdisjoint(facts):
            yield from PEOPLE
