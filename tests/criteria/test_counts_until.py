"""Until when what is met stays so without new answers: the first to lapse of those that last longest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from criteria.evaluate import evaluate
from criteria.facts import Evidence, Fact, FactKind, FactType, Vocabulary
from criteria.spans import BirthDate
from criteria.truth import Truth
from tests.support.policies import criterion, policy, rule_set

ON = date(2026, 3, 1)
VOCABULARY: Vocabulary = {
    **{name: FactType(FactKind.TRUTH) for name in ("may", "june", "july", "always", "no", "open")},
    "group": FactType(FactKind.SCORE_GROUP, ("low", "high")),
    "low": FactType(FactKind.SCORE),
    "high": FactType(FactKind.SCORE),
    "event": FactType(FactKind.DATE),
    "birth-date": FactType(FactKind.BIRTH_DATE),
}


def answered(name: str, value: Any, until: str = "") -> Fact:
    return Fact(name, value, evidence=(Evidence(name, value="yes", counts_until=until),))


FACTS = {
    "may": answered("may", Truth.MET, "2026-05-01"),
    "june": answered("june", Truth.MET, "2026-06-01"),
    "july": answered("july", Truth.MET, "2026-07-01"),
    "always": answered("always", Truth.MET),
    "no": answered("no", Truth.NOT_MET, "2026-04-01"),
    "open": Fact("open"),
    "low": answered("low", 70, "2026-05-01"),
    "high": answered("high", 80, "2026-06-01"),
    "event": answered("event", date(2026, 2, 1), "2026-06-01"),
    "birth-date": answered("birth-date", BirthDate(date(2016, 4, 10), date(2016, 4, 30))),
}


def facts(*names: str) -> list[dict[str, str]]:
    return [{"fact": name} for name in names]


@pytest.mark.parametrize(
    ("when", "until"),
    [
        pytest.param({"fact": "may"}, "2026-05-01", id="one answer"),
        pytest.param({"fact": "always"}, "", id="what does not lapse"),
        pytest.param({"all_of": facts("june", "may", "always")}, "2026-05-01", id="all: the first to lapse"),
        pytest.param({"all_of": facts("always", "always")}, "", id="all, of which none lapses"),
        pytest.param({"any_of": facts("may", "june")}, "2026-06-01", id="any: the last to lapse"),
        pytest.param({"any_of": facts("may", "always")}, "", id="any, of which one does not lapse"),
        pytest.param({"any_of": facts("may", "no", "open")}, "2026-05-01", id="any, beside no and open"),
        pytest.param(
            {"at_least": 2, "of": facts("may", "june", "july")}, "2026-06-01", id="two of three that lapse"
        ),
        pytest.param(
            {"at_least": 2, "of": facts("may", "june", "always")},
            "2026-06-01",
            id="two of three, one lasting",
        ),
        pytest.param({"at_least": 2, "of": facts("may", "june")}, "2026-05-01", id="two of two"),
        pytest.param({"any_score": "group", "minimum": 65}, "2026-06-01", id="any score of a group"),
        pytest.param(
            {"fact": "event", "within": "90 days"}, "2026-05-02", id="the policy's window before the answer's"
        ),
        pytest.param(
            {"fact": "event", "within": "1 year"}, "2026-06-01", id="the answer's window before the policy's"
        ),
        pytest.param({"age": {"below": "11 years"}}, "2027-04-09", id="the day before the birthday"),
        pytest.param(
            {"age": {"from": "6 years", "below": "11 years"}}, "2027-04-09", id="an age with both bounds"
        ),
        pytest.param({"age": {"from": "6 years"}}, "", id="an age that stays reached"),
        pytest.param({"age": {"below": "8 years"}}, "", id="an age that was passed"),
        pytest.param({"fact": "no", "is": "not_met"}, "2026-04-01", id="a no that is asked for"),
        pytest.param({"fact": "no"}, "", id="what is not met"),
        pytest.param({"all_of": facts("may", "open")}, "", id="what is open"),
    ],
)
def test_what_is_met_says_until_when(when: dict[str, Any], until: str) -> None:
    found = policy(rule_set(criterion("A", when)))
    determined = evaluate(found, found.rule_sets[0], VOCABULARY, FACTS, ON)
    (finding,) = determined.criteria
    assert (finding.counts_until, determined.counts_until) == (until, until)


def test_what_is_met_lapses_with_its_population() -> None:
    young = {"title": "Young", "text": "t", "when": {"age": {"below": "10 years"}}}
    found = policy(rule_set(criterion("A", {"fact": "may"}), population=young))
    determined = evaluate(found, found.rule_sets[0], VOCABULARY, FACTS, ON)
    assert (determined.population.counts_until, determined.counts_until) == ("2026-04-09", "2026-04-09")


def test_a_rule_set_inside_another_lapses_with_it() -> None:
    first = rule_set(criterion("A", {"fact": "may"}), criterion("B", {"fact": "june"}), id="first")
    stay = rule_set(criterion("A", {"rule_set": "first"}), id="stay", phase="continued-stay")
    found = policy(first, stay)
    (finding,) = evaluate(found, found.rule_set("stay"), VOCABULARY, FACTS, ON).criteria
    assert finding.counts_until == "2026-05-01"
    assert [part.counts_until for part in finding.criteria] == ["", "2026-05-01", "2026-06-01"]
