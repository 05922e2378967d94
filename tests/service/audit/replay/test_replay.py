"""A saved request is evaluated again, by the rules of then: the same answer, or the criteria that differ."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import select
from xxhash import xxh3_128_hexdigest

from service.audit.audit_log import AuditLog
from service.audit.tables import cards, evaluations
from service.cli.main import main
from tests.goldens.service import golden_request
from tests.service.audit.replay.calls import POLICY, SAME, Replay, call, change
from tests.service.audit.serving import BODY, REQUEST


def test_the_same_answer_is_said_to_be_the_same(memory: AuditLog, replay: Replay) -> None:
    status, lines = replay()
    assert status == 0
    assert lines[0].endswith("site example-private")
    assert lines[1].startswith("by the rules of then: edition ")
    assert lines[2:] == [SAME]


@pytest.mark.parametrize("case", ["both-services-at-21", "dirty-record", "h2017-child-continued-stay-met"])
def test_an_answer_with_evidence_gaps_or_several_cards_is_given_again(
    empty_memory: AuditLog, replay: Replay, tmp_path: Path, case: str
) -> None:
    body = json.dumps(golden_request(case)).encode()
    call(empty_memory, body)
    (tmp_path / "request.json").write_bytes(body)
    status, lines = replay()
    assert (status, lines[-1]) == (0, SAME)


@pytest.mark.parametrize("is_open", ["true", "false"])
def test_an_answer_with_a_link_and_suggestions_is_given_again(
    empty_memory: AuditLog, replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_open: str
) -> None:
    monkeypatch.setenv("CRITERIA_CARDS_OPEN_WORKSHEET", is_open)
    body = json.dumps(golden_request("h2017-adult-admission-unknown")).encode()
    call(empty_memory, body)
    monkeypatch.delenv("CRITERIA_CARDS_OPEN_WORKSHEET")
    (tmp_path / "request.json").write_bytes(body)
    status, lines = replay()
    assert (status, lines[-1]) == (0, SAME)


def test_a_record_of_before_is_found_and_compared_by_the_digests_of_then(
    memory: AuditLog, replay: Replay
) -> None:
    with memory.engine.connect() as connection:
        [recorded] = connection.execute(evaluations.select()).mappings()
    assert (len(recorded["digest"]), len(recorded["answer"])) == (64, 64)
    assert recorded["digest"] == hashlib.sha256(BODY).hexdigest()
    change(memory.engine, evaluations, digest=xxh3_128_hexdigest(BODY))
    status, lines = replay()
    assert (status, lines[-1]) == (0, SAME)


def test_a_criterion_that_came_out_otherwise_is_named(memory: AuditLog, replay: Replay) -> None:
    with memory.engine.connect() as connection:
        outcomes = json.loads(connection.execute(cards.select()).mappings().one()["outcomes"])
    change(memory.engine, cards, outcomes=json.dumps(outcomes | {"B.1": "met"}))
    status, lines = replay()
    assert status == 1
    assert lines[2:] == [
        f"{POLICY}/admission-adult B.1: met then, unknown now",
        "the answer is another one: 1 difference",
    ]


def test_an_outcome_of_the_whole_that_changed_is_named(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, cards, outcome="met")
    status, lines = replay()
    assert status == 1
    assert f"{POLICY}/admission-adult outcome: met then, unknown now" in lines


def test_a_card_that_is_gone_and_one_that_is_new_are_named(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, cards, policy="withdrawn")
    status, lines = replay()
    assert status == 1
    assert lines[2:] == [
        f"{POLICY}/admission-adult: no card then, one now",
        "withdrawn/admission-adult: a card then, none now",
        "the answer is another one: 2 differences",
    ]


def test_other_versions_are_named(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, cards, policy_version="0.9")
    change(memory.engine, evaluations, mapping_version="older")
    status, lines = replay()
    assert status == 0
    assert lines[2].startswith(f"{POLICY}: version 0.9 then, ")
    assert lines[3].startswith("mappings: version older then, ")


@pytest.mark.parametrize(
    ("fetched", "searches"),
    [(1, "1 search was"), (3, "3 searches were")],
)
def test_whether_the_answer_is_the_same_cannot_be_told_where_searches_were_made(
    memory: AuditLog, replay: Replay, fetched: int, searches: str
) -> None:
    change(memory.engine, evaluations, fetched=fetched)
    status, lines = replay()
    assert status == 2
    assert lines[-1] == (
        f"then {searches} made at the EHR's server, and what came was not kept: "
        "whether the answer is the same cannot be told"
    )
    assert SAME not in lines


def test_of_a_call_that_made_searches_the_differences_are_shown_all_the_same(
    memory: AuditLog, replay: Replay
) -> None:
    change(memory.engine, evaluations, fetched=3)
    change(memory.engine, cards, policy="withdrawn")
    status, lines = replay()
    assert status == 2
    assert f"{POLICY}/admission-adult: no card then, one now" in lines


def test_a_refusal_tells_nothing_where_searches_were_made(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, evaluations, service="criteria-order-sign", fetched=11)
    status, lines = replay()
    assert status == 2
    assert "the request is refused: this service answers the hook order-sign (hook)" in lines


def test_the_day_of_the_record_counts_and_not_today(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, evaluations, on="2009-11-28")  # the day before the patient's 22nd birthday
    status, lines = replay()
    assert status == 1
    assert any(line.endswith("admission-adult: a card then, none now") for line in lines)


def test_a_service_that_is_gone_cannot_be_compared(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, evaluations, service="criteria-of-old")
    assert replay()[0] == 2


def test_a_request_that_is_refused_now_is_said_to_be(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, evaluations, service="criteria-order-sign")
    status, lines = replay()
    assert status == 1
    assert lines[-1] == "the request is refused: this service answers the hook order-sign (hook)"


def test_a_request_of_which_nothing_is_on_record_cannot_be_compared(
    memory: AuditLog, replay: Replay, tmp_path: Path
) -> None:
    (tmp_path / "request.json").write_text(json.dumps(REQUEST, indent=1))
    assert replay() == (
        2,
        [
            "nothing is on record of this request; "
            "it has to be, byte for byte, as it was sent, or name a --card"
        ],
    )


def test_a_request_that_was_reformatted_is_found_by_a_card_it_was_answered_with(
    memory: AuditLog, replay: Replay, tmp_path: Path
) -> None:
    with memory.engine.connect() as connection:
        card = connection.execute(select(cards.c.uuid)).scalar_one()
    (tmp_path / "request.json").write_text(json.dumps(REQUEST, indent=1))
    status, lines = replay("--card", card)
    assert (status, lines[-1]) == (0, SAME)
    assert lines[1] == "the request is not, byte for byte, the one that was sent"


def test_another_request_for_a_card_that_is_refused_tells_nothing_of_the_answer(
    memory: AuditLog, replay: Replay, tmp_path: Path
) -> None:
    with memory.engine.connect() as connection:
        card = connection.execute(select(cards.c.uuid)).scalar_one()
    (tmp_path / "request.json").write_text("{}")
    status, lines = replay("--card", card)
    assert status == 2
    assert lines[-1] == "the request is refused: Object missing required field `hook` (hook)"


def test_a_card_of_which_nothing_is_on_record_cannot_be_compared(memory: AuditLog, replay: Replay) -> None:
    assert replay("--card", "0") == (2, ["no card of this uuid is on record"])


def test_of_several_evaluations_the_latest_counts(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, evaluations, at="2026-01-01T00:00:00.000+00:00", fetched=3)
    call(memory, BODY)
    status, lines = replay()
    assert status == 0
    assert not any("searches" in line for line in lines)


def test_a_record_that_makes_no_sense_is_one_line(
    memory: AuditLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(memory.engine, evaluations, on="never")
    assert main(["replay", str(tmp_path / "request.json")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("criteria-cards: this failed unexpectedly (ValueError) at service/audit/")
    assert error.count("\n") == 1


def test_a_request_that_is_not_there_is_one_line(
    memory: AuditLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.json"
    assert main(["replay", str(missing)]) == 2
    assert capsys.readouterr().err == f"criteria-cards: {missing}: No such file or directory\n"
