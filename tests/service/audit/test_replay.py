"""A saved request is evaluated again, by the rules of then: the same answer, or the criteria that differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import Table, delete, select, update
from sqlalchemy.engine import Engine

from service.audit.audit_log import AuditLog
from service.audit.tables import cards, editions, evaluations
from service.cli.main import main
from service.review.rule_files import INSTALLED, RuleFiles, in_folder
from service.settings import Settings
from service.web.app import create_app
from tests.goldens.service import golden_request
from tests.service.audit.serving import BODY, REQUEST, SERVICE

_POLICY = "sc-medicaid-h2017-prs"
ALL_MET = json.dumps(golden_request("h2017-adult-admission-met")).encode()
_SAME = "the answer is the same, byte for byte"

Replay = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def empty_memory(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AuditLog]:
    """A memory that the command finds, beside a folder that holds the request."""
    monkeypatch.setenv("CRITERIA_CARDS_DATABASE_URL", database)
    monkeypatch.setenv("CRITERIA_CARDS_SITE", "example-private")
    monkeypatch.setenv("CRITERIA_CARDS_REQUIRE_TOKEN", "false")
    monkeypatch.setenv("CRITERIA_CARDS_ALLOW_AS_OF", "true")
    memory = AuditLog(database, tmp_path / "spool", 1024 * 1024)
    (tmp_path / "request.json").write_bytes(BODY)
    yield memory
    memory.shipper.stop()
    memory.engine.dispose()


@pytest.fixture
def memory(empty_memory: AuditLog) -> AuditLog:
    """What is remembered of one call."""
    call(empty_memory, BODY)
    return empty_memory


@pytest.fixture
def replay(empty_memory: AuditLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Replay:
    """Run the command; its status and what it says."""

    def run(*options: str) -> tuple[int, list[str]]:
        status = main(["replay", str(tmp_path / "request.json"), *options])
        said = capsys.readouterr()
        assert said.err == ""
        return status, said.out.splitlines()

    return run


def call(memory: AuditLog, body: bytes, rules: RuleFiles = INSTALLED) -> None:
    """Answer a request by some rules, and see that it is in the database."""
    client = create_app(Settings(), memory, rules).test_client()
    assert client.post(SERVICE, data=body, content_type="application/json").status_code == 200
    memory.shipper.ship()


def of_then(folder: Path, file: str, found: str, replacement: str) -> RuleFiles:
    """The rules as they were before some words in one of their files were replaced."""
    copytree(INSTALLED.policies, folder / "policies")
    copytree(INSTALLED.mappings, folder / "mappings")
    (folder / "wording.yaml").write_bytes(INSTALLED.wording.read_bytes())
    text = (folder / file).read_text(encoding="utf-8")
    assert found in text
    (folder / file).write_text(text.replace(found, replacement), encoding="utf-8")
    return in_folder(folder)


def change(engine: Engine, table: Table, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(update(table).values(values))


def test_the_same_answer_is_said_to_be_the_same(memory: AuditLog, replay: Replay) -> None:
    status, lines = replay()
    assert status == 0
    assert lines[0].endswith("site example-private")
    assert lines[1].startswith("by the rules of then: edition ")
    assert lines[2:] == [_SAME]


@pytest.mark.parametrize("case", ["both-services-at-21", "dirty-record", "h2017-child-continued-stay-met"])
def test_an_answer_with_evidence_gaps_or_several_cards_is_given_again(
    empty_memory: AuditLog, replay: Replay, tmp_path: Path, case: str
) -> None:
    body = json.dumps(golden_request(case)).encode()
    call(empty_memory, body)
    (tmp_path / "request.json").write_bytes(body)
    status, lines = replay()
    assert (status, lines[-1]) == (0, _SAME)


@pytest.mark.parametrize(
    ("file", "found", "replacement", "status_now", "said_now"),
    [
        (
            f"policies/{_POLICY}/policy.yaml",
            "{age: {from: 22 years}}",
            "{age: {from: 90 years}}",
            1,
            f"{_POLICY}/admission-adult outcome: not_met then, met now",
        ),
        (
            "mappings/facts.yaml",
            "attestation: 90 days",
            "attestation: 1 day",
            1,
            f"{_POLICY}/admission-adult outcome: unknown then, met now",
        ),
        (
            "wording.yaml",
            "Read as an admission",
            "Taken for an admission",
            0,
            "every outcome is the same; the words of the answer are not",
        ),
    ],
    ids=["another age in the policy", "another window in the mappings", "other words"],
)
def test_the_rules_of_then_decide_and_not_those_that_are_installed(
    empty_memory: AuditLog,
    replay: Replay,
    tmp_path: Path,
    file: str,
    found: str,
    replacement: str,
    status_now: int,
    said_now: str,
) -> None:
    (tmp_path / "request.json").write_bytes(ALL_MET)
    call(empty_memory, ALL_MET, of_then(tmp_path / "then", file, found, replacement))
    status, lines = replay()
    assert (status, lines[-1]) == (0, _SAME)
    status, lines = replay("--installed")
    assert (status, lines[1]) == (status_now, "by the rules that are installed here")
    assert said_now in lines


def test_rules_that_are_not_on_record_are_not_replaced_by_others(memory: AuditLog, replay: Replay) -> None:
    with memory.engine.begin() as connection:
        connection.execute(delete(editions))
    status, lines = replay()
    assert (status, lines[1:]) == (
        2,
        ["the rules of then are not on record; --installed evaluates by the ones that are installed here"],
    )
    assert replay("--installed")[0] == 0


def test_rules_that_were_recorded_in_another_form_cannot_be_read(memory: AuditLog, replay: Replay) -> None:
    content = '{"form": "of a newer program"}'
    name = hashlib.sha256(content.encode()).hexdigest()[:32]
    change(memory.engine, editions, content=content, edition=name)
    change(memory.engine, evaluations, edition=name)
    status, lines = replay()
    assert (status, lines[1:]) == (
        2,
        ["the rules of then cannot be read by this program: they were recorded in another form"],
    )


def test_a_site_that_is_not_installed_is_not_replaced_by_another(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, evaluations, site="closed-last-year")
    status, lines = replay("--installed")
    assert status == 2
    assert lines[1:] == [
        "the site of the record is not installed here: give the command the settings of the service"
    ]
    assert replay()[0] == 0


def test_evidence_is_validated_again_where_it_was(
    empty_memory: AuditLog, replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRITERIA_CARDS_VALIDATE_EVIDENCE", "true")
    body = json.dumps(golden_request("dirty-record")).encode()
    call(empty_memory, body)
    (tmp_path / "request.json").write_bytes(body)
    for options in ((), ("--installed",)):
        status, lines = replay(*options)
        assert (status, lines[-1]) == (0, _SAME)


def test_rules_that_are_not_as_they_were_recorded_are_not_used(memory: AuditLog, replay: Replay) -> None:
    with memory.engine.begin() as connection:
        content = connection.execute(select(editions.c.content)).scalar_one()
    change(memory.engine, editions, content=content.replace("22 years", "21 years"))
    status, lines = replay()
    assert (status, lines[1:]) == (
        2,
        ["the rules of then cannot be read by this program: they are not what was recorded"],
    )


def test_a_criterion_that_came_out_otherwise_is_named(memory: AuditLog, replay: Replay) -> None:
    with memory.engine.connect() as connection:
        outcomes = json.loads(connection.execute(cards.select()).mappings().one()["outcomes"])
    change(memory.engine, cards, outcomes=json.dumps(outcomes | {"B.1": "met"}))
    status, lines = replay()
    assert status == 1
    assert lines[2:] == [
        f"{_POLICY}/admission-adult B.1: met then, unknown now",
        "the answer is another one: 1 difference",
    ]


def test_an_outcome_of_the_whole_that_changed_is_named(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, cards, outcome="met")
    status, lines = replay()
    assert status == 1
    assert f"{_POLICY}/admission-adult outcome: met then, unknown now" in lines


def test_a_card_that_is_gone_and_one_that_is_new_are_named(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, cards, policy="withdrawn")
    status, lines = replay()
    assert status == 1
    assert lines[2:] == [
        f"{_POLICY}/admission-adult: no card then, one now",
        "withdrawn/admission-adult: a card then, none now",
        "the answer is another one: 2 differences",
    ]


def test_other_versions_are_named(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, cards, policy_version="0.9")
    change(memory.engine, evaluations, mapping_version="older")
    status, lines = replay()
    assert status == 0
    assert lines[2].startswith(f"{_POLICY}: version 0.9 then, ")
    assert lines[3].startswith("mappings: version older then, ")


def test_searches_that_are_not_repeated_are_mentioned(memory: AuditLog, replay: Replay) -> None:
    change(memory.engine, evaluations, fetched=3)
    _, lines = replay()
    assert "then 3 searches were made at the EHR's server; they are not repeated" in lines


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
    assert (status, lines[-1]) == (0, _SAME)
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
    assert capsys.readouterr().err == "criteria-cards: this failed unexpectedly (ValueError)\n"


def test_a_request_that_is_not_there_is_one_line(
    memory: AuditLog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "missing.json"
    assert main(["replay", str(missing)]) == 2
    assert capsys.readouterr().err == f"criteria-cards: {missing}: No such file or directory\n"
