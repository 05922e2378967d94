"""Forms against the engine: whatever a review still needs of people is asked of those whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.evaluate import evaluate
from criteria.facts import Fact, Facts
from criteria.findings import walk
from criteria.leaves.age import BIRTH_DATE
from criteria.policy import Policy, RuleSet
from criteria.spans import BirthDate
from criteria.truth import Truth
from mappings.forms.bands import band_coding, bands
from mappings.forms.own_codes import own_codes
from mappings.readers.form_item import Ages
from mappings.readers.registry import item_of
from tests.mappings.forms.shipped import FACT_MAP, FORMS, POLICIES, questionnaire
from tests.support.fhir import BASE, ON

RULE_SETS = [
    pytest.param(policy, rule_set, id=f"{policy.id}-{rule_set.id}")
    for policy in POLICIES.values()
    for rule_set in policy.rule_sets
]
BIRTHS = st.dates(date(ON.year - 40, 1, 1), ON)
TRUTHS = st.sampled_from([Truth.MET, Truth.NOT_MET, None])
PROVIDERS = st.sampled_from([Truth.MET, Truth.NOT_MET, None])
LEAP_DAYS = st.sampled_from([date(year, 2, 29) for year in (1988, 2004, 2008, 2020, 2024)])


class Record(dict[str, Fact]):
    """Facts of a record in which all is unknown but what is given."""

    def __missing__(self, name: str) -> Fact:
        return Fact(name, reason="not on file")


def form_id(policy: Policy, rule_set: RuleSet) -> str:
    return f"{policy.id}-{rule_set.phase}"


def record(birth: date, provider: Truth | None, diagnoses: dict[str, Truth | None]) -> Facts:
    known: dict[str, Any] = {
        BIRTH_DATE: BirthDate(birth, birth),
        "provider-is-private": provider,
        **diagnoses,
    }
    return Record({name: Fact(name, value) for name, value in known.items() if value is not None})


def is_of(band: Ages, birth: date) -> bool:
    """Whether somebody is of an age in the band, by birthdays alone."""
    since = band.from_.after(birth) if band.from_ else date.min
    until = band.below.after(birth) if band.below else date.max
    return since <= ON < until


def shown(form: str, birth: date, provider: Truth | None) -> set[str]:
    """The linkIds that a client shows which knows enableWhen alone, once age and provider are answered."""
    codes = own_codes(BASE, FACT_MAP)
    answered: dict[str, Any] = {}
    for band in bands(FORMS[form]):
        if is_of(band, birth):
            answered["age"] = band_coding(band, codes)
    if provider is not None:
        answered["provider-is-private"] = {"code": "LA33-6" if provider is Truth.MET else "LA32-8"}
    return set(_shown(questionnaire(form), answered))


def _shown(element: Any, answered: dict[str, Any]) -> Iterator[str]:
    for item in element.get("item", ()):
        conditions = [_holds(each, answered) for each in item.get("enableWhen", ())]
        if not conditions or any(conditions):
            yield item["linkId"]
            yield from _shown(item, answered)


def _holds(condition: Any, answered: dict[str, Any]) -> bool:
    answer: Any = answered.get(condition["question"])
    if condition["operator"] == "exists":
        is_asked_for: bool = condition["answerBoolean"]
        return (answer is not None) == is_asked_for
    return answer is not None and str(answer["code"]) == condition["answerCoding"]["code"]


@pytest.mark.parametrize(("policy", "rule_set"), RULE_SETS)
@given(birth=BIRTHS | LEAP_DAYS)
def test_a_path_is_shown_to_those_whom_the_engine_finds_in_its_population(
    policy: Policy, rule_set: RuleSet, birth: date
) -> None:
    found = evaluate(policy, rule_set, FACT_MAP.vocabulary, record(birth, None, {}), ON)
    is_shown = rule_set.id in shown(form_id(policy, rule_set), birth, None)
    assert is_shown == (found.population.truth is Truth.MET)


@pytest.mark.parametrize(
    "cut", ["18 months", "6 years", "7 years", "18 years", "19 years", "21 years", "22 years"]
)
@pytest.mark.parametrize("day", [-1, 0, 1])
@pytest.mark.parametrize(("policy", "rule_set"), RULE_SETS)
def test_a_path_changes_on_the_birthday(policy: Policy, rule_set: RuleSet, cut: str, day: int) -> None:
    length, unit = cut.split()
    months = int(length) * (12 if unit == "years" else 1)
    years, month = divmod(ON.month - 1 - months, 12)
    birth = date(ON.year + years, month + 1, ON.day) + timedelta(days=day)
    found = evaluate(policy, rule_set, FACT_MAP.vocabulary, record(birth, None, {}), ON)
    is_shown = rule_set.id in shown(form_id(policy, rule_set), birth, None)
    assert is_shown == (found.population.truth is Truth.MET)


@pytest.mark.parametrize(("policy", "rule_set"), RULE_SETS)
@given(data=st.data(), birth=BIRTHS, provider=PROVIDERS)
def test_every_fact_that_is_missing_and_a_person_can_answer_is_asked_of_them(
    policy: Policy, rule_set: RuleSet, data: st.DataObject, birth: date, provider: Truth | None
) -> None:
    names = [name for name, kind in FACT_MAP.vocabulary.items() if kind.is_diagnosis]
    diagnoses = {name: data.draw(TRUTHS, label=name) for name in names}
    found = evaluate(policy, rule_set, FACT_MAP.vocabulary, record(birth, provider, diagnoses), ON)
    if found.population.truth is not Truth.MET:
        return
    missing = {each.fact for _, finding in walk(found.criteria) for each in finding.missing}
    missing &= FACT_MAP.facts.keys()
    beside = {name for fact in missing for name in FACT_MAP.facts[fact].asked_with}
    asked = {name for name in missing | beside if item_of(name, FACT_MAP)}
    on_form = shown(form_id(policy, rule_set), birth, provider)
    assert {name for name in asked if f"{rule_set.id}/{name}" not in on_form} == set()
