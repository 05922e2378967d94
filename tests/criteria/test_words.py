"""A policy's own words: which it may state, and what a text makes of them."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from criteria.words import PLAIN_WORDS, Worded, Words


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (Words(reviewer="an LPHA", person="beneficiary", plan="IPOC"), "an LPHA; LPHA; beneficiary; IPOC"),
        (Words(person="member"), "a clinician; clinician; member; plan"),
        (PLAIN_WORDS, "a clinician; clinician; person; plan"),
    ],
    ids=["every word is the policy's", "plain words for those that the source lacks", "no policy"],
)
def test_the_fields_of_a_text_are_filled_with_a_policys_words(words: Words, text: str) -> None:
    assert "{a_reviewer}; {reviewer}; {person}; {plan}".format(**words.fields) == text


def test_a_policys_own_words_are_those_it_states_without_their_article() -> None:
    assert Words(reviewer="an LPHA", plan="IPOC").own == {"reviewer": "LPHA", "plan": "IPOC"}
    assert PLAIN_WORDS.own == {}


@pytest.mark.parametrize(
    "words",
    [{"reviewer": "LPHA"}, {"reviewer": "an {x}"}, {"person": ""}, {"person": "{plan}"}, {"payer": "x"}],
    ids=[
        "no article",
        "a field in the reviewer",
        "an empty word",
        "a field as a word",
        "a word there is not",
    ],
)
def test_a_word_that_no_text_could_hold_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Words.model_validate(words)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "the {reviewr}",
            "the field {reviewr} is not known here; known are reviewer, a_reviewer, person, plan",
        ),
        ("{zeta} and {alpha}", "the field {zeta} is not known here"),
        ("{}", "the field {} is not known here"),
        ("{person", "expected '}' before end of string"),
        ("", "at least 1 character"),
    ],
    ids=["a misspelt field", "the first of two", "a field without a name", "an open brace", "no text"],
)
def test_a_text_with_a_field_that_nothing_fills_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Worded).validate_python(text)
    assert problem in str(refused.value)
