"""Killed without warning under load, the service loses nothing it has answered, and doubles nothing."""

from __future__ import annotations

import os
import random
import threading
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from service.audit.engines import connect
from service.audit.tables import cards, feedback
from tests.service.audit.serving import Client, serving
from tests.support.running.service import Served
from tests.support.running.waiting import until

ROUNDS = int(os.environ.get("KILL_ROUNDS", "6"))
"""Kills of each kind of database; every other one is of a single worker."""

_CLIENTS = 4
_MOST_ANSWERS = 300


class Load:
    """Clients that call and send feedback until the service is gone, and note what was acknowledged."""

    def __init__(self) -> None:
        self.cards: list[str] = []
        self.acknowledged: list[str] = []
        self.sent: list[str] = []
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, port: int) -> None:
        """Begin to call."""
        self._stopping.clear()
        self._threads = [threading.Thread(target=self._run, args=(port,)) for _ in range(_CLIENTS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End; a client whose service is gone has ended before."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _run(self, port: int) -> None:
        client = Client(port)
        while not self._stopping.is_set():
            try:
                self._one_card(client)
            except OSError:
                break
        client.close()

    def _one_card(self, client: Client) -> None:
        card = client.card()["uuid"]
        self.cards.append(card)
        self.sent.append(card)
        if client.feedback(given(card)) == 200:
            self.acknowledged.append(card)


def given(card: str) -> dict[str, object]:
    """The feedback on a card; the same whenever it is sent."""
    return {
        "card": card,
        "outcome": "overridden",
        "outcomeTimestamp": "2026-03-01T10:00:00Z",
        "overrideReason": {"userComment": f"of {card}"},
    }


def kill_in_the_middle(service: Served, load: Load, after: int, all_of_it: bool) -> None:
    answered = len(load.cards)
    load.start(service.port)
    until(lambda: len(load.cards) >= answered + after, "the clients were answered")
    if all_of_it:
        service.kill()
    else:
        service.kill_worker()
    load.stop()


def stored(engine: Engine) -> tuple[set[str], Counter[str]]:
    """The cards, and how often there is feedback on each."""
    with engine.connect() as connection:
        counted = select(feedback.c.card, func.count()).group_by(feedback.c.card)
        return (
            set(connection.execute(select(cards.c.uuid)).scalars()),
            Counter({card: count for card, count in connection.execute(counted)}),
        )


def test_killed_at_any_moment_it_loses_no_answer_and_doubles_no_feedback(
    database: str, tmp_path: Path
) -> None:
    moments = random.Random(4)
    load = Load()
    for number in range(ROUNDS):
        with serving(tmp_path, database, workers=2) as service:
            after = moments.randrange(1, _MOST_ANSWERS)
            kill_in_the_middle(service, load, after, all_of_it=number % 2 == 0)
    with serving(tmp_path, database) as service:
        client = Client(service.port)
        again = {card: client.feedback(given(card)) for card in load.sent[::3]}
        client.close()
        engine = connect(database)
        until(lambda: stored(engine)[0] >= set(load.cards), "every answered evaluation is stored")
        until(lambda: stored(engine)[1].keys() >= set(load.acknowledged), "all feedback is stored")
        assert not list((tmp_path / "data" / "spool").glob("*.refused"))
        assert set(again.values()) == {200}
        assert set(stored(engine)[1].values()) == {1}
        engine.dispose()
    assert len(load.acknowledged) >= ROUNDS
