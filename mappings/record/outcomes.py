"""What an OperationOutcome says of the search that it came with: that it is whole, or what it lacks.

For behavioral health it is normal that an EHR withholds results (42 CFR Part 2),
and says so in an entry among those it sends.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from criteria.gaps import GapKind
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.elements import decoded_list
from mappings.fhir.resources import OneConcept, Resource, string_or_empty

_WITHHELD = frozenset({"suppressed", "forbidden", "security"})
_CUT_OFF = frozenset({"incomplete", "too-costly"})
_FAILED = frozenset({"throttled", "exception", "transient"})
_BENIGN = frozenset({"not-found", "informational"})
_WORST_FIRST = (
    GapKind.SEARCH_WITHHELD,
    GapKind.SEARCH_PROBLEM,
    GapKind.SEARCH_TIMED_OUT,
    GapKind.SEARCH_INCOMPLETE,
)


class Issue(Struct, gc=False):
    """OperationOutcome.issue."""

    severity: Any = None
    code: Any = None
    details: OneConcept = None


def problem_of(outcomes: Iterable[Resource], mapping: SiteMapping) -> GapKind | None:
    """The worst of what these OperationOutcomes say; None where they only inform."""
    found = {kind for outcome in outcomes for kind in _problems(outcome, mapping)}
    return next((kind for kind in _WORST_FIRST if kind in found), None)


def _problems(outcome: Resource, mapping: SiteMapping) -> list[GapKind | None]:
    """What its issues say; one without an issue that can be read may say anything."""
    issues = decoded_list(outcome.issue, Issue)
    return [_problem(issue, mapping) for issue in issues] or [GapKind.SEARCH_PROBLEM]


def _problem(issue: Issue, mapping: SiteMapping) -> GapKind | None:
    code, severity = string_or_empty(issue.code), string_or_empty(issue.severity)
    if code in _WITHHELD or mapping.terminology.has_any(issue.details, mapping.withheld_codes):
        return GapKind.SEARCH_WITHHELD
    if code == "timeout":
        return GapKind.SEARCH_TIMED_OUT
    if code in _CUT_OFF:
        return GapKind.SEARCH_INCOMPLETE
    if code in _FAILED:
        return GapKind.SEARCH_PROBLEM
    is_harmless = code in _BENIGN or severity in ("warning", "information")
    return None if is_harmless else GapKind.SEARCH_PROBLEM
