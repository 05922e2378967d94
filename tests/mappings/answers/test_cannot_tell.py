"""Those who cannot tell: the question stays open, and they are asked again."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from tests.mappings.answers.asked import FACT, OTHER
from tests.mappings.reading import MET, OPEN, Reader
from tests.support.fhir import (
    BASE,
    CLINICIAN,
    HL7,
    LOINC,
    RECENT,
    SNOMED,
    Json,
    coding,
    concept,
    observation,
    yes,
)


def unsure(*codings: Json) -> Json:
    return {
        "valueCodeableConcept": concept(*codings or (coding(f"{BASE}/CodeSystem/answer", "cannot-tell"),))
    }


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(unsure(), id="our own code"),
        pytest.param(unsure(coding(f"{HL7}/data-absent-reason", "asked-unknown")), id="a data absent reason"),
        pytest.param(unsure(coding(f"{HL7}/v3-NullFlavor", "ASKU")), id="a null flavor"),
        pytest.param(unsure(coding(SNOMED, "261665006")), id="unknown in SNOMED CT"),
        pytest.param(
            {"dataAbsentReason": concept(coding(f"{HL7}/data-absent-reason", "unknown"))},
            id="no value for that reason",
        ),
    ],
)
def test_who_cannot_tell_withdraws_their_own_answer_alone(facts: Reader, value: Json) -> None:
    said = observation(FACT, value, "2026-02-25", identity="unsure")
    own, others = yes(FACT, identity="a"), yes(FACT, "2026-02-01", by=OTHER, identity="b")
    fact = facts(own, said)[FACT]
    assert (fact.value, fact.code, fact.reason) == (
        OPEN,
        ReasonCode.CANNOT_TELL,
        "answered on 2026-02-25: cannot tell",
    )
    assert [(hint.value, hint.by and hint.by.reference) for hint in fact.hints] == [
        ("cannot tell", CLINICIAN)
    ]
    assert facts(own, said, others)[FACT].value is MET


def test_it_counts_until_its_window_ends(facts: Reader) -> None:
    [hint] = facts(observation(FACT, unsure(), "2026-02-25"))[FACT].hints
    assert hint.counts_until == "2026-05-26"


def test_who_answers_after_all_takes_it_back(facts: Reader) -> None:
    said = observation(FACT, unsure(), "2026-02-25", identity="unsure")
    fact = facts(said, yes(FACT, "2026-02-26", identity="c"))[FACT]
    assert (fact.value, fact.hints) == (MET, ())
    fact = facts(said, yes(FACT, "2026-02-26", by=OTHER, identity="c"))[FACT]
    assert (fact.value, [hint.reference for hint in fact.hints]) == (MET, ["Observation/unsure"])
    again = observation(FACT, unsure(), "2026-02-26", identity="again")
    assert [hint.reference for hint in facts(said, again)[FACT].hints] == ["Observation/again"]


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        pytest.param({"on": "2025-12-01"}, ReasonCode.CANNOT_TELL, id="said 90 days ago"),
        pytest.param({"on": "2025-11-30"}, ReasonCode.NOT_ON_FILE, id="said 91 days ago"),
        pytest.param(
            {"on": RECENT, "by": "Patient/p1"}, ReasonCode.NOT_A_CLINICIAN, id="said by the patient"
        ),
    ],
)
def test_who_cannot_tell_is_asked_again_after_the_window(
    facts: Reader, elements: Json, code: ReasonCode
) -> None:
    assert facts(observation(FACT, unsure(), **elements))[FACT].code is code


def test_a_rater_who_cannot_tell_leaves_the_others_rating(facts: Reader) -> None:
    said = observation("severity-recreation", unsure(), "2026-02-25", identity="unsure")
    own = observation("severity-recreation", {"valueInteger": 3}, identity="own")
    other = observation("severity-recreation", {"valueInteger": 1}, "2026-02-01", OTHER, identity="other")
    assert facts(own, said)["severity-recreation"].code is ReasonCode.CANNOT_TELL
    assert facts(own, said, other)["severity-recreation"].value == 1


def test_yes_and_cannot_tell_at_once_is_neither(facts: Reader) -> None:
    both = unsure(coding(LOINC, "LA33-6"), coding(f"{BASE}/CodeSystem/answer", "cannot-tell"))
    assert facts(observation(FACT, both))[FACT].code is ReasonCode.UNCLEAR_SCALE
