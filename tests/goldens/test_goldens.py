"""What the service answers to short patients: committed for review, and held to what was expected by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from service.samples.hook_request import emitted_of
from service.samples.shorthand import NAMES
from tests.goldens.case import HOOKS, Case
from tests.goldens.cds_hooks import violations
from tests.goldens.expectations import contradictions
from tests.goldens.files import GENERATED, GoldenFiles, differences, orphans
from tests.goldens.service import GoldenService, without_uuids
from tests.support.fhir import Json

TextsOf = Callable[[str], GoldenFiles]
HOW = "run `make goldens` and review the difference"
RULE_SETS = (
    "admission-adult",
    "continued-stay-adult",
    "admission-child",
    "continued-stay-child",
    "admission",
    "continued-stay",
    "discharge",
)


def test_the_committed_files_are_what_the_case_and_the_service_come_to(
    name: str, case: Case, texts_of: TextsOf
) -> None:
    found = list(differences(name, case, texts_of(name)))
    assert not found, "\n".join([HOW, *found])


def test_the_answer_is_what_was_expected_by_hand(name: str, case: Case, texts_of: TextsOf) -> None:
    found = contradictions(case, json.loads(texts_of(name).response))
    assert not found, "\n".join([case.title, *found])


def test_every_card_obeys_cds_hooks(name: str, case: Case, service: GoldenService) -> None:
    found = violations(service.answer(case, service.request(name, case)))
    assert not found, "\n".join(found)


def test_no_card_names_the_patient(name: str, texts_of: TextsOf) -> None:
    for part in NAMES["patient"].split():
        assert part not in texts_of(name).response


def test_every_emitted_resource_is_valid(name: str, case: Case) -> None:
    for resource in emitted_of(case):
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def test_every_suggested_resource_is_valid(name: str, texts_of: TextsOf) -> None:
    for card in json.loads(texts_of(name).response)["cards"]:
        actions = [action for each in card.get("suggestions", ()) for action in each["actions"]]
        for resource in [action["resource"] for action in actions]:
            get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def test_every_emitted_bundle_is_valid(name: str, case: Case, service: GoldenService) -> None:
    request = service.request(name, case)
    spoilt = {*case.raw.entries, *case.raw.instead}
    bundles = [request["context"]["draftOrders"]] if "draftOrders" in request["context"] else []
    bundles += [value for key, value in request["prefetch"].items() if key not in spoilt and "type" in value]
    for bundle in bundles:
        get_fhir_model_class("Bundle").model_validate(bundle)
        assert bundle.get("entry") != [], "FHIR knows no empty array"


def test_every_id_is_as_opaque_as_an_ehr_makes_them(name: str, case: Case, service: GoldenService) -> None:
    written = {f"{each['resourceType']}/{each['id']}" for each in emitted_of(case)}
    request = json.dumps(service.request(name, case))
    assert {reference for reference in written if f'"{reference}"' in request} == set()
    assert len(service.request(name, case)["context"]["patientId"]) == 24


def test_order_sign_says_of_all_orders_what_order_select_says_of_those_selected(
    cases: Mapping[str, Case], service: GoldenService, texts_of: TextsOf
) -> None:
    for name, case in cases.items():
        if case.hook == "order-select" and case.selected is None:
            signed = case.model_copy(update={"hook": "order-sign"})
            answer = service.answer(signed, service.request(name, signed))
            assert without_uuids(answer) == json.loads(texts_of(name).response), name


def test_no_golden_file_is_left_without_its_case(cases: Mapping[str, Case]) -> None:
    assert [path for path in orphans(cases) if GENERATED not in path.parts] == []


def test_two_answers_never_share_a_uuid(cases: Mapping[str, Case], service: GoldenService) -> None:
    case = cases["both-services-at-21"]
    request = service.request("both-services-at-21", case)
    first, second = service.answer(case, request), service.answer(case, request)
    uuids = [card["uuid"] for answer in (first, second) for card in answer["cards"]]
    assert len(set(uuids)) == len(uuids) == 4
    assert without_uuids(first) == without_uuids(second)


@pytest.mark.parametrize("rule_set", RULE_SETS)
def test_each_rule_set_has_a_met_a_not_met_and_an_unknown_case(
    rule_set: str, cases: Mapping[str, Case]
) -> None:
    expected = [card for case in cases.values() for card in case.expect if card.rule_set == rule_set]
    assert {card.outcome for card in expected} == {"met", "not_met", "unknown"}


@pytest.mark.parametrize("hook", HOOKS)
def test_each_hook_has_cases_with_cards_silent_ones_and_some_sent_by_hand(
    hook: str, cases: Mapping[str, Case]
) -> None:
    of_hook = [case for case in cases.values() if case.hook == hook]
    assert any(case.expect for case in of_hook)
    assert any(not case.expect for case in of_hook)
    assert any(case.sent_by_hand for case in of_hook)


def test_every_prefetch_key_of_discovery_carries_something_in_some_case(
    cases: Mapping[str, Case], service: GoldenService
) -> None:
    requests: list[Json] = [service.request(name, case) for name, case in cases.items()]
    listed = {key for request in requests for key in request["prefetch"]}
    used = {key for request in requests for key, value in request["prefetch"].items() if _carries(value)}
    assert used == listed
    assert len(listed) > 10


def test_a_case_is_told_apart_from_all_others_by_its_title(cases: Mapping[str, Case]) -> None:
    titles = [case.title for case in cases.values()]
    assert len(set(titles)) == len(titles)


def _carries(value: Any) -> bool:
    return isinstance(value, dict) and (value["resourceType"] == "Patient" or "entry" in value)
