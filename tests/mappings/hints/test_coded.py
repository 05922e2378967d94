"""Coded entries as hints: what they are called, and what is said of their state."""

from __future__ import annotations

import pytest

from criteria.truth import Truth
from tests.mappings.hints.entries import CRISIS
from tests.mappings.reading import Reader
from tests.support.fhir import (
    ICD,
    LOINC,
    NO,
    YES,
    Json,
    clinical,
    coding,
    concept,
    condition,
    no,
    observation,
    procedure,
    status,
    verification,
)

HOMELESS = coding(ICD, "Z59.00", display="Homelessness, unspecified")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param(coding(ICD, "Z60.2", display="Problems related to living alone"), None, id="as sent"),
        pytest.param(coding(ICD, "Z60.2"), "", id="no display, the code alone"),
        pytest.param(
            coding(ICD, "Z60.2", display="  lives\n alone "), "lives alone", id="several lines made one"
        ),
        pytest.param(coding(ICD, "Z60.2", display=7), "", id="a display that is no text"),
        pytest.param(coding(ICD, "Z60.2", display="a" * 80), None, id="80 characters"),
        pytest.param(coding(ICD, "Z60.2", display="a" * 81), f"{'a' * 79}…", id="81 characters"),
    ],
)
def test_an_entry_is_called_by_the_display_that_came_with_its_code(
    facts: Reader, sent: Json, shown: str | None
) -> None:
    other = coding("urn:vendor", "7", display="Widowed")
    (hint,) = facts(condition(other, sent))["risk-hospital-homeless-isolation"].hints
    assert hint.code == f"{ICD}|Z60.2"
    assert hint.value == (sent["display"] if shown is None else shown)


@pytest.mark.parametrize(
    ("elements", "state"),
    [
        pytest.param({}, "", id="active"),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementDateTime": "2019-05-01"},
            "ended on 2019-05-01",
            id="resolved",
        ),
        pytest.param({"abatementPeriod": {"end": "2019-05"}}, "ended on 2019-05", id="ended, still active"),
        pytest.param({"abatementDateTime": "2026-03-02"}, "", id="to end tomorrow"),
        pytest.param(
            {"clinicalStatus": clinical("resolved"), "abatementString": "in spring"},
            "ended on a day that the record does not give",
            id="resolved in words",
        ),
        pytest.param(
            {"clinicalStatus": clinical("inactive")},
            "inactive, and the record does not say since when",
            id="inactive",
        ),
        pytest.param(
            {"clinicalStatus": {"text": "over"}}, "its clinical status is not readable", id="in words"
        ),
        pytest.param(
            {"category": [status("condition-category", "encounter-diagnosis")]},
            "noted at a visit",
            id="a visit's",
        ),
        pytest.param(
            {"verificationStatus": verification("provisional")},
            "provisional",
            id="provisional",
        ),
    ],
)
def test_what_is_past_or_in_doubt_says_so(facts: Reader, elements: Json, state: str) -> None:
    (hint,) = facts(condition(HOMELESS, **elements))["risk-hospital-homeless-isolation"].hints
    what = "coded in the record; that the diagnosis puts the person at risk is not shown"
    assert hint.note == (f"{state}; {what}" if state else what)


JAIL = concept(coding(LOINC, "93028-9"))


@pytest.mark.parametrize(
    ("answer", "hinted"),
    [
        pytest.param({"valueBoolean": True}, True, id="true"),
        pytest.param({"valueBoolean": False}, False, id="false"),
        pytest.param(YES, True, id="a coded yes"),
        pytest.param(NO, False, id="a coded no"),
        pytest.param({"valueCodeableConcept": {"text": "No"}}, False, id="no in words"),
        pytest.param({"valueString": "Yes"}, False, id="yes in free text, which is not read"),
        pytest.param({}, True, id="its code alone"),
        pytest.param(
            {"dataAbsentReason": status("data-absent-reason", "asked-declined")},
            False,
            id="the reason that the person declined",
        ),
    ],
)
def test_a_question_that_was_answered_no_is_no_hint(facts: Reader, answer: Json, hinted: bool) -> None:
    hints = facts(observation(JAIL, answer))["repeated-interventions"].hints
    assert [hint.reference for hint in hints] == (["Observation/o1"] if hinted else [])


@pytest.mark.parametrize(
    ("day", "outside"),
    [
        pytest.param("2025-12-01", "", id="90 days ago"),
        pytest.param("2025-11-30", "outside the last 90 days; ", id="91 days ago"),
    ],
)
def test_beside_a_question_about_90_days_what_lies_outside_says_so(
    facts: Reader, day: str, outside: str
) -> None:
    read = facts(procedure(CRISIS, on=day))
    what = "a coded crisis service; that behavior caused it is not shown"
    assert [hint.note for hint in read["intervention-date"].hints] == [f"{outside}{what}"]
    assert [hint.note for hint in read["repeated-interventions"].hints] == [what]


def test_a_crisis_that_was_answered_no_contradicts_nobody(facts: Reader) -> None:
    asked = observation(concept(CRISIS), NO, "2026-02-25")
    assert facts(no("intervention-date", "2026-02-23"), asked)["intervention-date"].value is Truth.NOT_MET
