"""Which of the orders count: the selected ones on order-select, all of them on order-sign."""

from __future__ import annotations

import pytest

from tests.service.hooks.asking import selected, signed
from tests.support.application import call
from tests.support.cards import cards_of, determinations, gaps
from tests.support.fhir import resource
from tests.support.hook_calls import ORDER_SELECT, adult, draft, order_select, prefetched


@pytest.mark.parametrize(
    ("selections", "expected"),
    [
        pytest.param(["ServiceRequest/draft-H2017"], ["H2017"], id="the first of two"),
        pytest.param(["ServiceRequest/draft-H0024"], ["H0024"], id="the second of two"),
        pytest.param(
            ["ServiceRequest/draft-H2017", "ServiceRequest/draft-H0024"], ["H2017", "H0024"], id="both"
        ),
        pytest.param(["ServiceRequest/draft-H2017"] * 2, ["H2017"], id="one of them twice"),
        pytest.param(["draft-H2017"], ["H2017"], id="by its bare id"),
        pytest.param([], [], id="none"),
        pytest.param(
            ["https://ehr.example/fhir/ServiceRequest/draft-H2017"], ["H2017"], id="by an absolute URL"
        ),
        pytest.param(["ServiceRequest/draft-H0024/_history/2"], ["H0024"], id="by a version"),
        pytest.param(
            ["ServiceRequest/other", "ServiceRequest/draft-H2017"],
            ["H2017"],
            id="an order and one that is not among the drafts",
        ),
    ],
)
def test_only_the_selected_orders_count_on_order_select(selections: list[str], expected: list[str]) -> None:
    cards = selected(draft("H2017"), draft("H0024"), selections=selections)
    assert [card["summary"].split()[0] for card in cards] == expected


@pytest.mark.parametrize(
    "selections",
    [
        pytest.param(["ServiceRequest/other"], id="an order that is not among the drafts"),
        pytest.param(["MedicationRequest/draft-H2017"], id="the id with another type"),
        pytest.param([""], id="an empty string"),
        pytest.param(["#draft-H2017"], id="a fragment"),
    ],
)
def test_selections_of_which_none_names_a_draft_order_are_refused(selections: list[str]) -> None:
    body = order_select(draft("H2017"), selections=selections, prefetch=prefetched(*adult()))
    answer = call(ORDER_SELECT, body)
    assert answer.status_code == 400
    assert answer.get_json()["issue"][0]["expression"] == ["context.selections"]


def test_a_selection_that_names_nothing_is_told_beside_the_card_of_the_others() -> None:
    selections = ["ServiceRequest/other", "ServiceRequest/draft-H2017"]
    (card,) = selected(draft("H2017"), selections=selections)
    assert gaps(card)["context.selections"] == "this selection names no draft order"


def test_an_order_may_be_selected_by_its_full_url() -> None:
    nameless = draft()
    del nameless["id"]
    body = order_select(selections=["urn:uuid:9d1c"], prefetch=prefetched(*adult()))
    body["context"]["draftOrders"] = {"entry": [{"fullUrl": "urn:uuid:9d1c", "resource": nameless}]}
    (card,) = cards_of(call(ORDER_SELECT, body))
    assert card["summary"].startswith("H2017 ")


def test_all_orders_count_on_order_sign() -> None:
    cards = signed(draft("H2017"), draft("H0024"), draft("H2014"))
    assert [card["summary"].split()[0] for card in cards] == ["H2017", "H0024"]


def test_orders_of_one_service_share_a_card_that_names_them() -> None:
    (card,) = signed(draft(identity="first"), draft("H2014"), draft(identity="second"))
    assert "For the orders ServiceRequest/first, ServiceRequest/second." in card["detail"]


def test_an_order_with_both_codes_is_an_order_of_both() -> None:
    both = resource("ServiceRequest", "o", code={"coding": [*draft("H2017")["code"]["coding"]] * 2})
    both["code"]["coding"] += draft("H0024")["code"]["coding"]
    cards = signed(both)
    assert [card["summary"].split()[0] for card in cards] == ["H2017", "H0024"]
    assert "For the orders" not in cards[0]["detail"]


def test_an_order_without_an_id_counts_on_order_sign() -> None:
    nameless = draft()
    del nameless["id"]
    (card,) = signed(nameless, draft(identity="second"))
    assert "For the orders ServiceRequest, ServiceRequest/second." in card["detail"]


def test_order_sign_says_what_order_select_says() -> None:
    assert determinations(signed(draft())) == determinations(selected(draft()))
