"""What a process remembers: every evaluation, and every feedback. Nothing here delays or fails a card."""

from __future__ import annotations

import logging
from pathlib import Path

from service.audit.engines import connect
from service.audit.events import CallRecord, FeedbackRecord
from service.audit.rule_snapshots import RuleSnapshots
from service.audit.shipper import Shipper
from service.audit.spool import Spool
from service.audit.spool_files import files, size_of

_log = logging.getLogger("criteria_cards.audit")


class AuditLog:
    """A process's spool with the shipper that empties it into the database.

    A spool that cannot be used keeps nobody from answering cards; the shipper
    goes on trying to open it.
    """

    def __init__(self, database_url: str, folder: Path, limit_bytes: int) -> None:
        self.engine = connect(database_url, durable=True)
        self.spool = Spool(folder, limit_bytes)
        self.snapshots = RuleSnapshots(folder)
        self.shipper = Shipper(self.spool, self.snapshots, self.engine)
        self.dropped = 0
        try:
            self.spool.open()
        except OSError as error:
            data = {"exception": type(error).__name__}
            _log.error("the spool cannot be used; nothing is remembered", extra={"data": data})

    @property
    def is_waiting(self) -> bool:
        """Whether something of this machine is not in the database yet, of whichever process.

        Of what waits on another machine nothing is known here.
        """
        return any(map(size_of, files(self.spool.folder)))

    def record(self, evaluation: CallRecord) -> bool:
        """Keep an evaluation where that is possible; whether it was. One that cannot be kept is logged."""
        try:
            self.spool.append([evaluation])
        except Exception as error:  # whatever it is, the card is answered
            self.dropped += 1
            data = {"exception": type(error).__name__, "dropped": self.dropped}
            _log.error("an evaluation could not be kept", extra={"data": data})
            return False
        return True

    def record_durably(self, given: list[FeedbackRecord]) -> None:
        """Keep feedback for certain; it may be acknowledged once this returns.

        Raises:
            SpoolFull: when it could not be kept and must not be acknowledged.
        """
        self.spool.append(given, durable=True)
