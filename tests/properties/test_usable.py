"""A resource without what makes it usable, or with that unreadable, never counts for what it could not tell.

The rulings let four things be absent, never unreadable: the subject, who gave a
score, a Condition's verification status and, where its dates fit, its clinical
status. An intent, a focus or a doNotPerform that is not stated says nothing, and
of a form without a source the author answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.mappings.plans.goals import EXPECTED
from tests.properties.generated_records import BY_ID, EVIDENCE, cited, resting_on
from tests.support.fhir import (
    LOINC,
    PATIENT,
    Json,
    coding,
    concept,
    icd,
    patient,
    reference,
    status,
)

ABSENT = "absent"
UNREADABLE: tuple[Any, ...] = (
    *(5, True, "", "???", [5], {"x": 1}, {"text": "?"}, [{"text": "?"}], {"start": 5}, {"reference": 5}),
    *({"coding": 5}, {"coding": [{"code": 5}]}, {"coding": [{"code": "???"}]}, {"reference": "?"}),
)
"""What stands where something else belongs; an empty list or object is taken for nothing at all."""
MAY_BE_ABSENT = frozenset(
    {
        *("subject", "verificationStatus", "clinicalStatus", "intent", "doNotPerform"),
        *("focus", "dataAbsentReason", "source"),
    }
)
DATES = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")
NEEDED = {
    "Condition": ("code", "clinicalStatus", "verificationStatus", "subject"),
    "Observation": ("status", "subject", *DATES),
    "QuestionnaireResponse": ("status", "questionnaire", "authored", "source", "subject", "item"),
    "CarePlan": ("status", "intent", "subject"),
    "Goal": ("lifecycleStatus", "achievementStatus", "statusDate", "subject"),
    "ServiceRequest": ("status", "intent", "code", "doNotPerform", "subject"),
}
ANSWER = ("code", "performer", "valueCodeableConcept", "valueQuantity", "valueInteger", "valueDateTime")
COUNTED = [each for each in EVIDENCE if each["resourceType"] in NEEDED and resting_on(EVIDENCE, each)]


def needed() -> Iterator[Any]:
    """Each resource that counts in the record, with each element without which it should not."""
    for resource in COUNTED:
        elements = NEEDED[resource["resourceType"]]
        if resource["resourceType"] == "Observation" and "component" not in resource:
            elements += ANSWER
        for element in elements:
            if element in resource:
                yield pytest.param(resource, element, id=f"{resource['id']}, {element}")


def spoilt(resource: Json, element: str, *, absent: bool) -> Iterator[Json]:
    """The resource with an element that cannot be read, or without it."""
    rest = {name: value for name, value in resource.items() if name != element}
    if absent:
        yield rest
    yield from (rest | {element: unreadable} for unreadable in UNREADABLE)


@pytest.mark.parametrize(("resource", "element"), list(needed()))
def test_nothing_rests_on_a_resource_without_what_makes_it_usable(resource: Json, element: str) -> None:
    scored = element == "performer" and resource["id"].startswith("gas-")
    for each in spoilt(resource, element, absent=element not in MAY_BE_ABSENT and not scored):
        assert resting_on(EVIDENCE, each) == set(), each.get(element, ABSENT)


VISIT = {"category": [status("condition-category", "encounter-diagnosis")]}
LONG_AGO = {"onsetDateTime": "2013-01-01", "recordedDate": "2013-01-01"}
OVER = {"start": "2019-01-01", "end": "2020-01-01"}
OWN_WORD = {"performer": [reference(f"Patient/{PATIENT}")]}
UNTIMED = {"occurrenceTiming": None, "occurrencePeriod": None}
DISQUALIFIED: tuple[tuple[str, str, Json], ...] = (
    ("mdd", "verificationStatus", {"verificationStatus": status("condition-ver-status", "refuted")}),
    ("mdd", "verificationStatus", {"verificationStatus": status("condition-ver-status", "provisional")}),
    ("mdd", "clinicalStatus", {"clinicalStatus": status("condition-clinical", "resolved")}),
    ("mdd", "clinicalStatus", {"clinicalStatus": status("condition-clinical", "remission")}),
    ("mdd", "clinicalStatus", VISIT | LONG_AGO),
    ("mdd", "recordedDate", VISIT | LONG_AGO | {"encounter": None}),
    ("mdd", "onsetDateTime", VISIT | LONG_AGO | {"encounter": None}),
    ("mdd", "recordedDate", LONG_AGO | {"clinicalStatus": None, "encounter": None}),
    ("mdd", "encounter", VISIT | LONG_AGO | {"encounter": reference("Encounter/none")}),
    ("mdd", "code", {"code": concept(icd("F32.A"))}),
    ("mdd", "subject", {"subject": reference("Patient/p2")}),
    ("sud", "clinicalStatus", {"abatementDateTime": "2020-01-01"}),
    ("symptoms-interfere", "status", {"status": "entered-in-error"}),
    ("symptoms-interfere", "status", {"status": "preliminary"}),
    ("symptoms-interfere", "effectiveDateTime", {"effectiveDateTime": "2025-01-01"}),
    ("symptoms-interfere", "effectiveDateTime", {"effectiveDateTime": "2027-01-01"}),
    ("symptoms-interfere", "effectiveDateTime", {"effectiveDateTime": "2025-01-01", "issued": "2026-02-20"}),
    ("symptoms-interfere", "performer", OWN_WORD),
    ("symptoms-interfere", "performer", {"performer": [reference("Practitioner/none"), 5]} | OWN_WORD),
    ("symptoms-interfere", "subject", {"subject": reference("Patient/p2")}),
    ("symptoms-interfere", "focus", {"focus": [reference("RelatedPerson/mother")]}),
    ("symptoms-interfere", "focus", {"focus": [reference("Patient/p2")]}),
    ("symptoms-interfere", "dataAbsentReason", {"dataAbsentReason": concept(coding("x", "unknown"))}),
    ("symptoms-interfere", "valueCodeableConcept", {"valueCodeableConcept": {"text": "perhaps"}}),
    ("severity-recreation", "status", {"status": "cancelled"}),
    ("severity-recreation", "performer", OWN_WORD),
    ("severity-recreation", "effectiveDateTime", {"effectiveDateTime": "2025-01-01"}),
    ("calocus-composite", "status", {"status": "entered-in-error"}),
    ("calocus-composite", "effectiveDateTime", {"effectiveDateTime": "2024-01-01"}),
    ("intervention-date", "performer", OWN_WORD),
    (f"gas-2026-02-10-{EXPECTED}", "code", {"code": concept(coding(LOINC, "107334-5"))}),
    (f"gas-2026-02-10-{EXPECTED}", "focus", {"focus": [reference("Goal/none")]}),
    ("q1", "status", {"status": "in-progress"}),
    ("q1", "source", {"source": reference(f"Patient/{PATIENT}"), "author": None}),
    ("q1", "author", {"source": None, "author": reference(f"Patient/{PATIENT}")}),
    ("q1", "questionnaire", {"questionnaire": "https://elsewhere.example/Questionnaire/phq-9"}),
    ("q1", "authored", {"authored": "2027-01-01"}),
    ("plan", "status", {"status": "revoked"}),
    ("plan", "status", {"status": "draft"}),
    ("plan", "intent", {"intent": "proposal"}),
    ("plan", "subject", {"subject": reference("Patient/p2")}),
    ("g1", "lifecycleStatus", {"lifecycleStatus": "cancelled"}),
    ("g1", "lifecycleStatus", {"lifecycleStatus": "proposed"}),
    ("g1", "achievementStatus", {"achievementStatus": status("goal-achievement", "no-change")}),
    ("g1", "statusDate", {"statusDate": "2025-01-01"}),
    ("order", "status", {"status": "revoked"}),
    ("order", "intent", {"intent": "proposal"}),
    ("order", "doNotPerform", {"doNotPerform": True}),
)


UNREADABLE_DAYS: tuple[Any, ...] = (
    *(5, True, "", "???", [5], {"start": 5, "repeat": 5}, {"end": "30/09/2020", "event": [5]}),
    *({"start": {}, "event": "?"}, {"end": "?", "repeat": {"boundsPeriod": {"end": 5}}}),
)


def _without_nulls(resource: Json) -> Json:
    return {name: value for name, value in resource.items() if value is not None}


@pytest.mark.parametrize(
    ("identity", "element", "changes"),
    [
        pytest.param(*each, id=f"{each[0]}, {each[1]}, {number}")
        for number, each in enumerate(DISQUALIFIED, 1)
    ],
)
def test_what_does_not_count_is_not_made_to_count_by_what_cannot_be_read(
    identity: str, element: str, changes: Json
) -> None:
    changed = _without_nulls(BY_ID[identity] | changes)
    before = resting_on(EVIDENCE, changed)
    for each in spoilt(changed, element, absent=element not in MAY_BE_ABSENT and "issued" not in changes):
        assert resting_on(EVIDENCE, each) <= before, each.get(element, ABSENT)


@pytest.mark.parametrize(
    ("identity", "element", "changes"),
    [
        pytest.param("plan", "period", {"period": OVER}, id="a plan's period"),
        pytest.param(
            "order", "occurrencePeriod", UNTIMED | {"occurrencePeriod": OVER}, id="an order's period"
        ),
        pytest.param(
            "order", "occurrenceTiming", UNTIMED | {"occurrenceTiming": {"repeat": 5}}, id="an order's timing"
        ),
        pytest.param(
            "order", "occurrenceDateTime", UNTIMED | {"occurrenceDateTime": "?"}, id="the day of an order"
        ),
    ],
)
def test_nothing_is_in_progress_by_days_that_cannot_be_read(
    identity: str, element: str, changes: Json
) -> None:
    changed = _without_nulls(BY_ID[identity] | changes)
    others = [each for each in EVIDENCE if each["id"] not in ("plan", "order")]
    for value in UNREADABLE_DAYS:
        each = changed | {element: value}
        assert "service-in-progress" not in resting_on([*others, changed], each), value


@pytest.mark.parametrize("element", ["status", "period", "subject"])
def test_a_visit_that_cannot_be_read_dates_no_diagnosis(element: str) -> None:
    assert "dx-bipolar" in cited(EVIDENCE)["Condition/of-a-visit"]
    others = [each for each in EVIDENCE if each["id"] != "visit"]
    for each in spoilt(BY_ID["visit"], element, absent=element not in MAY_BE_ABSENT):
        assert "Condition/of-a-visit" not in cited([*others, each]), each.get(element, ABSENT)


@pytest.mark.parametrize(
    "birth_date", [None, 5, "", "2016-13-01", "01/03/2016", ["2016-03-01"], {}, "2027-01-01"]
)
def test_nobody_has_an_age_by_a_birth_date_that_cannot_be_read(birth_date: Any) -> None:
    person = patient(birth_date)
    assert "birth-date" not in resting_on(EVIDENCE, person)
    assert "birth-date" in resting_on(EVIDENCE, patient("2016"))
