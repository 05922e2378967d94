"""Feedback as it arrives: read strictly, the same however often it is sent, acknowledged once it is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.audit.audit_log import AuditLog
from service.audit.feedback import read_feedback
from service.audit.tables import cards, feedback
from service.errors import Malformed
from service.settings import Settings
from service.web.app import create_app
from tests.service.audit.reading import stored_ids
from tests.service.audit.said import ACCEPTED, CARD, GIVEN, OFFERED, OTHER_CARD, SUGGESTION, body, read
from tests.service.audit.serving import BODY, SERVICE


@pytest.fixture
def memory(database: str, tmp_path: Path) -> Iterator[AuditLog]:
    memory = AuditLog(database, tmp_path / "spool", 1024 * 1024)
    yield memory
    memory.shipper.stop()
    memory.engine.dispose()


@pytest.fixture
def client(memory: AuditLog) -> FlaskClient:
    return create_app(Settings(require_token=False, clients=None, site=""), memory).test_client()


def test_everything_that_is_told_is_read() -> None:
    reason = {"code": "clinical-judgement", "system": "urn:ours", "display": "Clinical judgment"}
    found = read(overrideReason={"reason": reason, "userComment": "see the note"})
    assert (found.service, found.client, found.card) == ("service-one", "clinic", CARD)
    assert (found.outcome, found.outcome_at) == ("overridden", "2026-03-01T10:00:00.000000+00:00")
    assert (found.reason_system, found.reason_code) == ("urn:ours", "clinical-judgement")
    assert found.comment == "see the note"
    assert read(**ACCEPTED).accepted == (SUGGESTION,)


_SAME = {
    "the time in another zone": {"outcomeTimestamp": "2026-03-01T05:00:00-05:00"},
    "the time with a fraction": {"outcomeTimestamp": "2026-03-01T10:00:00.000Z"},
    "members that are not known": {"vendor": 1, "extension": {}},
    "an empty reason": {"overrideReason": {}},
    "nulls": {"overrideReason": None, "acceptedSuggestions": None},
    "nulls in a reason": {"overrideReason": {"reason": {"code": None, "system": None}, "userComment": None}},
}


def test_the_id_of_a_feedback_is_the_same_in_every_release() -> None:
    said = (
        '{"accepted":[],"card":"9368d37b-283f-44a0-93ea-547cebab93ed","client":"clinic","comment":"",'
        '"outcome":"overridden","outcome_at":"2026-03-01T10:00:00.000000+00:00","reason_code":"",'
        '"reason_system":"","service":"service-one"}'
    )
    assert read().id == hashlib.sha256(said.encode()).hexdigest()[:32]


@pytest.mark.parametrize("given", _SAME.values(), ids=_SAME.keys())
def test_the_same_feedback_has_the_same_id(given: dict[str, Any]) -> None:
    assert read(**given).id == read().id


def test_the_order_of_accepted_suggestions_says_nothing() -> None:
    one, other = (
        [{"id": first}, {"id": second}] for first, second in ((CARD, SUGGESTION), (SUGGESTION, CARD))
    )
    ids = {read(outcome="accepted", acceptedSuggestions=each).id for each in (one, other)}
    assert len(ids) == 1


_ANOTHER = {
    "another card": {"card": OTHER_CARD},
    "another outcome": ACCEPTED,
    "another time": {"outcomeTimestamp": "2026-03-01T10:00:01Z"},
    "a reason": {"overrideReason": {"reason": {"code": "x"}}},
    "a comment": {"overrideReason": {"userComment": "x"}},
}


@pytest.mark.parametrize("given", _ANOTHER.values(), ids=_ANOTHER.keys())
def test_another_feedback_has_another_id(given: dict[str, Any]) -> None:
    assert read(**given).id != read().id


def test_the_uuid_of_a_card_is_the_same_in_upper_case() -> None:
    uuid = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
    assert (read(card=uuid.upper()).card, read(card=uuid.upper()).id) == (uuid, read(card=uuid).id)


def test_an_endless_comment_is_cut_and_one_with_a_nul_can_be_stored() -> None:
    assert read(overrideReason={"userComment": "x" * 4000}).comment == "x" * 4000
    assert read(overrideReason={"userComment": "x" * 4001}).comment == "x" * 4000
    assert read(overrideReason={"userComment": "a\0b"}).comment == "a\ufffdb"


_WRONG = {
    "no card": (GIVEN | {"card": None}, "feedback[0].card"),
    "an empty card": (GIVEN | {"card": ""}, "feedback[0].card"),
    "a card that is no UUID": (GIVEN | {"card": "the card of Mrs. Smith"}, "feedback[0].card"),
    "a suggestion that is no UUID": (
        GIVEN | {"outcome": "accepted", "acceptedSuggestions": [{"id": "for Mrs. Smith"}]},
        "feedback[0].acceptedSuggestions[0].id",
    ),
    "an unknown outcome": (GIVEN | {"outcome": "ignored"}, "feedback[0].outcome"),
    "accepted nothing": (GIVEN | {"outcome": "accepted"}, "feedback[0].acceptedSuggestions"),
    "no time": ({"card": CARD, "outcome": "overridden"}, "feedback[0].outcomeTimestamp"),
    "no such time": (GIVEN | {"outcomeTimestamp": "yesterday"}, "feedback[0].outcomeTimestamp"),
    "a time before all others": (
        GIVEN | {"outcomeTimestamp": "0001-01-01T00:00:00+14:00"},
        "feedback[0].outcomeTimestamp",
    ),
    "101 suggestions": (
        GIVEN | {"outcome": "accepted", "acceptedSuggestions": [{"id": SUGGESTION}] * 101},
        "feedback[0].acceptedSuggestions",
    ),
    "no object": (CARD, "feedback[0]"),
}


@pytest.mark.parametrize(("given", "field"), _WRONG.values(), ids=_WRONG.keys())
def test_what_is_wrong_is_named_and_not_echoed(given: Any, field: str) -> None:
    found = read_feedback(body(given), "service-one", "", OFFERED)
    assert found.feedback == []
    assert found.problem
    assert found.problem.field == field
    assert not {"ignored", "yesterday", "Smith", "Smith."} & set(found.problem.problem.split())


@pytest.mark.parametrize(
    "sent", [b"", b"no JSON", b"{}", b'{"feedback": 1}', b'{"feedback": [' + b"[" * 5000, b"\xff"]
)
def test_a_body_that_is_no_feedback_is_refused(sent: bytes) -> None:
    with pytest.raises(Malformed):
        read_feedback(sent, "service-one", "", OFFERED)


def test_a_thousand_at_once_are_taken_and_no_more() -> None:
    assert len(read_feedback(body(*[GIVEN] * 1000), "service-one", "", OFFERED).feedback) == 1000
    with pytest.raises(Malformed):
        read_feedback(body(*[GIVEN] * 1001), "service-one", "", OFFERED)


def test_feedback_sent_again_counts_once(client: FlaskClient, memory: AuditLog) -> None:
    for _ in range(2):
        answer = client.post(f"{SERVICE}/feedback", data=body(GIVEN, GIVEN), content_type="application/json")
        assert answer.status_code == 200
        memory.shipper.ship()
    assert len(stored_ids(memory.engine)) == 1


def test_feedback_on_cards_of_several_hook_instances_is_tied_to_each(
    client: FlaskClient, memory: AuditLog
) -> None:
    shown = [
        client.post(SERVICE, data=BODY, content_type="application/json").get_json()["cards"][0]["uuid"]
        for _ in range(2)
    ]
    given = [GIVEN | {"card": uuid} for uuid in shown]
    client.post(f"{SERVICE}/feedback", data=body(*given), content_type="application/json")
    memory.shipper.ship()
    query = select(cards.c.uuid, cards.c.policy, cards.c.kind, cards.c.outcome).join(
        feedback, feedback.c.card == cards.c.uuid
    )
    with memory.engine.connect() as connection:
        found = {tuple(row) for row in connection.execute(query)}
    assert found == {(uuid, "sc-medicaid-h2017-prs", "admission", "unknown") for uuid in shown}


def test_an_item_that_cannot_be_read_costs_no_other(client: FlaskClient, memory: AuditLog) -> None:
    sent = body(GIVEN, GIVEN | {"outcome": "ignored"}, GIVEN | {"card": OTHER_CARD})
    answers = [
        client.post(f"{SERVICE}/feedback", data=sent, content_type="application/json") for _ in range(2)
    ]
    memory.shipper.ship()
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].get_json()["issue"][0]["expression"] == ["feedback[1].outcome"]
    assert len(stored_ids(memory.engine)) == 2


def test_feedback_before_its_card_is_stored_all_the_same(client: FlaskClient, memory: AuditLog) -> None:
    answer = client.post(f"{SERVICE}/feedback", data=body(GIVEN), content_type="application/json")
    memory.shipper.ship()
    assert answer.status_code == 200
    assert len(stored_ids(memory.engine)) == 1


def test_feedback_that_cannot_be_kept_is_not_acknowledged(client: FlaskClient, memory: AuditLog) -> None:
    memory.spool.close()
    answer = client.post(f"{SERVICE}/feedback", data=body(GIVEN), content_type="application/json")
    assert answer.status_code == 503
    assert answer.get_json()["issue"][0]["code"] == "no-store"


def test_feedback_names_the_request_that_brought_it(client: FlaskClient, memory: AuditLog) -> None:
    answer = client.post(f"{SERVICE}/feedback", data=body(GIVEN), content_type="application/json")
    memory.shipper.ship()
    with memory.engine.connect() as connection:
        requests = connection.execute(select(feedback.c.request)).scalars().all()
    assert requests == [answer.headers["X-Request-Id"]]


def test_the_reasons_that_a_card_offers_are_kept_as_its_codes(client: FlaskClient, memory: AuditLog) -> None:
    [card] = client.post(SERVICE, data=BODY, content_type="application/json").get_json()["cards"]
    given = [
        GIVEN | {"card": card["uuid"], "overrideReason": {"reason": reason}}
        for reason in card["overrideReasons"]
    ]
    client.post(f"{SERVICE}/feedback", data=body(*given), content_type="application/json")
    memory.shipper.ship()
    with memory.engine.connect() as connection:
        kept = connection.execute(select(feedback.c.reason_system, feedback.c.reason_code)).all()
    assert sorted(map(tuple, kept)) == sorted(
        (each["system"], each["code"]) for each in card["overrideReasons"]
    )


def test_nothing_of_a_patient_is_remembered(client: FlaskClient, memory: AuditLog) -> None:
    client.post(SERVICE, data=BODY, content_type="application/json")
    said = memory.spool.read().decode()
    assert '"type":"evaluation"' in said
    assert not [word for word in ("7788", "1987", "ServiceRequest", "Practitioner") if word in said]
