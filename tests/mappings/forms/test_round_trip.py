"""What is signed is what is read back: by the form, by its Observations, by both, in any order."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given as drawn
from hypothesis import settings, strategies

from criteria.facts import SEVERITIES, Value
from criteria.reasons import ReasonCode
from mappings.forms.given import CANNOT_TELL, NO, YES, By, Given, Signer
from tests.mappings.forms.signing import (
    COLLEAGUE,
    DAY,
    MOTHER,
    SIGNED,
    SIGNER,
    form_of,
    saved,
    signed,
    valid,
    ways,
)
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.mappings.scores.instruments import INFANT, PSI
from tests.support.fhir import CLINICIAN, Json

FACT = "least-restrictive"
AUNT = By("related-person", "RelatedPerson/aunt", "Inés Vega", "aunt")
ADMISSION, DISCHARGE = ("H2017", "admission"), ("H0024", "discharge")


@pytest.mark.parametrize(
    ("of", "given", "value", "by", "until"),
    [
        pytest.param(ADMISSION, Given(FACT, YES), MET, CLINICIAN, "2026-05-28", id="a yes"),
        pytest.param(ADMISSION, Given(FACT, NO), NOT_MET, CLINICIAN, "2026-05-28", id="a no"),
        pytest.param(
            ADMISSION, Given("lpha-evaluation", YES), MET, CLINICIAN, "2027-02-27", id="a yes for a year"
        ),
        pytest.param(
            ADMISSION,
            Given("severity-daily-living", "severe"),
            SEVERITIES.index("severe"),
            CLINICIAN,
            "2026-05-28",
            id="a severity",
        ),
        pytest.param(
            ADMISSION,
            Given(PSI, 84, DAY),
            84,
            CLINICIAN,
            "2026-08-09",
            id="a score, by its day",
        ),
        pytest.param(
            ADMISSION,
            Given(PSI, 84, DAY, By("practitioner", "Practitioner/other", "Dr. Lee")),
            84,
            "Practitioner/other",
            "2026-08-09",
            id="a colleague's score",
        ),
        pytest.param(ADMISSION, Given("intervention-date", DAY), DAY, CLINICIAN, "", id="an event's date"),
        pytest.param(ADMISSION, Given("intervention-date", NO), NOT_MET, CLINICIAN, "", id="no event"),
        pytest.param(
            ADMISSION,
            Given("family-agrees", YES, by=AUNT),
            MET,
            "RelatedPerson/aunt",
            "2026-05-28",
            id="a caregiver's yes",
        ),
        pytest.param(
            DISCHARGE,
            Given("discharge-requested", YES, by=By("patient")),
            MET,
            "Patient/p1",
            "2026-05-28",
            id="the patient's own yes",
        ),
    ],
)
def test_an_answer_is_read_back(
    facts: Reader, of: tuple[str, str], given: Given, value: Value, by: str, until: str
) -> None:
    service, phase = of
    written = saved(signed(given, form=form_of(phase, service)))
    valid(written)
    for resources in ways(written):
        for order in permutations([INFANT, *resources]):
            fact = facts(*order, service=service)[given.fact]
            assert fact.value == value
            assert [(each.by and each.by.reference, each.counts_until) for each in fact.evidence] == [
                (by, until)
            ]


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(FACT, id="a yes or no"),
        pytest.param("severity-daily-living", id="a severity"),
        pytest.param(PSI, id="a score"),
        pytest.param("intervention-date", id="a date"),
    ],
)
def test_i_cannot_tell_is_read_back_with_who_and_when(facts: Reader, fact: str) -> None:
    written = saved(signed(Given(fact, CANNOT_TELL)))
    valid(written)
    for resources in ways(written):
        found = facts(INFANT, *resources)[fact]
        assert (found.value, found.code) == (OPEN, ReasonCode.CANNOT_TELL)
        assert [(each.value, each.date, each.by and each.by.reference) for each in found.hints] == [
            ("cannot tell", "2026-02-27", CLINICIAN)
        ]


def test_a_caregiver_without_a_record_is_one_person_wherever_they_answer(facts: Reader) -> None:
    first = saved(signed(Given("family-agrees", YES, by=MOTHER)))
    later = saved(signed(Given("family-agrees", NO, by=MOTHER), at=SIGNED.replace(hour=12), draft="later"), 2)
    valid([*first, *later])
    for one in ways(first):
        for other in ways(later):
            fact = facts(*one, *other)["family-agrees"]
            assert fact.value is NOT_MET
            assert [each.by and each.by.name for each in fact.evidence] == ["Rosa Vega"]


def test_who_recorded_it_stays_visible(facts: Reader) -> None:
    response, agreed, evaluated = saved(signed(Given("family-agrees", YES, by=MOTHER), Given(FACT, YES)))
    assert response["author"] == {"reference": CLINICIAN, "display": "Dr. Ada Okafor"}
    assert "source" not in response
    assert [each["performer"][0]["display"] for each in (agreed, evaluated)] == [
        "Rosa Vega",
        "Dr. Ada Okafor",
    ]
    [alone, _] = saved(signed(Given("family-agrees", YES, by=MOTHER)))
    assert alone["source"]["reference"] == f"#{alone['contained'][0]['id']}"
    found = facts(response)
    assert found["family-agrees"].value is MET
    assert [each.by and each.by.reference for each in found[FACT].evidence] == [CLINICIAN]


def test_a_caregivers_word_does_not_settle_what_a_clinician_has_to_say(facts: Reader) -> None:
    written = saved(signed(Given(FACT, YES, by=MOTHER), Given("family-agrees", YES)))
    for resources in ways(written):
        assert facts(*resources)[FACT].code is ReasonCode.NOT_A_CLINICIAN


@settings(max_examples=60, deadline=None)
@drawn(
    answers=strategies.lists(
        strategies.tuples(
            strategies.sampled_from([YES, NO, CANNOT_TELL]),
            strategies.sampled_from([SIGNER, COLLEAGUE]),
            strategies.integers(8, 11),
            strategies.sampled_from([0, 1, 2]),
        ),
        min_size=1,
        max_size=4,
    ),
    shuffled=strategies.randoms(use_true_random=False),
)
def test_neither_order_nor_repetition_changes_what_is_read(
    facts: Reader, answers: list[tuple[str, Signer, int, int]], shuffled: Random
) -> None:
    sent: list[Json] = []
    for number, (value, by, hour, way) in enumerate(answers):
        one = signed(Given(FACT, value), at=SIGNED.replace(hour=hour), by=by, draft=f"draft-{number}")
        sent += ways(saved(one, number))[way]
    expected = facts(*sent)[FACT]
    for _ in range(3):
        again = [*sent, *shuffled.sample(sent, shuffled.randint(0, len(sent)))]
        shuffled.shuffle(again)
        found = facts(*again)[FACT]
        assert (found.value, found.code) == (expected.value, expected.code)
        assert set(found.evidence) == set(expected.evidence)


@settings(max_examples=60, deadline=None)
@drawn(value=strategies.sampled_from([YES, NO, CANNOT_TELL]), hour=strategies.integers(0, 23))
def test_an_answer_told_twice_reads_as_told_once(facts: Reader, value: str, hour: int) -> None:
    written = saved(signed(Given(FACT, value), at=SIGNED.replace(hour=hour)))
    read = [facts(*way)[FACT] for way in ways(written)]
    assert len({(fact.value, fact.code, fact.reason) for fact in read}) == 1
