"""Bodies byte for byte: which are a JSON object in UTF-8, and which are refused."""

from __future__ import annotations

import json

import pytest

from tests.service.hooks.refusals import issue_of
from tests.service.hooks.valid_request import valid
from tests.support.application import call
from tests.support.cards import cards_of
from tests.support.hook_calls import ORDER_SELECT


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
