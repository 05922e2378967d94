"""The spool: what is kept is whole, what cannot be kept leaves nothing, and a file has one owner."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from service.audit.events import CallRecord, Event, FeedbackRecord, encode
from service.audit.spool import Spool, SpoolFull
from tests.service.audit.disks import failing_disk, files_no_longer_than
from tests.service.audit.reading import ids, orphaned_copy

_ROOMY = 1024 * 1024


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


@pytest.mark.parametrize(
    ("size", "nearly_full"),
    [
        pytest.param(8_999, False, id="a byte below nine tenths"),
        pytest.param(9_000, True, id="nine tenths"),
    ],
)
def test_evaluations_may_take_nine_tenths_of_the_spool(
    tmp_path: Path, evaluation: Callable[..., CallRecord], size: int, nearly_full: bool
) -> None:
    spool = Spool(tmp_path, limit_bytes=10_000)
    spool.open()
    spool.append([of_length(size, evaluation)])
    assert (spool.size, spool.nearly_full) == (size, nearly_full)
    spool.close()


def test_the_last_tenth_of_the_spool_is_left_to_feedback(
    tmp_path: Path, evaluation: Callable[..., CallRecord], feedback: Callable[..., FeedbackRecord]
) -> None:
    spool = Spool(tmp_path, limit_bytes=10_000)
    spool.open()
    with pytest.raises(SpoolFull):
        spool.append([of_length(9_001, evaluation)])
    with pytest.raises(SpoolFull):
        spool.append([of_length(10_001, feedback)], durable=True)
    spool.append([of_length(9_000, evaluation)])
    spool.append([of_length(1_000, feedback)], durable=True)
    assert spool.size == 10_000
    spool.close()


def of_length(length: int, make: Callable[..., Event]) -> Event:
    """An event whose line has that many bytes."""
    return make("1", client="c" * (length - len(encode(make("1"))) - 1))


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
