"""Which cards each hook answers with: the orders and patients that count, and real clients' payloads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.application import call
from tests.support.cards import cards_of, determinations, gaps, shown
from tests.support.fhir import HCPCS, PATIENT, Json, bundle, coding, concept, observation, patient, resource
from tests.support.hook_calls import (
    ORDER_SELECT,
    ORDER_SIGN,
    PATIENT_VIEW,
    adult,
    diagnosis,
    draft,
    order_select,
    order_sign,
    patient_view,
    plan_for,
    prefetched,
)

ADMISSION = ("H2017", "admission-adult", "met")
CONTINUED = ("H2017", "continued-stay-adult", "unknown")
PEER_CONTINUED = ("H0024", "continued-stay", "unknown")
PEER_DISCHARGE = ("H0024", "discharge", "unknown")


def selected(*orders: Json, selections: list[str] | None = None) -> list[Json]:
    """The cards of order-select for the adult."""
    body = order_select(*orders, selections=selections, prefetch=prefetched(*adult()))
    return cards_of(call(ORDER_SELECT, body))


def signed(*orders: Json) -> list[Json]:
    """The cards of order-sign for the adult."""
    return cards_of(call(ORDER_SIGN, order_sign(*orders, prefetch=prefetched(*adult()))))


def opened(*resources: Json, **changes: Any) -> list[Json]:
    """The cards of patient-view for a record."""
    return cards_of(call(PATIENT_VIEW, patient_view(prefetched(*resources)), **changes))


# --- what is an order of ours ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "system",
    [
        HCPCS,
        "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "http://www.nlm.nih.gov/research/umls/hcpcs",
        "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes",
        "https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo",
        "https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo/index.html",
        "urn:oid:2.16.840.1.113883.6.285",
        "http://terminology.hl7.org/CodeSystem/HCPCS",
        "https://bluebutton.cms.gov/resources/codesystem/hcpcs",
    ],
)
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


# --- which of the orders count --------------------------------------------------------------------
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
    ],
)
def test_an_order_written_in_another_way_gets_its_card_with_a_note(changes: Json, note: str) -> None:
    for (card,) in (selected({**draft(), **changes}), signed({**draft(), **changes})):
        assert card["summary"].startswith("H2017 ")
        assert f"Order: ServiceRequest/draft-H2017{f' ({note})' if note else ''}." in card["detail"]


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


def test_an_order_may_be_selected_by_its_full_url() -> None:
    nameless = draft()
    del nameless["id"]
    body = order_select(selections=["urn:uuid:9d1c"], prefetch=prefetched(*adult()))
    body["context"]["draftOrders"] = {"entry": [{"fullUrl": "urn:uuid:9d1c", "resource": nameless}]}
    (card,) = cards_of(call(ORDER_SELECT, body))
    assert "urn:uuid:9d1c" in card["detail"]


def test_all_orders_count_on_order_sign() -> None:
    cards = signed(draft("H2017"), draft("H0024"), draft("H2014"))
    assert [card["summary"].split()[0] for card in cards] == ["H2017", "H0024"]


def test_orders_of_one_service_share_a_card_that_names_them() -> None:
    (card,) = signed(draft(identity="first"), draft("H2014"), draft(identity="second"))
    assert "ServiceRequest/first, ServiceRequest/second" in card["detail"]


def test_an_order_with_both_codes_is_an_order_of_both() -> None:
    both = resource("ServiceRequest", "o", code={"coding": [*draft("H2017")["code"]["coding"]] * 2})
    both["code"]["coding"] += draft("H0024")["code"]["coding"]
    cards = signed(both)
    assert [card["summary"].split()[0] for card in cards] == ["H2017", "H0024"]
    assert cards[0]["detail"].count("ServiceRequest/o") == 1


def test_an_order_without_an_id_counts_on_order_sign() -> None:
    nameless = draft()
    del nameless["id"]
    (card,) = signed(nameless)
    assert "ServiceRequest." in card["detail"]
    assert "ServiceRequest/." not in card["detail"]


def test_order_sign_says_what_order_select_says() -> None:
    assert determinations(signed(draft())) == determinations(selected(draft()))


# --- which phase and path, on every hook ----------------------------------------------------------
def in_service(code: str) -> tuple[Json, ...]:
    """The adult, with an active plan that names a service."""
    return (*adult(), plan_for(code))


def cards_on(service_id: str, *record: Json) -> list[tuple[str, str, str]]:
    """What each hook shows for a record; orders are for both services."""
    sent, both = prefetched(*record), (draft("H2017"), draft("H0024"))
    make: dict[str, Callable[[], Json]] = {
        ORDER_SELECT: lambda: order_select(*both, prefetch=sent),
        ORDER_SIGN: lambda: order_sign(*both, prefetch=sent),
        PATIENT_VIEW: lambda: patient_view(sent),
    }
    return shown(cards_of(call(service_id, make[service_id]())))


PEER_ADMISSION = ("H0024", "admission", "unknown")


@pytest.mark.parametrize(
    ("record", "ordering", "viewing"),
    [
        pytest.param(adult(), [ADMISSION, PEER_ADMISSION], [], id="an adult who receives neither service"),
        pytest.param(in_service("H2017"), [CONTINUED, PEER_ADMISSION], [CONTINUED], id="an adult with H2017"),
        pytest.param(
            in_service("H0024"),
            [ADMISSION, PEER_CONTINUED, PEER_DISCHARGE],
            [PEER_CONTINUED, PEER_DISCHARGE],
            id="an adult with H0024",
        ),
        pytest.param(
            (*in_service("H2017"), plan_for("H0024")),
            [CONTINUED, PEER_CONTINUED, PEER_DISCHARGE],
            [CONTINUED, PEER_CONTINUED, PEER_DISCHARGE],
            id="an adult with both",
        ),
        pytest.param(
            (*adult(), plan_for("H2017", status="completed")),
            [ADMISSION, PEER_ADMISSION],
            [],
            id="an adult whose plan is completed",
        ),
        pytest.param(
            (*adult(), plan_for("H2017", of="p2")),
            [ADMISSION, PEER_ADMISSION],
            [],
            id="an adult beside whose record stands another's plan",
        ),
        pytest.param(
            (*adult(), observation("service-start", {"valueDateTime": "2025-12-01"})),
            [CONTINUED, PEER_CONTINUED, PEER_DISCHARGE],
            [],
            id="an adult with an attested start, which is of the ordered service alone",
        ),
        pytest.param(
            (*adult(), {**draft("H2017", "signed"), "status": "active", "authoredOn": "2025-12-01"}),
            [CONTINUED, PEER_ADMISSION],
            [CONTINUED],
            id="an adult with an active order of last year",
        ),
        pytest.param(
            (patient("2010-06-01"), plan_for("H2017")),
            [("H2017", "continued-stay-child", "unknown"), ("H0024", "admission", "not_met")],
            [("H2017", "continued-stay-child", "unknown")],
            id="a child with H2017",
        ),
        pytest.param(
            (patient("2010-06-01"), plan_for("H0024")),
            [
                ("H2017", "admission-child", "unknown"),
                ("H0024", "admission", "not_met"),
                ("H0024", "discharge", "unknown"),
            ],
            [("H0024", "admission", "not_met"), ("H0024", "discharge", "unknown")],
            id="a child with H0024, which has no criteria for children but those of discharge",
        ),
        pytest.param(
            ({"resourceType": "Patient", "id": PATIENT}, plan_for("H2017")),
            [("H2017", "", "unknown"), ("H0024", "", "unknown")],
            [("H2017", "", "unknown")],
            id="somebody of unknown age with H2017",
        ),
        pytest.param(
            (patient(deceasedDateTime="2026-01-05"), plan_for("H2017"), plan_for("H0024")),
            [],
            [],
            id="somebody who died",
        ),
        pytest.param(
            (patient(deceasedBoolean=True), plan_for("H2017")), [], [], id="somebody who died some day"
        ),
    ],
)
def test_each_hook_shows_the_phase_the_record_shows(
    record: tuple[Json, ...], ordering: list[tuple[str, str, str]], viewing: list[tuple[str, str, str]]
) -> None:
    assert cards_on(ORDER_SELECT, *record) == ordering
    assert cards_on(ORDER_SIGN, *record) == ordering
    assert cards_on(PATIENT_VIEW, *record) == viewing


def test_patient_view_says_what_order_select_says() -> None:
    record = in_service("H2017")
    body = order_select(draft(), prefetch=prefetched(*record))
    assert determinations(opened(*record)) == determinations(cards_of(call(ORDER_SELECT, body)))


def test_a_card_without_an_order_names_none() -> None:
    (card,) = opened(*in_service("H2017"))
    assert "draft-" not in card["detail"]
    assert "In progress" in card["detail"] or "in progress" in card["detail"]


# --- the quiet screening card ---------------------------------------------------------------------
@pytest.fixture(scope="module")
def screening(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site that asks for the screening card and has a private provider."""
    path = tmp_path_factory.mktemp("site") / "screening.yaml"
    path.write_text("site: screening\nprovider_type: private\nadmission_screening: true\n", encoding="utf-8")
    return str(path)


def screened_child(composite: int) -> tuple[Json, ...]:
    """A 14-year-old with a diagnosis and a CALOCUS composite score."""
    return (
        patient("2012-01-01"),
        diagnosis("F32.1"),
        observation("calocus-composite", {"valueInteger": composite}),
    )


CHILD_SCREENED = ("H2017", "admission-child", "unknown")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        pytest.param(
            (patient(), diagnosis("F31.9")),
            [("H2017", "admission-adult", "unknown"), PEER_ADMISSION],
            id="a diagnosis of both policies",
        ),
        pytest.param(
            (patient(), diagnosis("F40.10")), [PEER_ADMISSION], id="a diagnosis of peer support only"
        ),
        pytest.param((patient(),), [], id="no diagnosis"),
        pytest.param((patient(), diagnosis("E11.9")), [], id="a diagnosis of no policy"),
        pytest.param((patient(), diagnosis("F31.9", of="p2")), [], id="the diagnosis of another"),
        pytest.param(screened_child(17), [CHILD_SCREENED], id="a child whose score indicates need"),
        pytest.param(screened_child(16), [], id="a child whose score does not"),
        pytest.param((patient("2012-01-01"), diagnosis("F32.1")), [], id="a child without a score"),
        pytest.param(({"resourceType": "Patient", "id": PATIENT}, diagnosis()), [], id="unknown age"),
        pytest.param((patient(deceasedBoolean=True), diagnosis()), [], id="somebody who died"),
        pytest.param(
            (patient(), diagnosis("F31.9"), plan_for("H2017")),
            [CONTINUED, PEER_ADMISSION],
            id="one service received, the other screened",
        ),
    ],
)
def test_a_site_may_ask_for_a_card_where_the_computable_criteria_are_met(
    screening: str, record: tuple[Json, ...], expected: list[tuple[str, str, str]]
) -> None:
    cards = opened(*record, site=screening)
    assert shown(cards) == expected
    assert {card["indicator"] for card in cards} <= {"info"}


def test_a_public_provider_is_not_asked_for_the_score_that_private_ones_need(tmp_path: Path) -> None:
    site = tmp_path / "public.yaml"
    site.write_text("site: public\nprovider_type: public\nadmission_screening: true\n", encoding="utf-8")
    assert shown(opened(patient("2012-01-01"), diagnosis("F32.1"), site=str(site))) == [CHILD_SCREENED]


def test_no_other_site_gets_that_card() -> None:
    assert opened(patient(), diagnosis("F31.9")) == []


# --- requests of the specification and of real clients --------------------------------------------
SPECIFIED = {
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "fhirServer": "http://hooks.smarthealthit.org:9080",
    "fhirAuthorization": {
        "access_token": "some-opaque-fhir-access-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": "user/Patient.read user/Observation.read",
        "subject": "cds-service4",
    },
}
GREETED = {
    "resourceType": "Patient",
    "id": "1288992",
    "gender": "male",
    "birthDate": "1925-12-23",
    "active": True,
}
DIET_AND_ANTIBIOTIC = bundle(
    {
        "resourceType": "NutritionOrder",
        "id": "pureeddiet-simple",
        "status": "draft",
        "patient": {"reference": "Patient/1288992"},
        "oralDiet": {"type": [concept(coding("http://snomed.info/sct", "226211001"))]},
    },
    {
        "resourceType": "MedicationRequest",
        "id": "smart-MedicationRequest-103",
        "meta": {"lastUpdated": "2018-04-30T13:25:40.845-04:00"},
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": concept(coding("http://www.nlm.nih.gov/research/umls/rxnorm", "617993")),
        "subject": {"reference": "Patient/1288992"},
        "dosageInstruction": [{"doseAndRate": {"doseQuantity": {"value": 5, "unit": "mL"}}}],
    },
)


@pytest.mark.parametrize(
    ("hook", "context"),
    [
        pytest.param("patient-view", {}, id="patient-view"),
        pytest.param("patient-view", {"encounterId": "89284"}, id="patient-view in an encounter"),
        pytest.param(
            "order-select",
            {
                "encounterId": "89284",
                "selections": [
                    "NutritionOrder/pureeddiet-simple",
                    "MedicationRequest/smart-MedicationRequest-103",
                ],
                "draftOrders": DIET_AND_ANTIBIOTIC,
            },
            id="order-select of a diet and an antibiotic",
        ),
        pytest.param(
            "order-sign",
            {"encounterId": "89284", "draftOrders": DIET_AND_ANTIBIOTIC},
            id="order-sign of a diet and an antibiotic",
        ),
    ],
)
def test_the_examples_of_the_specification_get_no_card(hook: str, context: Json) -> None:
    about = {"userId": "PractitionerRole/123", "patientId": "1288992", **context}
    body = {**SPECIFIED, "hook": hook, "context": about, "prefetch": {"patientToGreet": GREETED}}
    response = call(f"criteria-{hook}", body)
    assert response.status_code == 200
    assert response.get_json() == {"cards": []}


PICKING_A_DRUG = resource("MedicationRequest", "order-1", status="draft")
PICKING_A_SERVICE = resource(
    "ServiceRequest", "order-1", status="draft", intent="order", code={"coding": [{}]}, reasonCode=[]
)
PICKED = resource(
    "ServiceRequest",
    "order-1",
    status="draft",
    category={"coding": [{"system": "http://snomed.info/sct", "code": "409063005"}]},
    code=concept(coding(HCPCS, "H2017")),
    reasonCode=[],
)


@pytest.mark.parametrize("draft", [PICKING_A_DRUG, PICKING_A_SERVICE])
def test_a_browser_client_that_is_still_picking_an_order_gets_no_card(draft: Json) -> None:
    about = f"{draft['resourceType']}/order-1"
    for service_id, body in (
        (ORDER_SELECT, order_select(draft, selections=[about], prefetch=prefetched(*adult()))),
        (ORDER_SIGN, order_sign(draft, prefetch=prefetched(*adult()))),
    ):
        body["fhirServer"] = "http://127.0.0.1:9"
        response = call(service_id, body)
        assert response.status_code == 200
        assert response.get_json() == {"cards": []}


def test_a_browser_client_that_has_picked_ours_gets_its_card() -> None:
    assert shown(selected(PICKED)) == [ADMISSION]
    assert shown(signed(PICKED)) == [ADMISSION]
