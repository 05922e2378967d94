"""What an answer to a write says: by its status, by where it says that the resource stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from service.ehr.exchange import Answer
from service.ehr.write_results import (
    MAX_RETRY_AFTER_SECONDS,
    Refused,
    Stands,
    Why,
    resource_of_answer,
    result_of_answer,
    results_of_transaction,
)

KIND = "Observation"
PLACE = "https://ehr.example/fhir/Observation/o-1"


def answer(status: int, body: Any = b"", **headers: str) -> Answer:
    """An answer; header names are written with underscores."""
    octets = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, octets)


@pytest.mark.parametrize(
    ("headers", "body", "stands"),
    [
        pytest.param({"Location": PLACE}, b"", Stands("Observation/o-1"), id="a place"),
        pytest.param(
            {"Location": f"{PLACE}/_history/3"}, b"", Stands("Observation/o-1", "3"), id="with its version"
        ),
        pytest.param(
            {"Location": "Observation/o-1/_history/3"}, b"", Stands("Observation/o-1", "3"), id="relative"
        ),
        pytest.param(
            {"Location": "/fhir/Observation/o-1/"}, b"", Stands("Observation/o-1"), id="with a slash"
        ),
        pytest.param(
            {"Location": PLACE, "ETag": 'W/"4"'},
            b"",
            Stands("Observation/o-1", "4"),
            id="the version as a tag",
        ),
        pytest.param(
            {"Location": PLACE, "ETag": '"4"'}, b"", Stands("Observation/o-1", "4"), id="as a strong tag"
        ),
        pytest.param({"Location": PLACE, "ETag": "4"}, b"", Stands("Observation/o-1"), id="as no tag"),
        pytest.param({"Content-Location": PLACE}, b"", Stands("Observation/o-1"), id="of the content"),
        pytest.param(
            {},
            {"resourceType": KIND, "id": "o-1", "meta": {"versionId": "2"}},
            Stands("Observation/o-1", "2"),
            id="of the resource that came back",
        ),
        pytest.param(
            {}, {"resourceType": KIND, "id": "o-1"}, Stands("Observation/o-1"), id="without a version"
        ),
    ],
)
def test_where_a_resource_stands(headers: Mapping[str, str], body: Any, stands: Stands) -> None:
    told = {name.replace("-", "_"): value for name, value in headers.items()}
    assert result_of_answer(answer(200, body, **told), KIND) == stands
    new = Stands(stands.reference, stands.version, is_new=True)
    assert result_of_answer(answer(201, body, **told), KIND) == new


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b""),
        ({"Location": "https://ehr.example/fhir/Patient/o-1"}, b""),
        ({"Location": "https://ehr.example/fhir/Observation/"}, b""),
        ({"Location": "https://ehr.example/fhir/Observation/a_b"}, b""),
        ({"Location": f"https://ehr.example/fhir/Observation/{'a' * 65}"}, b""),
        ({}, b"<!doctype html>"),
        ({}, b'{"resourceType": "Observation"'),
        ({}, b"[1]"),
        ({}, b"\xff"),
        ({}, {"resourceType": "OperationOutcome"}),
        ({}, {"resourceType": KIND, "id": "a/b"}),
    ],
)
def test_a_success_that_does_not_tell_where_says_nothing(headers: Mapping[str, str], body: Any) -> None:
    assert result_of_answer(answer(201, body, **headers), KIND) == Refused(Why.UNREADABLE, 201)


STATUSES = {
    302: Why.REDIRECTED,
    304: Why.REDIRECTED,
    400: Why.INVALID,
    401: Why.SIGNED_OUT,
    403: Why.FORBIDDEN,
    404: Why.UNSUPPORTED,
    405: Why.UNSUPPORTED,
    408: Why.NO_ANSWER,
    409: Why.CHANGED,
    410: Why.INVALID,
    412: Why.CHANGED,
    413: Why.INVALID,
    415: Why.INVALID,
    422: Why.INVALID,
    429: Why.BUSY,
    499: Why.INVALID,
    500: Why.FAILED,
    501: Why.UNSUPPORTED,
    502: Why.NO_ANSWER,
    503: Why.BUSY,
    504: Why.NO_ANSWER,
    599: Why.FAILED,
}


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_says_why_alone_and_within_a_transaction(status: int) -> None:
    why = STATUSES[status]
    refused = result_of_answer(answer(status, {"resourceType": KIND, "id": "o-1"}, Location=PLACE), KIND)
    assert refused == Refused(why, status)
    assert results_of_transaction(answer(status), [KIND]) == Refused(why, status)
    entry = {"response": {"status": f"{status} So", "location": PLACE}}
    assert results_of_transaction(bundle(entry), [KIND]) == (Refused(why, status),)


@pytest.mark.parametrize(
    ("why", "may_stand", "looked_up", "final"),
    [
        (Why.NO_ANSWER, True, True, False),
        (Why.UNREADABLE, True, True, False),
        (Why.FAILED, False, True, False),
        (Why.BUSY, False, True, False),
        (Why.REDIRECTED, False, True, False),
        (Why.CHANGED, False, True, False),
        (Why.UNREACHABLE, False, False, False),
        (Why.SIGNED_OUT, False, False, False),
        (Why.NOT_TRIED, False, False, False),
        (Why.INVALID, False, False, True),
        (Why.FORBIDDEN, False, False, True),
        (Why.UNSUPPORTED, False, False, True),
        (Why.NOT_GRANTED, False, False, True),
        (Why.NOT_OWN, False, False, True),
        (Why.CORRECTION, False, False, True),
    ],
)
def test_what_follows_from_why(why: Why, may_stand: bool, looked_up: bool, final: bool) -> None:
    refused = Refused(why)
    assert (refused.may_stand, refused.is_to_be_looked_up, refused.is_final) == (may_stand, looked_up, final)


def bundle(*entries: Any, **elements: Any) -> Answer:
    """A transaction's answer."""
    return answer(200, {"resourceType": "Bundle", "entry": entries} | elements)


def test_each_entry_of_a_transaction_is_told_in_its_order() -> None:
    entries = (
        {"response": {"status": "201 Created", "location": "Observation/a/_history/1", "etag": 'W/"1"'}},
        {"response": {"status": "200", "etag": 'W/"7"'}, "resource": {"resourceType": KIND, "id": "b"}},
        {"response": {"status": "201 Created"}, "resource": {"resourceType": "Patient", "id": "c"}},
        {"response": {"status": "2010"}},
        {"response": "201"},
        "201 Created",
    )
    assert results_of_transaction(bundle(*entries), [KIND] * 6) == (
        Stands("Observation/a", "1", is_new=True),
        Stands("Observation/b", "7"),
        Refused(Why.UNREADABLE, 201),
        Refused(Why.UNREADABLE),
        Refused(Why.UNREADABLE),
        Refused(Why.UNREADABLE),
    )


@pytest.mark.parametrize(
    "whole",
    [
        bundle(),
        bundle({}, {}),
        bundle({}, resourceType="OperationOutcome"),
        answer(200, {"resourceType": "Bundle"}),
        answer(200, {"resourceType": "Bundle", "entry": {}}),
        answer(200, b"<html>"),
    ],
)
def test_a_transaction_whose_answer_is_of_another_shape_says_nothing(whole: Answer) -> None:
    assert results_of_transaction(whole, [KIND]) == Refused(Why.UNREADABLE, 200)


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [
        ("30", 30),
        (" 7 ", 7),
        ("0", 0),
        (str(MAX_RETRY_AFTER_SECONDS + 1), MAX_RETRY_AFTER_SECONDS),
        ("9" * 400, MAX_RETRY_AFTER_SECONDS),
        pytest.param("Fri, 01 Jan 2100 00:00:00 GMT", MAX_RETRY_AFTER_SECONDS, id="a date to come"),
        pytest.param("Sat, 01 Jan 2000 00:00:00 GMT", 0, id="a date that is past"),
        ("soon", 0),
        ("-5", 0),
        ("\u0663", 0),
        ("", 0),
    ],
)
def test_when_to_try_again(stated: str, seconds: int) -> None:
    refused = result_of_answer(answer(503, Retry_After=stated), KIND)
    assert isinstance(refused, Refused)
    assert refused.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "body", "headers", "found"),
    [
        (200, {"resourceType": KIND, "meta": {"versionId": "3"}}, {}, "3"),
        (200, {"resourceType": KIND, "meta": {"versionId": "3"}}, {"ETag": 'W/"2"'}, "3"),
        (200, {"resourceType": KIND}, {"ETag": 'W/"2"'}, "2"),
        (200, {"resourceType": KIND}, {}, ""),
        (200, {"resourceType": "Patient"}, {}, Refused(Why.UNREADABLE, 200)),
        (304, {"resourceType": KIND}, {}, Refused(Why.REDIRECTED, 304)),
        (401, {"resourceType": KIND}, {}, Refused(Why.SIGNED_OUT, 401)),
        (404, {"resourceType": KIND}, {}, Refused(Why.CHANGED, 404)),
        (410, {"resourceType": KIND}, {}, Refused(Why.CHANGED, 410)),
    ],
)
def test_a_resource_is_read_with_its_version(
    status: int, body: Any, headers: Mapping[str, str], found: object
) -> None:
    read = resource_of_answer(answer(status, body, **headers), KIND)
    assert (read if isinstance(read, Refused) else read["meta"]["versionId"]) == found
