"""What the EHR is asked to send along, derived from what the facts of the policies are read from.

The searches are CDS Hooks prefetch templates: they use only the token
`{{context.patientId}}` and the search parameters that the specification
recommends (CDS Hooks 2.0, Prefetch Template).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from criteria.expressions import facts_used
from criteria.policy import Policy
from mappings.codes.code_systems import CRITERIA_INPUT
from mappings.codes.fact_specs import FactSpec, HintSpec
from mappings.codes.site_mapping import SiteMapping
from mappings.hints.registry import HINT_READERS
from mappings.readers.registry import FACT_READERS
from mappings.search_keys import PLAN, SearchKey

START = "service-start"
_ORDERS = "active,on-hold,revoked,completed,unknown"
_DONE = "completed,in-progress,stopped,on-hold"
"""Both are asked for by status: a search by code does not find one with modifiers, such as H2017-HE."""


def templates(policies: Sequence[Policy], mapping: SiteMapping) -> dict[str, str]:
    """The prefetch templates for all facts of all policies, by key."""
    used = {
        fact
        for policy in policies
        for rule_set in policy.rule_sets
        for fact, _ in facts_used(rule_set.nodes())
    }
    return searches((*sorted(mapping.fact_map.with_those_below(used)), START), mapping)


def progress_templates(mapping: SiteMapping) -> dict[str, str]:
    """The few of them that tell whether a service is in progress."""
    return searches(("birth-date", START), mapping)


def searches(facts: Iterable[str], mapping: SiteMapping) -> dict[str, str]:
    """The searches by key for what these facts are read from, the patient first."""
    specs = [mapping.fact_map.facts[fact] for fact in facts]
    needed = {"patient", *PLAN, *(key for spec in specs for key in _needed(spec, mapping))}
    return {key: query for key, query in _queries(specs, mapping) if key in needed}


def _needed(spec: FactSpec, mapping: SiteMapping) -> Iterator[SearchKey]:
    yield from FACT_READERS[type(spec)].searches
    for hint in spec.hints:
        yield from HINT_READERS[mapping.fact_map.hints[hint].reader].searches


def _queries(specs: Sequence[FactSpec], mapping: SiteMapping) -> Iterator[tuple[SearchKey, str]]:
    hints = [mapping.fact_map.hints[hint] for spec in specs for hint in spec.hints]
    documents = [*_codes(hints, mapping, "loinc")]
    patient = "{{context.patientId}}"
    yield "patient", f"Patient/{patient}"
    yield "conditions", f"Condition?patient={patient}&_sort=-recorded-date"
    yield "observations", f"Observation?patient={patient}&category=survey&_sort=-date"
    inputs = ",".join(_observation_codes(mapping))
    yield "criteriaInputs", f"Observation?patient={patient}&code={inputs}&_sort=-date"
    yield "questionnaireResponses", f"QuestionnaireResponse?patient={patient}&_sort=-authored"
    yield "carePlans", f"CarePlan?patient={patient}"
    yield "goals", f"Goal?patient={patient}&_sort=-start-date"
    yield "serviceRequests", f"ServiceRequest?patient={patient}&status={_ORDERS}&_sort=-authored"
    yield "encounters", f"Encounter?patient={patient}&_sort=-date"
    yield "procedures", f"Procedure?patient={patient}&status={_DONE}&_sort=-date"
    yield "documents", f"DocumentReference?patient={patient}&type={','.join(dict.fromkeys(documents))}"


def _observation_codes(mapping: SiteMapping) -> Iterator[str]:
    """Every code of our own system, then the codes of the site and of Goal Attainment Scaling."""
    yield f"{mapping.systems.uris[CRITERIA_INPUT]}|"
    codes = [c for listed in (*mapping.site.codes.values(), *mapping.site.hints.values()) for c in listed]
    yield from dict.fromkeys(f"{_escaped(c.system)}|{_escaped(c.code)}" for c in codes if c.code)
    yield from sorted(str(token) for token in mapping.answers.goal_observations)


def _escaped(words: str) -> str:
    """Words inside a search value: FHIR's separators marked as plain text, all else fit for a URL."""
    return quote(re.sub(r"([\\,|$])", r"\\\1", words), safe="/:")


def _codes(hints: Iterable[HintSpec], mapping: SiteMapping, *aliases: str) -> Iterator[str]:
    for value_set in (name for hint in hints for name in hint.value_sets):
        codes = mapping.terminology.value_sets[value_set].codes
        for alias in aliases:
            yield from codes.get(alias, ())
