"""Answers of one or several people that differ, or say the same twice."""

from __future__ import annotations

import pytest

from criteria.reasons import ReasonCode
from criteria.truth import Truth
from tests.mappings.answers.asked import FACT, OTHER, ROLE, SAID
from tests.mappings.reading import MET, NOT_MET, OPEN, Reader
from tests.support.fhir import CLINICIAN, Json, item, no, observation, questionnaire_response, reference, yes


@pytest.mark.parametrize(
    ("said_no", "said_yes", "truth"),
    [
        pytest.param("2026-02-19", "2026-02-20", MET, id="the yes is newer"),
        pytest.param("2026-02-21", "2026-02-20", NOT_MET, id="the no is newer"),
        pytest.param("2026-02-20", "2026-02-20", OPEN, id="on the same day"),
        pytest.param("2026-02-20T09:00:00Z", "2026-02-20T09:00:00Z", OPEN, id="at the same moment"),
        pytest.param("2026-02-20T09:00:00Z", "2026-02-20T09:01:00Z", MET, id="the yes a minute newer"),
        pytest.param(
            "2026-02-20T09:00:00-05:00",
            "2026-02-20T13:00:00Z",
            NOT_MET,
            id="the no is newer by the clock, not by the text",
        ),
    ],
)
def test_the_newest_answer_counts_and_contrary_ones_at_once_are_a_conflict(
    facts: Reader, said_no: str, said_yes: str, truth: Truth | None
) -> None:
    fact = facts(no(FACT, said_no, identity="no"), yes(FACT, said_yes, identity="yes"))[FACT]
    assert fact.value == truth
    if truth is OPEN:
        assert fact.reason == "contrary answers on 2026-02-20"


def test_the_same_answer_by_both_roads_counts_once(facts: Reader) -> None:
    extracted = yes(FACT, derivedFrom=[reference("QuestionnaireResponse/q1")])
    fact = facts(extracted, questionnaire_response(item(FACT, SAID)))[FACT]
    assert fact.value is MET
    assert len(fact.evidence) == 1


def test_contrary_answers_by_both_roads_are_a_conflict(facts: Reader) -> None:
    fact = facts(yes(FACT), questionnaire_response(item(FACT, {"valueBoolean": False})))[FACT]
    assert fact.value is OPEN


def test_two_answers_to_one_item_are_a_conflict_when_they_differ(facts: Reader) -> None:
    both = {"linkId": FACT, "answer": [{"valueBoolean": True}, {"valueBoolean": False}]}
    assert facts(questionnaire_response(both))[FACT].value is OPEN


@pytest.mark.parametrize(
    ("answers", "truth", "code"),
    [
        pytest.param(
            [no(FACT, "2026-02-01", identity="a"), yes(FACT)], MET, "", id="a person amends their own answer"
        ),
        pytest.param(
            [no(FACT, "2026-02-01", by=OTHER, identity="a"), yes(FACT)],
            OPEN,
            "conflict-people",
            id="another's no within the window",
        ),
        pytest.param(
            [yes(FACT, "2026-02-01", by=OTHER, identity="a"), yes(FACT)], MET, "", id="another says the same"
        ),
        pytest.param(
            [no(FACT, "2025-11-30", by=OTHER, identity="a"), yes(FACT)],
            MET,
            "",
            id="another's no 91 days ago",
        ),
        pytest.param(
            [no(FACT, "2025-12-01", by=OTHER, identity="a"), yes(FACT)],
            OPEN,
            "conflict-people",
            id="another's no 90 days ago",
        ),
        pytest.param(
            [
                no(FACT, "2026-02-01", by=OTHER, identity="a"),
                yes(FACT, identity="b"),
                yes(FACT, "2026-02-25", by=OTHER, identity="c"),
            ],
            MET,
            "",
            id="another's no, which they amended since",
        ),
        pytest.param(
            [
                no(FACT, "2026-02-01", by=OTHER, identity="a"),
                yes(FACT, derivedFrom=[reference("Observation/a")]),
            ],
            MET,
            "",
            id="the later has read the earlier",
        ),
        pytest.param(
            [
                no(FACT, "2026-02-25", by=OTHER, identity="a"),
                yes(FACT, derivedFrom=[reference("Observation/a")]),
            ],
            OPEN,
            "conflict-people",
            id="an earlier one cannot have read the later",
        ),
        pytest.param(
            [no(FACT, "2026-02-01", by="PractitionerRole/role", identity="a"), yes(FACT), ROLE],
            MET,
            "",
            id="a practitioner and their role are one",
        ),
        pytest.param(
            [no(FACT, "2026-02-01", by="PractitionerRole/role", identity="a"), yes(FACT)],
            OPEN,
            "conflict-people",
            id="whose role it is was not sent",
        ),
        pytest.param(
            [no(FACT, identity="a"), yes(FACT, identity="b")],
            OPEN,
            "conflict-one-person",
            id="one person's yes and no at one time",
        ),
        pytest.param(
            [no(FACT, by=OTHER, identity="a"), yes(FACT, identity="b")],
            OPEN,
            "conflict-people",
            id="two people's yes and no at one time",
        ),
        pytest.param(
            [observation(FACT, {"valueString": "no"}, "2026-02-01", OTHER, identity="a"), yes(FACT)],
            MET,
            "",
            id="another's older answer that cannot be read",
        ),
        pytest.param(
            [observation(FACT, {"valueString": "no"}, "2026-02-25", OTHER, identity="a"), yes(FACT)],
            OPEN,
            "unclear-scale",
            id="another's newer answer that cannot be read",
        ),
    ],
)
def test_people_agree_or_the_question_is_open(
    facts: Reader, answers: list[Json], truth: Truth | None, code: str
) -> None:
    for resources in (answers, answers[::-1]):
        fact = facts(*resources)[FACT]
        assert fact.value == truth
        if code:
            assert fact.code.value == code


def test_a_contradiction_names_both(facts: Reader) -> None:
    fact = facts(no(FACT, "2026-02-01", by=OTHER, identity="a"), yes(FACT))[FACT]
    assert fact.reason == (
        "people contradict each other: yes by Practitioner/lpha on 2026-02-20, "
        "no by Practitioner/other on 2026-02-01"
    )
    assert [(hint.value, hint.by and hint.by.reference) for hint in fact.hints] == [
        ("yes", CLINICIAN),
        ("no", OTHER),
    ]


def test_what_was_read_and_superseded_is_told(facts: Reader) -> None:
    read = yes(FACT, derivedFrom=[reference("Observation/a")])
    fact = facts(no(FACT, "2026-02-01", by=OTHER, identity="a"), read)[FACT]
    assert [(each.value, each.note) for each in fact.evidence] == [
        ("yes", ""),
        ("no", f"read and superseded by Observation/{FACT}"),
    ]


def test_ratings_go_by_the_newest_whoever_rated(facts: Reader) -> None:
    ratings = [
        observation("severity-recreation", {"valueInteger": 1}, "2026-02-01", OTHER, identity="a"),
        observation("severity-recreation", {"valueInteger": 3}),
    ]
    assert facts(*ratings)["severity-recreation"].value == 3


def test_one_caregivers_agreement_and_anothers_no_leave_it_open(facts: Reader) -> None:
    mother = yes("family-agrees", "2026-02-01", by="RelatedPerson/mother", identity="a")
    father = no("family-agrees", by="RelatedPerson/father", identity="b")
    fact = facts(mother, father)["family-agrees"]
    assert (fact.value, fact.code) == (OPEN, ReasonCode.CONFLICT_PEOPLE)
