"""FHIR, read-only: reading, searching and expanding, and what is said to whoever asks for something else."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.valueset import ValueSet
from flask.testing import FlaskClient

from tests.support.application import app
from tests.support.fhir import Json

BASE = "https://criteria-cards.example/fhir"
FORM = "sc-medicaid-h2017-prs-admission"
FORM_URL = f"{BASE}/Questionnaire/{FORM}"


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return app(site="example-every-key").test_client()


def listed(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/fhir+json")
    body: Any = answer.get_json(force=True)
    Bundle.model_validate(body)
    assert (body["type"], body["total"]) == ("searchset", len(body.get("entry", [])))
    return [entry["resource"]["id"] for entry in body.get("entry", [])]


SEARCHES = {
    "every form of the site": ("", [FORM, "sc-medicaid-h2017-prs-continued-stay"]),
    "a form by its URL": (f"?url={FORM_URL}", [FORM]),
    "by URL and version": (f"?url={FORM_URL}&version=1.1.0", [FORM]),
    "by a canonical with its version": (f"?url={quote(FORM_URL + '|1.1.0')}", [FORM]),
    "another version": (f"?url={FORM_URL}&version=1.0.9", []),
    "a canonical of another version": (f"?url={quote(FORM_URL + '|1.0.9')}", []),
    "a URL that nobody has": ("?url=https://elsewhere.example/Questionnaire/1", []),
    "by id": (f"?_id={FORM}", [FORM]),
    "by an id that nobody has": ("?_id=none", []),
    "a parameter that is not known": (f"?url={FORM_URL}&publisher=none", [FORM]),
}


@pytest.mark.parametrize(("query", "found"), SEARCHES.values(), ids=list(SEARCHES))
def test_a_search_finds(query: str, found: list[str], client: FlaskClient) -> None:
    assert listed(client, f"/fhir/Questionnaire{query}") == found


def test_a_bundle_says_what_was_asked_and_where_each_resource_is_read(client: FlaskClient) -> None:
    body: Any = client.get(f"/fhir/Questionnaire?url={FORM_URL}&publisher=none").get_json(force=True)
    assert body["link"] == [
        {
            "relation": "self",
            "url": f"http://127.0.0.1:5000/fhir/Questionnaire?url={quote(FORM_URL, safe='')}",
        }
    ]
    assert body["entry"][0]["fullUrl"] == f"http://127.0.0.1:5000/fhir/Questionnaire/{FORM}"


@pytest.mark.parametrize(
    "path",
    [
        f"Questionnaire/{FORM}",
        "CodeSystem/criteria-input",
        "CodeSystem/override-reason",
        "ValueSet/severity-answer",
        "ConceptMap/example-every-key-inputs",
    ],
)
def test_a_resource_is_read_by_its_id(path: str, client: FlaskClient) -> None:
    answer = client.get(f"/fhir/{path}")
    body: Any = answer.get_json(force=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/fhir+json")
    assert f"{body['resourceType']}/{body['id']}" == path
    assert body["url"] == f"{BASE}/{path}"


def test_whoever_has_a_resource_already_is_not_sent_it_again(client: FlaskClient) -> None:
    tag = client.get(f"/fhir/Questionnaire/{FORM}").headers["ETag"]
    again = client.get(f"/fhir/Questionnaire/{FORM}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/fhir/CodeSystem/answer", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_what_can_be_asked_for_is_what_is_stated(client: FlaskClient) -> None:
    body: Any = client.get("/fhir/metadata").get_json(force=True)
    CapabilityStatement.model_validate(body)
    for resource in body["rest"][0]["resource"]:
        assert [each["code"] for each in resource["interaction"]] == ["read", "search-type"]
        found = listed(client, f"/fhir/{resource['type']}")
        assert [client.get(f"/fhir/{resource['type']}/{each}").status_code for each in found] == [200] * len(
            found
        )
    assert body["implementation"]["url"] == "http://127.0.0.1:5000/fhir"


EXPANSIONS = {
    "a value set by URL": (f"$expand?url={BASE}/ValueSet/answer", 1, ["cannot-tell"]),
    "by id": ("yes-no-answer/$expand", 3, ["LA33-6", "LA32-8", "cannot-tell"]),
    "those with a text": ("severity-answer/$expand?filter=MOD", 1, ["moderate"]),
    "with a text in their titles": ("severity-answer/$expand?filter=i%20cannot", 1, ["cannot-tell"]),
    "with a text that none has": ("severity-answer/$expand?filter=xyz", 0, []),
    "a page": ("severity-answer/$expand?offset=1&count=2", 6, ["mild", "moderate"]),
    "none, to know how many": ("severity-answer/$expand?count=0", 6, []),
    "from an offset": ("severity-answer/$expand?offset=5", 6, ["cannot-tell"]),
    "of a version": (f"$expand?url={BASE}/ValueSet/answer&valueSetVersion=0.1.0", 1, ["cannot-tell"]),
}


@pytest.mark.parametrize(("path", "total", "codes"), EXPANSIONS.values(), ids=list(EXPANSIONS))
def test_an_expansion_holds(path: str, total: int, codes: list[str], client: FlaskClient) -> None:
    answer = client.get(f"/fhir/ValueSet/{path}")
    body: Any = answer.get_json(force=True)
    ValueSet.model_validate(body)
    assert (answer.status_code, answer.mimetype) == (200, "application/fhir+json")
    assert body["expansion"]["total"] == total
    assert [each["code"] for each in body["expansion"].get("contains", [])] == codes


def parameters(**values: Any) -> Json:
    named = [
        {
            "name": name,
            f"value{'Integer' if type(each) is int else 'Uri' if name == 'url' else 'String'}": each,
        }
        for name, each in values.items()
    ]
    return {"resourceType": "Parameters", "parameter": named}


URL = f"{BASE}/ValueSet/severity-answer"
BY_BODY = {
    "a value set by URL": ("$expand", parameters(url=f"{BASE}/ValueSet/answer"), 200, ["cannot-tell"]),
    "a page of it": ("$expand", parameters(url=URL, offset=1, count=2), 200, ["mild", "moderate"]),
    "by id": ("severity-answer/$expand", parameters(filter="mod"), 200, ["moderate"]),
    "by id, asking for nothing": ("answer/$expand", {"resourceType": "Parameters"}, 200, ["cannot-tell"]),
    "by a canonical": (
        "$expand",
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "url", "valueCanonical": f"{BASE}/ValueSet/answer"}],
        },
        200,
        ["cannot-tell"],
    ),
    "a parameter that is a resource": (
        "answer/$expand",
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "valueSet", "resource": {"resourceType": "ValueSet"}}],
        },
        200,
        ["cannot-tell"],
    ),
    "no URL": ("$expand", {"resourceType": "Parameters"}, 400, None),
    "a URL that nobody has": ("$expand", parameters(url="x"), 404, None),
    "a count below 0": ("answer/$expand", parameters(count=-1), 400, None),
    "another resource": ("answer/$expand", {"resourceType": "ValueSet"}, 400, None),
    "a list": ("answer/$expand", [], 400, None),
    "a name that is no text": (
        "answer/$expand",
        {"resourceType": "Parameters", "parameter": [{"name": 1}]},
        400,
        None,
    ),
}


@pytest.mark.parametrize(("path", "body", "status", "codes"), BY_BODY.values(), ids=list(BY_BODY))
def test_an_expansion_may_be_asked_for_in_a_body(
    path: str, body: Any, status: int, codes: list[str] | None, client: FlaskClient
) -> None:
    answer = client.post(f"/fhir/ValueSet/{path}", json=body)
    assert (answer.status_code, answer.mimetype) == (status, "application/fhir+json")
    said: Any = answer.get_json(force=True)
    contains = said.get("expansion", {}).get("contains")
    assert (contains and [each["code"] for each in contains]) == codes


def test_a_body_that_is_no_json_is_refused(client: FlaskClient) -> None:
    sent = {"data": b"<Parameters/>", "content_type": "application/fhir+json"}
    assert client.post("/fhir/ValueSet/$expand", **sent).status_code == 400
    assert client.post("/fhir/ValueSet/$expand", data=b"{}", content_type="text/plain").status_code == 415


REFUSALS = {
    "a kind that is not served": ("/fhir/Patient", {}, 404, None),
    "an id that nobody has": ("/fhir/Questionnaire/none", {}, 404, None),
    "nothing at all": ("/fhir/", {}, 404, None),
    "an expansion of nothing": ("/fhir/ValueSet/$expand", {}, 400, ["url"]),
    "an expansion of a URL that nobody has": ("/fhir/ValueSet/$expand?url=x", {}, 404, ["url"]),
    "an expansion of an id that nobody has": ("/fhir/ValueSet/none/$expand", {}, 404, None),
    "a count that is no number": ("/fhir/ValueSet/answer/$expand?count=-1", {}, 400, ["count"]),
    "an offset that is no number": ("/fhir/ValueSet/answer/$expand?offset=a", {}, 400, ["offset"]),
    "XML by the address": ("/fhir/Questionnaire?_format=xml", {}, 406, ["_format"]),
    "XML by the header": ("/fhir/metadata", {"Accept": "application/fhir+xml"}, 406, ["Accept"]),
    "a page": ("/fhir/Questionnaire/none", {"Accept": "text/html,*/*;q=0.1"}, 404, None),
}


@pytest.mark.parametrize(("path", "headers", "status", "field"), REFUSALS.values(), ids=list(REFUSALS))
def test_whoever_asks_for_something_else_is_told(
    path: str, headers: dict[str, str], status: int, field: list[str] | None, client: FlaskClient
) -> None:
    answer = client.get(path, headers=headers)
    body: Any = answer.get_json(force=True)
    assert (answer.status_code, answer.mimetype) == (status, "application/fhir+json")
    assert body["resourceType"] == "OperationOutcome"
    assert body["issue"][0].get("expression") == field


@pytest.mark.parametrize(
    "stated", ["json", "application/json", "application/fhir+json", "application/fhir%2Bjson"]
)
def test_every_name_of_json_is_taken(stated: str, client: FlaskClient) -> None:
    assert client.get(f"/fhir/CodeSystem/answer?_format={stated}").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(method: str, client: FlaskClient) -> None:
    answer = client.open(f"/fhir/Questionnaire/{FORM}", method=method, json={})
    assert (answer.status_code, answer.mimetype) == (405, "application/fhir+json")
