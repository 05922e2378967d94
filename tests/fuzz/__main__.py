"""Send changed requests: count the answers, tell the rules they broke, the slowest one, and the memory."""

from __future__ import annotations

import gc
import logging
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.fuzz.bodies import true_bodies
from tests.fuzz.mutate import mutated
from tests.fuzz.rules import broken
from tests.fuzz.service import FuzzedService
from tests.support.running.processes import rss_mib
from tests.support.say import say

_LOOKS = 10
_MOST_GROWTH_MIB = 32.0
_SHOWN = 10


class Slowest(NamedTuple):
    """The request that took longest."""

    seconds: float
    number: int
    name: str
    octets: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when no rule was broken and memory did not grow."""
    parser = ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument(
        "--first", type=int, default=0, help="number of the first request; each is its own seed"
    )
    options = parser.parse_args(arguments)
    logging.getLogger("criteria_cards").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        service = FuzzedService(Path(folder))
        try:
            return _run(service, range(options.first, options.first + options.requests))
        finally:
            service.close()


def _run(service: FuzzedService, numbers: range) -> int:
    bodies = true_bodies()
    statuses: Counter[int] = Counter()
    slowest = Slowest(0.0, 0, "", 0)
    wrong, begun, memory = 0, time.monotonic(), []
    for done, number in enumerate(numbers):
        random = Random(number)
        body = random.choice(bodies)
        content = mutated(body.content, random)
        started = time.thread_time()
        answer = service.post(body.path, content)
        seconds = time.thread_time() - started
        statuses[answer.status] += 1
        slowest = max(slowest, Slowest(seconds, number, body.name, len(content)))
        if problems := broken(answer, seconds):
            wrong += 1
            say(*([f"{number} ({body.name}): {'; '.join(problems)}"] if wrong <= _SHOWN else []))
        if done % (len(numbers) // _LOOKS or 1) == 0:
            gc.collect()
            memory.append(rss_mib())
    growth = memory[-1] - min(memory[1:3], default=memory[-1])
    say(
        f"{len(numbers)} requests in {time.monotonic() - begun:.0f} s, {wrong} broke a rule",
        *(f"  {status}: {count}" for status, count in sorted(statuses.items())),
        f"slowest: {slowest.seconds * 1000:.0f} ms, number {slowest.number} ({slowest.name}, "
        f"{slowest.octets} bytes)",
        f"memory, MiB: {', '.join(f'{each:.0f}' for each in memory)}",
        f"growth since the first tenths: {growth:+.1f} MiB (at most {_MOST_GROWTH_MIB:.0f})",
    )
    return 1 if wrong or growth > _MOST_GROWTH_MIB else 0


if __name__ == "__main__":
    sys.exit(main())
