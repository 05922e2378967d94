"""What is shown bears on the question: a stay that goes on, a document that stands, a visit counted once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mappings.reading import Reader
from tests.support.fhir import (
    HCPCS,
    HL7,
    Json,
    coding,
    document,
    encounter,
    procedure,
    reference,
)

LONG_AGO = "2024-01-01"


def stay(**elements: Any) -> Json:
    return encounter(class_=coding(f"{HL7}/v3-ActCode", "IMP"), **elements)


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        pytest.param(stay(status="in-progress", start=LONG_AGO), True, id="still there"),
        pytest.param(stay(status="onleave", start=LONG_AGO), True, id="on leave from it"),
        pytest.param(stay(status="finished", start=LONG_AGO), False, id="finished"),
        pytest.param(
            stay(status="in-progress", period={"start": LONG_AGO, "end": "2024-02-01"}),
            False,
            id="not closed, though it has ended",
        ),
        pytest.param(stay(status="in-progress", start="2026-03-02"), False, id="still to come"),
    ],
)
def test_an_inpatient_stay_bears_as_long_as_it_goes_on(facts: Reader, entry: Json, shown: bool) -> None:
    assert bool(facts(entry)["risk-hospital-homeless-isolation"].hints) is shown


@pytest.mark.parametrize(
    ("status", "shown"), [("final", True), ("preliminary", True), ("entered-in-error", False)]
)
def test_a_document_entered_in_error_is_not_shown(facts: Reader, status: str, shown: bool) -> None:
    assert bool(facts(document("34785-6", docStatus=status))["lpha-evaluation"].hints) is shown


@pytest.mark.parametrize(
    ("visit", "counted"),
    [
        pytest.param("https://ehr.example/fhir/Encounter/e/_history/2", "1 contact", id="the same visit"),
        pytest.param("https://ehr.example/fhir/Encounter/f", "2 contacts", id="another visit"),
    ],
)
def test_a_visit_that_was_not_sent_is_one_however_it_is_referred_to(
    facts: Reader, visit: str, counted: str
) -> None:
    done = [
        procedure(coding(HCPCS, "H2017"), identity=each, encounter=reference(at))
        for each, at in (("p", "Encounter/e"), ("q", visit))
    ]
    (hint,) = facts(*done)["scope-intensity-documented"].hints
    assert str(hint.value).startswith(f"{counted} coded H2017")
