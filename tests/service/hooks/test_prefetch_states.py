"""What stands under a prefetch key: nothing, null, a refusal, any Bundle, another patient."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.hooks.refusals import expression_of
from tests.service.hooks.valid_request import LEFT_OUT, MARK
from tests.support.application import call
from tests.support.bundles import bundle, operation_outcome, searchset
from tests.support.cards import cards_of, gaps, outcomes, search_in_words, shown
from tests.support.fhir import Json, patient, resource
from tests.support.hook_calls import (
    KEYS,
    ORDER_SELECT,
    ORDER_SIGN,
    PATIENT_VIEW,
    adult,
    diagnosis,
    draft,
    order_select,
    prefetched,
    request_of,
)

NOT_SENT = "the EHR did not send this"
WITHHELD = "the EHR says that it withheld some of this"
FIRST_PAGE = "the EHR sent only the first page"
NO_RESOURCE = "this is neither a resource nor a Bundle"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("state", "problem"),
    [
        pytest.param(LEFT_OUT, NOT_SENT, id="absent, which is a gap"),
        pytest.param(None, None, id="null, which says there is nothing"),
        pytest.param(searchset(), None, id="an empty searchset"),
        pytest.param({"resourceType": "Bundle", "type": "searchset", "entry": []}, None, id="an empty entry"),
        pytest.param(operation_outcome(), WITHHELD, id="an OperationOutcome, which is a gap"),
        pytest.param(
            searchset(patient(), next_url="https://x/2"), FIRST_PAGE, id="a first page, which is a gap"
        ),
        pytest.param([], NO_RESOURCE, id="a list, which is a gap"),
        pytest.param(7, NO_RESOURCE, id="a number, which is a gap"),
        pytest.param("none", NO_RESOURCE, id="a string, which is a gap"),
    ],
)
def test_each_key_may_be_missing_in_each_way(key: str, state: object, problem: str | None) -> None:
    sent = {**prefetched(*adult()), key: state}
    if state is LEFT_OUT:
        del sent[key]
    (card,) = cards_of(call(ORDER_SELECT, order_select(draft(), prefetch=sent)))
    assert gaps(card) == ({} if problem is None else {f"prefetch/{key}": problem})
    assert problem is None or f"{search_in_words(key)} ({problem})" in card["detail"], (
        "a gap stands on the card"
    )


ENTRY_LISTS: list[Any] = [
    pytest.param(bundle(diagnosis()), "met", id="a Bundle without a type"),
    pytest.param({**bundle(diagnosis()), "type": "collection"}, "met", id="a collection"),
    pytest.param({**bundle(diagnosis()), "type": "history"}, "met", id="a history"),
    pytest.param(diagnosis(), "met", id="the resource itself"),
    pytest.param(
        bundle(patient(), resource("Basic", "b"), diagnosis()), "met", id="among resources of other types"
    ),
    pytest.param(
        {**searchset(diagnosis()), "entry": [{"resource": diagnosis(), "search": {"mode": "include"}}]},
        "met",
        id="as an included resource",
    ),
    pytest.param(
        {**searchset(diagnosis()), "entry": [{"resource": diagnosis(), "search": {"mode": "outcome"}}]},
        "unknown",
        id="not as the outcome of a search",
    ),
    pytest.param(
        {**searchset(), "entry": [{"resource": operation_outcome(), "search": {"mode": "outcome"}}]},
        "unknown",
        id="an OperationOutcome as the outcome of a search",
    ),
]


@pytest.mark.parametrize(("conditions", "expected"), ENTRY_LISTS)
def test_a_diagnosis_is_read_from_any_kind_of_bundle(conditions: Json, expected: str) -> None:
    sent = {**prefetched(*adult()), "conditions": conditions}
    (card,) = cards_of(call(ORDER_SELECT, order_select(draft(), prefetch=sent)))
    assert outcomes(card)["A"] == expected


def test_wrong_entries_are_gaps_and_the_right_one_counts() -> None:
    entries: list[object] = [
        None,
        7,
        [],
        "x",
        {},
        {"resource": None},
        {"resource": []},
        {"resource": diagnosis()},
    ]
    sent = {**prefetched(*adult()), "conditions": {"resourceType": "Bundle", "entry": entries}}
    (card,) = cards_of(call(ORDER_SELECT, order_select(draft(), prefetch=sent)))
    assert outcomes(card)["A"] == "met"
    assert gaps(card) == {f"prefetch/conditions.entry[{i}]": "this entry holds no resource" for i in range(7)}


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(LEFT_OUT, id="absent"),
        pytest.param(None, id="null"),
        pytest.param(operation_outcome(), id="an OperationOutcome"),
        pytest.param(searchset(), id="an empty searchset"),
        pytest.param({}, id="an empty object"),
        pytest.param("Patient/p1", id="a string"),
        pytest.param(diagnosis(), id="a resource of another type"),
    ],
)
@pytest.mark.parametrize("service_id", [ORDER_SELECT, PATIENT_VIEW])
def test_without_the_patient_there_is_nothing_to_say(service_id: str, state: object) -> None:
    sent = {**prefetched(*adult()), "patient": state}
    if state is LEFT_OUT:
        del sent["patient"]
    response = call(service_id, request_of(service_id, draft(), prefetch=sent))
    assert response.status_code == 412
    assert expression_of(response) == "prefetch.patient"


@pytest.mark.parametrize("members", [{}, {"prefetch": None}, {"prefetch": {}}], ids=str)
@pytest.mark.parametrize("service_id", [ORDER_SELECT, ORDER_SIGN])
def test_a_request_without_any_prefetch_lacks_the_patient(service_id: str, members: Json) -> None:
    response = call(service_id, request_of(service_id, draft()) | members)
    assert response.status_code == 412
    assert expression_of(response) == "prefetch.patient"


@pytest.mark.parametrize(
    ("key", "field"),
    [
        pytest.param("patient", "prefetch.patient", id="under its key"),
        pytest.param("conditions", "prefetch.conditions", id="under another key of ours"),
        pytest.param(MARK, "prefetch", id="under a key of the client, which is not repeated"),
    ],
)
@pytest.mark.parametrize("service_id", [ORDER_SELECT, PATIENT_VIEW])
def test_the_patient_of_somebody_else_is_refused(service_id: str, key: str, field: str) -> None:
    sent = {**prefetched(*adult()), key: patient(id=MARK)}
    response = call(service_id, request_of(service_id, draft(), prefetch=sent))
    assert response.status_code == 400
    assert expression_of(response) == field


def test_a_patient_without_an_id_or_in_a_bundle_is_the_patient() -> None:
    for sent in (searchset(patient()), {"resourceType": "Patient", "birthDate": "1980-05-05"}):
        body = order_select(draft(), prefetch={**prefetched(*adult()), "patient": sent})
        assert shown(cards_of(call(ORDER_SELECT, body))) == [("H2017", "admission-adult", "met")]


def test_resources_of_another_patient_are_left_out_and_reported() -> None:
    record = (*(each for each in adult() if each["resourceType"] != "Condition"), diagnosis(of="p2"))
    (card,) = cards_of(call(ORDER_SELECT, order_select(draft(), prefetch=prefetched(*record))))
    assert outcomes(card)["A"] == "unknown"
    assert gaps(card) == {"Condition/dx-F31-9": "this is of another patient and was left out"}
