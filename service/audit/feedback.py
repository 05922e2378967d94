"""The CDS Hooks feedback request: what clinicians did with cards, several at once and possibly again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta, Raw, Struct

from service.audit.events import FeedbackRecord, feedback_id
from service.errors import Malformed
from service.hooks.request import malformed

MAX_COMMENT_LENGTH = 4000
_NUL, _REPLACEMENT = "\0", "\ufffd"

_Id = Annotated[str, Meta(min_length=1, max_length=64)]
_Code = Annotated[str, Meta(max_length=500)]


class _Accepted(Struct):
    id: _Id


class _Coding(Struct):
    code: _Code | None = None
    system: _Code | None = None


class _OverrideReason(Struct):
    reason: _Coding | None = None
    userComment: str | None = None


class _Given(Struct):
    card: _Id
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


def read_feedback(body: bytes, service: str, client: str) -> Read:
    """The feedback in a request; the same feedback gets the same id, however often it is sent.

    An item in which a member is missing, of the wrong type or too long costs itself alone.

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
            found.append(_event(_given(item), service, client, received))
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


def _event(given: _Given, service: str, client: str, received: str) -> FeedbackRecord:
    override = given.overrideReason or _OverrideReason()
    reason = override.reason or _Coding()
    told = {
        "service": service,
        "client": client,
        "card": _storable(given.card.lower()),  # UUIDs are compared without regard to case
        "outcome": given.outcome,
        "outcome_at": _utc(given.outcomeTimestamp, "microseconds"),
        "accepted": tuple(sorted(_storable(each.id) for each in given.acceptedSuggestions or ())),
        "reason_system": _storable(reason.system or ""),
        "reason_code": _storable(reason.code or ""),
        "comment": _storable((override.userComment or "")[:MAX_COMMENT_LENGTH]),
    }
    return msgspec.convert(
        {"id": feedback_id(told), "at": received, "type": "feedback", **told}, FeedbackRecord
    )


def _utc(when: datetime, precision: str) -> str:
    """A time as it is stored, so that times compare as text; without a zone it is read as UTC."""
    try:
        zoned = when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
    except OverflowError as error:
        raise Malformed("expected a time in UTC", "outcomeTimestamp") from error
    return zoned.isoformat(timespec=precision)


def _storable(text: str) -> str:
    """PostgreSQL takes any character but this one."""
    return text.replace(_NUL, _REPLACEMENT)
