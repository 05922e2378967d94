"""A program that forks while it remembers; run by a test."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from service.audit.audit_log import AuditLog
from service.audit.events import FeedbackRecord
from service.audit.spool import SpoolFull

_REFUSED = 42


def main(database_url: str, folder: Path) -> None:
    """Keep one event in the parent, and none in the child."""
    memory = AuditLog(database_url, folder, 2**20)
    memory.shipper.start()
    child = os.fork()
    said = [FeedbackRecord("said", "", "", "", "card", "overridden", "")]
    if child == 0:
        try:
            memory.record_durably(said)
        except SpoolFull:
            os._exit(_REFUSED)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _REFUSED
    memory.record_durably(said)
    memory.shipper.stop()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
