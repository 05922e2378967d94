"""Ratings of functioning, and improvement: a clinician's word, or two ratings that show it."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.facts import Evidence
from criteria.truth import Truth
from tests.mappings.reading import BY_CLINICIAN, MET, NOT_MET, OPEN, Reader
from tests.support.fhir import (
    OWN,
    RECENT,
    SEVERITY,
    Json,
    coding,
    concept,
    item,
    no,
    observation,
    plan,
    questionnaire_response,
    reference,
    score,
    service_start,
    yes,
)

RATING, IMPROVED = "severity-recreation", "improved-recreation"


def severity(word: str) -> Json:
    return {"valueCodeableConcept": concept(coding(SEVERITY, word))}


# --- ratings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        pytest.param({"valueInteger": 0}, 0, id="0 is none"),
        pytest.param({"valueInteger": 1}, 1, id="1 is mild"),
        pytest.param({"valueInteger": 2}, 2, id="2 is moderate"),
        pytest.param({"valueInteger": 3}, 3, id="3 is severe"),
        pytest.param({"valueInteger": 4}, 4, id="4 is extreme"),
        pytest.param(severity("none"), 0, id="none"),
        pytest.param(severity("mild"), 1, id="mild"),
        pytest.param(severity("moderate"), 2, id="moderate"),
        pytest.param(severity("severe"), 3, id="severe"),
        pytest.param(severity("extreme"), 4, id="extreme"),
        pytest.param({"valueQuantity": {"value": 2}}, 2, id="a quantity"),
        pytest.param({"valueString": "2"}, 2, id="text that is a number"),
    ],
)
def test_a_rating_is_a_step_from_none_to_extreme(facts: Reader, value: Json, rating: int) -> None:
    fact = facts(observation(RATING, value))[RATING]
    words = ("none", "mild", "moderate", "severe", "extreme")
    assert fact.value == rating
    assert fact.evidence == (
        Evidence(RATING, f"Observation/{RATING}", RECENT, f"{OWN}|{RATING}", words[rating], by=BY_CLINICIAN),
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param({"valueInteger": 5}, "5 is no severity from 0 to 4", id="beyond extreme"),
        pytest.param({"valueInteger": -1}, "-1 is no severity from 0 to 4", id="below none"),
        pytest.param({"valueInteger": 2.5}, "2.5 is no whole number", id="between two steps"),
        pytest.param(severity("very bad"), "its codes are not one severity", id="a step there is not"),
        pytest.param(
            {"valueCodeableConcept": concept(coding(SEVERITY, "mild"), coding(SEVERITY, "severe"))},
            "its codes are not one severity",
            id="two steps at once",
        ),
        pytest.param(
            {"valueCodeableConcept": concept(coding("urn:x", "mild"))},
            "it holds no value that can be read",
            id="a code of another system",
        ),
        pytest.param({"valueString": "moderate"}, "its text is no plain number", id="a word as text"),
        pytest.param({"valueBoolean": True}, "it holds no value that can be read", id="a yes"),
    ],
)
def test_a_rating_in_doubt_is_unknown(facts: Reader, value: Json, reason: str) -> None:
    fact = facts(observation(RATING, value))[RATING]
    assert fact.value is OPEN
    assert fact.reason == reason


def test_a_rating_may_be_answered_in_a_form(facts: Reader) -> None:
    answered = questionnaire_response(item(RATING, {"valueCoding": coding(SEVERITY, "severe")}))
    assert facts(answered)[RATING].value == 3


@pytest.mark.parametrize(
    ("elements", "rating"),
    [
        pytest.param({"on": "2025-12-01"}, 2, id="90 days old"),
        pytest.param({"on": "2025-11-30"}, None, id="91 days old"),
        pytest.param({"by": "PractitionerRole/1"}, 2, id="by a practitioner in a role"),
        pytest.param({"by": "Patient/p1"}, None, id="by the patient"),
        pytest.param({"by": "Organization/1"}, None, id="by an organization"),
        pytest.param({"by": None}, None, id="by nobody"),
        pytest.param({"status": "preliminary"}, None, id="preliminary"),
    ],
)
def test_only_a_clinicians_fresh_final_rating_counts(
    facts: Reader, elements: Json, rating: int | None
) -> None:
    assert facts(observation(RATING, {"valueInteger": 2}, **elements))[RATING].value == rating


# --- improvement ------------------------------------------------------------------------------------------


def rated(number: int, on: str, **elements: Any) -> Json:
    return score(RATING, number, on, identity=f"{number}-{on}", **elements)


START = service_start()


@pytest.mark.parametrize(
    ("resources", "truth"),
    [
        pytest.param([yes(IMPROVED)], MET, id="a yes"),
        pytest.param([no(IMPROVED)], NOT_MET, id="a no"),
        pytest.param([yes(IMPROVED, "2025-12-01")], MET, id="a yes 90 days ago"),
        pytest.param([yes(IMPROVED, "2025-11-30")], OPEN, id="a yes 91 days ago"),
        pytest.param([yes(IMPROVED, by="Patient/p1")], OPEN, id="a yes of the patient"),
    ],
)
def test_improvement_may_be_a_clinicians_word(
    facts: Reader, resources: list[Json], truth: Truth | None
) -> None:
    assert facts(*resources)[IMPROVED].value == truth


@pytest.mark.parametrize(
    ("ratings", "truth"),
    [
        pytest.param([(3, "2025-12-15"), (2, RECENT)], MET, id="lower than before the start"),
        pytest.param([(3, "2025-12-15"), (3, RECENT)], OPEN, id="the same as before the start"),
        pytest.param([(2, "2025-12-15"), (3, RECENT)], NOT_MET, id="higher than before the start"),
        pytest.param([(3, "2025-10-03"), (2, RECENT)], MET, id="lower than 90 days before the start"),
        pytest.param([(3, "2025-10-02"), (2, RECENT)], OPEN, id="lower than 91 days before the start"),
        pytest.param(
            [(1, "2025-10-02"), (3, "2026-01-05"), (2, RECENT)],
            MET,
            id="one 91 days before the start is passed over for the first after it",
        ),
        pytest.param([(3, "2026-01-01"), (2, RECENT)], MET, id="lower than on the day of the start"),
        pytest.param(
            [(1, "2025-12-15"), (3, "2026-01-01"), (2, RECENT)],
            MET,
            id="one on the day of the start goes before an older one",
        ),
        pytest.param([(3, "2026-01-05"), (2, RECENT)], MET, id="lower than the first one after the start"),
        pytest.param(
            [(1, "2025-06-01"), (3, "2025-12-15"), (2, RECENT)],
            MET,
            id="the latest before the start is compared",
        ),
        pytest.param(
            [(3, "2026-01-05"), (1, "2026-02-01"), (2, RECENT)],
            MET,
            id="the first after the start is compared",
        ),
        pytest.param(
            [(1, "2025-12-15"), (3, "2026-01-05"), (2, RECENT)],
            NOT_MET,
            id="one before the start goes before one after it",
        ),
        pytest.param([(3, "2025-12-15"), (1, "2026-01-15"), (2, RECENT)], MET, id="the latest is compared"),
        pytest.param([(2, RECENT)], OPEN, id="one rating alone"),
        pytest.param([(3, "2025-12-01"), (2, "2025-12-15")], OPEN, id="both before the start"),
        pytest.param(
            [(3, f"{RECENT}T09:00:00Z"), (2, f"{RECENT}T15:00:00Z")], OPEN, id="both on the same day"
        ),
        pytest.param([(3, "2025-12-15"), (2, "2025-11-30")], OPEN, id="none since the start"),
        pytest.param([(3, "2025-12-15"), (2, RECENT), (1, RECENT)], OPEN, id="two contrary ratings of today"),
        pytest.param(
            [(3, "2025-12-15"), (2, "2025-12-15"), (1, RECENT)], OPEN, id="two contrary ratings at the start"
        ),
        pytest.param([(7, "2025-12-15"), (2, RECENT)], OPEN, id="a rating at the start that cannot be read"),
        pytest.param([(3, "2025-12-15"), (7, RECENT)], OPEN, id="a rating of today that cannot be read"),
        pytest.param([], OPEN, id="none"),
    ],
)
def test_improvement_may_show_in_two_ratings(
    facts: Reader, ratings: list[tuple[int, str]], truth: Truth | None
) -> None:
    resources = [rated(number, on) for number, on in ratings]
    assert facts(START, *resources)[IMPROVED].value == truth
    assert facts(START, *resources[::-1])[IMPROVED].value == truth


def test_both_ratings_are_cited(facts: Reader) -> None:
    fact = facts(START, rated(3, "2025-12-15"), rated(2, RECENT))[IMPROVED]
    assert [(e.fact, e.reference, e.value, e.note) for e in fact.evidence] == [
        (RATING, f"Observation/2-{RECENT}", "moderate", ""),
        (RATING, "Observation/3-2025-12-15", "severe", "baseline"),
    ]


@pytest.mark.parametrize(
    ("resources", "truth"),
    [
        pytest.param([rated(3, "2025-12-15"), rated(2, RECENT)], OPEN, id="no start of the service"),
        pytest.param(
            [START, rated(3, "2025-12-15"), rated(2, RECENT, performer=[reference("Patient/p1")])],
            OPEN,
            id="the latest is the patient's",
        ),
        pytest.param(
            [START, rated(3, "2025-12-15", performer=None), rated(2, RECENT)],
            OPEN,
            id="the baseline is nobody's",
        ),
        pytest.param(
            [plan(), rated(3, "2025-12-15"), rated(2, RECENT)], MET, id="the start is that of the plan"
        ),
        pytest.param(
            [START, no(IMPROVED), rated(3, "2025-12-15"), rated(2, RECENT)],
            NOT_MET,
            id="a clinician's no wins",
        ),
        pytest.param(
            [START, yes(IMPROVED), rated(2, "2025-12-15"), rated(3, RECENT)], MET, id="a clinician's yes wins"
        ),
        pytest.param(
            [
                START,
                yes(IMPROVED, identity="a"),
                no(IMPROVED, identity="b"),
                rated(3, "2025-12-15"),
                rated(2, RECENT),
            ],
            OPEN,
            id="ratings do not settle a conflict of words",
        ),
        pytest.param(
            [START, no(IMPROVED, "2025-12-01"), rated(3, "2025-12-15"), rated(2, RECENT)],
            NOT_MET,
            id="a word 90 days old still is one",
        ),
        pytest.param(
            [START, no(IMPROVED, "2025-11-30"), rated(3, "2025-12-15"), rated(2, RECENT)],
            MET,
            id="a word that has gone stale is no word",
        ),
    ],
)
def test_a_word_wins_over_ratings(facts: Reader, resources: list[Json], truth: Truth | None) -> None:
    assert facts(*resources)[IMPROVED].value == truth


@pytest.mark.parametrize(
    ("latest", "truth"),
    [pytest.param("2025-12-01", MET, id="90 days old"), pytest.param("2025-11-30", OPEN, id="91 days old")],
)
def test_the_latest_rating_must_be_fresh(facts: Reader, latest: str, truth: Truth | None) -> None:
    early = service_start("2025-09-01")
    assert facts(early, rated(3, "2025-08-15"), rated(2, latest))[IMPROVED].value == truth


def test_ratings_under_different_codes_are_not_compared(facts: Reader) -> None:
    site = f'codes: {{{RATING}: [{{system: "urn:ehr", code: REC}}]}}'
    theirs = observation(concept(coding("urn:ehr", "REC")), {"valueInteger": 3}, "2025-12-15")
    assert facts(START, theirs, rated(2, RECENT), site=site)[IMPROVED].value is OPEN
    now = observation(concept(coding("urn:ehr", "REC")), {"valueInteger": 2}, identity="now")
    assert facts(START, theirs, now, site=site)[IMPROVED].value is MET


def test_of_equal_ratings_only_a_clinician_can_say_what_they_mean(facts: Reader) -> None:
    same = [START, rated(3, "2025-12-15"), rated(3, RECENT)]
    fact = facts(*same)[IMPROVED]
    assert fact.reason == "rated severe then and now; an LPHA can supply it"
    assert [(hint.value, hint.date) for hint in fact.hints] == [("severe", RECENT), ("severe", "2025-12-15")]
    assert facts(*same, no(IMPROVED))[IMPROVED].value is NOT_MET
    assert facts(*same, yes(IMPROVED))[IMPROVED].value is MET
