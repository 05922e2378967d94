"""Clients that stall, drip, vanish or send much at once: memory is bounded, and the next one is served."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.service.application import CALL, request
from tests.support.running.client import HOST, Answer, Connection, head
from tests.support.running.processes import peak_mib
from tests.support.running.service import Served, served
from tests.support.running.waiting import PATIENCE

UPLOAD_SECONDS = 3
FOR_EVER = 300
"""Longer than any client here waits: who is served meanwhile did not wait for an upload to end."""
THREADS = 4
MANY = 200
CONNECTIONS = 512
LARGE_AT_ONCE = 12
RECEIVED_AT_ONCE = 4
"""Of the large ones; the others wait until these are answered."""
MOST_MEMORY_MIB = 900

NOWHERE = "/cds-services/nowhere"
TOO_LONG = b"%x\r\n%s\r\n" % (10 << 20, b" " * (10 << 20)) + b"1\r\n "
"""Chunks up to the byte at which they are refused: what came after it would meet a closed connection."""

BODY = json.dumps(request()).encode()
HALF = head(CALL, len(BODY)) + BODY[: len(BODY) // 2]


def chunked(sent: bytes) -> bytes:
    told = f"POST {CALL} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
    return told.encode() + b"Transfer-Encoding: chunked\r\n\r\n" + sent


def asking_first(path: str) -> bytes:
    """The head of a POST whose body is sent once the server asks for it."""
    return head(path, len(BODY)).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")


@contextmanager
def one_worker(folder: Path, upload_seconds: int) -> Iterator[Served]:
    """A service of one worker, which no client may end."""
    settings = {"UPLOAD_SECONDS": str(upload_seconds)}
    with served(folder, settings, ("--workers", "1", "--threads", str(THREADS))) as service:
        before = service.workers
        yield service
        assert service.workers == before


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that ends an upload after some seconds."""
    with one_worker(tmp_path_factory.mktemp("slow"), UPLOAD_SECONDS) as service:
        yield service


@pytest.fixture(scope="module")
def patient_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service that ends no upload while these tests run."""
    with one_worker(tmp_path_factory.mktemp("patient"), FOR_EVER) as service:
        yield service


@contextmanager
def clients(service: Served, count: int, sent: bytes) -> Iterator[Sequence[Connection]]:
    with ExitStack() as stack:
        connections = [stack.enter_context(Connection(service.port)) for _ in range(count)]
        for connection in connections:
            connection.send(sent)
        yield connections


def is_served(service: Served) -> bool:
    """Whether a request is answered, however many others wait."""
    return service.post(CALL, BODY).status == 200


def test_while_uploads_stall_the_next_request_is_served(patient_service: Served) -> None:
    with clients(patient_service, MANY, HALF):
        assert is_served(patient_service)


def test_a_stalled_upload_is_told_so_and_ended(service: Served) -> None:
    with clients(service, MANY, HALF) as stalled:
        answers = [connection.receive() for connection in stalled]
    assert {answer.status for answer in answers} == {408}
    assert answers[0].json()["resourceType"] == "OperationOutcome"


def test_uploads_that_stall_one_after_the_other_are_each_told_so(service: Served) -> None:
    """Each takes the place of one that rested longer: the kernel lists the youngest first."""
    with ExitStack() as stack:
        resting = [stack.enter_context(Connection(service.port)) for _ in range(MANY)]
        assert {connection.get("/cds-services").status for connection in resting} == {200}
        stalled = []
        for place in reversed(resting):
            place.close()
            assert is_served(service), "the next one stalls a little later"
            stalled.append(stack.enter_context(Connection(service.port)))
            stalled[-1].send(HALF)
        assert {connection.receive().status for connection in stalled} == {408}


def test_where_every_connection_stalls_the_next_request_is_served_once_they_end(
    service: Served,
) -> None:
    with clients(service, CONNECTIONS + 50, HALF):
        assert is_served(service)


def test_an_upload_that_drips_is_ended_although_something_comes(service: Served) -> None:
    with Connection(service.port) as dripping:
        dripping.send(head(CALL, len(BODY)))
        ended = threading.Event()
        drops = threading.Thread(target=drip, args=(dripping, ended))
        drops.start()
        assert is_served(service)
        assert dripping.receive().status == 408
        ended.set()
        drops.join()


def test_a_slow_upload_that_arrives_in_time_is_answered(patient_service: Served) -> None:
    with Connection(patient_service.port) as slow:
        slow.send(head(CALL, len(BODY)))
        for start in range(0, len(BODY), 8192):
            slow.send(BODY[start : start + 8192])
            assert is_served(patient_service), "between two pieces others are served"
        assert slow.receive().status == 200


def test_a_second_upload_on_a_connection_may_stall_no_longer_than_the_first(service: Served) -> None:
    with Connection(service.port) as connection:
        assert connection.post(CALL, BODY).status == 200
        connection.send(HALF)
        assert connection.receive().status == 408


def test_a_stalled_upload_in_chunks_is_ended_too(service: Served) -> None:
    with clients(service, 1, chunked(b'5\r\n{"a":')) as [stalled]:
        assert stalled.receive().status == 408


def test_an_upload_in_chunks_is_answered(service: Served) -> None:
    sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (BODY[:999], BODY[999:]))
    with clients(service, 1, chunked(sent + b"0\r\n\r\n")) as [connection]:
        assert connection.receive().status == 200


def test_an_upload_in_chunks_that_is_too_long_is_refused(service: Served) -> None:
    with clients(service, 1, chunked(TOO_LONG)) as [connection]:
        assert connection.receive().status == 413


def test_a_client_that_waits_to_be_asked_for_the_body_is_asked(service: Served) -> None:
    with clients(service, 1, asking_first(CALL)) as [connection]:
        assert connection.receive().status == 100
        connection.send(BODY)
        assert connection.receive().status == 200


def test_a_body_that_nobody_wants_does_not_keep_its_sender_from_the_answer(service: Served) -> None:
    with Connection(service.port) as connection:
        for length in (0, 1, len(BODY), 5_000_000):
            assert connection.post(NOWHERE, b" " * length).status == 404
        assert connection.post(CALL, BODY).status == 200


@pytest.mark.parametrize(
    ("sent", "ends"),
    [
        pytest.param(head(CALL, len(BODY)) + BODY, False, id="after a body that is read"),
        pytest.param(head(NOWHERE, len(BODY)) + BODY, False, id="after a body that nobody wants"),
        pytest.param(head(NOWHERE, 0), False, id="after an empty body"),
        pytest.param(b"GET /cds-services HTTP/1.1\r\nHost: x\r\n\r\n", False, id="where there is no body"),
        pytest.param(chunked(b"2\r\n{}\r\n0\r\n\r\n"), False, id="after chunks"),
        pytest.param(chunked(TOO_LONG), True, id="after more chunks than are read"),
        pytest.param(head(CALL, 11 << 20), True, id="before a body that is too long"),
        pytest.param(asking_first(NOWHERE), True, id="before a body that waits to be asked for"),
    ],
)
def test_a_connection_ends_with_an_answer_that_says_so(service: Served, sent: bytes, ends: bool) -> None:
    with Connection(service.port) as connection:
        connection.send(sent)
        assert (b"\r\nconnection: close" in connection.receive().head) == ends


def test_clients_that_vanish_within_their_upload_leave_nothing_behind(patient_service: Served) -> None:
    with clients(patient_service, MANY, HALF) as vanishing:
        for connection in vanishing:
            connection.vanish()
        assert is_served(patient_service)


def test_clients_that_vanish_before_their_answer_leave_nothing_behind(patient_service: Served) -> None:
    with clients(patient_service, MANY // 4, head(CALL, len(BODY)) + BODY) as vanishing:
        for connection in vanishing:
            connection.vanish()
        assert is_served(patient_service)


def test_connections_that_say_nothing_hold_no_thread(patient_service: Served) -> None:
    with clients(patient_service, MANY, b""), clients(patient_service, MANY, b"POST / HTTP/1.1\r\nHost: "):
        assert is_served(patient_service)


def test_large_bodies_at_once_stay_within_bounds_and_hold_up_no_small_one(patient_service: Served) -> None:
    large = BODY[:-1] + b',"x":"' + b"a" * (10_000_000 - len(BODY)) + b'"}'
    nearly_there, small_one_served = threading.Semaphore(0), threading.Event()

    def answered() -> Answer:
        with Connection(patient_service.port) as connection:
            connection.send(head(CALL, len(large)) + large[:-1])
            nearly_there.release()
            small_one_served.wait(PATIENCE)
            connection.send(large[-1:])
            return connection.receive()

    with ThreadPoolExecutor(LARGE_AT_ONCE) as senders:
        answers = [senders.submit(answered) for _ in range(LARGE_AT_ONCE)]
        for _ in range(RECEIVED_AT_ONCE):
            assert nearly_there.acquire(timeout=PATIENCE)
        assert is_served(patient_service)
        small_one_served.set()
    assert [answer.result().status for answer in answers] == [200] * LARGE_AT_ONCE
    assert peak_mib(patient_service.workers[0]) < MOST_MEMORY_MIB


def drip(connection: Connection, ended: threading.Event) -> None:
    """Send a byte at a time, until the server takes no more."""
    try:
        while not ended.wait(0.1):
            connection.send(b" ")
    except OSError:
        return
