"""What the service answers to short patients: committed for review, and held to what was expected by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.goldens.case import Case
from tests.goldens.cds_hooks import violations
from tests.goldens.expectations import contradictions
from tests.goldens.fhir import Json
from tests.goldens.files import CARDS, REQUEST, RESPONSE, differences, orphans
from tests.goldens.request import emitted_of, request_of
from tests.goldens.service import GoldenService, without_uuids

FilesOf = Callable[[str], Mapping[str, str]]
HOW = "run `python -m tests.goldens` and review the difference"
RULE_SETS = (
    "admission-adult",
    "continued-stay-adult",
    "admission-child",
    "continued-stay-child",
    "admission",
    "continued-stay",
    "discharge",
)


def difference_in(name: str, file: str, files_of: FilesOf) -> str:
    return "\n".join(differences(name, {file: files_of(name)[file]}))


def test_the_committed_request_is_the_expansion_of_the_case(name: str, files_of: FilesOf) -> None:
    found = difference_in(name, REQUEST, files_of)
    assert not found, f"{HOW}\n{found}"


def test_the_committed_response_is_what_the_service_answers(name: str, files_of: FilesOf) -> None:
    found = difference_in(name, RESPONSE, files_of)
    assert not found, f"{HOW}\n{found}"


def test_the_committed_page_shows_the_cards_of_the_response(name: str, files_of: FilesOf) -> None:
    found = difference_in(name, CARDS, files_of)
    assert not found, f"{HOW}\n{found}"


def test_the_answer_is_what_was_expected_by_hand(name: str, case: Case, files_of: FilesOf) -> None:
    found = contradictions(case, json.loads(files_of(name)[RESPONSE]))
    assert not found, "\n".join([case.title, *found])


def test_every_card_obeys_cds_hooks(name: str, case: Case, service: GoldenService) -> None:
    found = violations(service.answer(request_of(name, case, service.templates)))
    assert not found, "\n".join(found)


def test_every_emitted_resource_is_valid_and_names_nobody(name: str, case: Case) -> None:
    for resource in emitted_of(case):
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        assert "name" not in resource


def test_every_emitted_bundle_is_valid(name: str, case: Case, service: GoldenService) -> None:
    request = request_of(name, case, service.templates)
    spoilt = {*case.raw.entries, *case.raw.instead}
    bundles = [request["context"]["draftOrders"]]
    bundles += [value for key, value in request["prefetch"].items() if key not in spoilt and "type" in value]
    for bundle in bundles:
        get_fhir_model_class("Bundle").model_validate(bundle)
        assert bundle.get("entry") != [], "FHIR knows no empty array"


def test_no_golden_file_is_left_without_its_case(cases: Mapping[str, Case]) -> None:
    assert orphans(cases) == []


def test_two_answers_never_share_a_uuid(cases: Mapping[str, Case], service: GoldenService) -> None:
    request = request_of("both-services-at-21", cases["both-services-at-21"], service.templates)
    first, second = service.answer(request), service.answer(request)
    uuids = [card["uuid"] for answer in (first, second) for card in answer["cards"]]
    assert len(set(uuids)) == len(uuids) == 4
    assert without_uuids(first) == without_uuids(second)


@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_each_rule_set_has_a_met_a_not_met_and_an_unknown_case(
    rule_set: str, cases: Mapping[str, Case]
) -> None:
    expected = [card for case in cases.values() for card in case.expect if card.rule_set == rule_set]
    assert {card.outcome for card in expected} == {"met", "not_met", "unknown"}


def test_every_prefetch_key_of_discovery_carries_something_in_some_case(
    cases: Mapping[str, Case], service: GoldenService
) -> None:
    requests: list[Json] = [request_of(name, case, service.templates) for name, case in cases.items()]
    used = {key for request in requests for key, value in request["prefetch"].items() if _carries(value)}
    assert used == service.templates.keys()


def test_a_case_is_told_apart_from_all_others_by_its_title(cases: Mapping[str, Case]) -> None:
    titles = [case.title for case in cases.values()]
    assert len(set(titles)) == len(titles)


def _carries(value: Any) -> bool:
    return isinstance(value, dict) and (value["resourceType"] == "Patient" or "entry" in value)
