"""A service that has begun, and the goal of its plan of care."""

from __future__ import annotations

from typing import Any

from tests.support.fhir import LOINC, Json, coding, concept, observation, reference, service_start

IMPROVED = "goal-improved"
START = service_start()
GOALS = [reference("Goal/g1")]
SITE = """plans:
  H2017:
    identifiers: ["urn:ehr:ipoc|", "urn:ehr:plan|42"]
    categories: [{system: "urn:ehr", code: IPOC}]
    titles: [Individual Plan of Care]
"""
"""How a site marks its plans of care."""
WORST, LESS, EXPECTED, BETTER, BEST = "LA34484-8", "LA34483-0", "LA34481-4", "LA34480-6", "LA34479-8"
"""The levels of goal attainment scaling."""
BY_PRACTITIONER, BY_PATIENT, BY_ANYONE = "107333-7", "107334-5", "107332-9"
"""The codes under which a practitioner, the patient or anybody rates."""


def attained(level: str, on: str, code: str = BY_PRACTITIONER, **elements: Any) -> Json:
    """A score of the goal's attainment."""
    value = {"valueCodeableConcept": concept(coding(LOINC, level))}
    about = {"focus": [reference("Goal/g1")], "identity": f"gas-{on}-{level}"}
    return observation(concept(coding(LOINC, code)), value, on, **(about | elements))
