"""What is an order of ours, in every spelling of its code, and what is not."""

from __future__ import annotations

import pytest

from tests.service.hooks.asking import ADMISSION, selected, signed
from tests.support.application import call
from tests.support.cards import cards_of, gaps, shown
from tests.support.fhir import HCPCS, HCPCS_SPELLINGS, Json, coding, concept, resource
from tests.support.hook_calls import (
    ORDER_SELECT,
    ORDER_SIGN,
    adult,
    draft,
    order_select,
    order_sign,
    prefetched,
)


@pytest.mark.parametrize("system", HCPCS_SPELLINGS)
def test_an_order_is_found_under_every_spelling_of_hcpcs(system: str) -> None:
    assert shown(selected(draft(system=system))) == [ADMISSION]
    assert shown(signed(draft(system=system))) == [ADMISSION]


NOT_OURS: dict[str, Json] = {
    "another code of the system": draft("H2014"),
    "the code of another system": draft(system="http://snomed.info/sct"),
    "the code as text only": resource("ServiceRequest", "o", code={"text": "H2017"}),
    "an order without a code": resource("ServiceRequest", "o", status="draft"),
    "an empty code": resource("ServiceRequest", "o", code={}),
    "an empty coding, before anything is picked": resource(
        "ServiceRequest", "o", code={"coding": [{}]}, reasonCode=[]
    ),
    "a string for the code": resource("ServiceRequest", "o", code="H2017"),
    "a list for the code": resource("ServiceRequest", "o", code=[["H2017"]]),
    "a number for the code": resource(
        "ServiceRequest", "o", code={"coding": [{"system": HCPCS, "code": 2017}]}
    ),
    "an object for the codings": resource("ServiceRequest", "o", code={"coding": {"system": HCPCS}}),
    "a medication request without intent or medication": resource("MedicationRequest", "o", status="draft"),
    "a medication request": resource(
        "MedicationRequest",
        "o",
        status="draft",
        intent="order",
        medicationCodeableConcept=concept(coding("http://www.nlm.nih.gov/research/umls/rxnorm", "617993")),
    ),
    "a category that is an object": {**draft("H2014"), "category": {"coding": [{}]}},
    "a resource without a type": {"id": "o"},
    "a resource of no known type": {"resourceType": "Wish", "id": "o", "code": 7},
}


@pytest.mark.parametrize("sent", NOT_OURS.values(), ids=NOT_OURS.keys())
def test_an_order_that_is_not_ours_gets_no_card_and_is_no_error(sent: Json) -> None:
    kinds = [f"{sent.get('resourceType', '')}/{sent['id']}"]
    assert selected(sent, selections=kinds) == []
    assert signed(sent) == []


@pytest.mark.parametrize("sent", NOT_OURS.values(), ids=NOT_OURS.keys())
def test_such_an_order_does_not_stand_in_the_way_of_ours(sent: Json) -> None:
    selections = [f"{sent.get('resourceType', '')}/{sent['id']}", "ServiceRequest/draft-H2017"]
    assert shown(selected(sent, draft(), selections=selections)) == [ADMISSION]
    assert shown(signed(sent, draft())) == [ADMISSION]


def test_an_order_that_is_not_ours_needs_no_data_at_all() -> None:
    assert cards_of(call(ORDER_SELECT, order_select(draft("H2014")))) == []
    assert cards_of(call(ORDER_SIGN, order_sign(draft("H2014")))) == []


@pytest.mark.parametrize(
    "drafts",
    [
        pytest.param({}, id="an empty object"),
        pytest.param({"resourceType": "Bundle", "entry": []}, id="an empty entry"),
        pytest.param({"resourceType": "Bundle", "type": "collection"}, id="no entry"),
        pytest.param({"entry": None}, id="a null entry"),
        pytest.param(
            {"entry": [None, 7, "x", [], {}, {"resource": None}, {"resource": 7}]}, id="odd entries"
        ),
    ],
)
def test_a_bundle_without_orders_gets_no_card(drafts: Json) -> None:
    body = order_sign(prefetch=prefetched(*adult()))
    body["context"]["draftOrders"] = drafts
    assert cards_of(call(ORDER_SIGN, body)) == []
    body = order_select(selections=[], prefetch=prefetched(*adult()))
    body["context"]["draftOrders"] = drafts
    assert cards_of(call(ORDER_SELECT, body)) == []


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(draft("h2017"), id="in lower case"),
        pytest.param(draft(" H2017 "), id="between blanks"),
        pytest.param(
            resource(
                "ServiceRequest",
                "o",
                code={
                    "coding": [
                        {"system": "https://ehr.example", "code": "prs"},
                        *concept(coding(HCPCS, "H2017"))["coding"],
                    ]
                },
            ),
            id="beside a local code",
        ),
        pytest.param(
            {**draft(), "category": {"coding": [{}]}, "reasonCode": []}, id="with an invalid category"
        ),
        pytest.param({**draft(), "status": "active"}, id="signed before"),
        pytest.param({**draft(), "intent": 7, "subject": []}, id="with wrong types elsewhere"),
        pytest.param({**draft(), "code": [concept(coding(HCPCS, "H2017"))]}, id="with a list for its code"),
    ],
)
def test_an_order_of_ours_is_recognized(sent: Json) -> None:
    ours = {**sent, "id": "o"}
    assert shown(selected(ours)) == [ADMISSION]
    assert shown(signed(ours)) == [ADMISSION]


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        pytest.param({"code": {"coding": [{"system": HCPCS, "code": "H2017-HE"}]}}, "", id="H2017-HE"),
        pytest.param({"code": {"coding": [{"system": HCPCS, "code": "H2017 HO"}]}}, "", id="H2017 HO"),
        pytest.param(
            {"code": {"coding": [{"system": HCPCS, "code": "H2017:HE:U1"}]}}, "", id="two modifiers"
        ),
        pytest.param({"code": {"coding": [{"system": HCPCS, "code": "h2017he"}]}}, "", id="h2017he"),
        pytest.param(
            {"code": {"coding": [{"system": "urn:oid:2.16.840.1.113883.6.14", "code": "H2017"}]}},
            "",
            id="HCPCS by its OID",
        ),
        pytest.param(
            {"code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "H2017"}]}},
            "its code stands under CPT's system, not HCPCS's",
            id="under CPT's system",
        ),
        pytest.param(
            {"code": {"coding": [{"code": "H2017"}]}},
            "its code stands without a code system, which is HCPCS's here",
            id="without a system",
        ),
        pytest.param({"intent": "proposal"}, "its intent is proposal", id="a proposal"),
        pytest.param({"intent": "plan"}, "its intent is plan", id="a plan"),
        pytest.param(
            {"modifierExtension": [{"url": "https://ehr.example/negated", "valueBoolean": True}]},
            "it carries a modifier that is not understood here",
            id="under a modifier that is not understood",
        ),
        pytest.param(
            {"doNotPerform": "true"},
            "it carries a modifier that is not understood here",
            id="with a doNotPerform that cannot be read",
        ),
    ],
)
def test_an_order_written_in_another_way_gets_its_card_with_a_note(changes: Json, note: str) -> None:
    for (card,) in (selected({**draft(), **changes}), signed({**draft(), **changes})):
        assert card["summary"].startswith("H2017 ")
        assert ("The order: " in card["detail"]) is bool(note)
        assert f"The order: {note}." in card["detail"] or not note


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"doNotPerform": True}, id="not to be performed"),
        pytest.param({"status": "entered-in-error"}, id="entered in error"),
        pytest.param({"status": "revoked"}, id="being revoked"),
        pytest.param({"code": {"coding": [{"system": HCPCS, "code": "H20170"}]}}, id="a longer code"),
        pytest.param({"code": {"coding": [{"system": HCPCS, "code": "H2017-H"}]}}, id="half a modifier"),
        pytest.param({"code": {"coding": [{"system": "urn:x", "code": "H2017"}]}}, id="another system"),
        pytest.param({"subject": {"reference": "Patient/other"}}, id="of another patient"),
    ],
)
def test_what_orders_nothing_for_this_patient_gets_no_card_and_the_other_order_its_own(changes: Json) -> None:
    assert selected({**draft(), **changes}) == signed({**draft(), **changes}) == []
    cards = signed({**draft(), **changes}, draft("H0024"))
    assert [card["summary"].split()[0] for card in cards] == ["H0024"]


def test_an_order_of_another_patient_is_told_on_the_cards_of_the_others() -> None:
    other = {**draft(), "subject": {"reference": "Patient/other"}}
    (card,) = signed(other, draft("H0024"))
    assert (
        gaps(card)["ServiceRequest/draft-H2017"] == "this draft order is another patient's and gets no card"
    )
