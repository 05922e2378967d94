"""What CDS Hooks 2.0 asks of every answer: discovery, refusals, prefetch states, the shape of cards."""

from __future__ import annotations

import copy
import gzip
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from werkzeug.test import TestResponse

from tests.support.application import app, call
from tests.support.cards import DETERMINATION, cards_of, determinations, empties, gaps, outcomes, shown
from tests.support.fhir import (
    ICD,
    PATIENT,
    Json,
    bundle,
    coding,
    concept,
    operation_outcome,
    patient,
    resource,
    searchset,
)
from tests.support.hook_calls import (
    AS_OF,
    KEYS,
    ORDER_SELECT,
    ORDER_SIGN,
    PATIENT_VIEW,
    TODAY,
    adult,
    diagnosis,
    draft,
    order_select,
    order_sign,
    patient_view,
    plan_for,
    prefetched,
)

MARK = "a-mark-that-no-answer-may-repeat"
LEFT_OUT = object()


def discovered(**changes: Any) -> list[Json]:
    """The services that discovery lists."""
    response = app(**changes).test_client().get("/cds-services")
    assert response.status_code == 200
    services: list[Json] = response.get_json()["services"]
    return services


def valid() -> Json:
    """A request that gets a card."""
    return order_select(draft(), prefetch=prefetched(*adult()))


def changed(path: str, value: object) -> Json:
    """That request with one member set, or left out."""
    body = copy.deepcopy(valid())
    *above, last = path.split("/")
    inner = body
    for step in above:
        inner = inner[step]
    if value is LEFT_OUT:
        del inner[last]
    else:
        inner[last] = value
    return body


def issue_of(response: TestResponse) -> Json:
    """The one issue of an OperationOutcome, which is all that an error answers."""
    assert response.mimetype == "application/json"
    body = response.get_json()
    assert body.keys() == {"resourceType", "issue"}
    assert body["resourceType"] == "OperationOutcome"
    assert not [*empties(body)]
    (issue,) = body["issue"]
    assert issue["severity"] == "error"
    assert MARK not in response.get_data(as_text=True)
    assert issue.keys() <= {"severity", "code", "diagnostics", "expression"}
    found: Json = issue
    return found


def expression_of(response: TestResponse) -> str:
    """The field that an error names; the empty string when it names none."""
    (field,) = issue_of(response).get("expression", [""])
    return str(field)


# --- discovery ------------------------------------------------------------------------------------
def test_discovery_lists_one_service_for_each_hook_with_the_elements_of_the_specification_only() -> None:
    services = discovered()
    assert {(s["id"], s["hook"]) for s in services} == {
        (ORDER_SELECT, "order-select"),
        (ORDER_SIGN, "order-sign"),
        (PATIENT_VIEW, "patient-view"),
    }
    for service in services:
        assert service.keys() == {"hook", "id", "title", "description", "prefetch"}
        assert all(isinstance(service[name], str) for name in service.keys() - {"prefetch"})
        assert re.fullmatch(r"[a-z-]+", service["id"]), "an id stands in a URL"
    assert not [*empties(services)]


def test_the_only_prefetch_token_is_the_patient_of_the_context() -> None:
    for service in discovered():
        for template in service["prefetch"].values():
            assert set(re.findall(r"\{\{.*?\}\}", template)) == {"{{context.patientId}}"}
            assert "{" not in template.replace("{{context.patientId}}", "")


ALLOWED = {
    "Condition": {"patient"},
    "Observation": {"patient", "category", "code"},
    "QuestionnaireResponse": {"patient"},
    "CarePlan": {"patient"},
    "Goal": {"patient"},
    "ServiceRequest": {"patient", "status"},
    "Encounter": {"patient"},
    "Procedure": {"patient", "code"},
    "DocumentReference": {"patient", "type"},
}
"""The reference and token parameters of FHIR R4 that templates may use."""


def test_prefetch_templates_stay_within_the_query_subset() -> None:
    for service in discovered():
        assert service["prefetch"].keys() == {"patient", *KEYS}
        for key, template in service["prefetch"].items():
            kind, question, query = template.partition("?")
            if key == "patient":
                assert template == "Patient/{{context.patientId}}"
                continue
            assert kind == KEYS[key]
            assert question
            parameters = parse_qsl(query, strict_parsing=True)
            names = [name for name, _ in parameters]
            assert len(set(names)) == len(names), "some clients merge a parameter that stands twice"
            assert set(names) <= ALLOWED[kind] | {"_sort"}
            assert dict(parameters)["patient"] == "{{context.patientId}}"
            assert not re.search(r"\s", template)


def test_discovery_is_the_same_for_all_hooks_and_all_times() -> None:
    first, *others = (service["prefetch"] for service in discovered())
    assert all(each == first for each in others)
    assert discovered() == discovered()


# --- refused requests -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        pytest.param("hook", LEFT_OUT, "hook", id="no hook"),
        pytest.param("hook", None, "hook", id="a null hook"),
        pytest.param("hook", 7, "hook", id="a number for the hook"),
        pytest.param("hook", "", "hook", id="an empty hook"),
        pytest.param("hook", MARK, "hook", id="a hook that does not exist"),
        pytest.param("hookInstance", LEFT_OUT, "hookInstance", id="no hookInstance"),
        pytest.param("hookInstance", MARK, "hookInstance", id="a hookInstance that is no UUID"),
        pytest.param("hookInstance", 7, "hookInstance", id="a number for the hookInstance"),
        pytest.param("context", LEFT_OUT, "context", id="no context"),
        pytest.param("context", None, "context", id="a null context"),
        pytest.param("context", [], "context", id="a list for the context"),
        pytest.param("context", MARK, "context", id="a string for the context"),
        pytest.param("context/userId", LEFT_OUT, "context.userId", id="no user"),
        pytest.param("context/userId", None, "context.userId", id="a null user"),
        pytest.param("context/userId", "", "context.userId", id="an empty user"),
        pytest.param("context/userId", MARK, "context.userId", id="a user without a type"),
        pytest.param("context/userId", f"Device/{MARK}", "context.userId", id="a device as the user"),
        pytest.param("context/userId", "Practitioner/a b", "context.userId", id="a user id with a blank"),
        pytest.param("context/userId", "Practitioner/a\n", "context.userId", id="a user id with a line end"),
        pytest.param("context/patientId", LEFT_OUT, "context.patientId", id="no patient id"),
        pytest.param("context/patientId", 7, "context.patientId", id="a number for the patient id"),
        pytest.param("context/patientId", "", "context.patientId", id="an empty patient id"),
        pytest.param(
            "context/patientId", "Patient/1", "context.patientId", id="a reference for the patient id"
        ),
        pytest.param(
            "context/patientId", "1&_id=2", "context.patientId", id="a patient id that adds a parameter"
        ),
        pytest.param("context/patientId", "p" * 65, "context.patientId", id="a patient id of 65 characters"),
        pytest.param("context/patientId", "p\n", "context.patientId", id="a patient id with a line end"),
        pytest.param("context/encounterId", 7, "context.encounterId", id="a number for the encounter id"),
        pytest.param("context/selections", LEFT_OUT, "context.selections", id="no selections"),
        pytest.param("context/selections", None, "context.selections", id="null selections"),
        pytest.param(
            "context/selections", "ServiceRequest/1", "context.selections", id="a string of selections"
        ),
        pytest.param("context/selections", [7], "context.selections[0]", id="a number among the selections"),
        pytest.param("context/draftOrders", LEFT_OUT, "context.draftOrders", id="no draft orders"),
        pytest.param("context/draftOrders", None, "context.draftOrders", id="null draft orders"),
        pytest.param("context/draftOrders", [], "context.draftOrders", id="a list for the draft orders"),
        pytest.param(
            "context/draftOrders", {"entry": {}}, "context.draftOrders.entry", id="an object for the entries"
        ),
        pytest.param("fhirServer", 7, "fhirServer", id="a number for the fhirServer"),
        pytest.param("fhirAuthorization", MARK, "fhirAuthorization", id="a string for the authorization"),
        pytest.param(
            "fhirAuthorization",
            {"token_type": "Bearer"},
            "fhirAuthorization.access_token",
            id="an authorization without a token",
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": MARK},
            "fhirAuthorization.token_type",
            id="an authorization without a token type",
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": MARK, "token_type": "MAC"},
            "fhirAuthorization.token_type",
            id="a token that is no bearer token",
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": f"{MARK}\r\nHost: elsewhere", "token_type": "Bearer"},
            "fhirAuthorization.access_token",
            id="a token that would add a header",
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": "", "token_type": "Bearer"},
            "fhirAuthorization.access_token",
            id="an empty token",
        ),
        pytest.param("prefetch", [], "prefetch", id="a list for the prefetch"),
        pytest.param("prefetch", MARK, "prefetch", id="a string for the prefetch"),
        pytest.param("extension", [], "extension", id="a list for the extension, as FHIR has it"),
    ],
)
def test_a_member_that_is_missing_or_wrong_is_refused_by_name(path: str, value: object, field: str) -> None:
    response = call(ORDER_SELECT, changed(path, value))
    assert response.status_code == 400
    assert expression_of(response) == field


@pytest.mark.parametrize(
    ("service_id", "hook"),
    [
        (ORDER_SELECT, "order-sign"),
        (ORDER_SELECT, "patient-view"),
        (ORDER_SIGN, "order-select"),
        (PATIENT_VIEW, "order-select"),
        (PATIENT_VIEW, "encounter-start"),
    ],
)
def test_a_service_refuses_the_hook_of_another(service_id: str, hook: str) -> None:
    response = call(service_id, {**valid(), "hook": hook})
    assert response.status_code == 400
    assert expression_of(response) == "hook"


def in_text(text: str) -> bytes:
    """A valid body with this JSON as the member `note`, which nobody reads."""
    return json.dumps(valid()).replace("{", f'{{"note": {text}, ', 1).encode()


def in_value(text: str) -> bytes:
    """A valid body with this JSON as the value of an Observation, which is read."""
    body = json.dumps(valid())
    return body.replace('"valueInteger": 2', f'"valueInteger": {text}', 1).encode()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"hook=order-select", id="a form"),
        pytest.param(b"{", id="a cut-off object"),
        pytest.param(json.dumps(valid()).encode()[:-1], id="a cut-off request"),
        pytest.param(json.dumps(valid()).encode() + b" {}", id="something after the request"),
        pytest.param(json.dumps(valid()).encode() + b"\x00", id="a zero byte after the request"),
        pytest.param(b"[]", id="a list"),
        pytest.param(json.dumps([valid()]).encode(), id="a request in a list"),
        pytest.param(b'"order-select"', id="a string"),
        pytest.param(b"7", id="a number"),
        pytest.param(b"null", id="null"),
        pytest.param(b"true", id="true"),
        pytest.param(b"\xef\xbb\xbf" + json.dumps(valid()).encode(), id="a byte order mark before it"),
        pytest.param(json.dumps(valid()).encode("utf-16"), id="UTF-16"),
        pytest.param(json.dumps(valid()).encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(json.dumps(valid()).encode("utf-32"), id="UTF-32"),
        pytest.param(in_text('"?"').replace(b"?", b"\xe9"), id="Latin-1 in a member that is skipped"),
        pytest.param(in_text('"?"').replace(b"?", b"\xff\xfe"), id="bytes of no encoding in it"),
        pytest.param(in_text('"?"').replace(b"?", b"\xed\xa0\x80"), id="a surrogate as bytes in it"),
        pytest.param(in_text('"\\ud800"'), id="half a surrogate pair"),
        pytest.param(in_text('"\\x41"'), id="an escape that JSON does not know"),
        pytest.param(in_text('"\x01"'), id="a raw control character"),
        pytest.param(in_text("NaN"), id="NaN"),
        pytest.param(in_text("Infinity"), id="Infinity"),
        pytest.param(in_text("-Infinity"), id="minus Infinity"),
        pytest.param(in_text("+1"), id="a plus sign"),
        pytest.param(in_text("01"), id="a leading zero"),
        pytest.param(in_text("'a'"), id="single quotes"),
        pytest.param(in_text("[1,]"), id="a trailing comma"),
        pytest.param(in_text("1 /* one */"), id="a comment"),
        pytest.param(in_text("[" * 1_000_000 + "]" * 1_000_000), id="a million nested lists"),
        pytest.param(in_text('{"a":' * 1_000_000 + "1" + "}" * 1_000_000), id="a million nested objects"),
        pytest.param(in_text("[" * 200_000), id="200000 opening brackets"),
        pytest.param(in_value("NaN"), id="NaN as a value"),
        pytest.param(in_value("1e400"), id="a value beyond all floats"),
        pytest.param(in_value("1" * 5000), id="a value of 5000 digits"),
        pytest.param(in_value('"\\udc00"'), id="half a surrogate pair as a value"),
    ],
)
def test_a_body_that_is_not_a_json_object_in_utf_8_is_refused(body: bytes) -> None:
    response = call(ORDER_SELECT, body)
    assert response.status_code == 400
    issue_of(response)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(in_text("1e400"), id="a number beyond all floats where nobody reads"),
        pytest.param(in_text("1" * 5000), id="5000 digits where nobody reads"),
        pytest.param(in_text('"\\ud83d\\ude00"'), id="a surrogate pair"),
        pytest.param(in_text('"😀 é"'), id="characters beyond ASCII"),
        pytest.param(in_text('"\\u0000"'), id="an escaped zero character"),
        pytest.param(in_text("[" * 200 + "]" * 200), id="200 nested lists"),
        pytest.param(b" \r\n\t" + json.dumps(valid()).encode() + b"\n", id="white space around it"),
        pytest.param(json.dumps(valid(), ensure_ascii=False, indent=2).encode(), id="an indented request"),
        pytest.param(in_value("123456789012345678901234567890"), id="a value of 30 digits"),
    ],
)
def test_whatever_else_json_allows_gets_its_card(body: bytes) -> None:
    assert len(cards_of(call(ORDER_SELECT, body))) == 1


@pytest.mark.parametrize("validated", [False, True], ids=["read", "read and validated"])
def test_nesting_of_any_depth_is_answered_or_refused_and_never_a_failure(
    validated: bool, caplog: pytest.LogCaptureFixture
) -> None:
    item = '{"linkId": "spmi-present", "answer": [{"valueBoolean": true}], "item": ['
    for depth in (50, 200, *range(440, 500), 700, 1000, 20_000):
        form = (
            f'{{"resourceType": "QuestionnaireResponse", "id": "form", "status": "completed",'
            f' "subject": {{"reference": "Patient/{PATIENT}"}}, "authored": "{TODAY}",'
            f' "questionnaire": "https://criteria-cards.example/fhir/Questionnaire/form",'
            f' "item": [{item * depth}{"]}" * depth}]}}'
        )
        body = json.dumps(valid()).replace('"prefetch": {', f'"prefetch": {{"form": {form}, ', 1)
        answer = call(ORDER_SELECT, body.encode(), validate_evidence=validated)
        assert answer.status_code in (200, 400), depth
        assert [record for record in caplog.records if record.levelname == "ERROR"] == [], depth


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON;charset=UTF-8", 200),
        ("application/fhir+json", 200),
        ("application/fhir+json; fhirVersion=4.0", 200),
        (None, 200),
        ("text/plain", 415),
        ("text/plain; charset=utf-8", 415),
        ("text/plain; application/json", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/html", 415),
        ("application/xml", 415),
        ("application/fhir+xml", 415),
        ("application/jsonp", 415),
    ],
)
def test_only_json_is_read(content_type: str | None, status: int) -> None:
    response = (
        app()
        .test_client()
        .post(f"/cds-services/{ORDER_SELECT}", data=json.dumps(valid()), content_type=content_type)
    )
    assert response.status_code == status
    if status == 415:
        assert expression_of(response) == "Content-Type"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "GZIP", "identity, gzip"])
def test_an_encoded_body_is_refused_with_the_encoding_that_is_taken(encoding: str) -> None:
    headers = {"Content-Encoding": encoding}
    answer = (
        app()
        .test_client()
        .post(
            f"/cds-services/{ORDER_SELECT}",
            data=gzip.compress(b"{}"),
            content_type="application/json",
            headers=headers,
        )
    )
    assert answer.status_code == 415
    assert answer.headers["Accept-Encoding"] == "identity"
    assert answer.get_json()["issue"][0]["expression"] == ["Content-Encoding"]


@pytest.mark.parametrize(
    "path", [f"/cds-services//{ORDER_SELECT}", f"//cds-services/{ORDER_SELECT}", "/cds-services/", "//"]
)
def test_no_path_of_the_protocol_is_answered_by_a_redirect(path: str) -> None:
    answer = app().test_client().post(path, json=valid(), headers={"Host": "elsewhere.example"})
    assert answer.status_code in (404, 405)
    assert answer.mimetype == "application/json"
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        pytest.param("POST", "/cds-services/criteria-order-dispatch", 404, "", id="no such service"),
        pytest.param("POST", "/cds-services/", 404, "", id="a service without a name"),
        pytest.param("GET", "/", 404, "", id="the root"),
        pytest.param("GET", "/cds-services.json", 404, "", id="another path"),
        pytest.param("GET", "/policies/none", 404, "", id="no such policy"),
        pytest.param("GET", "/policies/..%2F..%2Fetc%2Fpasswd", 404, "", id="a path out of the policies"),
        pytest.param("GET", f"/cds-services/{ORDER_SELECT}", 405, "POST", id="GET of a service"),
        pytest.param("DELETE", f"/cds-services/{ORDER_SELECT}", 405, "POST", id="DELETE of a service"),
        pytest.param("POST", "/cds-services", 405, "GET", id="POST to discovery"),
        pytest.param("PUT", "/cds-services", 405, "GET", id="PUT of discovery"),
    ],
)
def test_what_is_not_there_is_said_in_json(method: str, path: str, status: int, allowed: str) -> None:
    response = app().test_client().open(path, method=method, json={})
    assert response.status_code == status
    issue_of(response)
    methods = set(response.headers.get("Allow", "").replace(" ", "").split(","))
    assert methods - {"HEAD", "OPTIONS"} == {allowed}


# --- what stands under a prefetch key -------------------------------------------------------------
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
    assert problem is None or f"{key} ({problem})" in card["detail"], "a gap stands on the card"


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
    body = order_select(draft(), prefetch=sent) if service_id == ORDER_SELECT else patient_view(sent)
    response = call(service_id, body)
    assert response.status_code == 412
    assert expression_of(response) == "prefetch.patient"


@pytest.mark.parametrize("members", [{}, {"prefetch": None}, {"prefetch": {}}], ids=str)
@pytest.mark.parametrize("make", [order_select, order_sign])
def test_a_request_without_any_prefetch_lacks_the_patient(make: Any, members: Json) -> None:
    service_id = ORDER_SELECT if make is order_select else ORDER_SIGN
    response = call(service_id, {**make(draft()), **members})
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
    body = order_select(draft(), prefetch=sent) if service_id == ORDER_SELECT else patient_view(sent)
    response = call(service_id, body)
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


# --- what is ignored ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param("note", [{"a": None}], id="an unknown member of the request"),
        pytest.param("user", "Practitioner/1", id="a member of an older version"),
        pytest.param("context/note", {"a": []}, id="an unknown member of the context"),
        pytest.param("context/draftOrders/note", 7, id="an unknown member of the Bundle of orders"),
        pytest.param("prefetch/note", {"resourceType": "Basic"}, id="an unknown prefetch key"),
        pytest.param("extension/com.example.note", [1], id="the extension of somebody else"),
        pytest.param("fhirServer", None, id="a null fhirServer"),
        pytest.param("fhirServer", "no URL at all", id="a fhirServer that is no URL"),
        pytest.param("fhirAuthorization", None, id="a null authorization"),
        pytest.param(
            "fhirAuthorization",
            {"access_token": "abc.def", "token_type": "Bearer", "expires_in": 300, "scope": "x", "note": 1},
            id="an unknown member of the authorization",
        ),
        pytest.param("hookInstance", "D1577C69-DFBE-44AD-BA6D-3E05E953B2EA", id="a UUID in upper case"),
        pytest.param("context/encounterId", None, id="a null encounter"),
        pytest.param("context/userId", "PractitionerRole/A.b-1", id="the role of a practitioner as the user"),
        pytest.param("context/userId", "https://ehr.example/fhir/Practitioner/1", id="the URL of the user"),
        pytest.param("context/userId", "Practitioner/1/_history/2", id="a version of the user"),
        pytest.param(
            "context/userId", "urn:uuid:d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", id="a UUID for the user"
        ),
        pytest.param(
            "fhirAuthorization",
            {"access_token": "abc.def", "token_type": "bearer"},
            id="the type of the token in lower case",
        ),
    ],
)
def test_what_the_specification_lets_a_client_add_changes_nothing(path: str, value: object) -> None:
    plain = determinations(cards_of(call(ORDER_SELECT, valid())))
    assert determinations(cards_of(call(ORDER_SELECT, changed(path, value)))) == plain


# --- the evaluation date --------------------------------------------------------------------------
def dated(body: Json, **changes: Any) -> str:
    """The day the one card is about."""
    (card,) = cards_of(call(ORDER_SELECT, body, **changes))
    return str(card["extension"][DETERMINATION]["on"])


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize("extension", [None, {}, {AS_OF: None}], ids=str)
def test_the_evaluation_date_is_today_in_the_configured_zone(zone: str, extension: Json | None) -> None:
    body = {**order_select(draft(), prefetch={"patient": patient()}), "extension": extension}
    before = datetime.now(ZoneInfo(zone)).date().isoformat()
    on = dated(body, time_zone=zone)
    after = datetime.now(ZoneInfo(zone)).date().isoformat()
    assert on in (before, after)


def test_a_request_pins_the_date_only_where_the_setting_allows_it() -> None:
    body = order_select(draft(), prefetch={"patient": patient()})
    assert dated(body) == TODAY
    before = datetime.now(ZoneInfo("America/New_York")).date().isoformat()
    assert dated(body, allow_as_of=False) >= before > TODAY


@pytest.mark.parametrize(
    "pinned",
    ["tomorrow", "2026-02-30", "2026-03", "01.03.2026", "2026-03-01T00:00:00Z", "", 20260301, [], True],
)
def test_a_pinned_date_that_is_none_is_refused_where_it_is_allowed_and_ignored_elsewhere(
    pinned: object,
) -> None:
    body = {**order_select(draft(), prefetch={"patient": patient()}), "extension": {AS_OF: pinned}}
    response = call(ORDER_SELECT, body)
    assert response.status_code == 400
    assert expression_of(response) == f"extension.{AS_OF}"
    assert call(ORDER_SELECT, body, allow_as_of=False).status_code == 200


# --- answers --------------------------------------------------------------------------------------
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
    assert len(cards) == 9
    for card in cards:
        assert card.keys() == {
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
    assert len(set(uuids)) == len(uuids) == 27
    assert all(str(UUID(each)) == each and UUID(each).version == 4 for each in uuids)


def test_the_policy_a_card_links_to_is_served() -> None:
    (card,) = cards_of(call(ORDER_SELECT, valid()))
    for url in (card["source"]["url"], *(link["url"] for link in card["links"])):
        response = app().test_client().get(url.removeprefix("http://127.0.0.1:5000"))
        assert response.status_code == 200
        assert response.mimetype == "text/plain"
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
        assert "&lt;b&gt;key" in card["detail"]
