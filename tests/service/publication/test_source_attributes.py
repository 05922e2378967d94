"""Source attributes say of each policy what its facts do, in the order and number of the regulation."""

from __future__ import annotations

from typing import Any

import pytest

from criteria.load import load_policies
from criteria.policy import Policy
from mappings.codes.fact_map import load_fact_map
from mappings.readers.registry import KINDS
from service.publication.source_attributes import facts_read
from tests.support.application import app

FACT_MAP = load_fact_map(KINDS)
POLICIES = load_policies(FACT_MAP.vocabulary)
H2017, H0024 = "sc-medicaid-h2017-prs", "va-medicaid-h0024-peer-support"
H2018, H0018 = "md-medicaid-h2018-prp", "md-pmhs-h0018-residential-crisis"
USES = {
    H2017: {11: True, 12: True, 13: True},
    H0024: {11: True, 12: False, 13: True},
    H2018: {11: True, 12: False, 13: True},
    H0018: {11: True, 12: False, 13: True},
}
"""What of 5 to 13 is used; what is not named is not."""

policies = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)


def served(policy_id: str) -> Any:
    """The attributes as a client gets them, by number."""
    answer = app().test_client().get(f"/policies/{policy_id}/source-attributes.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return {each["number"]: each for each in answer.get_json()["attributes"]}


@policies
def test_there_are_thirteen_of_which_four_are_told_in_words(policy: Policy) -> None:
    given = served(policy.id)
    assert list(given) == list(range(1, 14))
    assert all(given[number]["value"] for number in range(1, 5))


@pytest.mark.parametrize("policy_id", USES)
def test_nine_are_computed_from_what_the_policy_reads(policy_id: str) -> None:
    given = served(policy_id)
    assert {number: given[number]["uses"] for number in range(5, 14)} == {
        number: USES[policy_id].get(number, False) for number in range(5, 14)
    }


@policies
def test_the_citation_is_the_payers_and_the_version_has_its_date(policy: Policy) -> None:
    given = served(policy.id)
    assert policy.source.payer in given[1]["value"]
    assert policy.source.title in given[1]["value"]
    assert f"version {policy.version} of 20" in given[4]["value"]


def test_what_is_used_is_used_by_facts_that_the_policy_reads() -> None:
    for policy in POLICIES:
        read = set(facts_read(policy, FACT_MAP))
        for each in served(policy.id).values():
            named = {fact["fact"] for fact in each.get("facts", [])}
            assert named <= read
            assert bool(named) == each.get("uses", False)


def test_a_z_code_of_a_child_is_a_social_determinant_that_decides() -> None:
    assert "dx-z-candidate" in [fact["fact"] for fact in served(H2017)[12]["facts"]]


def test_facts_that_others_rest_on_are_read_too() -> None:
    (policy,) = [each for each in POLICIES if each.id == H2017]
    assert {"calocus-risk-of-harm", "no-qualifying-diagnosis", "severity-daily-living"} <= set(
        facts_read(policy, FACT_MAP)
    )


def test_words_of_the_policy_that_speak_of_what_is_not_read_are_named() -> None:
    ethnicity = served(H0024)[6]
    assert ethnicity["uses"] is False
    assert ["3 of admission" in note and "no such data is read" in note for note in ethnicity["notes"]] == [
        True
    ]


def test_a_diagnosis_that_speaks_of_gender_identity_is_told_and_is_not_its_use() -> None:
    gender = served(H0024)[9]
    assert gender["uses"] is False
    assert "dx-mental-disorder-current" in gender["notes"][0]


@policies
def test_the_page_has_each_attribute_and_the_basis(policy: Policy) -> None:
    client = app().test_client()
    page = client.get(f"/policies/{policy.id}/source-attributes").text
    assert all(f"{each['number']}. {each['name']}" in page for each in served(policy.id).values())
    assert "520(o)(1)(E)" in page
    assert "source-attributes" in client.get(f"/policies/{policy.id}").text


def test_nobody_is_told_that_they_are_required() -> None:
    text = app().test_client().get(f"/policies/{H2017}/source-attributes.json").text
    assert "required" not in text.lower()
    assert "HTI-5" in text


@pytest.mark.parametrize("path", ["source-attributes", "source-attributes.json"])
def test_of_no_policy_there_are_none(path: str) -> None:
    assert app().test_client().get(f"/policies/nothing/{path}").status_code == 404
