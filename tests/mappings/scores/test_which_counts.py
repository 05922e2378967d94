"""Which score counts: final, fresh, and not the family's alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mappings.reading import Reader
from tests.mappings.scores.instruments import INFANT, PSI
from tests.support.fhir import coding, concept, observation, reference


@pytest.mark.parametrize(
    ("elements", "number"),
    [
        pytest.param({"effectiveDateTime": "2025-09-02"}, 60, id="180 days old"),
        pytest.param({"effectiveDateTime": "2025-09-01"}, None, id="181 days old"),
        pytest.param({"effectiveDateTime": "2025-09"}, None, id="of a month that began before the window"),
        pytest.param({"effectiveDateTime": "2026-03-01"}, 60, id="of today"),
        pytest.param(
            {"effectiveDateTime": "2026-03-01T23:59:59-05:00"}, 60, id="late today, where it was taken"
        ),
        pytest.param({"effectiveDateTime": "2026-02-10T09:30:00"}, 60, id="with a time but no offset"),
        pytest.param({"effectiveDateTime": "2026-02-30"}, None, id="of a day that does not exist"),
        pytest.param({"effectiveDateTime": "2026-02-20x"}, None, id="of a date with something behind it"),
        pytest.param(
            {"effectiveDateTime": "0001-01-01T00:00:00+14:00"}, None, id="before the calendar begins"
        ),
        pytest.param(
            {"effectiveDateTime": None, "effectiveInstant": "2026-02-20T09:00:00Z"}, 60, id="at an instant"
        ),
        pytest.param(
            {"effectiveDateTime": None, "effectivePeriod": {"start": "2025-01-01", "end": "2026-02-20"}},
            60,
            id="of a period that ended",
        ),
        pytest.param(
            {"effectiveDateTime": None, "effectivePeriod": {"start": "2026-02-20"}},
            None,
            id="of a period without an end",
        ),
        pytest.param({"effectiveDateTime": None, "issued": "2026-02-20T09:00:00Z"}, 60, id="only issued"),
        pytest.param({"status": "final"}, 60, id="final"),
        pytest.param({"status": "amended"}, 60, id="amended"),
        pytest.param({"status": "corrected"}, 60, id="corrected"),
        pytest.param({"status": "registered"}, None, id="registered"),
        pytest.param({"status": "cancelled"}, None, id="cancelled"),
        pytest.param({"status": "unknown"}, None, id="of unknown status"),
        pytest.param({"status": "done"}, None, id="of a status FHIR does not have"),
        pytest.param({"performer": None}, 60, id="by nobody named"),
        pytest.param({"performer": [reference("Practitioner/a")]}, 60, id="by a practitioner"),
        pytest.param({"performer": [reference("PractitionerRole/a")]}, 60, id="by a practitioner in a role"),
        pytest.param({"performer": [reference("Organization/a")]}, 60, id="by an organization"),
        pytest.param(
            {"performer": [{"display": "Dr. Roe"}]}, None, id="by somebody whose kind does not show"
        ),
        pytest.param({"performer": "Practitioner/a"}, None, id="by somebody in a form that cannot be read"),
        pytest.param({"performer": []}, 60, id="by nobody in a list"),
        pytest.param({"performer": [reference("Patient/p1")]}, None, id="by the patient only"),
        pytest.param(
            {"performer": [reference("RelatedPerson/a"), reference("Practitioner/a")]},
            60,
            id="by a parent and a practitioner",
        ),
        pytest.param({"category": [concept(coding("urn:x", "laboratory"))]}, 60, id="filed under laboratory"),
    ],
)
def test_a_score_counts_when_it_is_final_fresh_and_not_the_familys_alone(
    facts: Reader, elements: dict[str, Any], number: int | None
) -> None:
    assert facts(INFANT, observation(PSI, {"valueInteger": 60}, **elements))[PSI].value == number


@pytest.mark.parametrize(
    ("elements", "reason"),
    [
        pytest.param(
            {"effectiveDateTime": "2025-09-01"},
            "the latest, of 2025-09-01, is older than 180 days",
            id="181 days old",
        ),
        pytest.param(
            {"effectiveDateTime": "2026-03-02"}, "it is dated in the future", id="dated in the future"
        ),
        pytest.param({"effectiveDateTime": None}, "it has no readable date", id="undated"),
        pytest.param({"status": "preliminary"}, "its status is preliminary, not final", id="preliminary"),
        pytest.param({"status": None}, "it has no status", id="no status"),
        pytest.param(
            {"status": "entered-in-error"},
            "what answered it was entered in error",
            id="entered in error",
        ),
        pytest.param(
            {"performer": [reference("RelatedPerson/a")]},
            "scoring by an LPHA is not shown",
            id="by a parent only",
        ),
    ],
)
def test_a_score_that_does_not_count_says_why(facts: Reader, elements: dict[str, Any], reason: str) -> None:
    fact = facts(INFANT, observation(PSI, {"valueInteger": 60}, **elements))[PSI]
    assert (fact.value, fact.reason) == (None, reason)


def test_a_score_dated_by_its_issue_says_so(facts: Reader) -> None:
    issued = observation(PSI, {"valueInteger": 60}, None, issued="2026-02-20T09:00:00Z")
    assert facts(INFANT, issued)[PSI].evidence[0].note == "dated by when it was issued"
