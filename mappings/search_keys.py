"""The keys under which the EHR is asked to send what readers need; `prefetch` has the search of each."""

from __future__ import annotations

from typing import Literal

SearchKey = Literal[
    "patient",
    "conditions",
    "observations",
    "criteriaInputs",
    "questionnaireResponses",
    "carePlans",
    "goals",
    "serviceRequests",
    "encounters",
    "procedures",
    "documents",
]

ANSWERS: tuple[SearchKey, ...] = ("observations", "criteriaInputs", "questionnaireResponses")
"""Where answers to questions of ours stand."""
PLAN: tuple[SearchKey, ...] = ("carePlans", "serviceRequests", "conditions")
"""What tells the plan of care of a service."""
