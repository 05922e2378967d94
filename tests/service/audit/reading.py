"""What a spool and a database hold, for tests to compare."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Engine

from service.audit.events import decode
from service.audit.spool import Spool
from service.audit.spool_files import blocks, lock_orphan
from service.audit.tables import evaluations, feedback


def stored_ids(engine: Engine) -> list[str]:
    """The ids of all events, in order."""
    with engine.connect() as connection:
        found = [connection.execute(select(table.c.id)).scalars() for table in (evaluations, feedback)]
        return sorted(id for ids in found for id in ids)


def ids(block: bytes) -> list[str]:
    """The ids of the events in some lines."""
    return [decode(line).id for line in block.splitlines()]


def orphaned(path: Path) -> list[str]:
    """The events in a file without a writer."""
    fd = lock_orphan(path)
    assert fd is not None
    found = [id for block in blocks(fd) for id in ids(block)]
    os.close(fd)
    return found


def orphaned_copy(spool: Spool) -> list[str]:
    """The events in the file of a spool, as if its writer were gone."""
    copy = spool.path.with_suffix(".copy")
    copy.write_bytes(spool.path.read_bytes())
    return orphaned(copy)
