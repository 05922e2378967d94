"""Two replicas behind nginx that restart in turns, beside half-open requests. 1 when a call is lost."""

from __future__ import annotations

import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.service.server.restarting import (
    NO_LIMIT,
    Caller,
    Replica,
    answered_meanwhile,
    not_answered,
    replace_workers,
)
from tests.support.running.client import Connection
from tests.support.running.nginx import PROGRAM, fronted
from tests.support.say import say

_HALF_OPEN = 20
_FRESH = (False, False, True, True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = ArgumentParser(prog="python -m tests.service.server.soak_restarts", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    seconds = parser.parse_args(arguments).seconds
    if PROGRAM is None:
        say("there is no nginx on this machine, and nothing was restarted behind it")
        return 0
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        return _soak(Path(folder), stack, seconds)


def _soak(folder: Path, stack: ExitStack, seconds: float) -> int:
    replicas = [Replica(folder / name) for name in ("one", "other")]
    for each in replicas:
        stack.callback(each.close)
        each.start()
    front = stack.enter_context(fronted(folder, [each.port for each in replicas], **NO_LIMIT))
    callers = [stack.enter_context(Caller(front, fresh)) for fresh in _FRESH]
    ends, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        for each in replicas:
            answered_meanwhile(callers)
            _restart(each)
            answered_meanwhile(callers)
            replace_workers(each.service)
        rounds += 1
    lost = not_answered(callers)
    calls = sum(each.came.total() for each in callers)
    say(f"{calls} calls while each of two replicas restarted {rounds} times; lost: {dict(lost) or 'none'}")
    return 1 if lost else 0


def _restart(replica: Replica) -> None:
    """Stop and start a replica to which some hold half a request."""
    with ExitStack() as stack:
        for _ in range(_HALF_OPEN):
            stack.enter_context(Connection(replica.port)).send(b"POST /cds-ser")
        replica.close()
    replica.start()


if __name__ == "__main__":
    sys.exit(main())
