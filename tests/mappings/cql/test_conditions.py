"""Conditions as CQL: one expression for each form of the grammar."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from criteria.expressions import FORMS
from criteria.facts import FactKind, FactType, Vocabulary
from criteria.form import Form
from criteria.node import Node
from mappings.cql.conditions import Conditions
from mappings.cql.readings import Reading

READ: TypeAdapter[Form] = TypeAdapter(Node)
VOCABULARY: Vocabulary = {
    "scales": FactType(FactKind.SCORE_GROUP, members=("anxious", "withdrawn")),
    "seen": FactType(FactKind.DATE),
    "enrolled": FactType(FactKind.DATE, recurs=False),
    "discharged": FactType(FactKind.DATE, recurs=False),
}
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
        '"In window"("seen", "seen none", "Day before"(EvaluationDate, 1 year))',
    ),
    ("none of them", {"none_of": [AGREED, SAID]}, 'not ("agreed" or "said")'),
    (
        "one for each age",
        {"by_age": [{"below": "7 years", "when": AGREED}, {"from": "7 years", "when": SAID}]},
        'case\n  when not "Is so old"(7 years, EvaluationDate) then "agreed"\n'
        '  when "Is so old"(7 years, EvaluationDate) then "said"\n  else null\nend',
    ),
    ("a score", {"score": "locus", "minimum": 17}, '"locus" >= 17'),
    ("a low score", {"score": "locus", "maximum": 9}, '"locus" <= 9'),
    (
        "a score between two",
        {"score": "locus", "minimum": 17, "maximum": 22},
        '("locus" >= 17 and "locus" <= 22)',
    ),
    (
        "a score of late",
        {"score": "locus", "minimum": 17, "within": "60 days"},
        '"If of late"("locus" >= 17, "locus day", EvaluationDate - 60 days)',
    ),
    ("any score", {"any_score": "scales", "minimum": 65}, '("anxious" >= 65 or "withdrawn" >= 65)'),
    ("a rating", {"rating": "social", "at_least": "moderate"}, '"social" >= 2 /* moderate */'),
    ("a mild rating", {"rating": "social", "at_most": "mild"}, '"social" <= 1 /* mild */'),
    ("a fall", {"change": "total", "decrease": 5}, '"total" <= -5'),
    ("a rise", {"change": "total", "increase": 5}, '"total" >= 5'),
    ("an age", {"age": {"from": "21 years"}}, '"Is so old"(21 years, EvaluationDate)'),
    (
        "an age between two",
        {"age": {"from": "18 months", "below": "6 years"}},
        '("Is so old"(18 months, EvaluationDate) and not "Is so old"(6 years, EvaluationDate))',
    ),
    (
        "an age at an event",
        {"age": {"below": "18 years"}, "at": "enrolled"},
        'not "Is so old"(18 years, "If it has come"("enrolled"))',
    ),
    (
        "a date so long ago",
        {"date": "seen", "at_least": "6 months"},
        '"Long ago"("seen", "seen none", EvaluationDate - 6 months, true)',
    ),
    (
        "a date longer ago, of what happens once",
        {"date": "enrolled", "more_than": "1 year"},
        '"Long ago"("enrolled", "enrolled none", "Day before"(EvaluationDate, 1 year) - 1 day, false)',
    ),
    (
        "a date after another",
        {"date": "seen", "within": "7 days", "after": "discharged"},
        '"Near"(\n  "seen",\n  "discharged",\n  "seen none" or "discharged none",\n'
        '  "discharged",\n  "discharged" + 7 days,\n  true\n)',
    ),
    (
        "a date before another",
        {"date": "enrolled", "within": "1 year", "before": "discharged"},
        '"Near"(\n  "enrolled",\n  "discharged",\n  "enrolled none" or "discharged none",\n'
        '  "Day before"("discharged", 1 year),\n  "discharged",\n  false\n)',
    ),
    ("a count", {"count": "tries", "minimum": 2}, '"No fewer"("tries at least", "tries at most", 2)'),
    ("a low count", {"count": "tries", "maximum": 1}, '"No more"("tries at least", "tries at most", 1)'),
    (
        "events of one kind",
        {"events": ["stays"], "minimum": 2, "within": "9 months"},
        '"No fewer"(\n'
        '  "Fewest"("stays", "stays told", "stays undated", "stays whole", EvaluationDate - 9 months),\n'
        '  "Most"("stays", "stays told", "stays undated", "stays whole", EvaluationDate - 9 months),\n'
        "  2\n)",
    ),
    (
        "events of two kinds, of which one that is of both counts once",
        {"events": ["ins", "outs"], "maximum": 0, "within": "1 month"},
        '"No more"(\n'
        '  "Fewest"("ins", "ins told", "ins undated", "ins whole", EvaluationDate - 1 month)\n'
        '  + "Fewest"(\n'
        '    "Without those of"("outs", "On file"("ins")),\n'
        '    "outs told" - "Began"("Those of"("outs", "On file"("ins")), EvaluationDate - 1 month),\n'
        '    "outs undated",\n    "outs whole",\n    EvaluationDate - 1 month\n  ),\n'
        '  "Most"("ins", "ins told", "ins undated", "ins whole", EvaluationDate - 1 month)\n'
        '  + "Most"(\n'
        '    "Without those of"("outs", "On file"("ins")),\n'
        '    "outs told" - "Began"("Those of"("outs", "On file"("ins")), EvaluationDate - 1 month),\n'
        '    "outs undated",\n    "outs whole",\n    EvaluationDate - 1 month\n  ),\n'
        "  0\n)",
    ),
    (
        "one event that lasted",
        {"lasting": ["stays"], "more_than": "30 days", "since": "enrolled", "bridging": 3},
        '"One lasted"(\n'
        '  "Stretches"("Sure stays"("stays", "stays told", "If it has come"("enrolled")), 3 days),\n'
        '  "Stretches"("Possible stays"("stays"), 3 days),\n'
        '  "Closed"("stays", "stays told", "stays undated", "stays whole", "If it has come"("enrolled")),\n'
        '  "If it has come"("enrolled"),\n  30 days,\n  1 day\n)',
    ),
    (
        "one of two kinds that lasted",
        {"lasting": ["ins", "outs"], "at_least": "1 month", "within": "90 days"},
        '"One lasted"(\n'
        '  "Stretches"(\n    flatten {\n'
        '      "Sure stays"("ins", "ins told", EvaluationDate - 90 days),\n'
        '      "Sure stays"("outs", "outs told", EvaluationDate - 90 days)\n    },\n    0 days\n  ),\n'
        '  "Stretches"(flatten { "Possible stays"("ins"), "Possible stays"("outs") }, 0 days),\n'
        '  "Closed"("ins", "ins told", "ins undated", "ins whole", EvaluationDate - 90 days)\n'
        '  and "Closed"("outs", "outs told", "outs undated", "outs whole", EvaluationDate - 90 days),\n'
        "  EvaluationDate - 90 days,\n  1 month,\n  0 days\n)",
    ),
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
