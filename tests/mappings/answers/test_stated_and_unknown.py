"""What is stated and unknown, or stands in a part that cannot be read, is not taken for absent."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.reasons import ReasonCode
from tests.mappings.answers.asked import FACT, SAID
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import (
    ABSENT_FOR_A_REASON,
    CLINICIAN,
    MODIFIED,
    Json,
    item,
    observation,
    patient,
    questionnaire_response,
    reference,
    yes,
)

ISSUED = "2026-02-20T10:00:00Z"
DTR = "http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin"


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param({"_effectiveDateTime": ABSENT_FOR_A_REASON}, id="an unknown day"),
        pytest.param({"_effectiveInstant": ABSENT_FOR_A_REASON}, id="an unknown instant"),
        pytest.param({"_effectivePeriod": ABSENT_FOR_A_REASON}, id="an unknown period, as of a primitive"),
        pytest.param({"effectivePeriod": ABSENT_FOR_A_REASON}, id="an unknown period"),
        pytest.param(
            {"effectivePeriod": {"start": "2026-02-01", "_end": ABSENT_FOR_A_REASON}},
            id="a period until an unknown day",
        ),
    ],
)
def test_the_day_of_issue_stands_in_for_no_date_that_is_stated_as_unknown(
    facts: Reader, elements: Json
) -> None:
    fact = facts(yes(FACT, on=None, issued=ISSUED, **elements))[FACT]
    assert (fact.value, fact.code) == (OPEN, ReasonCode.UNDATED)
    assert facts(yes(FACT, on=None, issued=ISSUED))[FACT].value is MET


@pytest.mark.parametrize(
    ("elements", "value"),
    [
        pytest.param({}, MET, id="as it is"),
        pytest.param({"modifierExtension": MODIFIED}, OPEN, id="under a modifier"),
        pytest.param({"implicitRules": "https://example.org/rules"}, OPEN, id="under rules of their own"),
    ],
)
def test_a_practitioner_whom_an_answer_contains_counts_only_as_it_is_understood(
    facts: Reader, elements: Json, value: Any
) -> None:
    contained = {"resourceType": "Practitioner", "id": "x"} | elements
    assert facts(yes(FACT, by="#x", contained=[contained]))[FACT].value is value


@pytest.mark.parametrize(
    ("source", "value"),
    [("override", MET), ("generated", OPEN)],
)
def test_the_origin_of_an_answer_is_a_persons_only_by_the_words_known_for_it(
    facts: Reader, source: str, value: Any
) -> None:
    origin = {"url": DTR, "extension": [{"url": "source", "valueCode": source}]}
    assert facts(questionnaire_response(item(FACT, SAID | {"extension": [origin]})))[FACT].value is value


@pytest.mark.parametrize(
    ("author", "value"),
    [
        pytest.param(reference("Patient/p1"), OPEN, id="the patient"),
        pytest.param(reference("Device/kiosk"), OPEN, id="a device"),
        pytest.param(reference(CLINICIAN), MET, id="a practitioner"),
        pytest.param(None, MET, id="nobody"),
    ],
)
def test_who_answered_a_form_without_a_source_is_its_author_also_for_what_was_extracted(
    facts: Reader, author: Json | None, value: Any
) -> None:
    form = questionnaire_response(identity="form", author=author, item=None)
    extracted = yes(FACT, derivedFrom=[reference("QuestionnaireResponse/form")])
    assert facts(extracted, form)[FACT].value is value


@pytest.mark.parametrize(
    ("unit", "number"),
    [
        pytest.param({}, 20, id="no unit"),
        pytest.param({"code": "{score}"}, 20, id="a score"),
        pytest.param({"unit": ["percentile"]}, None, id="a list for a unit"),
        pytest.param({"code": 7}, None, id="a number for a unit's code"),
    ],
)
def test_a_unit_that_cannot_be_read_leaves_the_scale_in_doubt(
    facts: Reader, unit: Json, number: int | None
) -> None:
    quantity = observation("calocus-composite", {"valueQuantity": {"value": 20} | unit})
    assert facts(patient("2017-03-01"), quantity)["calocus-composite"].value == number


@pytest.mark.parametrize(
    ("stated", "value"),
    [
        ("Patient", MET),
        ("http://hl7.org/fhir/StructureDefinition/Patient", MET),
        ("Group", OPEN),
        (["Patient"], OPEN),
    ],
)
def test_a_subject_that_says_to_be_of_another_type_than_it_points_to_cannot_be_told(
    facts: Reader, stated: Any, value: Any
) -> None:
    assert facts(yes(FACT, subject={"reference": "Patient/p1", "type": stated}))[FACT].value is value
