"""A program whose first spool file another process removes before it is locked; run by a test."""

from __future__ import annotations

import sys
from pathlib import Path

from service.audit.events import FeedbackRecord
from service.audit.spool import Spool


def main(folder: Path) -> None:
    """Keep one event in that folder."""
    stolen: list[Path] = []

    def steal(event: str, _: object) -> None:
        if event == "fcntl.flock" and not stolen:
            stolen.extend(folder.glob("*.jsonl"))
            stolen[0].unlink()

    sys.addaudithook(steal)
    spool = Spool(folder, 2**20)
    spool.open()
    spool.append([FeedbackRecord("said", "", "", "", "card", "overridden", "")], durable=True)
    assert stolen


if __name__ == "__main__":
    main(Path(sys.argv[1]))
