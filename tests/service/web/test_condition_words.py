"""Conditions in words: one for each form of the grammar, none of it able to become markup."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from criteria.expressions import FORMS
from criteria.form import Form
from criteria.node import Node
from service.web.condition_words import ConditionWords

READ: TypeAdapter[Form] = TypeAdapter(Node)
WORDS = ConditionWords(
    {"agreed": "They agree", "score": "The <score>"}, {"other": ("/p/other", "The others")}
)
A = {"id": "A.1", "title": "T", "text": "t", "when": {"fact": "agreed"}}

FORMS_IN_WORDS = [
    (A, '<a href="#A.1">A.1</a>'),
    ({"all_of": []}, "everyone"),
    ({"all_of": [A, {"fact": "agreed"}]}, '<a href="#A.1">A.1</a> and <b>They agree</b>'),
    (
        {"any_of": [{"fact": "agreed"}, {"all_of": [A, {"fact": "agreed"}]}]},
        '<b>They agree</b> or (<a href="#A.1">A.1</a> and <b>They agree</b>)',
    ),
    (
        {"at_least": 2, "of": [A, {"fact": "agreed"}]},
        'at least 2 of (<a href="#A.1">A.1</a>, <b>They agree</b>)',
    ),
    ({"fact": "agreed", "is": "not_met"}, "not <b>They agree</b>"),
    ({"fact": "agreed", "within": "90 days"}, "<b>They agree</b> within 90 days"),
    ({"score": "score", "minimum": 17}, "<b>The &lt;score&gt;</b> 17 or above"),
    ({"any_score": "score", "minimum": 65}, "one of <b>The &lt;score&gt;</b> 65 or above"),
    ({"rating": "agreed", "at_least": "moderate"}, "<b>They agree</b> moderate or worse"),
    ({"age": {"from": "6 years", "below": "19 years"}}, "age from 6 years below 19 years"),
    ({"age": {"below": "18 months"}}, "age below 18 months"),
    ({"count": "agreed", "minimum": 2}, "<b>They agree</b> at least 2"),
    ({"rule_set": "other"}, '<a href="/p/other">The others</a> are met'),
    (
        {"none_of": [{"fact": "agreed"}, {"score": "score", "maximum": 9}]},
        "none of (<b>They agree</b>, <b>The &lt;score&gt;</b> 9 or below)",
    ),
    (
        {
            "by_age": [
                {"below": "19 years", "when": {"score": "score", "minimum": 17, "maximum": 22}},
                {"from": "19 years", "when": {"score": "score", "minimum": 20, "within": "60 days"}},
            ]
        },
        "age below 19 years: <b>The &lt;score&gt;</b> 17 to 22; "
        "age from 19 years: <b>The &lt;score&gt;</b> 20 or above within 60 days",
    ),
    ({"rating": "agreed", "at_most": "mild"}, "<b>They agree</b> mild or milder"),
    ({"change": "score", "decrease": 5}, "<b>The &lt;score&gt;</b> at least 5 lower"),
    ({"change": "score", "increase": 5}, "<b>The &lt;score&gt;</b> at least 5 higher"),
    ({"age": {"below": "18 years"}, "at": "agreed"}, "age below 18 years at <b>They agree</b>"),
    ({"date": "agreed", "at_least": "6 months"}, "<b>They agree</b> at least 6 months ago"),
    ({"date": "agreed", "more_than": "6 months"}, "<b>They agree</b> more than 6 months ago"),
    (
        {"date": "agreed", "within": "90 days", "after": "score"},
        "<b>They agree</b> within 90 days after <b>The &lt;score&gt;</b>",
    ),
    (
        {"date": "agreed", "within": "90 days", "around": "score"},
        "<b>They agree</b> within 90 days of <b>The &lt;score&gt;</b>",
    ),
    ({"count": "agreed", "maximum": 1}, "<b>They agree</b> at most 1"),
    (
        {"events": ["agreed", "score"], "minimum": 2, "within": "12 months"},
        "<b>They agree</b> or <b>The &lt;score&gt;</b> at least 2 within 12 months",
    ),
    (
        {"events": ["agreed"], "maximum": 0, "since": "score"},
        "<b>They agree</b> at most 0 since <b>The &lt;score&gt;</b>",
    ),
    (
        {"lasting": ["agreed"], "more_than": "30 days", "within": "12 months"},
        "<b>They agree</b> lasting more than 30 days within 12 months",
    ),
    (
        {"lasting": ["agreed"], "at_least": "30 days", "within": "12 months"},
        "<b>They agree</b> lasting at least 30 days within 12 months",
    ),
    ({"undetermined": "not <said>"}, "open: not &lt;said&gt;"),
]


@pytest.mark.parametrize(("condition", "words"), FORMS_IN_WORDS)
def test_a_condition_is_told_in_words(condition: dict[str, object], words: str) -> None:
    assert WORDS.written(READ.validate_python(condition)) == words


def test_every_form_of_the_grammar_has_words() -> None:
    told = {type(READ.validate_python(condition)) for condition, _ in FORMS_IN_WORDS}
    assert told == set(FORMS)
