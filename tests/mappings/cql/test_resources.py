"""The Library and the PlanDefinition of a policy: each names what the other has."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator

import pytest

from criteria.policy import Policy
from mappings.cql.resources import library_in, logic_of
from mappings.forms.given import Json
from mappings.forms.own_codes import own_codes
from mappings.forms.terminology import Edition
from tests.mappings.cql.test_library import FACT_MAP, POLICIES

BASE = "https://north.example/fhir"
EDITION = Edition(own_codes(BASE, FACT_MAP), "0.1.0", "2026-03-01T09:00:00+00:00")


def actions(of: Json) -> Iterator[Json]:
    """Every action of a PlanDefinition, each before those below it."""
    for each in of.get("action", ()):
        yield each
        yield from actions(each)


@pytest.fixture(params=POLICIES, ids=lambda policy: policy.id)
def policy(request: pytest.FixtureRequest) -> Policy:
    given: Policy = request.param
    return given


def test_the_library_holds_the_cql_that_its_parameters_tell_of(policy: Policy) -> None:
    library, _ = logic_of(policy, FACT_MAP, EDITION)
    cql = library_in(policy, FACT_MAP)
    (content,) = library["content"]
    assert content["contentType"] == "text/cql"
    assert b64decode(content["data"]).decode() == cql.text
    handed = [each["name"] for each in library["parameter"] if each["use"] == "in"]
    defined = [each["name"] for each in library["parameter"] if each["use"] == "out"]
    assert handed == [each.name for each in cql.parameters]
    assert defined == [each.name for each in cql.definitions]


def test_the_plan_names_the_library_by_the_name_and_version_of_its_cql(policy: Policy) -> None:
    library, plan = logic_of(policy, FACT_MAP, EDITION)
    cql = library_in(policy, FACT_MAP)
    assert plan["library"] == [f"{BASE}/Library/{cql.name}|{policy.version}"]
    assert (library["url"], library["name"]) == (f"{BASE}/Library/{cql.name}", cql.name)
    assert f"library {cql.name} version '{policy.version}'" in cql.text


def test_each_condition_of_the_plan_is_a_definition_of_the_library(policy: Policy) -> None:
    _, plan = logic_of(policy, FACT_MAP, EDITION)
    defined = {each.name for each in library_in(policy, FACT_MAP).definitions}
    named = [each["expression"] for action in actions(plan) for each in action["condition"]]
    assert {each["language"] for each in named} == {"text/cql-identifier"}
    assert {each["expression"] for each in named} <= defined


def test_each_criterion_has_one_action_with_its_own_words(policy: Policy) -> None:
    _, plan = logic_of(policy, FACT_MAP, EDITION)
    criteria = [each for rule_set in policy.rule_sets for each in rule_set.criteria()]
    acted = [each for each in actions(plan) if "prefix" in each]
    assert [(each["prefix"], each["title"], each["textEquivalent"]) for each in acted] == [
        (each.id, each.title, each.text) for each in criteria
    ]
    assert all(each["documentation"][0]["citation"] == f"“{each['textEquivalent']}”" for each in acted)
