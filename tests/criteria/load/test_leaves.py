"""What leaves of numbers, dates and events refuse, with the file, the line and the key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.criteria.load.small_policy import FACT, IN_A, refusal

ELSE = "or give another time a fact of its own"


@pytest.mark.parametrize(
    ("form", "at", "problem"),
    [
        pytest.param("{score: locus}", "", "score needs 'minimum', 'maximum' or both", id="no bound"),
        pytest.param(
            "{score: locus, minimum: 22, maximum: 17}",
            "",
            "no number is 22 or more and 17 or less",
            id="bounds the wrong way round",
        ),
        pytest.param(
            "{score: locus, minimum: 7}",
            ".score",
            "minimum 7 tells nothing apart in the range 7 to 35",
            id="a minimum that everybody reaches",
        ),
        pytest.param(
            "{score: locus, minimum: 17, within: 181 days}",
            ".score",
            "an answer counts for 180 days, less than 181 days: give the fact a longer window",
            id="a time longer than an answer counts",
        ),
        pytest.param(
            "{score: locus, minimum: 36}",
            ".score",
            "minimum 36 tells nothing apart in the range 7 to 35",
            id="a minimum out of the range",
        ),
        pytest.param(
            "{score: locus, maximum: 35}",
            ".score",
            "maximum 35 tells nothing apart in the range 7 to 35",
            id="a maximum that nobody exceeds",
        ),
        pytest.param(
            "{score: locus, maximum: 6}",
            ".score",
            "maximum 6 tells nothing apart in the range 7 to 35",
            id="a maximum out of the range",
        ),
        pytest.param(
            "{any_score: subscales, maximum: 0}",
            ".any_score",
            "subscale: maximum 0 tells nothing apart in the range 1 to 5",
            id="a maximum out of the range of one of a group",
        ),
        pytest.param(
            "{rating: severity-social, within: 60 days}",
            "",
            "rating needs 'at_least', 'at_most' or both",
            id="a rating without a bound",
        ),
        pytest.param(
            "{rating: severity-social, at_least: severe, at_most: mild}",
            "",
            "no rating is severe or worse and mild or milder",
            id="ratings the wrong way round",
        ),
        pytest.param(
            "{change: locus-change, decrease: 5, increase: 5}",
            "",
            "change needs either 'decrease' or 'increase'",
            id="a change both ways",
        ),
        pytest.param(
            "{change: locus-change, decrease: 0}",
            ".decrease",
            "expected a number of 1 or more, got '0'",
            id="a change of nothing",
        ),
        pytest.param(
            "{change: locus, decrease: 5}",
            ".change",
            "locus is a score, and a change is needed here",
            id="a score where a change is needed",
        ),
        pytest.param(
            "{date: enrolled}",
            "",
            "date needs one of 'at_least', 'more_than' (so long ago) and 'within'",
            id="a date of which nothing is asked",
        ),
        pytest.param(
            "{date: enrolled, within: 90 days}",
            "",
            "'within' needs one of 'after', 'before' and 'around', each the date of another event; "
            "a date in a span that ends on the day of the evaluation is {fact: ..., within: ...}",
            id="a date within a span of nothing",
        ),
        pytest.param(
            "{date: enrolled, within: 90 days, after: discharged, before: discharged}",
            "",
            "'within' needs one of 'after', 'before' and 'around', each the date of another event; "
            "a date in a span that ends on the day of the evaluation is {fact: ..., within: ...}",
            id="a date on both sides of another",
        ),
        pytest.param(
            "{date: enrolled, at_least: 6 months, after: discharged}",
            "",
            "'after', 'before' and 'around' stand beside 'within'",
            id="six months ago, after a discharge",
        ),
        pytest.param(
            "{date: enrolled, within: 90 days, after: discharge}",
            ".date",
            "no fact 'discharge' in mappings/facts.yaml or the policy's own; "
            "the nearest name is 'discharged'",
            id="another date that there is not",
        ),
        pytest.param(
            "{age: {below: 18 years}, at: lpha-recommends}",
            ".age",
            "lpha-recommends is a truth, and a date is needed here",
            id="an age at what is no date",
        ),
        pytest.param(
            "{age: {from: 18 years, below: 216 months}}",
            ".age",
            "nobody is 18 years or older and below 216 months",
            id="an age that nobody has",
        ),
        pytest.param(
            "{events: [stays], minimum: 1}", "", "events needs either 'within' or 'since'", id="no time"
        ),
        pytest.param(
            "{events: [stays], minimum: 1, within: 12 months, since: enrolled}",
            "",
            "events needs either 'within' or 'since'",
            id="two times",
        ),
        pytest.param(
            "{events: [stays], within: 12 months}",
            "",
            "events needs 'minimum', 'maximum' or both",
            id="events without a number",
        ),
        pytest.param(
            "{events: [], minimum: 1, within: 12 months}",
            ".events",
            "expected 1 or more of them, got 0",
            id="events of no kind",
        ),
        pytest.param(
            "{events: [stays], minimum: 0, within: 12 months}",
            ".minimum",
            "expected a number of 1 or more, got '0'",
            id="none or more",
        ),
        pytest.param(
            "{events: [stays], minimum: 1, within: 6 months}",
            ".events",
            f"stays asks for the last 12 months: write 'within: 12 months', {ELSE}",
            id="another window than a clinician is asked for",
        ),
        pytest.param(
            "{events: [stays], minimum: 1, since: enrolled}",
            ".events",
            f"stays asks for the last 12 months: write 'within: 12 months', {ELSE}",
            id="since a date, where a clinician is asked for a window",
        ),
        pytest.param(
            "{events: [contacts], maximum: 0, since: discharged}",
            ".events",
            f"contacts asks for the time since enrolled: write 'since: enrolled', {ELSE}",
            id="since another date than a clinician is asked for",
        ),
        pytest.param(
            "{events: [enrolled], minimum: 1, within: 12 months}",
            ".events",
            "enrolled is a date, and a list of events is needed here",
            id="a date where events are needed",
        ),
        pytest.param(
            "{lasting: [stays], within: 12 months}",
            "",
            "lasting needs either 'at_least' or 'more_than'",
            id="a stay of no length",
        ),
        pytest.param(
            "{lasting: [stays], at_least: 30 days, within: 6 months}",
            ".lasting",
            f"stays asks for the last 12 months: write 'within: 12 months', {ELSE}",
            id="how long in another window than a clinician is asked for",
        ),
    ],
)
def test_a_leaf_that_cannot_be_read_is_refused(tmp_path: Path, form: str, at: str, problem: str) -> None:
    assert refusal(tmp_path, FACT, f"when: {form}") == f"small/policy.yaml:18: {IN_A}{at}: {problem}"
