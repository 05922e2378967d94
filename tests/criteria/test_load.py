"""Broken policies: each is refused, and the message says where and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.facts import FactKind, FactType, Vocabulary
from criteria.load import load_policies, load_policy
from criteria.strict_yaml import FileError

VOCABULARY: Vocabulary = {
    "birth-date": FactType(FactKind.BIRTH_DATE),
    "lpha-recommends": FactType(FactKind.TRUTH),
    "expected-benefit": FactType(FactKind.TRUTH),
    "calocus-composite": FactType(FactKind.SCORE),
    "severity-social": FactType(FactKind.RATING),
    "intervention-date": FactType(FactKind.DATE),
}

SOURCE = """Criteria for adults
A. The service is
recommended by an LPHA.   B. Benefit is expected.
Continued stay: the admission criteria are met.
"""

GOOD = """\
id: small
version: 1.0.0
title: Small
service: {code: X1, name: Small, short_name: S}
source: {payer: Payer, title: Small, date: undated}
criteria_parts: [{begins: Criteria for adults, ends: are met.}]
rule_sets:
  - id: admission
    phase: admission
    title: admission
    text: Criteria for adults
    population: {title: Adults, text: adults, when: {age: {from: 18 years}}}
    when:
      all_of:
        - id: A
          title: Recommended
          text: The service is recommended by an LPHA.
          when: {fact: lpha-recommends}
        - id: B
          title: Benefit
          text: >-
            Benefit
            is expected.
          when: {fact: expected-benefit}
  - id: continued-stay
    phase: continued-stay
    title: continued stay
    text: Continued stay
    population: {title: Adults, text: adults, when: {all_of: []}}
    when:
      any_of:
        - id: A
          title: Admission criteria
          text: the [...] criteria are met
          when: {rule_set: admission}
        - {score: calocus-composite, minimum: 17}
"""

FACT = "when: {fact: lpha-recommends}"
IN_A = "rule_sets.0.when.all_of.0.when"


def written(folder: Path, policy: str, source: str = SOURCE) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "policy.yaml").write_text(policy, encoding="utf-8")
    (folder / "source.txt").write_text(source, encoding="utf-8")
    return folder


def test_a_good_policy_loads(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, GOOD), VOCABULARY)
    assert [rule_set.id for rule_set in policy.rule_sets] == ["admission", "continued-stay"]
    assert [criterion.id for criterion in policy.rule_sets[0].criteria()] == ["A", "B"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            FACT,
            "when: {fact: lpha-recomends}",
            f"18: {IN_A}.fact: mappings/facts.yaml declares no fact 'lpha-recomends'; "
            "the nearest name is 'lpha-recommends'",
            id="a misspelt fact",
        ),
        pytest.param(
            FACT,
            "when: {fact: calocus-composite}",
            f"18: {IN_A}.fact: calocus-composite is a score, and a truth is needed here",
            id="a score where a truth is needed",
        ),
        pytest.param(
            FACT,
            "when: {score: lpha-recommends, minimum: 1}",
            f"18: {IN_A}.score: lpha-recommends is a truth, and a score is needed here",
            id="a truth where a score is needed",
        ),
        pytest.param(
            FACT,
            "when: {rating: calocus-composite, at_least: mild}",
            f"18: {IN_A}.rating: calocus-composite is a score, and a rating is needed here",
            id="a score where a rating is needed",
        ),
        pytest.param(
            FACT,
            "when: {fact: intervention-date}",
            f"18: {IN_A}.fact: intervention-date is a date, and a truth is needed here",
            id="a date without a window",
        ),
        pytest.param(
            FACT,
            "when: {fact: intervention-date, within: 90 days, is: not_met}",
            f"18: {IN_A}: a date within a span cannot be negated: leave out 'is'",
            id="a window that is negated",
        ),
        pytest.param(
            FACT,
            "when: {any_score: lpha-recommends, minimum: 1}",
            f"18: {IN_A}.any_score: lpha-recommends is a truth, and a score-group is needed here",
            id="a truth where a group of scores is needed",
        ),
        pytest.param(
            FACT,
            "when: {count: lpha-recommends, minimum: 1}",
            f"18: {IN_A}.count: lpha-recommends is a truth, and a count is needed here",
            id="a truth where a count is needed",
        ),
        pytest.param(
            FACT,
            "when: {rule_set: continued-stay}",
            "8: rule_sets.0.id: rule sets rest on each other: admission -> continued-stay -> admission",
            id="a ring of rule sets",
        ),
        pytest.param(
            "when: {all_of: []}",
            "when: {rule_set: continued-stay}",
            "25: rule_sets.1.id: rule sets rest on each other: continued-stay -> continued-stay",
            id="a population that rests on its own rule set",
        ),
        pytest.param(
            "{rule_set: admission}",
            "{rule_set: admision}",
            "35: rule_sets.1.when.any_of.0.when.rule_set: no rule set 'admision' in this policy; "
            "the nearest name is 'admission'",
            id="an unknown rule set",
        ),
        pytest.param(
            "- id: continued-stay",
            "- id: admission",
            "25: rule_sets.1.id: the policy has a rule set 'admission' already\n"
            "small/policy.yaml:8: rule_sets.0.id: rule sets rest on each other: admission -> admission",
            id="two rule sets of one id",
        ),
        pytest.param(
            "        - id: B",
            "        - id: A",
            "19: rule_sets.0.when.all_of.1.id: the rule set admission has the id 'A' twice",
            id="two criteria of one id",
        ),
        pytest.param(
            "        - id: B",
            "        - id: population",
            "19: rule_sets.0.when.all_of.1.id: the id 'population' is kept for the rule set's own population",
            id="a criterion called population",
        ),
        pytest.param(
            "        - id: B",
            "        - id: outcome",
            "19: rule_sets.0.when.all_of.1.id: the id 'outcome' is kept for the rule set's own outcome",
            id="a criterion called outcome",
        ),
        pytest.param(
            "        - id: B",
            "        - id: A/B",
            "19: rule_sets.0.when.all_of.1.id: an id with '/' would read as a path of two",
            id="a criterion whose id reads as a path",
        ),
        pytest.param(
            "    title: admission\n",
            "    title: admission\n    screening: [A, C]\n",
            "11: rule_sets.0.screening.1: the rule set admission has no criterion 'C'",
            id="a screened criterion there is not",
        ),
        pytest.param(
            "title: Benefit",
            "titel: Benefit",
            "20: rule_sets.0.when.all_of.1.titel: this key is not known here; the nearest name is 'title'",
            id="a misspelt title of a criterion",
        ),
        pytest.param(
            "          title: Benefit\n",
            "",
            "19: rule_sets.0.when.all_of.1.title: this key is required",
            id="a criterion without a title",
        ),
        pytest.param(
            "          title: Benefit",
            "          title: Benefit\n          reads_az: x",
            "21: rule_sets.0.when.all_of.1.reads_az: this key is not known here; "
            "the nearest name is 'reads_as'",
            id="an unknown key of a criterion",
        ),
        pytest.param(
            "title: Small\n",
            "title: Small\ntitel: Small\n",
            "4: titel: this key is not known here; the nearest name is 'title'",
            id="an unknown key of the policy",
        ),
        pytest.param(
            "          title: Benefit",
            "          title: Benefit\n          title: Benefits",
            "21: rule_sets.0.when.all_of.1.title: the key stands here twice",
            id="a key that stands twice",
        ),
        pytest.param(
            "is expected.",
            "is exspected.",
            "21: rule_sets.0.when.all_of.1.text: source.txt does not say 'Benefit is exspected.'",
            id="a quote that is not in the source, folded over lines",
        ),
        pytest.param(
            "the [...] criteria are met",
            "the [...] criteria are unmet",
            "34: rule_sets.1.when.any_of.0.text: source.txt does not say 'criteria are unmet'",
            id="a quote that is not in the source after its elision",
        ),
        pytest.param(
            "criteria_parts:",
            "words: {reviewer: an LPHA, person: patient}\ncriteria_parts:",
            "6: words.person: source.txt does not say 'patient'",
            id="a word that is not the source's",
        ),
        pytest.param(
            "criteria_parts:",
            "words: {reviewer: LPHA}\ncriteria_parts:",
            "6: words.reviewer: String should match pattern '^an? [^{}]+$'",
            id="a reviewer without an article",
        ),
        pytest.param(
            "text: adults, when: {age",
            "text: children, when: {age",
            "12: rule_sets.0.population.text: source.txt does not say 'children'",
            id="a population that is not in the source",
        ),
        pytest.param(
            "    title: continued stay\n",
            "    title: continued stay\n    not_met: {text: It ends at once.}\n",
            "28: rule_sets.1.not_met.text: source.txt does not say 'It ends at once.'",
            id="a consequence that is not in the source",
        ),
        pytest.param(
            FACT,
            "when: {at_least: 3, of: [{fact: lpha-recommends}, {fact: expected-benefit}]}",
            f"18: {IN_A}: at_least 3 of 2 parts can never be met",
            id="an at_least that is never reached",
        ),
        pytest.param(
            FACT,
            "when: {at_least: 0, of: [{fact: lpha-recommends}, {fact: expected-benefit}]}",
            f"18: {IN_A}.at_least: Input should be greater than or equal to 1",
            id="an at_least that asks for nothing",
        ),
        pytest.param(
            FACT,
            "when: {any_of: [{fact: lpha-recommends}]}",
            f"18: {IN_A}.any_of: Tuple should have at least 2 items after validation, not 1",
            id="an any_of without a choice",
        ),
        pytest.param(
            "{age: {from: 18 years}}",
            "{age: {from: 1.5 years}}",
            "12: rule_sets.0.population.when.age.from: expected a span such as '18 months', got '1.5 years'",
            id="a bad span",
        ),
        pytest.param(
            "{age: {from: 18 years}}",
            "{age: {}}",
            "12: rule_sets.0.population.when.age: an age needs 'from', 'below' or both",
            id="an age without a bound",
        ),
        pytest.param(
            FACT,
            "when: {rating: severity-social, at_least: bad}",
            f"18: {IN_A}.at_least: Input should be 'mild', 'moderate', 'severe' or 'extreme'",
            id="a rating that is no severity",
        ),
        pytest.param(
            FACT,
            "when: {not: {fact: lpha-recommends}}",
            f"18: {IN_A}: expected one of a criterion with an id, all_of, any_of, at_least with of, fact, "
            "score, any_score, rating, age, count, undetermined, rule_set",
            id="a form the grammar does not have",
        ),
        pytest.param(
            FACT,
            "when: {fcat: lpha-recommends}",
            f"18: {IN_A}: expected one of a criterion with an id, all_of, any_of, at_least with of, fact, "
            "score, any_score, rating, age, count, undetermined, rule_set; the nearest name is 'fact'",
            id="a misspelt form",
        ),
        pytest.param(
            FACT,
            "when: {fact: lpha-recommends, text: x}",
            f"18: {IN_A}.text: this key is not known here; known are about, fact, is, within",
            id="a key of another form",
        ),
        pytest.param(
            FACT,
            "when: {fact: lpha-recommends, is_: met}",
            f"18: {IN_A}.is_: this key is not known here; the nearest name is 'is'",
            id="the name by which the code calls a key",
        ),
        pytest.param(
            FACT,
            "when: {rating: severity-social, at_leats: mild}",
            f"18: {IN_A}.at_leats: this key is not known here; the nearest name is 'at_least'",
            id="a misspelt key of a form",
        ),
        pytest.param(
            "      any_of:\n        - id: A",
            "      one_of:\n        - id: A",
            "30: rule_sets.1.when: expected one of all_of, any_of; the nearest name is 'any_of'",
            id="a rule set that is neither all_of nor any_of",
        ),
        pytest.param(
            "    phase: continued-stay",
            "    phase: continued",
            "26: rule_sets.1.phase: Input should be 'admission', 'continued-stay' or 'discharge'",
            id="an unknown phase",
        ),
    ],
)
def test_a_broken_policy_is_refused_with_its_line_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(FileError) as caught:
        load_policy(written(tmp_path / "small", GOOD.replace(old, new)), VOCABULARY)
    assert str(caught.value) == f"small/policy.yaml:{message}"


def test_an_age_needs_the_birth_date_in_the_vocabulary(tmp_path: Path) -> None:
    ageless = {name: kind for name, kind in VOCABULARY.items() if name != "birth-date"}
    with pytest.raises(FileError, match="no fact 'birth-date'"):
        load_policy(written(tmp_path, GOOD), ageless)


def test_a_quote_may_break_over_lines_and_pages_of_its_source(tmp_path: Path) -> None:
    spread = SOURCE.replace("The service is", "The\n\n  service\tis")
    assert load_policy(written(tmp_path, GOOD, spread), VOCABULARY).id == "small"


def test_every_folder_with_a_policy_is_loaded_in_order(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    written(tmp_path / "b", GOOD)
    written(tmp_path / "a", GOOD.replace("id: small", "id: first"))
    assert [policy.id for policy in load_policies(VOCABULARY, tmp_path)] == ["first", "small"]


def test_all_mistakes_of_a_policy_are_told_at_once_each_where_it_is(tmp_path: Path) -> None:
    wrong = (
        GOOD.replace("{fact: lpha-recommends}", "{all_of: [{fact: benefit}, {fact: benefit}]}")
        .replace("{fact: expected-benefit}", "{fact: benefit}")
        .replace("is expected.", "is certain.")
    )
    with pytest.raises(FileError) as caught:
        load_policy(written(tmp_path / "small", wrong), VOCABULARY)
    unknown = "mappings/facts.yaml declares no fact 'benefit'; the nearest name is 'expected-benefit'"
    assert str(caught.value).splitlines() == [
        f"small/policy.yaml:18: {IN_A}.all_of.0.fact: {unknown}",
        f"small/policy.yaml:18: {IN_A}.all_of.1.fact: {unknown}",
        f"small/policy.yaml:24: rule_sets.0.when.all_of.1.when.fact: {unknown}",
        "small/policy.yaml:21: rule_sets.0.when.all_of.1.text: source.txt does not say 'Benefit is certain.'",
    ]


def test_all_that_the_grammar_refuses_in_a_policy_is_told_at_once(tmp_path: Path) -> None:
    wrong = GOOD.replace(FACT, "when: {fact: lpha-recommends, iz: met}").replace("minimum: 17", "minimum: x")
    with pytest.raises(FileError) as caught:
        load_policy(written(tmp_path / "small", wrong), VOCABULARY)
    assert [(mistake.line, mistake.key) for mistake in caught.value.mistakes] == [
        (18, f"{IN_A}.iz"),
        (36, "rule_sets.1.when.any_of.1.minimum"),
    ]
