"""Conditions as CQL: one expression for each form of the grammar."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from criteria.expressions import FORMS, Node
from criteria.facts import FactKind, FactType, Vocabulary
from criteria.form import Form
from mappings.cql.conditions import Conditions
from mappings.cql.readings import Reading

READ: TypeAdapter[Form] = TypeAdapter(Node)
VOCABULARY: Vocabulary = {"scales": FactType(FactKind.SCORE_GROUP, members=("anxious", "withdrawn"))}
ADMISSION = Reading("admission")
A = {"id": "A.1", "title": "T", "text": "t", "when": {"fact": "agreed"}}
AGREED, SAID = {"fact": "agreed"}, {"fact": "said"}

AS_CQL = [
    ("a criterion by its name", A, '"admission A.1"'),
    ("everyone", {"all_of": []}, "true"),
    ("all of them", {"all_of": [A, AGREED]}, '"admission A.1" and "agreed"'),
    (
        "one within the other in parentheses",
        {"any_of": [AGREED, {"all_of": [A, SAID]}]},
        '"agreed" or ("admission A.1" and "said")',
    ),
    ("one part alone without", {"all_of": [{"any_of": [AGREED, SAID]}]}, '("agreed" or "said")'),
    ("so many of them", {"at_least": 2, "of": [AGREED, SAID]}, '"At least"(2, { "agreed", "said" })'),
    ("a fact", AGREED, '"agreed"'),
    ("a fact negated", {"fact": "agreed", "is": "not_met"}, 'not "agreed"'),
    (
        "a fact about some diagnoses",
        {"fact": "agreed", "about": ["dx-a", "dx-b"]},
        '"Unless about others"("agreed", "agreed about", { \'dx-a\', \'dx-b\' })',
    ),
    (
        "a date within days",
        {"fact": "seen", "within": "90 days"},
        '"In window"("seen", "seen none", EvaluationDate - 90 days)',
    ),
    (
        "a date within years, of which 29 February begins on 1 March",
        {"fact": "seen", "within": "1 year"},
        '"In window"("seen", "seen none", "Years after"(EvaluationDate, -1 year))',
    ),
    ("a score", {"score": "calocus", "minimum": 17}, '"calocus" >= 17'),
    ("any score", {"any_score": "scales", "minimum": 65}, '("anxious" >= 65 or "withdrawn" >= 65)'),
    ("a rating", {"rating": "social", "at_least": "moderate"}, '"social" >= 2 /* moderate */'),
    ("an age in years", {"age": {"from": "21 years"}}, '"Is so many years old"(21 years, EvaluationDate)'),
    (
        "an age between two",
        {"age": {"from": "18 months", "below": "6 years"}},
        '("Is so old"(18 months, EvaluationDate) and not "Is so many years old"(6 years, EvaluationDate))',
    ),
    ("a count", {"count": "stays", "minimum": 2}, '"Number at least"("stays at least", "stays at most", 2)'),
    ("a rule set", {"rule_set": "other"}, '"other"'),
    (
        "a rule set in which a later answer serves",
        {"rule_set": "other", "served_by": {"expected": "continued"}},
        '"other [continued for expected]"',
    ),
    ("what is left unsaid", {"undetermined": "nothing is said"}, "(null as Boolean)"),
]


@pytest.mark.parametrize(("condition", "expected"), [pytest.param(*row[1:], id=row[0]) for row in AS_CQL])
def test_a_condition_is_written_as_cql(condition: dict[str, object], expected: str) -> None:
    assert Conditions(VOCABULARY, ADMISSION).written(READ.validate_python(condition)) == expected


def test_every_form_of_the_grammar_is_written() -> None:
    written = {type(READ.validate_python(condition)) for _, condition, _ in AS_CQL}
    assert written == set(FORMS)


def test_what_is_too_long_for_a_line_stands_on_several() -> None:
    long = [{"fact": f"a-fact-with-a-name-that-takes-its-space-{i}"} for i in range(3)]
    written = Conditions(VOCABULARY, ADMISSION).written(
        READ.validate_python({"all_of": [AGREED, {"any_of": long}]})
    )
    assert written == (
        '"agreed"\n'
        "and (\n"
        '  "a-fact-with-a-name-that-takes-its-space-0"\n'
        '  or "a-fact-with-a-name-that-takes-its-space-1"\n'
        '  or "a-fact-with-a-name-that-takes-its-space-2"\n'
        ")"
    )


SERVED = Reading("admission", (("expected", "continued"),))


def test_the_later_fact_is_read_where_it_serves() -> None:
    written = Conditions(VOCABULARY, SERVED).written(
        READ.validate_python({"all_of": [{"fact": "expected"}, A, {"fact": "continued"}]})
    )
    assert written == '"continued" and "admission [continued for expected] A.1" and "continued"'


def test_what_serves_below_a_rule_set_is_itself_served() -> None:
    form = READ.validate_python({"rule_set": "first", "served_by": {"asked": "expected"}})
    written = Conditions(VOCABULARY, SERVED).written(form)
    assert written == '"first [continued for asked, continued for expected]"'
