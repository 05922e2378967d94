"""Stopping, replacing and losing workers: what was begun is answered, what was answered is kept."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

from service.server.crashes import MAX_DEATHS_A_MINUTE
from tests.service.application import CALL, request
from tests.support.listeners import Listener, Reply, listening
from tests.support.running.client import Answer, Connection, head
from tests.support.running.processes import is_alive
from tests.support.running.service import Served, served
from tests.support.running.waiting import until

BODY = json.dumps(request()).encode()
PROMPT_SECONDS = 12


class SlowEhr:
    """A FHIR server that answers when it is told to."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()

    def answer(self, path: str) -> Reply:
        self.may_answer.wait(30)
        return Reply({"resourceType": "Bundle", "type": "searchset"})


@contextmanager
def asking_slowly(service: Served, ehr: Listener) -> Iterator[list[Answer]]:
    """A request that is worked on, since the EHR was asked something; its answer comes into the list."""
    body = request()
    del body["prefetch"]["observations"]
    content = json.dumps(body | {"fhirServer": ehr.url}).encode()
    answers: list[Answer] = []
    asking = threading.Thread(target=lambda: answers.append(service.post(CALL, content)))
    asking.start()
    until(lambda: ehr.asked, "the EHR was asked")
    yield answers
    asking.join()


def stored(data: Path) -> int:
    with sqlite3.connect(data / "data" / "criteria-cards.db") as database:
        counted: int = database.execute("SELECT count(*) FROM evaluations").fetchone()[0]
    database.close()
    return counted


def waiting(data: Path) -> list[Path]:
    return list((data / "data" / "spool").glob("*"))


def test_a_request_that_is_worked_on_when_the_service_stops_is_answered_and_kept(tmp_path: Path) -> None:
    slow = SlowEhr()
    with listening(slow.answer) as ehr, served(tmp_path, {"BUDGET_MS": "5000"}) as service:
        with asking_slowly(service, ehr) as answers:
            service.process.send_signal(signal.SIGTERM)
            until(lambda: "Shutting down" in service.said, "it stops")
            slow.may_answer.set()
        assert service.process.wait(PROMPT_SECONDS) == 0
    assert [answer.status for answer in answers] == [200]
    assert "could not be" not in answers[0].body.decode()
    assert (stored(tmp_path), waiting(tmp_path)) == (1, [])


def test_a_request_on_a_kept_connection_is_answered_while_the_service_stops(tmp_path: Path) -> None:
    """A front sends a POST on a connection that it holds, and would not send it again."""
    with served(tmp_path) as service, Connection(service.port) as kept:
        assert kept.post(CALL, BODY).status == 200
        service.process.send_signal(signal.SIGTERM)
        until(lambda: ends_connections(service), "it stops")
        answer = kept.post(CALL, BODY)
        assert service.process.wait(PROMPT_SECONDS) == 0
    assert answer.status == 200
    assert b"connection: close" in answer.head
    assert (stored(tmp_path), waiting(tmp_path)) == (2, [])


def ends_connections(service: Served) -> bool:
    """Whether an answer ends its connection, as each does of a worker that stops."""
    return b"connection: close" in service.get("/healthz").head


def test_what_was_answered_is_in_the_database_when_the_service_has_stopped(tmp_path: Path) -> None:
    with served(tmp_path, arguments=("--workers", "2")) as service:
        for _ in range(30):
            assert service.post(CALL, BODY).status == 200
        assert service.stop() == 0
    assert not list((tmp_path / "data").glob("*-wal"))
    assert (stored(tmp_path), waiting(tmp_path)) == (30, [])


def test_a_service_that_starts_and_stops_gives_no_warnings_and_logs_json_alone(tmp_path: Path) -> None:
    with served(tmp_path, arguments=("--workers", "2")) as service:
        service.post(CALL, BODY)
        service.stop()
        lines = [json.loads(line) for line in service.said.splitlines()]
    # The server sometimes takes a worker that has just ended for one that does not end.
    lines = [line for line in lines if not line["message"].startswith("Killing worker")]
    assert {line["level"] for line in lines} == {"info"}
    assert {line["logger"].partition(".")[0] for line in lines} == {"criteria_cards"}


def test_a_stalled_upload_keeps_no_service_from_stopping(tmp_path: Path) -> None:
    with served(tmp_path, {"UPLOAD_SECONDS": "2"}) as service, Connection(service.port) as stalled:
        stalled.send(head(CALL, len(BODY)) + BODY[:100])
        assert service.get("/healthz").status == 200
        assert service.stop() == 0
        assert stalled.receive().status == 408, "it was ended by itself, not killed with its worker"


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT], ids=lambda by: by.name)
def test_a_worker_that_still_starts_keeps_no_service_from_stopping(
    tmp_path: Path, by: signal.Signals
) -> None:
    with served(tmp_path) as service:
        service.process.send_signal(signal.SIGHUP)
        until(lambda: len(service.workers) == 2, "a new worker begins to start")
        service.stop(by)


def test_a_worker_that_is_killed_is_replaced(tmp_path: Path) -> None:
    with served(tmp_path, arguments=("--workers", "2")) as service:
        killed, other = service.workers
        os.kill(killed, signal.SIGKILL)
        until(lambda: killed not in service.workers and len(service.workers) == 2, "there is a new one")
        assert other in service.workers
        until(service.answers, "one of the two, which may both have been starting, answers")
        assert service.post(CALL, BODY).status == 200
        assert service.stop() == 0


def test_a_worker_that_dies_again_and_again_within_seconds_is_replaced_each_time(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        for _ in range(MAX_DEATHS_A_MINUTE // 2):
            [killed] = service.workers
            os.kill(killed, signal.SIGKILL)
            until(partial(another, service, killed), "there is a new one")
        until(service.answers, "it answers")
        assert service.post(CALL, BODY).status == 200
        assert service.stop() == 0


def test_where_workers_go_on_dying_the_service_ends_and_says_so(tmp_path: Path) -> None:
    with served(tmp_path) as service:
        until(partial(ends, service), "the service ends")
        assert service.process.returncode == 1
        assert "crash loop" in service.said


def another(service: Served, killed: int) -> bool:
    return service.workers not in ([], [killed])


def ends(service: Served) -> bool:
    """Whether a service has ended; its workers are killed meanwhile."""
    for each in service.workers:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    return service.process.poll() is not None


def test_a_worker_that_grows_too_large_is_replaced_once_it_has_answered(tmp_path: Path) -> None:
    """The check itself comes twice a minute; here the same replacement is asked for by a signal."""
    slow = SlowEhr()
    with listening(slow.answer) as ehr, served(tmp_path, {"BUDGET_MS": "5000"}) as service:
        [before] = service.workers
        with asking_slowly(service, ehr) as answers:
            service.process.send_signal(signal.SIGHUP)
            until(lambda: "Stopping old worker-1" in service.said, "the old one stops")
            assert before in service.workers
            assert service.post(CALL, BODY).status == 200
            slow.may_answer.set()
        until(lambda: "Stopped old worker-1" in service.said, "the old one is gone")
        assert before not in service.workers
        assert [answer.status for answer in answers] == [200]
        assert service.stop() == 0
    assert (stored(tmp_path), waiting(tmp_path)) == (2, [])


def test_no_request_that_a_worker_took_is_lost_when_workers_are_replaced_under_load(tmp_path: Path) -> None:
    with served(tmp_path, arguments=("--workers", "2")) as service:
        before = set(service.workers)
        ended = threading.Event()
        answered: list[int] = []
        asking = [threading.Thread(target=ask, args=(service, ended, answered)) for _ in range(4)]
        for each in asking:
            each.start()
        service.process.send_signal(signal.SIGHUP)
        until(lambda: len(new := set(service.workers)) == 2 and not new & before, "the workers are others")
        ended.set()
        for each in asking:
            each.join()
        assert service.stop() == 0
    assert set(answered) == {200}
    assert stored(tmp_path) == len(answered)


def test_workers_whose_main_process_is_killed_answer_what_they_work_on_and_free_the_port(
    tmp_path: Path,
) -> None:
    slow = SlowEhr()
    arguments = ("--workers", "2")
    with listening(slow.answer) as ehr, served(tmp_path, {"BUDGET_MS": "5000"}, arguments) as service:
        workers = service.workers
        with asking_slowly(service, ehr) as answers:
            os.kill(service.process.pid, signal.SIGKILL)
            until(lambda: not service.answers(), "nobody listens")
            slow.may_answer.set()
        until(lambda: not any(map(is_alive, workers)), "the workers are gone", seconds=PROMPT_SECONDS)
        assert service.said.count("the main process is gone") == 2
    assert [answer.status for answer in answers] == [200]
    assert (stored(tmp_path), waiting(tmp_path)) == (1, [])


def ask(service: Served, ended: threading.Event, answered: list[int]) -> None:
    """Ask on one connection after another; what is refused before a worker took it is asked again."""
    while not ended.is_set():
        try:
            answered.append(service.post(CALL, BODY).status)
        except ConnectionError:
            continue
