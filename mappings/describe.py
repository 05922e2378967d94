"""Says in words where each fact comes from in FHIR, for the generated documentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mappings.codes.fact_map import FactMap
from mappings.codes.fact_specs import (
    AttestationSpec,
    BirthDateSpec,
    CalocusSpec,
    DiagnosisSpec,
    EventDateSpec,
    GoalsImprovedSpec,
    GroupSpec,
    ImprovementSpec,
    ProviderTypeSpec,
    RatingSpec,
    RecommendationSpec,
    ScoreSpec,
    StartDateSpec,
)

_ANSWER = "Observation or QuestionnaireResponse answer `{name}`"


def describe(name: str, fact_map: FactMap) -> str:
    """Where a fact is read from, in one line."""
    spec = fact_map.facts[name]
    return _DESCRIPTIONS[type(spec)](name, spec, fact_map)


def _answer(name: str, kind: str, spec: Any, fact_map: FactMap) -> str:
    return f"{_ANSWER.format(name=name)}: {kind}, {fact_map.windows[spec.window]}"


def _attestation(name: str, spec: AttestationSpec, fact_map: FactMap) -> str:
    by = ", ".join(spec.answered_by).replace("-", " ")
    return f"{_answer(name, 'yes or no', spec, fact_map)}, by {by}"


def _recommendation(name: str, spec: RecommendationSpec, fact_map: FactMap) -> str:
    order = "or, where the site says so, an LPHA's ServiceRequest"
    return f"{_answer(name, 'yes or no', spec, fact_map)}, by practitioner; {order}"


def _diagnosis(name: str, spec: DiagnosisSpec, fact_map: FactMap) -> str:
    period = "current or within the past year" if spec.period == "past-year" else "current"
    return f"Condition of value set `{spec.value_set}`, {period}"


def _score(name: str, spec: ScoreSpec | CalocusSpec, fact_map: FactMap) -> str:
    low, high = spec.range
    ages = f"taken from {spec.tool_from} to below {spec.tool_below} of age"
    recomputed = "; or the sum of its dimension ratings of one day" if isinstance(spec, CalocusSpec) else ""
    return f"{_answer(name, f'whole number {low}-{high}', spec, fact_map)}, {ages}{recomputed}"


def _rating(name: str, spec: RatingSpec, fact_map: FactMap) -> str:
    return f"{_answer(name, 'severity 0-4', spec, fact_map)}, by practitioner"


def _improvement(name: str, spec: ImprovementSpec, fact_map: FactMap) -> str:
    ratings = f"or two `{spec.rating}` ratings by practitioners"
    return f"{_answer(name, 'yes or no', spec, fact_map)}, by practitioner; {ratings}"


def _goals(name: str, spec: GoalsImprovedSpec, fact_map: FactMap) -> str:
    goals = (
        "or Goal.achievementStatus and goal-attainment Observations of the goals on the service's CarePlan"
    )
    return f"{_answer(name, 'yes or no', spec, fact_map)}, by practitioner; {goals}"


_ANSWERED_DATE = f"{_ANSWER}: a date"

_DESCRIPTIONS: Mapping[type[Any], Callable[[str, Any, FactMap], str]] = {
    BirthDateSpec: lambda *_: "Patient.birthDate, whole or partial",
    ProviderTypeSpec: lambda *_: "`provider_type` of the site's file",
    AttestationSpec: _attestation,
    RecommendationSpec: _recommendation,
    DiagnosisSpec: _diagnosis,
    ScoreSpec: _score,
    CalocusSpec: _score,
    GroupSpec: lambda name, spec, _: "any of " + ", ".join(f"`{member}`" for member in spec.members),
    RatingSpec: _rating,
    ImprovementSpec: _improvement,
    GoalsImprovedSpec: _goals,
    EventDateSpec: lambda name, *_: f"{_ANSWERED_DATE.format(name=name)}, or no, by practitioner",
    StartDateSpec: lambda name, *_: (
        f"{_ANSWERED_DATE.format(name=name)}; or the start of the service's CarePlan"
    ),
}
