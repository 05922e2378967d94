"""The CDS Hooks feedback request: what clinicians did with cards, several at once and possibly again.

Of what a client writes only the comment is kept as it is; all else is a UUID, a time, or a code of ours.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from cds_cards.card import Coding
from service.audit.events import FeedbackRecord, feedback_id
from service.current_request import request_id
from service.errors import Malformed
from service.hooks.request import malformed

MAX_COMMENT_LENGTH = 4000
OTHER = "other"
"""The code of a reason that no card offers."""
_NUL, _REPLACEMENT = "\0", "\ufffd"

_Code = Annotated[str, Meta(max_length=500)]


class _Accepted(Struct):
    id: UUID


class _Reason(Struct):
    code: _Code | None = None
    system: _Code | None = None


class _OverrideReason(Struct):
    reason: _Reason | None = None
    userComment: str | None = None


class _Given(Struct):
    card: UUID
    outcome: str
    outcomeTimestamp: datetime
    acceptedSuggestions: Annotated[list[_Accepted], Meta(max_length=100)] | None = None
    overrideReason: _OverrideReason | None = None

    def __post_init__(self) -> None:
        if self.outcome not in ("accepted", "overridden"):
            raise Malformed("expected accepted or overridden", "outcome")
        if self.outcome == "accepted" and not self.acceptedSuggestions:
            raise Malformed("accepted feedback names the suggestions", "acceptedSuggestions")


class _Body(Struct):
    feedback: Annotated[list[Raw], Meta(max_length=1000)]


_decode = msgspec.json.Decoder(_Body).decode
_decode_one = msgspec.json.Decoder(_Given).decode


class Read(NamedTuple):
    """The feedback of a request that can be kept, and what is wrong with the first of the rest, if any."""

    feedback: list[FeedbackRecord]
    problem: Malformed | None


def read_feedback(body: bytes, service: str, client: str, offered: Collection[Coding]) -> Read:
    """The feedback in a request; the same feedback gets the same id, however often it is sent.

    Of a reason that is none of those offered only that is kept. An item in which a member is missing, of the
    wrong type or too long costs itself alone.

    Raises:
        Malformed: when the body as a whole is no feedback.
    """
    try:
        body.decode()  # what the decoder leaves raw it does not check
        items = _decode(body).feedback
    except RecursionError as error:
        raise Malformed("the body nests too deep") from error
    except msgspec.ValidationError as error:
        raise malformed(error, "") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("the body is not JSON") from error
    received = _utc(datetime.now(UTC), "milliseconds")
    found: list[FeedbackRecord] = []
    problems: list[Malformed] = []
    for i, item in enumerate(items):
        try:
            found.append(_record(_given(item), service, client, offered, received))
        except Malformed as problem:
            field = ".".join(part for part in (f"feedback[{i}]", problem.field) if part)
            problems.append(Malformed(problem.problem, field))
    return Read(found, problems[0] if problems else None)


def _given(item: Raw) -> _Given:
    try:
        return _decode_one(item)
    except RecursionError as error:
        raise Malformed("this nests too deep") from error
    except msgspec.ValidationError as error:
        raise malformed(error, "") from error


def _record(
    given: _Given, service: str, client: str, offered: Collection[Coding], received: str
) -> FeedbackRecord:
    """What is kept. A time without an offset, which may be any of a day's, is taken at receipt."""
    override = given.overrideReason or _OverrideReason()
    when = given.outcomeTimestamp
    reason = _reason(override.reason, offered)
    told = {
        "service": service,
        "client": client,
        "card": str(given.card),
        "outcome": given.outcome,
        "outcome_at": _utc(when, "microseconds") if when.tzinfo else when.isoformat(timespec="microseconds"),
        "accepted": tuple(sorted(str(each.id) for each in given.acceptedSuggestions or ())),
        "reason_system": reason.system if reason else "",
        "reason_code": reason.code if reason else "",
        "comment": _storable((override.userComment or "")[:MAX_COMMENT_LENGTH]),
    }
    own = {"id": feedback_id(told), "at": received, "request": request_id(), "type": "feedback"}
    outcome_at = told["outcome_at"] if when.tzinfo else received
    return msgspec.convert({**told, **own, "outcome_at": outcome_at}, FeedbackRecord)


def _reason(given: _Reason | None, offered: Collection[Coding]) -> Coding | None:
    """The reason that a card offers under this code, in its system or in none; else that it is another."""
    if given is None or not (given.code or given.system):
        return None
    for each in offered:
        if given.code == each.code and given.system in (each.system, "", None):
            return each
    return Coding(OTHER, "", "")


def _utc(when: datetime, precision: str) -> str:
    """A time with a zone as it is stored, so that times compare as text."""
    try:
        zoned = when.astimezone(UTC)
    except OverflowError as error:
        raise Malformed("expected a time in UTC", "outcomeTimestamp") from error
    return zoned.isoformat(timespec=precision)


def _storable(text: str) -> str:
    """PostgreSQL takes any character but this one."""
    return text.replace(_NUL, _REPLACEMENT)
