"""A hook call that ends well is answered before Flask, which a client cannot tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.ehr import CALL, Ehr, application, registered
from tests.support.hook_calls import bare_order_select

EHR = Ehr("ehr", "https://ehr.example")
ELSEWHERE = {"Origin": "https://elsewhere.example"}
"""A browser's call, which Flask answers; this origin is granted nothing."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("front-door")
    settings = {"cors_origins": ("https://sandbox.example",), "max_body_bytes": 5000}
    return application(folder, registered(EHR, folder), **settings).test_client()


def signed(**headers: str) -> dict[str, str]:
    return {"Authorization": EHR.bearer()} | headers


def without_ids(answer: Any) -> tuple[int, Any, dict[str, str]]:
    content = answer.get_json()
    for card in content.get("cards", ()):
        del card["uuid"]
    return answer.status_code, content, {k: v for k, v in answer.headers.items() if k != "X-Request-Id"}


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        pytest.param(200, bare_order_select(), {}, id="a call that is answered"),
        pytest.param(
            200, bare_order_select(), {"Content-Type": "application/fhir+json; v=1"}, id="a kind of JSON"
        ),
        pytest.param(400, {"hook": "order-select"}, {}, id="a body that lacks what is required"),
        pytest.param(400, {**bare_order_select(), "hook": "order-sign"}, {}, id="another hook"),
        pytest.param(401, bare_order_select(), {"Authorization": "Bearer x"}, id="a token that is refused"),
        pytest.param(412, {**bare_order_select(), "prefetch": {}}, {}, id="no Patient"),
        pytest.param(413, {**bare_order_select(), "extension": {"a": "a" * 5000}}, {}, id="a long body"),
        pytest.param(415, bare_order_select(), {"Content-Type": "text/plain"}, id="a body sent as text"),
        pytest.param(415, bare_order_select(), {"Content-Encoding": "gzip"}, id="a compressed body"),
    ],
)
def test_both_ways_give_one_answer(
    status: int, body: Any, headers: dict[str, str], client: FlaskClient
) -> None:
    direct, through_flask = (
        without_ids(client.post(CALL, json=body, headers=signed(**extra) | headers))
        for extra in ({}, ELSEWHERE)
    )
    assert direct[0] == status
    assert direct == through_flask
