"""Forgets what is older than a day: calls with their cards and the feedback on these."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo

from sqlalchemy import ColumnElement, Select, Table, delete, func, or_, select
from sqlalchemy.engine import Connection, Engine

from service.audit.tables import cards, evaluations, feedback

_BATCH = 5_000
"""Rows of a transaction, so that a running service waits for none of them for long."""


def forget(engine: Engine, before: date, zone: tzinfo, only_count: bool = False) -> Mapping[str, int]:
    """Delete what came before the first moment of a day in a zone; how many rows, by table.

    Feedback goes with the card of its client and service that it is on, and feedback on no card by its own
    time. The rules by which calls were answered stay, as nothing in them is of anybody. `only_count` deletes
    nothing.

    Raises:
        SQLAlchemyError: when the database cannot be reached; what is gone by then stays gone.
    """
    first = datetime.combine(before, time.min, zone).astimezone(UTC).isoformat(timespec="milliseconds")
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")  # else the file keeps what was in the rows
            connection.commit()
        older = select(evaluations.c.id).where(evaluations.c.at < first)
        asked = {
            feedback: or_(
                _card_of_feedback().where(evaluations.c.at < first).exists(),
                (feedback.c.at < first) & ~_card_of_feedback().exists(),
            ),
            cards: cards.c.evaluation.in_(older),
            evaluations: evaluations.c.at < first,
        }
        return {each.name: _gone(connection, each, which, only_count) for each, which in asked.items()}


def _card_of_feedback() -> Select[tuple[str]]:
    """The card that a feedback is on; of its own client and service, as it is none of theirs otherwise."""
    return (
        select(cards.c.uuid)
        .join(evaluations, cards.c.evaluation == evaluations.c.id)
        .where(
            cards.c.uuid == feedback.c.card,
            evaluations.c.client == feedback.c.client,
            evaluations.c.service == feedback.c.service,
        )
    )


def _gone(connection: Connection, table: Table, which: ColumnElement[bool], only_count: bool) -> int:
    """How many rows of a table there were of which that is true."""
    if only_count:
        with connection.begin():
            return connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()
    key = table.primary_key.columns[0]
    total = 0
    while True:
        with connection.begin():
            some = select(key).where(which).limit(_BATCH)
            count = connection.execute(delete(table).where(key.in_(some))).rowcount
        total += count
        if count < _BATCH:
            return total
