"""The keys under which the EHR is asked to send what readers need; `prefetch` has the search of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, cast, get_args

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
HINTS_ONLY: tuple[SearchKey, ...] = ("procedures", "documents")
"""What only brings hints."""
NEWEST_FIRST: Mapping[SearchKey, str] = {
    "observations": "-date",
    "criteriaInputs": "-date",
    "questionnaireResponses": "-authored",
}
"""By which search parameter those that bring answers are sorted, newest first."""

_FIRST: tuple[SearchKey, ...] = ("patient", "conditions", "criteriaInputs", "questionnaireResponses")
"""Without the Patient there is no card; the others decide most criteria."""
_KEYS: frozenset[str] = frozenset(get_args(SearchKey))
_PAGE = ", page "


def further_page(key: str, number: int) -> str:
    """The name under which a further page of a search stands beside what was sent."""
    return f"{key}{_PAGE}{number}"


def most_telling_first(keys: Iterable[str]) -> list[str]:
    """Searches in the order in which they are to be asked where not all can be at once."""
    ranks: Mapping[str, int] = {key: rank for rank, key in enumerate(_FIRST)}
    return sorted(keys, key=lambda key: (key in HINTS_ONLY, ranks.get(key, len(ranks))))


def search_of(key: str) -> SearchKey | None:
    """The search that brought what stands under a name in a prefetch; None for a name of the client's own."""
    name = key.partition(_PAGE)[0]
    return cast(SearchKey, name) if name in _KEYS else None
