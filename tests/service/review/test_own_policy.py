"""A policy with facts, code lists and a service of its own: all that follows from them, for it alone."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import msgspec
import pytest

from criteria.truth import Truth
from mappings.codes.site_mapping import SiteMapping
from mappings.record.patient_record import PatientRecord
from mappings.record.read_record import read_record
from mappings.search_keys import SearchKey
from service.hooks.request import decode_request
from service.publication.publication import publication_of
from service.review.reviewer import Review
from service.review.rule_files import INSTALLED, RuleFiles, in_folder
from service.review.site import Site
from tests.service.review.own_policy import SERVICE, with_own_policy
from tests.service.review.reviewing import SETTINGS, ordered
from tests.support.fhir import CPT, HCPCS, ON, PATIENT, Json, condition, icd, no, patient, yes
from tests.support.hook_calls import draft, order_select, prefetched

SHIPPED = ("sc-medicaid-h2017-prs", "va-medicaid-h0024-peer-support")


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleFiles:
    return with_own_policy(tmp_path_factory.mktemp("rules"))


def site_of(rules: RuleFiles, folder: Path, text: str = "") -> Site:
    """A site of these rules, whose file says this."""
    path = folder / "north.yaml"
    path.write_text(f"site: north\n{text}", encoding="utf-8")
    return rules._replace(site=path).load_site(rules.load_policies(), SETTINGS)


def record(mapping: SiteMapping, *resources: Json) -> PatientRecord:
    """The record of these resources."""
    body = msgspec.json.encode(order_select(prefetch=prefetched(patient(), *resources)))
    return read_record(PATIENT, decode_request(body).prefetch or {}, mapping)


def reviewed(site: Site, *resources: Json) -> Review:
    """The review of an order for the policy's service."""
    return site.reviewer.review(record(site.reviewer.mapping, *resources), ordered(SERVICE), ON)


def truths(review: Review) -> dict[str, Truth]:
    (found,) = review.determinations
    return {path: finding.truth for path, finding in found.walk()}


def test_its_own_facts_decide_its_criteria(rules: RuleFiles, tmp_path: Path) -> None:
    site = site_of(rules, tmp_path)
    found = truths(reviewed(site, condition(icd("F20.81")), yes("agrees-to-group")))
    assert (found["1"], found["2"]) == (Truth.MET, Truth.MET)
    found = truths(reviewed(site, condition(icd("F30.9")), no("agrees-to-group")))
    assert (found["1"], found["2"]) == (Truth.UNKNOWN, Truth.NOT_MET)


@pytest.mark.parametrize(
    ("day", "truth"),
    [
        pytest.param("2026-01-30", Truth.MET, id="30 days ago"),
        pytest.param("2026-01-29", Truth.UNKNOWN, id="31 days ago"),
    ],
)
def test_an_answer_counts_for_the_span_that_its_fact_says(
    rules: RuleFiles, tmp_path: Path, day: str, truth: Truth
) -> None:
    assert truths(reviewed(site_of(rules, tmp_path), yes("agrees-to-group", day)))["2"] is truth


@pytest.mark.parametrize(
    ("system", "code", "note"),
    [
        pytest.param(CPT, "90853", "", id="CPT"),
        pytest.param(CPT, "90853-GT", "", id="with a modifier"),
        pytest.param(
            HCPCS, "90853", "its code stands under HCPCS's system, not CPT's", id="under HCPCS's system"
        ),
    ],
)
def test_an_order_of_cpt_names_its_service(
    rules: RuleFiles, tmp_path: Path, system: str, code: str, note: str
) -> None:
    order = draft(code, system=system, status="active")
    (found,) = record(site_of(rules, tmp_path).reviewer.mapping, order).orders
    assert (str(found.token), found.note) == (f"{CPT}|90853", note)


def test_a_bare_number_names_no_service(rules: RuleFiles, tmp_path: Path) -> None:
    order = {**draft(status="active"), "code": {"coding": [{"code": "90853"}]}}
    assert record(site_of(rules, tmp_path).reviewer.mapping, order).orders == []


def test_the_code_of_its_service_is_told_with_its_system(rules: RuleFiles, tmp_path: Path) -> None:
    codes = {str(token) for token in site_of(rules, tmp_path).service_codes}
    assert codes >= {f"{CPT}|90853", f"{HCPCS}|H2017", f"{HCPCS}|H0024"}
    assert {code for code in codes if code.endswith("|90853")} == {f"{CPT}|90853"}


def test_what_is_published_has_its_facts_and_its_form(rules: RuleFiles, tmp_path: Path) -> None:
    published = publication_of(site_of(rules, tmp_path), "https://cards.example").resources
    codes = {each["code"] for each in published["CodeSystem"]["criteria-input"].body["concept"]}
    assert "agrees-to-group" in codes
    asked = [
        each for each in published["Questionnaire"].values() if "agrees-to-group" in each.content.decode()
    ]
    assert len(asked) == 1


def test_a_site_that_does_not_use_it_is_as_if_it_were_not_there(rules: RuleFiles, tmp_path: Path) -> None:
    chosen = f"policies: [{', '.join(SHIPPED)}]\n"
    with_it, without = site_of(rules, tmp_path, chosen), site_of(INSTALLED, tmp_path, chosen)
    assert with_it.searches == without.searches
    here, there = with_it.reviewer.mapping, without.reviewer.mapping
    assert here.version == there.version
    assert here.fact_map == there.fact_map
    assert here.terminology.value_sets == there.terminology.value_sets


def test_searches_of_the_others_are_not_changed_by_it(rules: RuleFiles, tmp_path: Path) -> None:
    keys: set[SearchKey] = {"conditions", "criteriaInputs"}
    mine, usual = site_of(rules, tmp_path).searches, site_of(INSTALLED, tmp_path).searches
    assert {key: mine[key] for key in keys} == {key: usual[key] for key in keys}


def test_its_code_list_changes_no_other_policys_reading(rules: RuleFiles, tmp_path: Path) -> None:
    """A code beside the diagnosis that its list alone knows would be one that disagrees."""
    both = condition(icd("F31.9"), icd("Z91.89"))
    for of in (rules, INSTALLED):
        site = site_of(of, tmp_path)
        facts = site.reviewer.facts_of(
            site.reviewer.policies[_first(site, "H2017")],
            record(site.reviewer.mapping, both),
            ordered("H2017"),
            ON,
        )
        (evidence,) = facts["dx-bipolar"].evidence
        assert "a further coding is in none of our lists" in evidence.note


def test_a_snapshot_of_the_rules_has_its_files(rules: RuleFiles, tmp_path: Path) -> None:
    for file, path in rules.named():
        copy = tmp_path / "then" / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copyfile(path, copy)
    then = in_folder(tmp_path / "then")
    assert then.load_policies() == rules.load_policies()
    found = truths(reviewed(site_of(then, tmp_path), yes("agrees-to-group")))
    assert found["2"] is Truth.MET


def _first(site: Site, code: str) -> int:
    return [policy.service.code for policy in site.reviewer.policies].index(code)
