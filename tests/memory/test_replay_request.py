"""A saved request is evaluated again: the same answer, or the criteria that differ and why they may."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table, update
from sqlalchemy.engine import Engine

from service.app import create_app
from service.cli import main
from service.memory import Memory
from service.settings import Settings
from service.store import cards, evaluations
from tests.memory.serving import BODY, REQUEST, SERVICE

_POLICY = "sc-medicaid-h2017-prs"

Replay = Callable[[], tuple[int, list[str]]]


@pytest.fixture
def memory(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    """What is remembered of one call, for which the folder holds the request."""
    monkeypatch.setenv("CRITERIA_CARDS_DATABASE_URL", database)
    monkeypatch.setenv("CRITERIA_CARDS_SITE", "example-private")
    monkeypatch.setenv("CRITERIA_CARDS_REQUIRE_TOKEN", "false")
    memory = Memory(database, tmp_path / "spool", 1024 * 1024)
    answered = (
        create_app(Settings(), memory).test_client().post(SERVICE, data=BODY, content_type="application/json")
    )
    assert answered.status_code == 200
    memory.shipper.ship()
    (tmp_path / "request.json").write_bytes(BODY)
    yield memory
    memory.shipper.stop()
    memory.engine.dispose()


@pytest.fixture
def replay(memory: Memory, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Replay:
    """Run the command; its status and what it says."""

    def run() -> tuple[int, list[str]]:
        status = main(["replay", str(tmp_path / "request.json")])
        said = capsys.readouterr()
        assert said.err == ""
        return status, said.out.splitlines()

    return run


def change(engine: Engine, table: Table, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(update(table).values(values))


def test_the_same_answer_is_said_to_be_the_same(replay: Replay) -> None:
    status, lines = replay()
    assert status == 0
    assert lines[-1] == "the answer is the same"
    assert lines[0].endswith("site example-private")
    assert len(lines) == 2


def test_a_criterion_that_came_out_otherwise_is_named(memory: Memory, replay: Replay) -> None:
    with memory.engine.connect() as connection:
        outcomes = json.loads(connection.execute(cards.select()).mappings().one()["outcomes"])
    change(memory.engine, cards, outcomes=json.dumps(outcomes | {"B.1": "met"}))
    status, lines = replay()
    assert status == 1
    assert lines[1:] == [
        f"{_POLICY}/admission-adult B.1: met then, unknown now",
        "the answer is another one: 1 difference",
    ]


def test_an_outcome_of_the_whole_that_changed_is_named(memory: Memory, replay: Replay) -> None:
    change(memory.engine, cards, outcome="met")
    status, lines = replay()
    assert status == 1
    assert f"{_POLICY}/admission-adult outcome: met then, unknown now" in lines


def test_a_card_that_is_gone_and_one_that_is_new_are_named(memory: Memory, replay: Replay) -> None:
    change(memory.engine, cards, policy="withdrawn")
    status, lines = replay()
    assert status == 1
    assert lines[1:] == [
        f"{_POLICY}/admission-adult: no card then, one now",
        "withdrawn/admission-adult: a card then, none now",
        "the answer is another one: 2 differences",
    ]


def test_other_versions_are_named(memory: Memory, replay: Replay) -> None:
    change(memory.engine, cards, policy_version="0.9")
    change(memory.engine, evaluations, mapping_version="older")
    status, lines = replay()
    assert status == 0
    assert lines[1].startswith(f"{_POLICY}: version 0.9 then, ")
    assert lines[2].startswith("mappings: version older then, ")


def test_searches_that_are_not_repeated_are_mentioned(memory: Memory, replay: Replay) -> None:
    change(memory.engine, evaluations, fetched=3)
    _, lines = replay()
    assert "then 3 searches were made at the EHR's server; they are not repeated" in lines


def test_the_day_of_the_record_counts_and_not_today(memory: Memory, replay: Replay) -> None:
    change(memory.engine, evaluations, on="2009-11-28")  # the day before the patient's 22nd birthday
    status, lines = replay()
    assert status == 1
    assert any(line.endswith("admission-adult: a card then, none now") for line in lines)


def test_a_service_that_is_gone_cannot_be_compared(memory: Memory, replay: Replay) -> None:
    change(memory.engine, evaluations, service="criteria-of-old")
    assert replay()[0] == 2


def test_a_request_that_is_refused_now_is_said_to_be(memory: Memory, replay: Replay) -> None:
    change(memory.engine, evaluations, service="criteria-order-sign")
    status, lines = replay()
    assert status == 1
    assert lines[-1] == "the request is refused now: this service answers the hook order-sign (hook)"


def test_a_request_of_which_nothing_is_on_record_cannot_be_compared(replay: Replay, tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text(json.dumps(REQUEST, indent=1))
    assert replay() == (
        2,
        ["nothing is on record of this request; it has to be, byte for byte, as it was sent"],
    )


def test_of_several_evaluations_the_latest_counts(memory: Memory, replay: Replay) -> None:
    change(memory.engine, evaluations, at="2026-01-01T00:00:00.000+00:00", fetched=3)
    create_app(Settings(), memory).test_client().post(SERVICE, data=BODY, content_type="application/json")
    memory.shipper.ship()
    status, lines = replay()
    assert status == 0
    assert not any("searches" in line for line in lines)


def test_a_request_that_is_not_there_is_one_line(
    memory: Memory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.json"
    assert main(["replay", str(missing)]) == 2
    assert capsys.readouterr().err == f"criteria-cards: {missing}: No such file or directory\n"
