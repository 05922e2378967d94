"""The searches: legal as prefetch templates, and enough for what the facts are read from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

import pytest

from criteria.expressions import facts_used
from criteria.load import load_policies
from criteria.policy import Policy
from mappings.codes.fact_map import load_fact_map
from mappings.prefetch import searches
from mappings.readers.registry import KINDS
from mappings.search_keys import most_telling_first
from tests.mappings.reading import mapping_for
from tests.support.fhir import OWN

TOKEN = re.compile(r"\{\{(.*?)\}\}")
EVERYTHING = {
    "patient",
    "conditions",
    "observations",
    "criteriaInputs",
    "questionnaireResponses",
    "carePlans",
    "goals",
    "serviceRequests",
    "encounters",
    "procedures",
    "documents",
}
POLICIES = {each.service.code: each for each in load_policies(load_fact_map(KINDS).vocabulary)}


def facts_of(policy: Policy) -> set[str]:
    return {fact for rule_set in policy.rule_sets for fact, _ in facts_used(rule_set.nodes())}


def needed(*facts: str, site: str = "") -> dict[str, str]:
    return searches(facts, mapping_for(site))


@pytest.mark.parametrize("service", ["H2017", "H0024"])
def test_a_policy_needs_every_search(service: str) -> None:
    assert set(searches(sorted(facts_of(POLICIES[service])), mapping_for(""))) == EVERYTHING


@pytest.mark.parametrize("service", ["H2017", "H0024"])
def test_the_templates_use_one_token_and_plain_searches(service: str) -> None:
    templates = searches(sorted(facts_of(POLICIES[service])), mapping_for(""))
    assert templates.pop("patient") == "Patient/{{context.patientId}}"
    for template in templates.values():
        assert TOKEN.findall(template) == ["context.patientId"]
        assert re.match(r"[A-Z][A-Za-z]+\?patient=\{\{context\.patientId\}\}(&[a-z_]+=[^&= ]+)*$", template)
        names = [each.partition("=")[0] for each in template.partition("?")[2].split("&")]
        assert len(names) == len(set(names)), f"a repeated parameter is merged by some clients: {template}"


def test_the_patient_comes_first() -> None:
    assert next(iter(needed("least-restrictive"))) == "patient"


PHASE = {"patient", "conditions", "carePlans", "serviceRequests"}
"""Always asked for: they tell whether the service is in progress."""
ANSWERS = {"observations", "criteriaInputs", "questionnaireResponses"}


@pytest.mark.parametrize(
    ("facts", "keys"),
    [
        pytest.param([], PHASE, id="nothing"),
        pytest.param(["birth-date"], PHASE, id="a birth date"),
        pytest.param(["provider-is-private"], PHASE, id="what the site says"),
        pytest.param(["least-restrictive"], PHASE | ANSWERS, id="an attestation"),
        pytest.param(["dx-bipolar"], PHASE | {"encounters"}, id="a diagnosis, with the encounter it is of"),
        pytest.param(["calocus-composite"], PHASE | ANSWERS, id="a score"),
        pytest.param(["goal-improved"], PHASE | ANSWERS | {"goals"}, id="goals"),
        pytest.param(
            ["family-participating"], PHASE | ANSWERS | {"encounters"}, id="a fact with visits beside it"
        ),
        pytest.param(
            ["notes-document-goal-progress"],
            PHASE | ANSWERS | {"goals", "encounters", "procedures", "documents"},
            id="a fact with notes beside it",
        ),
    ],
)
def test_only_what_the_facts_need_is_asked_for(facts: Iterable[str], keys: set[str]) -> None:
    assert set(needed(*facts)) == keys


def test_orders_are_searched_by_status_since_a_code_with_modifiers_is_another_code() -> None:
    query = needed()["serviceRequests"].partition("&")[2]
    assert query == "status=active,on-hold,revoked,completed,unknown&_sort=-authored"


@pytest.mark.parametrize(
    ("key", "order"),
    [
        ("conditions", "-recorded-date"),
        ("observations", "-date"),
        ("criteriaInputs", "-date"),
        ("questionnaireResponses", "-authored"),
        ("goals", "-start-date"),
        ("serviceRequests", "-authored"),
        ("encounters", "-date"),
    ],
)
def test_what_settles_the_newest_is_asked_for_newest_first_and_never_cut_off(key: str, order: str) -> None:
    template = searches(sorted(facts_of(POLICIES["H2017"])), mapping_for(""))[key]
    assert template.endswith(f"&_sort={order}")
    assert "_count" not in template


def test_procedures_are_searched_by_status_since_their_codes_carry_modifiers() -> None:
    assert needed("intervention-date", "lpha-evaluation")["procedures"] == (
        "Procedure?patient={{context.patientId}}&status=completed,in-progress,stopped,on-hold&_sort=-date"
    )


def test_notes_are_searched_by_type() -> None:
    query = needed("notes-document-goal-progress", "lpha-evaluation")["documents"]
    assert set(query.partition("&type=")[2].split(",")) == {"34904-3", "34785-6", "78306-8"}


def test_observations_are_searched_by_all_of_our_codes_and_the_sites() -> None:
    site = """
codes:
  spmi-present: [{system: "urn:ehr", code: "7"}, {text: SPMI}]
hints:
  severity-social: [{system: "urn:ehr", code: "8"}]
  severity-recreation: [{system: "urn:ehr", code: "8"}]
"""
    query = needed("least-restrictive", site=site)["criteriaInputs"]
    assert query.partition("&code=")[2].removesuffix("&_sort=-date").split(",") == [
        f"{OWN}|",
        "urn:ehr|7".replace(":", "%3A") if "%3A" in query else "urn:ehr|7",
        "urn:ehr|8",
        "http://loinc.org|107331-1",
        "http://loinc.org|107332-9",
        "http://loinc.org|107333-7",
        "http://loinc.org|107334-5",
    ]


@pytest.mark.parametrize(
    ("code", "searched"),
    [
        pytest.param("A&B", "A%26B", id="an ampersand"),
        pytest.param("A B", "A%20B", id="a blank"),
        pytest.param("A,B", "A%5C%2CB", id="a comma is marked as text"),
        pytest.param("A|B", "A%5C%7CB", id="a bar is marked as text"),
        pytest.param("{{user}}", "%7B%7Buser%7D%7D", id="what would be a token"),
    ],
)
def test_a_sites_code_cannot_break_a_search(code: str, searched: str) -> None:
    site = f'codes: {{spmi-present: [{{system: "urn:ehr#x", code: "{code}"}}]}}'
    query = needed("least-restrictive", site=site)["criteriaInputs"]
    assert f",urn:ehr%23x|{searched}," in query
    assert TOKEN.findall(query) == ["context.patientId"]
    assert unquote(searched).replace("\\", "") == code


def test_what_tells_most_is_asked_first_and_hints_last() -> None:
    asked = most_telling_first(searches(sorted(facts_of(POLICIES["H2017"])), mapping_for("")))
    assert asked[:4] == ["patient", "conditions", "criteriaInputs", "questionnaireResponses"]
    assert set(asked[-2:]) == {"procedures", "documents"}
    assert set(asked) == EVERYTHING
