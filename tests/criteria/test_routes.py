"""What an open criterion asks for: of routes by diagnosis only what one with its diagnosis on file lacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from criteria.evaluate import evaluate
from criteria.fact_values import parse_given
from criteria.facts import Evidence, Fact, Vocabulary
from criteria.findings import Finding
from criteria.leaves.truth_fact import OTHER_DIAGNOSIS
from criteria.policy import Policy
from criteria.reasons import ReasonCode
from tests.support.policies import criterion, rule_set
from tests.support.policies import policy as small

ON = date(2026, 3, 1)
ADULT, TEN, FIVE = "1986-06-15", "2015-06-15", "2020-06-15"
REMISSION, NEAR, UNSENT = ReasonCode.REMISSION, ReasonCode.NEAR_MISS, ReasonCode.NOT_SENT
FOUR = ("dx-bipolar", "dx-major-depression", "dx-psychotic", "dx-sud")


def finding(
    policy: Policy, vocabulary: Vocabulary, where: tuple[str, str], stated: Mapping[str, str | ReasonCode]
) -> Finding:
    """One criterion of a policy over facts that are stated, or not known for a reason."""
    facts = {name: Fact(name) for name in vocabulary}
    for name, said in stated.items():
        is_code = isinstance(said, ReasonCode)
        value = None if is_code else parse_given(vocabulary[name], said, ON).value
        shown = (Evidence(name, "Condition/1"),) if is_code else ()
        code = said if is_code else ReasonCode.NOT_ON_FILE
        facts[name] = replace(facts[name], value=value, code=code, hints=shown)
    found = evaluate(policy, policy.rule_set(where[0]), vocabulary, facts, ON)
    return dict(found.walk())[where[1]]


@pytest.mark.parametrize(
    ("where", "stated", "asked"),
    [
        pytest.param(("admission-adult", "A.3"), {}, FOUR, id="A.3 with none on file"),
        pytest.param(
            ("admission-adult", "A.3"), {"dx-sud": REMISSION}, ("dx-sud",), id="A.3 with one in remission"
        ),
        pytest.param(("admission-adult", "A.3"), {"dx-sud": UNSENT}, FOUR, id="A.3 with none sent"),
        pytest.param(("admission-adult", "B.1"), {}, FOUR, id="B.1 with none on file"),
        pytest.param(
            ("admission-adult", "B.1"), {"dx-bipolar": "met"}, ("spmi-present",), id="B.1 of a mental illness"
        ),
        pytest.param(
            ("admission-adult", "B.1"),
            {"dx-bipolar": REMISSION},
            ("spmi-present", "dx-bipolar"),
            id="B.1 of one in remission",
        ),
        pytest.param(("admission-adult", "B.1"), {"dx-sud": NEAR}, ("dx-sud",), id="B.1 of a near miss"),
        pytest.param(
            ("admission-child", "B.1"),
            {"birth-date": TEN, "dx-sed-eligible": "met", "dx-mental-disorder": "met"},
            ("sed-present",),
            id="B.1 of a child",
        ),
        pytest.param(
            ("admission-child", "A.3"),
            {"birth-date": FIVE, "dx-z-candidate": "met"},
            ("z-code-applicable",),
            id="A.3 of a child with a Z-code",
        ),
        pytest.param(
            ("admission-child", "F"),
            {"birth-date": "2006-06-15"},
            ("family-agrees", "policy"),
            id="what has nothing to do with a diagnosis",
        ),
    ],
)
def test_a_route_asks_for_what_it_lacks_where_its_diagnosis_is_on_file(
    shipped: Mapping[str, Policy],
    vocabulary: Vocabulary,
    where: tuple[str, str],
    stated: dict[str, Any],
    asked: tuple[str, ...],
) -> None:
    person = {"birth-date": ADULT} | stated
    found = finding(shipped["H2017"], vocabulary, where, person)
    assert found.outcome == "unknown"
    assert tuple(each.fact for each in found.missing) == asked


@pytest.mark.parametrize(
    ("about", "outcome"),
    [
        pytest.param((), "met", id="an answer that names no diagnosis"),
        pytest.param(("dx-sud",), "met", id="a diagnosis on the list"),
        pytest.param(("dx-dsm", "dx-sud"), "met", id="a diagnosis on this list and another"),
        pytest.param(("dx-dsm",), "unknown", id="a diagnosis on another list"),
        pytest.param(("",), "unknown", id="a diagnosis on no list"),
    ],
)
@pytest.mark.parametrize("said", ["met", "not_met"])
def test_an_answer_about_another_diagnosis_tells_nothing(
    vocabulary: Vocabulary, about: tuple[str, ...], outcome: str, said: str
) -> None:
    asked = small(rule_set(criterion("A", {"fact": "impairment-attributable", "about": ["dx-sud"]})))
    value = parse_given(vocabulary["impairment-attributable"], said, ON).value
    facts = {"impairment-attributable": Fact("impairment-attributable", value, about=about)}
    (found,) = evaluate(asked, asked.rule_sets[0], vocabulary, facts, ON).criteria
    assert found.outcome == (said if outcome == "met" else "unknown")
    if outcome == "unknown":
        (missing,) = found.missing
        assert (missing.reason, missing.code) == (OTHER_DIAGNOSIS, ReasonCode.NEAR_MISS)


def test_in_a_continued_stay_the_benefit_is_asked_for_once(
    shipped: Mapping[str, Policy], vocabulary: Vocabulary
) -> None:
    for where in (("continued-stay-adult", "A/F.1"), ("continued-stay-child", "D/H.1")):
        found = finding(shipped["H2017"], vocabulary, where, {"birth-date": ADULT})
        assert [each.fact for each in found.missing] == ["continued-benefit"]
