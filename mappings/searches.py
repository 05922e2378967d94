"""The FHIR searches that the facts of a policy need, derived from their readers and hints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from mappings.codes.fact_map import HintSpec
from mappings.codes.fact_specs import FactSpec
from mappings.codes.site_mapping import CRITERIA_INPUT, SiteMapping

_ANSWERS = ("observations", "criteriaInputs", "questionnaireResponses")
_PLAN = ("carePlans", "serviceRequests", "conditions")

_NEEDS: dict[str, tuple[str, ...]] = {
    "birth-date": ("patient",),
    "provider-type": (),
    "group": (),
    "diagnosis": ("conditions", "encounters"),
    "attestation": _ANSWERS,
    "recommendation": (*_ANSWERS, "serviceRequests"),
    "score": _ANSWERS,
    "calocus": _ANSWERS,
    "rating": _ANSWERS,
    "improvement": (*_ANSWERS, *_PLAN),
    "goals-improved": (*_ANSWERS, *_PLAN, "goals"),
    "event-date": _ANSWERS,
    "start-date": (*_ANSWERS, *_PLAN),
}
"""Search keys by the reader of a fact."""

_NEEDS_OF_HINTS: dict[str, tuple[str, ...]] = {
    "coded": ("conditions", "encounters", "procedures", "documents", "criteriaInputs"),
    "service-order": ("serviceRequests",),
    "inpatient-stay": ("encounters",),
    "service-plan": _PLAN,
    "plan-participants": _PLAN,
    "plan-period": _PLAN,
    "plan-goals": (*_PLAN, "goals"),
    "plan-ended": _PLAN,
    "delivered-service": ("encounters", "procedures"),
    "monthly-contacts": ("encounters", "procedures"),
    "last-contact": ("encounters", "procedures"),
    "family-contact": ("encounters",),
}


def searches(facts: Iterable[str], mapping: SiteMapping) -> dict[str, str]:
    """A FHIR query by key for what these facts are read from, the patient first.

    The queries are CDS Hooks prefetch templates: they use only the token
    `{{context.patientId}}` and the search subset that the specification
    recommends.
    """
    specs = [mapping.fact_map.facts[fact] for fact in facts]
    needed = {"patient", *_PLAN, *(key for spec in specs for key in _needed(spec, mapping))}
    return {key: query for key, query in _queries(specs, mapping) if key in needed}


def _needed(spec: FactSpec, mapping: SiteMapping) -> Iterator[str]:
    yield from _NEEDS[getattr(spec, "reader", "")]
    for hint in spec.hints:
        yield from _NEEDS_OF_HINTS[mapping.fact_map.hints[hint].reader]


def _queries(specs: Sequence[FactSpec], mapping: SiteMapping) -> Iterator[tuple[str, str]]:
    hints = [mapping.fact_map.hints[hint] for spec in specs for hint in spec.hints]
    services = sorted(mapping.services)
    procedures = [*services, *_codes(hints, mapping, "hcpcs", "cpt")]
    documents = [*_codes(hints, mapping, "loinc")]
    patient = "{{context.patientId}}"
    yield "patient", f"Patient/{patient}"
    yield "conditions", f"Condition?patient={patient}"
    yield "observations", f"Observation?patient={patient}&category=survey"
    yield "criteriaInputs", f"Observation?patient={patient}&code={','.join(_observation_codes(mapping))}"
    yield "questionnaireResponses", f"QuestionnaireResponse?patient={patient}"
    yield "carePlans", f"CarePlan?patient={patient}"
    yield "goals", f"Goal?patient={patient}"
    yield "serviceRequests", f"ServiceRequest?patient={patient}&code={','.join(services)}"
    yield "encounters", f"Encounter?patient={patient}&_sort=-date&_count=100"
    yield "procedures", f"Procedure?patient={patient}&code={','.join(dict.fromkeys(procedures))}"
    yield "documents", f"DocumentReference?patient={patient}&type={','.join(dict.fromkeys(documents))}"


def _observation_codes(mapping: SiteMapping) -> Iterator[str]:
    """Every code of our own system, then the codes of the site and of Goal Attainment Scaling."""
    yield f"{mapping.systems.uris[CRITERIA_INPUT]}|"
    codes = [c for listed in (*mapping.site.codes.values(), *mapping.site.hints.values()) for c in listed]
    yield from dict.fromkeys(f"{_escaped(c.system)}|{_escaped(c.code)}" for c in codes if c.code)
    yield from sorted(str(token) for token in mapping.goal_observations)


def _escaped(words: str) -> str:
    """Words inside a search value: FHIR's separators marked as plain text, all else fit for a URL."""
    return quote(re.sub(r"([\\,|$])", r"\\\1", words), safe="/:")


def _codes(hints: list[HintSpec], mapping: SiteMapping, *aliases: str) -> Iterator[str]:
    for hint in hints:
        if hint.value_set:
            codes = mapping.terminology.value_sets[hint.value_set].codes
            for alias in aliases:
                yield from codes.get(alias, ())
