"""The shape of an answer: the elements that CDS Hooks 2.0 names, none of them empty, and safe Markdown."""

from __future__ import annotations

from uuid import UUID

from tests.service.hooks.valid_request import valid
from tests.support.application import app, call
from tests.support.cards import cards_of, empties
from tests.support.fhir import ICD, PATIENT, Json, coding, concept, patient
from tests.support.hook_calls import (
    ORDER_SELECT,
    ORDER_SIGN,
    adult,
    diagnosis,
    draft,
    order_select,
    order_sign,
    plan_for,
    prefetched,
)


def many_cards() -> list[Json]:
    """Cards of every kind: met, unknown, outside the population, age unknown, continued stay, discharge."""
    both = (draft("H2017"), draft("H0024"))
    records: list[tuple[Json, ...]] = [
        adult(),
        (patient("2012-01-01"), diagnosis("F32.1")),
        ({"resourceType": "Patient", "id": PATIENT},),
        (*adult(), plan_for("H2017"), plan_for("H0024")),
    ]
    return [
        card
        for record in records
        for card in cards_of(call(ORDER_SELECT, order_select(*both, prefetch=prefetched(*record))))
    ]


def test_an_answer_holds_only_what_the_specification_names_and_nothing_empty() -> None:
    cards = many_cards()
    assert len(cards) == 8
    for card in cards:
        assert card.keys() - {"suggestions", "selectionBehavior"} == {
            "uuid",
            "summary",
            "detail",
            "indicator",
            "source",
            "overrideReasons",
            "links",
            "extension",
        }
        assert card["source"].keys() == {"label", "url", "topic"}
        assert card["source"]["topic"].keys() == {"code", "system", "display"}
        assert all(reason.keys() == {"code", "system", "display"} for reason in card["overrideReasons"])
        assert all(link.keys() == {"label", "url", "type"} for link in card["links"])
        assert all(link["type"] == "absolute" for link in card["links"])
        assert ("suggestions" in card) == (card.get("selectionBehavior") == "any")
        for suggestion in card.get("suggestions", ()):
            assert suggestion.keys() == {"label", "uuid", "actions", "extension"}
            assert all(each.keys() == {"type", "description", "resource"} for each in suggestion["actions"])
        assert card["indicator"] in ("info", "warning")
        assert 0 < len(card["summary"]) < 140
        assert "\n" not in card["summary"]
    assert not [*empties(cards)]


def test_the_body_of_an_answer_is_cards_alone() -> None:
    response = call(ORDER_SELECT, valid())
    assert response.mimetype == "application/json"
    assert response.get_json().keys() == {"cards"}


def test_no_two_answers_share_a_card_uuid() -> None:
    uuids = [card["uuid"] for _ in range(3) for card in many_cards()]
    assert len(set(uuids)) == len(uuids) == 24
    assert all(str(UUID(each)) == each for each in uuids)


def test_the_policy_a_card_links_to_is_served() -> None:
    (card,) = cards_of(call(ORDER_SELECT, valid()))
    for url in (card["source"]["url"], *(link["url"] for link in card["links"])):
        response = app().test_client().get(url.removeprefix("http://127.0.0.1:5000"))
        assert (response.status_code, response.mimetype) == (200, "text/html")
        assert "Psychosocial Rehabilitation" in response.get_data(as_text=True)


def test_patient_supplied_markup_does_not_reach_the_detail() -> None:
    bold = {
        **diagnosis(),
        "id": "x",
        "code": {**concept(coding(ICD, "F31.9")), "text": "<img src=x onerror=y>"},
    }
    sent = prefetched(patient(), bold)
    sent["<b>key"] = 7
    for service_id, body in (
        (ORDER_SELECT, order_select(draft(identity="1"), selections=["ServiceRequest/1"], prefetch=sent)),
        (ORDER_SIGN, order_sign({**draft(), "id": "<i>o</i>"}, prefetch=sent)),
    ):
        (card,) = cards_of(call(service_id, body))
        assert "<" not in card["detail"]
