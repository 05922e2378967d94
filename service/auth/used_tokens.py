"""Remembers the tokens that were used, so that none is accepted twice, by whichever worker.

The store is a table in a database that all workers share. One thread asks it for all
requests that wait, in one transaction, so that it keeps up on a busy machine too. While
it does not answer, a token is refused for now or taken unchecked, as the operator chose;
nobody waits for it then, and the thread finds out by itself when it is back.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Literal, NamedTuple

from sqlalchemy.engine import Engine

from service.auth.token_table import TokenTable
from service.errors import NotChecked

WhenDown = Literal["answer", "refuse"]

_ANSWER_TIMEOUT_SECONDS = 1.5
"""A store that works answers within this even on a machine that has ten times too much to do."""
_RETRY_INTERVAL_SECONDS = 1.0
_FORGET_INTERVAL_SECONDS = 300.0

_log = logging.getLogger("criteria_cards.auth")


class _Question(NamedTuple):
    """What a request waits for: whether its token is used for the first time; None where the store fails.

    Without a token it waits for the store alone.
    """

    token: str
    expires: float
    first: Future[bool | None]


class UsedTokens:
    """The tokens used until they expire; of each only a digest of issuer and `jti` is kept.

    `unchecked` is called for each token that is taken while the store does not answer.
    """

    def __init__(
        self,
        engine: Engine,
        when_down: WhenDown = "refuse",
        unchecked: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.when_down: WhenDown = when_down
        self._table = TokenTable(engine)
        self._count_unchecked = unchecked
        self._clock, self._monotonic = clock, monotonic
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._down = False
        self._own: dict[str, float] = {}
        self._unstored: dict[str, float] = {}
        self._given_back: set[str] = set()
        self._forget_at = 0.0
        self._prepare_at = 0.0

    @property
    def answers(self) -> bool:
        """Whether the store answered when it was last asked; before that it is believed to."""
        return not self._down

    def start(self) -> None:
        """Connect to the store before the first request has to wait for it."""
        with suppress(TimeoutError):
            self._ask("", 0).first.result(_ANSWER_TIMEOUT_SECONDS)

    def first_use(self, issuer: str, jti: str, expires: float) -> bool:
        """Whether this token was never used before; from now on it was.

        Raises:
            NotChecked: when the store does not say, and such tokens are to be refused. It may be sent again.
        """
        token = _digest(issuer, jti)
        if not self._first_here(token, expires):
            return False
        first = self._first_anywhere(token, expires)
        return self._unchecked(token, expires) if first is None else first

    def give_back(self, issuer: str, jti: str) -> None:
        """Let a token that was used be used once more, since its request has to be sent again."""
        token = _digest(issuer, jti)
        with self._lock:
            self._own.pop(token, None)
            self._unstored.pop(token, None)
            self._given_back.add(token)
        self.start()

    def close(self) -> None:
        """Let go of the store, once it has come back from what it was asked last, or not in time."""
        if self._thread:
            self._questions.put(None)
            self._thread.join(_ANSWER_TIMEOUT_SECONDS)
        self._table.close()

    def _first_here(self, token: str, expires: float) -> bool:
        with self._lock:
            if self._monotonic() >= self._forget_at:
                self._forget_at = self._monotonic() + _FORGET_INTERVAL_SECONDS
                now = self._clock()
                self._own = {used: until for used, until in self._own.items() if until > now}
            if token in self._own:
                return False
            self._own[token] = expires
            return True

    def _first_anywhere(self, token: str, expires: float) -> bool | None:
        """What the store says; None where it does not, or not in time."""
        if self._down:
            return None
        asked = self._ask(token, expires)
        try:
            return asked.first.result(_ANSWER_TIMEOUT_SECONDS)
        except TimeoutError as error:
            if not asked.first.cancel():  # it answers just now
                return asked.first.result()
            self._goes_down(error)
            return None

    def _unchecked(self, token: str, expires: float) -> bool:
        with self._lock:
            if self.when_down == "refuse":
                self._own.pop(token, None)
            else:
                self._unstored[token] = expires
        if self.when_down == "refuse":
            raise NotChecked("whether the token was used before cannot be told now; please send it again")
        self._count_unchecked()
        return True

    def _ask(self, token: str, expires: float) -> _Question:
        question = _Question(token, expires, Future())
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="used-tokens", daemon=True)
                self._thread.start()
        self._questions.put(question)
        return question

    def _work(self) -> None:
        """Ask the store for all that wait, again and again; while it is down, whether it is back."""
        ends = False
        while not ends:
            waiting = list(self._next())
            ends = None in waiting
            questions = [each for each in waiting if each]
            try:
                used = self._asked(questions)
            except Exception as error:  # whatever it is, the requests go on
                self._prepare_at = 0.0  # the table may be gone
                self._goes_down(error)
                used = None
            self._tell(questions, used)

    def _tell(self, questions: Sequence[_Question], used: set[str] | None) -> None:
        """Tell the requests that still wait; a token that was refused meanwhile may come again."""
        refused = []
        for each in questions:
            if each.first.set_running_or_notify_cancel():
                each.first.set_result(None if used is None else each.token in used)
            elif self.when_down == "refuse":
                refused.append(each.token)
        if refused:
            with self._lock:
                self._given_back.update(refused)
            self._ask("", 0)

    def _next(self) -> Iterator[_Question | None]:
        """What waits, once something does; nothing where it is time to see whether the store is back."""
        with suppress(Empty):
            yield self._questions.get(timeout=_RETRY_INTERVAL_SECONDS if self._down else None)
            while True:
                yield self._questions.get_nowait()

    def _asked(self, questions: Sequence[_Question]) -> set[str]:
        """The tokens of these that nobody used before."""
        if self._monotonic() >= self._prepare_at:
            self._table.prepare(self._clock())
            self._prepare_at = self._monotonic() + _FORGET_INTERVAL_SECONDS
        with self._lock:
            given_back, unstored = set(self._given_back), dict(self._unstored)
        asked = {each.token: each.expires for each in questions if each.token}
        first = self._table.take(unstored | asked, given_back)
        with self._lock:
            self._given_back -= given_back
            self._unstored = {token: self._unstored[token] for token in self._unstored.keys() - unstored}
        if self._down:
            self._down = False
            _log.warning("replay store answers again")
        return first

    def _goes_down(self, error: Exception) -> None:
        with self._lock:
            told, self._down = self._down, True
        if not told:
            _log.warning("replay store unreachable", extra={"data": {"exception": type(error).__name__}})


def _digest(issuer: str, jti: str) -> str:
    return hashlib.sha256(f"{issuer}\n{jti}".encode(errors="surrogatepass")).hexdigest()
