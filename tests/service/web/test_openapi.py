"""The OpenAPI document: valid, served, and about everything that is served."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient

from service.hooks.registry import HOOKS
from service.web.openapi import openapi
from tests.service.application import application

SERVICE = Path(__file__).parents[3] / "service"
URL = "https://cards.example/behavioral"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return application(tmp_path_factory.mktemp("data"), public_url=URL)


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> Any:
    return client.get("/openapi.json").json


def test_the_document_is_valid_openapi(document: Any) -> None:
    schemathesis.openapi.from_dict(document).validate()


def test_the_document_says_where_the_service_is(document: Any) -> None:
    assert document["servers"] == [{"url": URL}]
    assert json.loads(openapi("https://elsewhere.example", [], []))["servers"] == [
        {"url": "https://elsewhere.example"}
    ]


def test_the_document_describes_what_is_served_and_nothing_else(client: FlaskClient, document: Any) -> None:
    described = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    served = {
        (path, method)
        for rule in client.application.url_map.iter_rules()
        for path in _paths(rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == served


def test_every_error_code_that_is_described_is_used_and_every_one_used_is_described(document: Any) -> None:
    issue = document["components"]["schemas"]["OperationOutcome"]["properties"]["issue"]["items"]
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(SERVICE.rglob("*.py")))
    used = set(re.findall(r'(?:\bcode = |\boutcome\()"([a-z-]+)"', source))
    assert set(issue["properties"]["code"]["enum"]) == used


@pytest.mark.parametrize("hook", HOOKS.values(), ids=lambda hook: hook.hook)
def test_the_examples_of_a_service_are_answered(client: FlaskClient, document: Any, hook: Any) -> None:
    call = document["paths"][f"/cds-services/{hook.id}"]["post"]
    for example in call["requestBody"]["content"]["application/json"]["examples"].values():
        assert client.post(f"/cds-services/{hook.id}", json=example["value"]).status_code == 200


def _paths(rule: str) -> list[str]:
    """A rule as the paths that the document has for it."""
    if "<service_id>" in rule:
        return [rule.replace("<service_id>", service) for service in HOOKS]
    return [re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", rule)]
