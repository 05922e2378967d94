"""The HTTP around a call: media types, encodings, paths and methods."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.service.hooks.refusals import expression_of, issue_of
from tests.service.hooks.valid_request import valid
from tests.support.application import app
from tests.support.hook_calls import ORDER_SELECT


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON;charset=UTF-8", 200),
        ("application/fhir+json", 200),
        ("application/fhir+json; fhirVersion=4.0", 200),
        (None, 415),
        ("", 415),
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
