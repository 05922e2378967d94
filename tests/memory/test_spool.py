"""The spool: what is kept is whole, what cannot be kept leaves nothing, and a file has one owner."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from service.audit.events import CallRecord, Event, FeedbackRecord, decode, encode
from service.audit.spool import Spool, SpoolFull
from service.audit.spool_files import blocks, files, lock_orphan
from service.audit.tables import connect
from tests.memory.reading import stored_ids

_ROOMY = 1024 * 1024


@contextmanager
def files_no_longer_than(length: int) -> Iterator[None]:
    """A disk that is full there: the kernel writes what fits and no more."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def failing_disk(path: Path) -> Iterator[None]:
    """Put in place of an open file something that takes data and cannot be synced."""
    fd = next(int(entry.name) for entry in Path("/proc/self/fd").iterdir() if is_open_file(entry, path))
    kept = os.dup(fd)
    reading, writing = os.pipe()
    os.dup2(writing, fd)
    try:
        yield
    finally:
        os.dup2(kept, fd)
        for used in (kept, reading, writing):
            os.close(used)


def is_open_file(entry: Path, path: Path) -> bool:
    try:
        return entry.readlink() == path
    except FileNotFoundError:  # the descriptor with which the folder is read
        return False


def ids(block: bytes) -> list[str]:
    return [decode(line).id for line in block.splitlines()]


def orphaned(path: Path) -> list[str]:
    """The events in a file without a writer."""
    fd = lock_orphan(path)
    assert fd is not None
    found = [id for block in blocks(fd) for id in ids(block)]
    os.close(fd)
    return found


def test_what_is_appended_is_read_in_order(
    spool: Spool, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    spool.append([evaluation("1")])
    spool.append([feedback("2"), feedback("3")], durable=True)
    assert ids(spool.read()) == ["1", "2", "3"]


def test_a_shipped_file_is_emptied_and_takes_more(
    spool: Spool, evaluation: Callable[..., CallRecord]
) -> None:
    spool.append([evaluation("1")])
    spool.shipped(len(spool.read()))
    assert spool.path.stat().st_size == 0
    spool.append([evaluation("2")])
    assert ids(spool.read()) == ["2"]


def test_what_is_appended_while_the_rest_is_shipped_is_kept(
    spool: Spool, evaluation: Callable[..., CallRecord]
) -> None:
    spool.append([evaluation("1")])
    read = spool.read()
    spool.append([evaluation("2")])
    spool.shipped(len(read))
    assert ids(spool.read()) == ["2"]
    assert orphaned_copy(spool) == ["1", "2"]


def orphaned_copy(spool: Spool) -> list[str]:
    copy = spool.path.with_suffix(".copy")
    copy.write_bytes(spool.path.read_bytes())
    return orphaned(copy)


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


def test_a_spool_counts_what_waits_and_not_what_was_shipped(
    tmp_path: Path, feedback: Callable[..., FeedbackRecord]
) -> None:
    spool = Spool(tmp_path, limit_bytes=10_000)
    spool.open()
    fill(spool, [feedback("another")], durable=True)
    block = spool.read()
    half = block[: block.index(b"\n", len(block) // 2) + 1]
    spool.shipped(len(half))
    spool.append([feedback("last")], durable=True)
    assert spool.size == len(block) - len(half) + len(encode(feedback("last"))) + 1
    assert ids(spool.read())[-1] == "last"
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
    with files_no_longer_than(10):
        spool.shipped(len(most))
    assert ids(spool.read()) == ["29"]
    assert orphaned_copy(spool) == many
    assert [path.name for path in files(tmp_path)] == [spool.path.name]
    spool.close()


def test_more_than_a_block_is_read_in_several_blocks_of_whole_lines(
    spool: Spool, evaluation: Callable[..., CallRecord]
) -> None:
    many = [str(number) for number in range(1000)]
    spool.append([evaluation(id) for id in many])
    read: list[str] = []
    count = 0
    while block := spool.read():
        spool.shipped(len(block))
        read += ids(block)
        count += 1
    assert read == many
    assert count > 1


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


def test_a_write_that_does_not_fit_leaves_nothing_and_hinders_none_that_follows(
    spool: Spool, evaluation: Callable[..., CallRecord]
) -> None:
    spool.append([evaluation("1")])
    with files_no_longer_than(spool.size + 10):
        for _ in range(3):
            with pytest.raises(SpoolFull):
                spool.append([evaluation("lost")])
    assert ids(spool.read()) == ["1"]
    spool.append([evaluation("2")])
    assert ids(spool.read()) == ["1", "2"]
    assert orphaned_copy(spool) == ["1", "2"]


def test_several_events_are_kept_all_or_none(spool: Spool, feedback: Callable[..., FeedbackRecord]) -> None:
    spool.append([feedback("1")])
    with files_no_longer_than(2 * spool.size + 10), pytest.raises(SpoolFull):
        spool.append([feedback("2"), feedback("3")])
    block = spool.read()
    assert ids(block) == ["1"]
    spool.shipped(len(block))
    spool.append([feedback("4")])
    assert ids(spool.read()) == ["4"]


def test_a_spool_file_that_a_full_disk_tore_ends_with_its_last_whole_line(
    spool: Spool, evaluation: Callable[..., CallRecord]
) -> None:
    spool.append([evaluation("1")])
    with files_no_longer_than(spool.size + 10), pytest.raises(SpoolFull):
        spool.append([evaluation("lost")])
    assert spool.path.stat().st_size == spool.size + 10
    assert orphaned_copy(spool) == ["1"]


def test_feedback_is_not_acknowledged_once_the_disk_has_failed_until_the_database_has_it(
    spool: Spool, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    with failing_disk(spool.path), pytest.raises(SpoolFull):
        spool.append([feedback("1")], durable=True)
    with pytest.raises(SpoolFull):
        spool.append([feedback("2")], durable=True)
    spool.append([evaluation("3")])
    spool.shipped(spool.size)
    spool.append([feedback("4")], durable=True)
    assert ids(spool.read()) == ["4"]


def test_evaluations_leave_a_tenth_of_the_spool_to_feedback(
    tmp_path: Path, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    spool = Spool(tmp_path, limit_bytes=10_000)
    spool.open()
    fill(spool, [evaluation("another")])
    assert 8_000 < spool.size <= 9_000
    spool.append([feedback("kept")], durable=True)
    fill(spool, [feedback("another")], durable=True)
    assert 9_500 < spool.size <= 10_000
    spool.close()


def fill(spool: Spool, events: Sequence[Event], durable: bool = False) -> None:
    with suppress(SpoolFull):
        for _ in range(1000):
            spool.append(events, durable)
        pytest.fail("the spool has no limit")


def test_an_event_too_long_to_read_back_is_not_taken(
    spool: Spool, feedback: Callable[..., FeedbackRecord]
) -> None:
    with pytest.raises(SpoolFull):
        spool.append([feedback("1", comment="x" * 200_000)])
    assert spool.size == 0


def test_a_spool_that_is_not_open_takes_nothing(
    tmp_path: Path, evaluation: Callable[..., CallRecord]
) -> None:
    spool = Spool(tmp_path, _ROOMY)
    with pytest.raises(SpoolFull):
        spool.append([evaluation("1")])
    assert spool.read() == b""


def test_a_folder_that_cannot_be_made_is_an_error_and_can_be_tried_again(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("")
    spool = Spool(in_the_way / "spool", _ROOMY)
    with pytest.raises(OSError, match="data"):
        spool.open()
    assert not spool.usable
    in_the_way.unlink()
    spool.open()
    assert spool.usable
    spool.close()


def test_nobody_else_may_read_the_spool(spool: Spool) -> None:
    assert [path.stat().st_mode & 0o077 for path in (spool.path, spool.folder)] == [0, 0]


def test_threads_that_append_at_once_tear_no_line(
    spool: Spool, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    def append(name: str) -> None:
        for number in range(50):
            spool.append([evaluation(f"{name}-{number}")])
            spool.append([feedback(f"{name}-{number}-said")], durable=True)

    threads = [threading.Thread(target=append, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    read: list[str] = []
    while any(thread.is_alive() for thread in threads) or spool.size:
        block = spool.read()
        spool.shipped(len(block))
        read += ids(block)
    assert len(read) == len(set(read)) == 400


_ROBBED = """
import sys
from pathlib import Path
from service.audit.events import Feedback
from service.audit.spool import Spool

folder, stolen = Path(sys.argv[1]), []

def steal(event, _):
    if event == "fcntl.flock" and not stolen:
        stolen.extend(folder.glob("*.jsonl"))
        stolen[0].unlink()

sys.addaudithook(steal)
spool = Spool(folder, 2**20)
spool.open()
spool.append([Feedback("said", "", "", "", "card", "overridden", "")], durable=True)
assert stolen
"""


def test_a_file_that_another_process_removed_before_it_was_locked_is_not_used(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _ROBBED, str(tmp_path)], check=True, timeout=60)
    assert [orphaned(path) for path in files(tmp_path)] == [["said"]]


_FORKS = """
import os, sys
from pathlib import Path
from service.audit.events import Feedback
from service.audit.audit_log import Memory
from service.audit.spool import SpoolFull

memory = Memory(sys.argv[1], Path(sys.argv[2]), 2**20)
memory.shipper.start()
child = os.fork()
said = [Feedback("said", "", "", "", "card", "overridden", "")]
if child == 0:
    try:
        memory.keep(said)
    except SpoolFull:
        os._exit(42)
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 42
memory.keep(said)
memory.shipper.stop()
"""


def test_a_forked_process_keeps_nothing_and_leaves_its_parent_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'criteria-cards.db'}"
    subprocess.run([sys.executable, "-c", _FORKS, url, str(tmp_path / "spool")], check=True, timeout=60)
    engine = connect(url)
    assert stored_ids(engine) == ["said"]
    engine.dispose()
    assert files(tmp_path / "spool") == []
