"""Sessions of worksheets, in encrypted rows that all workers and machines share.

A row is found by the launch id and the digest of the cookie's secret, and is opened by both with
the operator's key. It ends after some hours, when the user signs out, or never to be read again
with the cookie. What it holds of a patient is the unsaved form and who the patient is.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any, get_args

import msgspec
from msgspec.structs import replace
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.sql import ColumnElement

from service.audit.tables import launches, worksheets
from service.smart.seals import Seal, SealBroken, digest
from service.smart.session import Session, Standing

SESSION_SECONDS = 12 * 3600.0
"""A long shift."""
_ID_BYTES = 32
_SWEEP_INTERVAL_SECONDS = 300.0
_MAX_ID_LENGTH = 64
_SESSION, _DRAFT = "session", "draft"
_decode = msgspec.json.Decoder(Session).decode
_STANDINGS: frozenset[str] = frozenset(get_args(Standing))


class NoSession(Exception):
    """There is no such worksheet, or not for this browser, or no longer."""


class Sessions:
    """The sessions; safe to share between threads. Every method may raise what the database's driver does."""

    def __init__(self, engine: Engine, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self.engine, self._key, self._clock = engine, key, clock
        self._sweep_at = 0.0
        self._sweeping = threading.Lock()

    def begin(self, session: Session, chart: str = "") -> Session:
        """Keep a new session; the same with its launch id and its secret.

        `chart` names the place in which the EHR shows one patient at a time. Sessions of other
        patients there are superseded; where it is empty this one stands for itself.
        """
        self._sweep()
        begun = replace(
            session, launch=secrets.token_urlsafe(_ID_BYTES), secret=secrets.token_urlsafe(_ID_BYTES)
        )
        chart, patient = self._mark(chart), self._mark(f"{chart} {session.fhir_base} {session.patient}")
        row = {
            "launch": begun.launch,
            "secret": digest(begun.secret),
            "expires": self._clock() + SESSION_SECONDS,
            "session": self._sealed(begun),
            "draft": b"",
            "chart": chart,
            "patient": patient,
            "standing": begun.standing,
        }
        with self.engine.begin() as connection:
            if chart:
                connection.execute(_superseding(chart, patient))
            connection.execute(insert(worksheets), [row])
        return begun

    def opened(self, launch: str, secret: str) -> Session:
        """The session of a launch, for the browser that has its secret.

        Raises:
            NoSession: when there is none.
        """
        self._sweep()
        if len(launch) > _MAX_ID_LENGTH or len(secret) > _MAX_ID_LENGTH:
            raise NoSession
        query = select(worksheets.c.session, worksheets.c.standing).where(*self._of(launch, secret))
        with self.engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.standing not in _STANDINGS:
            raise NoSession
        try:
            session = _decode(self._seal(launch, secret).open(row.session, _SESSION))
        except (SealBroken, msgspec.DecodeError) as error:  # the operator's key is another one now
            raise NoSession from error
        return replace(session, launch=launch, secret=secret, standing=row.standing)

    def seal(self, session: Session) -> Seal:
        """What seals for this session alone, such as a record that travels with its page."""
        return self._seal(session.launch, session.secret)

    def draft(self, session: Session) -> bytes:
        """The unsaved form; empty where there is none.

        Raises:
            NoSession: when the session has ended.
        """
        query = select(worksheets.c.draft).where(*self._of(session.launch, session.secret))
        with self.engine.connect() as connection:
            sealed = connection.execute(query).scalar_one_or_none()
        if sealed is None:
            raise NoSession
        return self.seal(session).open(sealed, _DRAFT) if sealed else b""

    def keep_draft(self, session: Session, draft: bytes) -> None:
        """Keep the unsaved form in place of what was kept; an empty one forgets it.

        Raises:
            NoSession: when the session has ended.
        """
        self._change(session, draft=self.seal(session).close(draft, _DRAFT) if draft else b"")

    def renew(self, session: Session) -> None:
        """Keep a session's new tokens.

        Raises:
            NoSession: when the session has ended.
        """
        self._change(session, session=self._sealed(session))

    def patient_changed(self, session: Session) -> Session:
        """The session whose token is another patient's by now, so that nothing is saved by it.

        Raises:
            NoSession: when the session has ended.
        """
        self._change(session, standing="patient-changed")
        return replace(session, standing="patient-changed")

    def take_up(self, session: Session) -> Session:
        """A superseded session as the current one again; those of other patients in its place are superseded.

        Raises:
            NoSession: when the session has ended, or its token is another patient's.
        """
        mine = [*self._of(session.launch, session.secret), worksheets.c.standing != "patient-changed"]
        with self.engine.begin() as connection:
            row = connection.execute(
                select(worksheets.c.chart, worksheets.c.patient).where(*mine)
            ).one_or_none()
            if row is None:
                raise NoSession
            if row.chart:
                connection.execute(_superseding(row.chart, row.patient))
            connection.execute(update(worksheets).where(*mine).values(standing="current"))
        return replace(session, standing="current")

    def end(self, session: Session) -> None:
        """Forget the session, with its draft."""
        with self.engine.begin() as connection:
            connection.execute(delete(worksheets).where(*self._of(session.launch, session.secret)))

    def _change(self, of: Session, /, **values: Any) -> None:
        change = update(worksheets).where(*self._of(of.launch, of.secret)).values(values)
        with self.engine.begin() as connection:
            if not connection.execute(change).rowcount:
                raise NoSession

    def _of(self, launch: str, secret: str) -> tuple[ColumnElement[bool], ...]:
        table = worksheets.c
        return table.launch == launch, table.secret == digest(secret), table.expires > self._clock()

    def _sealed(self, session: Session) -> bytes:
        kept = msgspec.json.encode(replace(session, launch="", secret=""))
        return self.seal(session).close(kept, _SESSION)

    def _seal(self, launch: str, secret: str) -> Seal:
        return Seal(self._key, launch, secret)

    def _mark(self, named: str) -> str:
        """A mark by which the same is known again, and nothing told."""
        return hmac.digest(self._key, f"mark {named}".encode(), "sha256").hex() if named else ""

    def _sweep(self) -> None:
        """Forget now and then what has ended."""
        now = self._clock()
        with self._sweeping:
            if now < self._sweep_at:
                return
            self._sweep_at = now + _SWEEP_INTERVAL_SECONDS
        with self.engine.begin() as connection:
            for table in (worksheets, launches):
                connection.execute(delete(table).where(table.c.expires <= now))


def _superseding(chart: str, patient: str) -> Any:
    """The update by which other patients' sessions in a place are superseded."""
    table = worksheets.c
    others = (table.chart == chart, table.patient != patient, table.standing == "current")
    return update(worksheets).where(*others).values(standing="superseded")
