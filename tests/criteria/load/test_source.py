"""What a policy quotes stands in its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from criteria.load import load_policy
from tests.criteria.load.small_policy import GOOD, SOURCE, VOCABULARY, refusal, written


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
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
            "6: words.reviewer: begin with 'a' or 'an', as in 'an LPHA', got 'LPHA'",
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
    ],
)
def test_what_the_source_does_not_say_is_refused_with_its_line_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert refusal(tmp_path, old, new) == f"small/policy.yaml:{message}"


def test_a_quote_may_break_over_lines_and_pages_of_its_source(tmp_path: Path) -> None:
    spread = SOURCE.replace("The service is", "The\n\n  service\tis")
    assert load_policy(written(tmp_path, GOOD, spread), VOCABULARY).id == "small"
