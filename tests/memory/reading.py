"""What a database holds, for tests to compare."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Engine

from service.audit.tables import evaluations, feedback


def stored_ids(engine: Engine) -> list[str]:
    """The ids of all events, in order."""
    with engine.connect() as connection:
        found = [connection.execute(select(table.c.id)).scalars() for table in (evaluations, feedback)]
        return sorted(id for ids in found for id in ids)
