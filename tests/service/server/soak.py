"""Mixed requests at two workers for a while: what memory did. 1 when it grew, or an answer was wrong."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median

import msgspec

from tests.fuzz.bodies import Body, true_bodies
from tests.fuzz.mutate import mutated
from tests.service.application import CALL
from tests.support.running.client import Connection, head
from tests.support.running.processes import own_mib
from tests.support.running.service import Served, served
from tests.support.say import say

_CLIENTS = 4
_LOOKS = 24
_MOST_GROWTH_MIB = 16.0
_LARGE = 500_000
_READ = ("/cds-services", "/healthz", "/readyz", "/metrics", "/openapi.json", "/nothing")


class Client:
    """Asks one thing after another, at random but the same in every run; counts the statuses."""

    def __init__(self, service: Served, seed: int, ended: threading.Event) -> None:
        self.statuses: Counter[int] = Counter()
        self._service = service
        self._random = Random(seed)
        self._ended = ended
        self._bodies = true_bodies()
        self._connection = Connection(service.port)

    def run(self) -> None:
        """Ask until the end; now and then on another connection."""
        while not self._ended.is_set():
            if self._random.random() < 0.02:
                self._give_up()
                self._connection.close()
                self._connection = Connection(self._service.port)
            try:
                self.statuses[self._ask()] += 1
            except ConnectionError:
                self._connection = Connection(self._service.port)
        self._connection.close()

    def _ask(self) -> int:
        kind = self._random.random()
        if kind < 0.1:
            return self._connection.get(self._random.choice(_READ)).status
        body = self._random.choice(self._bodies)
        return self._connection.post(body.path, self._content(body, kind)).status

    def _content(self, body: Body, kind: float) -> bytes:
        if kind < 0.4:
            return mutated(body.content, self._random)
        if kind < 0.45:
            return msgspec.json.encode({**body.content, "padding": "x" * self._random.randrange(_LARGE)})
        return msgspec.json.encode(body.content)

    def _give_up(self) -> None:
        """Vanish in the middle of an upload."""
        with Connection(self._service.port) as connection:
            connection.send(head(CALL, 1000) + b"{")
            connection.vanish()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = ArgumentParser(prog="python -m tests.service.server.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), {"UPLOAD_SECONDS": "2"}, ("--workers", "2")) as service,
    ):
        return _soak(service, options.seconds)


def _soak(service: Served, seconds: float) -> int:
    workers = service.workers
    ended = threading.Event()
    clients = [Client(service, seed, ended) for seed in range(_CLIENTS)]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    begun = time.monotonic()
    looks = []
    for look in range(1, _LOOKS + 1):
        ended.wait(max(0.0, begun + look * seconds / _LOOKS - time.monotonic()))
        looks.append([own_mib(worker) for worker in service.workers])
        say(f"{time.monotonic() - begun:7.0f} s  {'  '.join(f'{each:6.1f}' for each in looks[-1])} MiB")
    ended.set()
    for thread in threads:
        thread.join()
    statuses = sum((client.statuses for client in clients), Counter())
    growth = [_growth([look[i] for look in looks]) for i in range(len(workers))]
    say(
        f"{statuses.total()} requests, {statuses.total() / seconds:.0f} a second: "
        + ", ".join(f"{count} x {status}" for status, count in sorted(statuses.items())),
        f"growth of each worker from the second to the last quarter: "
        f"{', '.join(f'{each:+.1f}' for each in growth)} MiB (at most {_MOST_GROWTH_MIB:.0f})",
    )
    wrong = workers != service.workers or any(status >= 500 for status in statuses)
    return 1 if wrong or max(growth) > _MOST_GROWTH_MIB else 0


def _growth(looks: Sequence[float]) -> float:
    quarter = len(looks) // 4
    return median(looks[-quarter:]) - median(looks[quarter : 2 * quarter])


if __name__ == "__main__":
    sys.exit(main())
