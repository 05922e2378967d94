"""A service that has begun, and the goal of its plan of care."""

from __future__ import annotations

from tests.support.fhir import reference, service_start

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
