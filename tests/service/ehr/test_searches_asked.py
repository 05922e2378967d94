"""What the prefetch lacks is asked of the EHR's FHIR server: what, how often, and with which token."""

from __future__ import annotations

import pytest

from tests.service.ehr.asking import TOKEN, answered, asking, without
from tests.support.application import call, cds
from tests.support.bundles import operation_outcome, searchset
from tests.support.cards import cards_of, determinations, gaps, outcomes
from tests.support.fhir import PATIENT, observation
from tests.support.fhir_server import FhirDouble
from tests.support.hook_calls import (
    KEYS,
    ORDER_SELECT,
    adult,
    diagnosis,
    draft,
    order_select,
    order_sign,
    prefetched,
)


def test_without_any_prefetch_everything_is_asked_once_and_the_cards_are_the_same(server: FhirDouble) -> None:
    full = cards_of(call(ORDER_SELECT, order_select(draft(), prefetch=prefetched(*adult()))))
    cards = answered(server, order_select(draft()))
    assert determinations(cards) == determinations(full)
    assert gaps(cards[0]) == {}
    assert server.kinds() == sorted(["Patient", *KEYS.values()])


def test_the_server_is_asked_as_the_templates_say_with_the_token_and_nothing_else(server: FhirDouble) -> None:
    answered(server, order_select(draft()))
    templates = cds().default_site.searches
    expected = {f"/fhir/{query}".replace("{{context.patientId}}", PATIENT) for query in templates.values()}
    assert {asked.target.replace("%7C", "|") for asked in server.asked} == expected
    for asked in server.asked:
        assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
        assert asked.headers["Accept"] == "application/fhir+json"
        assert "Cookie" not in asked.headers
        assert asked.headers["Host"] == f"127.0.0.1:{server.port}"


def test_without_an_authorization_the_server_is_asked_without_a_token(server: FhirDouble) -> None:
    body = {**order_select(draft()), "fhirServer": server.url}
    (card,) = cards_of(call(ORDER_SELECT, body, allow_loopback_fhir=True, budget_ms=5000))
    assert outcomes(card)["A"] == "met"
    assert not any("Authorization" in asked.headers for asked in server.asked)


def test_a_base_url_may_end_in_a_slash(server: FhirDouble) -> None:
    body = {**asking(server.url, order_select(draft())), "fhirServer": f"{server.url}/"}
    (card,) = cards_of(call(ORDER_SELECT, body, allow_loopback_fhir=True, budget_ms=5000))
    assert gaps(card) == {}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "state",
    [
        pytest.param(None, id="null"),
        pytest.param(searchset(), id="an empty searchset"),
        pytest.param(searchset(diagnosis()), id="a searchset"),
        pytest.param({"resourceType": "Bundle", "type": "collection"}, id="a collection"),
        pytest.param(operation_outcome(), id="an OperationOutcome"),
        pytest.param(7, id="a number"),
    ],
)
def test_a_key_that_the_client_answered_is_not_asked_again(
    server: FhirDouble, key: str, state: object
) -> None:
    answered(server, order_select(draft(), prefetch={**prefetched(*adult()), key: state}))
    assert server.asked == []


@pytest.mark.parametrize("key", ["patient", *KEYS])
def test_the_one_absent_key_is_the_one_that_is_asked(server: FhirDouble, key: str) -> None:
    (card,) = answered(server, order_select(draft(), prefetch=without(key)))
    assert server.kinds() == [KEYS.get(key, "Patient")]
    assert gaps(card) == {}
    assert set(outcomes(card).values()) == {"met"}


def test_an_order_that_is_not_ours_asks_for_nothing(server: FhirDouble) -> None:
    assert answered(server, order_select(draft("H2014"))) == []
    assert answered(server, order_sign(draft("H2014"))) == []
    assert server.asked == []


def test_nothing_of_one_request_is_used_for_the_next(server: FhirDouble) -> None:
    body = order_select(draft(), prefetch=without("conditions"))
    (card,) = answered(server, body)
    assert outcomes(card)["A"] == "met"
    server.resources = [each for each in server.resources if each["resourceType"] != "Condition"]
    (card,) = answered(server, body)
    assert outcomes(card)["A"] == "unknown"
    assert server.kinds() == ["Condition"] * 2


def test_answers_found_on_the_server_count_like_those_sent(server: FhirDouble) -> None:
    server.resources.append(observation("calocus-composite", {"valueInteger": 20}))
    server.resources.append(observation("spmi-present", {"valueBoolean": False}, of="p2"))
    (card,) = answered(server, order_select(draft(), prefetch=without("criteriaInputs", "observations")))
    assert set(outcomes(card).values()) == {"met"}
