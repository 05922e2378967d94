"""Editions: what decided an answer goes to the database, whoever puts it there, and can be laid out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.engine import Engine

from service.audit.rule_snapshots import DamagedSnapshot, RuleSnapshot, RuleSnapshots, snapshot_of, unpacked
from service.audit.tables import editions
from service.review.rule_files import INSTALLED, AnswerSettings

SETTINGS = AnswerSettings("https://base.example", "https://cards.example", "America/New_York")
OURS = RuleSnapshot("1.0", SETTINGS, {"wording.yaml": "words"})


def stored(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {digest: content for digest, content in connection.execute(select(editions))}


def test_an_edition_waits_in_its_folder_until_the_database_has_it(tmp_path: Path, engine: Engine) -> None:
    kept = RuleSnapshots(tmp_path)
    digest = kept.keep(OURS)
    assert [path.name for path in tmp_path.glob("*.edition")] == [f"{digest}.edition"]
    kept.store(engine)
    assert list(stored(engine)) == [digest]
    assert not list(tmp_path.glob("*.edition"))


def test_what_a_process_left_that_is_gone_is_stored_by_the_next(tmp_path: Path, engine: Engine) -> None:
    left = RuleSnapshots(tmp_path).keep(OURS)
    RuleSnapshots(tmp_path).store(engine)
    assert list(stored(engine)) == [left]


def test_a_database_that_came_back_empty_gets_it_again(tmp_path: Path, engine: Engine) -> None:
    kept = RuleSnapshots(tmp_path)
    digest = kept.keep(OURS)
    kept.store(engine)
    with engine.begin() as connection:
        connection.execute(editions.delete())
    kept.store(engine)
    assert list(stored(engine)) == [digest]


def test_a_file_that_is_damaged_holds_up_no_other(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "0123456789abcdef.edition").write_bytes(b"\xff")
    kept = RuleSnapshots(tmp_path)
    digest = kept.keep(OURS)
    kept.store(engine)
    assert list(stored(engine)) == [digest]


def test_without_a_folder_it_still_gets_to_the_database(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "spool").write_text("a file stands where the folder should be")
    kept = RuleSnapshots(tmp_path / "spool")
    digest = kept.keep(OURS)
    kept.store(engine)
    assert list(stored(engine)) == [digest]


@pytest.mark.parametrize("name", ["../outside", "a/../../outside", "/outside"])
def test_an_edition_that_names_a_file_elsewhere_is_refused(tmp_path: Path, engine: Engine, name: str) -> None:
    kept = RuleSnapshots(tmp_path)
    kept.keep(RuleSnapshot("1.0", SETTINGS, {name: "x"}))
    kept.store(engine)
    [(digest, content)] = stored(engine).items()
    with pytest.raises(DamagedSnapshot, match="outside"), unpacked(digest, content):
        pytest.fail("it was laid out")


def test_every_file_that_decides_an_answer_is_laid_out_as_it_was(tmp_path: Path, engine: Engine) -> None:
    site = tmp_path / "north.yaml"
    site.write_bytes(b"site: north\r\n")
    files = INSTALLED._replace(site=site)
    kept = RuleSnapshots(tmp_path)
    kept.keep(snapshot_of(files, SETTINGS))
    kept.store(engine)
    [(digest, content)] = stored(engine).items()
    with unpacked(digest, content) as (edition, again):
        assert edition.settings == SETTINGS
        assert {name: path.read_bytes() for name, path in again.named()} == {
            name: path.read_bytes() for name, path in files.named()
        }
    assert not again.wording.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"program": "1.1"},
        {"settings": replace(SETTINGS, base="https://other.example")},
        {"settings": replace(SETTINGS, url="https://other.example")},
        {"settings": replace(SETTINGS, time_zone="America/Chicago")},
        {"settings": replace(SETTINGS, validates_evidence=True)},
        {"files": {"wording.yaml": "other words"}},
        {"files": {"wording.yaml": "words", "site.yaml": "site: north"}},
    ],
    ids=str,
)
def test_whatever_changes_makes_another_edition(tmp_path: Path, changed: dict[str, object]) -> None:
    fields = {name: getattr(OURS, name) for name in OURS.__struct_fields__}
    assert RuleSnapshots(tmp_path).keep(RuleSnapshot(**(fields | changed))) != RuleSnapshots(tmp_path).keep(
        OURS
    )
