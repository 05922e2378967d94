"""Our code systems and value sets: which codes they hold, what these mean, and how they are expanded."""

from __future__ import annotations

from typing import Any

import pytest
from fhir.resources.R4B.codesystem import CodeSystem
from fhir.resources.R4B.valueset import ValueSet

from criteria.facts import SEVERITIES
from mappings.forms.own_codes import own_codes
from mappings.forms.terminology import Edition, code_systems, value_sets
from tests.mappings.forms.shipped import FACT_MAP, FORMS, PEER

NORTH = "https://north.example/fhir"
EDITION = Edition(own_codes(NORTH, FACT_MAP), "2.1.0", "2026-03-01T09:00:00+00:00")
SYSTEMS: dict[str, Any] = {each["id"]: each for each in code_systems([*FORMS.values()], FACT_MAP, EDITION)}
SETS: dict[str, Any] = {each["id"]: each for each in value_sets([*SYSTEMS.values()], EDITION)}


def codes(system: str) -> list[str]:
    return [each["code"] for each in SYSTEMS[system]["concept"]]


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=[*SYSTEMS])
def test_a_code_system_is_whole_and_under_our_base(system: Any) -> None:
    CodeSystem.model_validate(system)
    assert system["url"] == f"{NORTH}/CodeSystem/{system['id']}"
    assert system["valueSet"] == f"{NORTH}/ValueSet/{system['id']}"
    assert (system["content"], system["caseSensitive"]) == ("complete", True)
    assert system["count"] == len(system["concept"])
    assert (system["version"], system["date"]) == ("2.1.0", "2026-03-01T09:00:00+00:00")
    assert (system["status"], system["experimental"]) == ("active", False)


def test_names_are_ones_that_programs_can_use() -> None:
    assert {system["name"] for system in SYSTEMS.values()} == {
        *("CriteriaInput", "Answer", "DomainSeverity", "AgeBand"),
    }


def test_the_criteria_inputs_are_the_facts_that_answers_give_with_their_questions() -> None:
    assert set(codes("criteria-input")) == FACT_MAP.inputs
    by_code = {each["code"]: each for each in SYSTEMS["criteria-input"]["concept"]}
    assert by_code["plan-cocreated"] == {
        "code": "plan-cocreated",
        "display": "Plan created with the person and others",
        "definition": "Did the person and others take an active part in creating the treatment plan and the "
        "discharge plan?",
    }
    assert "definition" not in by_code["calocus-risk-of-harm"]


def test_answers_and_severities_are_told_by_their_codes() -> None:
    assert codes("answer") == ["cannot-tell"]
    assert codes("domain-severity") == list(SEVERITIES)
    assert [each["display"] for each in SYSTEMS["domain-severity"]["concept"]][2] == "Moderate"


def test_the_ages_are_those_that_the_forms_tell_apart_each_once() -> None:
    only_peer = code_systems([FORMS[f"{PEER}-admission"]], FACT_MAP, EDITION)[-1]
    assert [each["code"] for each in only_peer["concept"]] == ["below-21-years", "from-21-years"]
    alone = [code_systems([form], FACT_MAP, EDITION)[-1] for form in FORMS.values()]
    told = [each["code"] for made in alone if made["id"] == "age-band" for each in made["concept"]]
    assert sorted(codes("age-band")) == sorted(set(told))


def test_forms_that_ask_for_no_age_need_no_code_system_of_ages() -> None:
    made = code_systems([FORMS[f"{PEER}-discharge"]], FACT_MAP, EDITION)
    assert [each["id"] for each in made] == ["criteria-input", "answer", "domain-severity"]


@pytest.mark.parametrize("value_set", SETS.values(), ids=[*SETS])
def test_a_value_set_says_what_it_holds_and_comes_expanded(value_set: Any) -> None:
    ValueSet.model_validate(value_set)
    assert value_set["url"] == f"{NORTH}/ValueSet/{value_set['id']}"
    expansion = value_set["expansion"]
    assert expansion["timestamp"] == "2026-03-01T09:00:00+00:00"
    assert expansion["total"] == len(expansion["contains"])
    assert expansion["identifier"] == f"{value_set['url']}/expansion/2.1.0"


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_code_system_has_a_value_set_of_all_its_codes(name: str) -> None:
    assert SETS[name]["compose"] == {"include": [{"system": SYSTEMS[name]["url"]}]}
    contains = SETS[name]["expansion"]["contains"]
    assert [each["code"] for each in contains] == codes(name)
    assert {each["system"] for each in contains} == {SYSTEMS[name]["url"]}
    assert [each["display"] for each in contains] == [each["display"] for each in SYSTEMS[name]["concept"]]


def test_the_answers_of_a_choice_are_listed_by_their_systems() -> None:
    assert SETS["yes-no-answer"]["compose"]["include"] == [
        {
            "system": "http://loinc.org",
            "concept": [{"code": "LA33-6", "display": "Yes"}, {"code": "LA32-8", "display": "No"}],
        },
        {
            "system": f"{NORTH}/CodeSystem/answer",
            "concept": [{"code": "cannot-tell", "display": "I cannot tell"}],
        },
    ]
    severity = SETS["severity-answer"]["expansion"]["contains"]
    assert [each["code"] for each in severity] == [*SEVERITIES, "cannot-tell"]
