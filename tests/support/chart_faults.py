"""What may go wrong with a write that reaches a chart."""

from __future__ import annotations

import json
from typing import Any

from tests.support.bundles import operation_outcome
from tests.support.chart_connections import Answered, Connection, Done, Fault


def honest(connection: Connection, done: Done) -> Answered | None:
    """No fault."""
    return done()


def dropped(connection: Connection, done: Done) -> Answered | None:
    """The connection ends before anything was done."""
    return None


def killed(connection: Connection, done: Done) -> Answered | None:
    """It is done, and the connection ends before anybody is told."""
    done()
    return None


def hanging(connection: Connection, done: Done) -> Answered | None:
    """Nothing is done and nothing answered until the chart closes."""
    connection.server.chart.closing.wait()
    return None


def hanging_after(connection: Connection, done: Done) -> Answered | None:
    """It is done, and nothing answered until the chart closes."""
    done()
    return hanging(connection, done)


def refusing(status: int, body: Any = b"", **headers: str) -> Fault:
    """Nothing is done, and so answered; header names are written with underscores."""
    stated = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return lambda connection, done: Answered(status, body, stated)


def answering(status: int, body: Any = b"", **headers: str) -> Fault:
    """It is done, and so answered nevertheless."""
    refuse = refusing(status, body, **headers)

    def answer(connection: Connection, done: Done) -> Answered | None:
        done()
        return refuse(connection, done)

    return answer


def failing_entry(number: int, status: int) -> Fault:
    """A transaction is answered as a batch, in which one entry, counted from 1, was said to have failed.

    The chart writes all of it nevertheless.
    """

    def answer(connection: Connection, done: Done) -> Answered | None:
        whole = done()
        entries = [dict(each) for each in whole.body["entry"]]
        entries[number - 1] = {"response": {"status": f"{status} No", "outcome": operation_outcome()}}
        return Answered(
            200, json.loads(json.dumps({**whole.body, "type": "batch-response", "entry": entries}))
        )

    return answer
