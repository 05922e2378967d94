"""A worker that looks at the database's file keeps the locks by which others see that it is still there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from service.audit.engines import connect
from service.audit.sqlite_file import Header

_COUNTS = """
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM t").fetchone()[0])
"""


def counted_elsewhere(path: Path) -> int:
    """How many rows another process sees, which then leaves, and takes the log along if it was the last."""
    said = subprocess.run(
        [sys.executable, "-c", _COUNTS, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    return int(said.stdout)


def test_what_is_written_after_a_look_at_the_file_and_another_process_is_in_the_database(
    tmp_path: Path,
) -> None:
    path = tmp_path / "events.db"
    engine = connect(f"sqlite:///{path}")
    header = Header(engine)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))
        connection.commit()
        header.see()
        header.see()
        assert counted_elsewhere(path) == 1
        connection.execute(text("INSERT INTO t VALUES (2)"))
        connection.commit()
        assert counted_elsewhere(path) == 2
    engine.dispose()
    header.close()
    assert counted_elsewhere(path) == 2
