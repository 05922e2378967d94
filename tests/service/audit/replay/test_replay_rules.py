"""A replay goes by the rules of then, and by no other in their place."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import delete, select

from service.audit.audit_log import AuditLog
from service.audit.tables import editions, evaluations
from service.review.rule_files import INSTALLED, RuleFiles, in_folder
from tests.goldens.service import golden_request
from tests.service.audit.replay.calls import ALL_MET, POLICY, SAME, Replay, call, change


def of_then(folder: Path, file: str, found: str, replacement: str) -> RuleFiles:
    """The rules as they were before some words in one of their files were replaced."""
    copytree(INSTALLED.policies, folder / "policies")
    copytree(INSTALLED.mappings, folder / "mappings")
    (folder / "wording.yaml").write_bytes(INSTALLED.wording.read_bytes())
    text = (folder / file).read_text(encoding="utf-8")
    assert found in text
    (folder / file).write_text(text.replace(found, replacement), encoding="utf-8")
    return in_folder(folder)


@pytest.mark.parametrize(
    ("file", "found", "replacement", "status_now", "said_now"),
    [
        (
            f"policies/{POLICY}/policy.yaml",
            "{age: {from: 22 years}}",
            "{age: {from: 90 years}}",
            1,
            f"{POLICY}/admission-adult outcome: not_met then, met now",
        ),
        (
            "mappings/facts.yaml",
            "attestation: 90 days",
            "attestation: 1 day",
            1,
            f"{POLICY}/admission-adult outcome: unknown then, met now",
        ),
        (
            "wording.yaml",
            "Left to you",
            "Up to you",
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
    assert (status, lines[-1]) == (0, SAME)
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
        assert (status, lines[-1]) == (0, SAME)


def test_rules_that_are_not_as_they_were_recorded_are_not_used(memory: AuditLog, replay: Replay) -> None:
    with memory.engine.begin() as connection:
        content = connection.execute(select(editions.c.content)).scalar_one()
    change(memory.engine, editions, content=content.replace("22 years", "21 years"))
    status, lines = replay()
    assert (status, lines[1:]) == (
        2,
        ["the rules of then cannot be read by this program: they are not what was recorded"],
    )
