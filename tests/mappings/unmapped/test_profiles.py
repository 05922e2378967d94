"""Profiles come to the same in whatever order and grouping patients are counted, and stay small."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mappings.unmapped.answer_values import (
    MAX_ANSWERS,
    NO_VALUES,
    AnswerValues,
    CodedAnswer,
    Numbers,
    StatedRange,
    merged_values,
)
from mappings.unmapped.profile import MAX_EXAMPLES, Profile, Profiles, fit_to_show, merged, profile_of
from mappings.unmapped.row import UnmappedKey, UnmappedKind, UnmappedRow

KEY = UnmappedKey(UnmappedKind.UNKNOWN_CODE, "Observation", "https://ehr.example/flowsheet", "1")
OTHER = UnmappedKey(UnmappedKind.NO_CODE, "Observation", text="SPMI")
WORDS = st.sampled_from([f"word {n}" for n in range(MAX_ANSWERS * 2)])
NUMBER = st.integers(0, 40).map(lambda number: Numbers(number, number))
VALUES = st.builds(
    AnswerValues,
    coded=WORDS.map(lambda word: ((CodedAnswer("s", word), 1),)),
    texts=st.one_of(st.none(), st.just(()), WORDS.map(lambda word: ((word, 1),))),
    numbers=st.one_of(st.none(), NUMBER),
    units=st.sampled_from([(), ("score",), ("%",)]),
    ranges=st.sampled_from([(), (StatedRange(1, 5),), (StatedRange(None, 4),)]),
    booleans=st.sampled_from([(), (True,), (False,)]),
)
ROWS = st.builds(
    UnmappedRow,
    key=st.sampled_from([KEY, OTHER]),
    display=WORDS,
    rows=st.integers(1, 9),
    values=st.one_of(st.just(NO_VALUES), VALUES),
    day=st.sampled_from(["", "2025-12-31", "2026-01-01"]),
    reference=st.integers(0, 99).map("Observation/{}".format),
)
PATIENTS = st.lists(st.lists(ROWS, max_size=2, unique_by=lambda row: row.key), min_size=3, max_size=12)


def counted(patients: list[list[UnmappedRow]]) -> Profiles:
    profiles = Profiles()
    for rows in patients:
        profiles.add(rows)
    return profiles


@given(PATIENTS, st.data())
def test_patients_counted_apart_come_to_what_they_do_together(
    patients: list[list[UnmappedRow]], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(patients)))
    ahead, behind = counted(patients[:cut]), counted(patients[cut:])
    behind.merge(ahead)
    whole = counted(patients)
    assert (behind.patients, behind.by_key) == (whole.patients, whole.by_key)


@given(*[ROWS.map(lambda row: profile_of(UnmappedRow(KEY, row.display, values=row.values)))] * 3)
def test_it_does_not_matter_which_two_of_three_are_put_together_first(
    one: Profile, other: Profile, third: Profile
) -> None:
    assert merged(merged(one, other), third) == merged(one, merged(other, third))


def test_as_many_answers_as_a_list_has_are_kept_and_one_more_is_no_list() -> None:
    values = NO_VALUES
    for number in range(MAX_ANSWERS):
        values = merged_values(values, AnswerValues(texts=((f"answer {number}", 1),)))
    assert len(values.texts or ()) == MAX_ANSWERS
    beyond = merged_values(values, AnswerValues(texts=(("one more", 1),)))
    assert beyond.texts is None
    assert merged_values(beyond, values).texts is None


def test_three_examples_are_kept_of_any_number() -> None:
    rows = [UnmappedRow(KEY, reference=f"Observation/{n}") for n in range(MAX_EXAMPLES + 4)]
    profiles = counted([[row] for row in rows])
    assert profiles.by_key[KEY].examples == ("Observation/0", "Observation/1", "Observation/2")
    assert profiles.by_key[KEY].patients == MAX_EXAMPLES + 4


def test_a_text_of_one_patient_is_not_shown_and_one_of_two_is() -> None:
    said = [
        UnmappedRow(KEY, values=AnswerValues(texts=((text, 1),))) for text in ("hers", "both", "both", "Yes")
    ]
    [shown] = fit_to_show(counted([[row] for row in said]).by_key, frozenset({"yes"}))
    assert shown.values.texts == (("Yes", 1), ("both", 2))
