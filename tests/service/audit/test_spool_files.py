"""The files of a spool: each has one owner, none grows for ever, and a full disk costs nothing kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from service.audit.engines import connect
from service.audit.events import CallRecord, FeedbackRecord, decode, encode
from service.audit.spool import Spool, SpoolFull
from service.audit.spool_files import blocks, files, lock_orphan
from tests.service.audit.disks import files_no_longer_than, open_descriptors
from tests.service.audit.reading import ids, orphaned, orphaned_copy, stored_ids

_ROOMY = 1024 * 1024


def test_a_file_that_is_never_empty_does_not_grow(
    tmp_path: Path, feedback: Callable[..., FeedbackRecord]
) -> None:
    spool = Spool(tmp_path, limit_bytes=80_000)
    spool.open()
    spool.append([feedback("0")], durable=True)
    read: list[str] = []
    sizes: set[int] = set()
    for number in range(1, 2000):
        block = spool.read()
        spool.append([feedback(str(number))], durable=True)
        spool.shipped(len(block))
        read += ids(block)
        (file,) = files(tmp_path)
        sizes.add(file.stat().st_size)
    assert read == [str(number) for number in range(1999)]
    assert ids(spool.read()) == orphaned_copy(spool)[-1:] == ["1999"]
    assert max(sizes) < 20_000
    spool.close()


def test_what_is_written_while_a_file_is_replaced_is_kept(
    tmp_path: Path, feedback: Callable[..., FeedbackRecord]
) -> None:
    late = [feedback("late")]

    def sync(fd: int) -> None:
        """A disk that takes so long over the new file that an event comes meanwhile."""
        if late and os.fstat(fd).st_ino != spool.path.stat().st_ino:
            spool.append([late.pop()], durable=True)
        os.fdatasync(fd)

    spool = Spool(tmp_path, limit_bytes=10_000, sync=sync)
    spool.open()
    spool.append([feedback(str(number)) for number in range(30)])
    block = spool.read()
    spool.shipped(block.rindex(b"\n", 0, -1) + 1)
    assert late == []
    assert ids(spool.read()) == ["29", "late"]
    assert orphaned_copy(spool) == ["29", "late"]
    assert [path.name for path in files(tmp_path)] == [spool.path.name]
    spool.close()


def test_where_there_is_no_room_for_another_file_the_old_one_serves_on(
    tmp_path: Path, feedback: Callable[..., FeedbackRecord]
) -> None:
    spool = Spool(tmp_path, limit_bytes=10_000)
    spool.open()
    many = [str(number) for number in range(30)]
    spool.append([feedback(id) for id in many])
    block = spool.read()
    most = block[: block.rindex(b"\n", 0, -1) + 1]
    before = open_descriptors()
    with files_no_longer_than(10):
        spool.shipped(len(most))
        spool.shipped(0)  # which tries again
    assert open_descriptors() == before
    assert ids(spool.read()) == ["29"]
    assert orphaned_copy(spool) == many
    assert [path.name for path in files(tmp_path)] == [spool.path.name]
    spool.close()


def test_a_file_has_only_one_owner_while_it_lives(
    spool: Spool, evaluation: Callable[..., CallRecord]
) -> None:
    spool.append([evaluation("1")])
    assert lock_orphan(spool.path) is None
    spool.close()
    assert orphaned(spool.path) == ["1"]


def test_an_empty_file_is_removed_at_the_end(tmp_path: Path) -> None:
    spool = Spool(tmp_path, _ROOMY)
    spool.open()
    assert len(files(tmp_path)) == 1
    spool.close()
    assert files(tmp_path) == []


def test_a_torn_last_line_is_ignored(tmp_path: Path, evaluation: Callable[..., CallRecord]) -> None:
    path = tmp_path / "dead.jsonl"
    path.write_bytes(encode(evaluation("1")) + b"\n" + encode(evaluation("2"))[:-1])
    assert orphaned(path) == ["1"]


def test_damage_longer_than_any_line_does_not_hide_what_follows(
    tmp_path: Path, evaluation: Callable[..., CallRecord]
) -> None:
    path = tmp_path / "dead.jsonl"
    path.write_bytes(bytes(300_000) + b"\n" + encode(evaluation("2")) + b"\n")
    fd = os.open(path, os.O_RDONLY)
    lines = [line for block in blocks(fd) for line in block.splitlines()]
    os.close(fd)
    assert sum(line.count(0) for line in lines) == 300_000
    assert decode(lines[-1]).id == "2"


def test_a_spool_file_that_a_full_disk_tore_ends_with_its_last_whole_line(
    spool: Spool, evaluation: Callable[..., CallRecord]
) -> None:
    spool.append([evaluation("1")])
    with files_no_longer_than(spool.size + 10), pytest.raises(SpoolFull):
        spool.append([evaluation("lost")])
    assert spool.path.stat().st_size == spool.size + 10
    assert orphaned_copy(spool) == ["1"]


def test_nobody_else_may_read_the_spool(spool: Spool) -> None:
    assert [path.stat().st_mode & 0o077 for path in (spool.path, spool.folder)] == [0, 0]


def test_a_file_that_another_process_removed_before_it_was_locked_is_not_used(tmp_path: Path) -> None:
    run("robbed", str(tmp_path))
    assert [orphaned(path) for path in files(tmp_path)] == [["said"]]


def test_a_forked_process_keeps_nothing_and_leaves_its_parent_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'criteria-cards.db'}"
    run("forking", url, str(tmp_path / "spool"))
    engine = connect(url)
    assert stored_ids(engine) == ["said"]
    engine.dispose()
    assert files(tmp_path / "spool") == []


def run(program: str, *arguments: str) -> None:
    """Run one of the programs beside this module in a process of its own."""
    command = [sys.executable, "-m", f"tests.service.audit.{program}", *arguments]
    subprocess.run(command, check=True, timeout=60)
