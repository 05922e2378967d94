"""What a FHIR server's answer says of a write: it stands, or it was refused and why, or nobody knows.

A status counts by its number alone (FHIR R4 http.html): diagnostics of the server's may name
a patient. Of a location only type, id and version are taken; it is never followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from service.ehr.exchange import Answer

_LOCATION = re.compile(
    r"(?:.*/)?(?P<kind>[A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})"
    r"(?:/_history/(?P<version>[A-Za-z0-9\-.]{1,64}))?/?"
)
_VERSION = re.compile(r'(?:W/)?"(?P<version>[A-Za-z0-9\-.]{1,64})"')
_CREATED, _GONE = 201, (404, 410)
MAX_RETRY_AFTER_SECONDS = 3600


class Why(StrEnum):
    """Why a resource is not known to stand."""

    NOT_GRANTED = "not-granted"  # the token's scopes do not allow it; it was not sent
    NOT_OWN = "not-own"  # it is another's, and was not touched
    CORRECTION = "correction"  # it took the place of an answer on file, which cannot be put back
    NOT_TRIED = "not-tried"  # what came before it failed
    SIGNED_OUT = "signed-out"
    FORBIDDEN = "forbidden"
    CHANGED = "changed"  # since it was read
    INVALID = "invalid"  # as the server sees it
    UNSUPPORTED = "unsupported"
    REDIRECTED = "redirected"
    BUSY = "busy"
    FAILED = "failed"
    UNREACHABLE = "unreachable"  # nothing was sent
    NO_ANSWER = "no-answer"
    UNREADABLE = "unreadable"


_BY_STATUS = {
    401: Why.SIGNED_OUT,
    403: Why.FORBIDDEN,
    404: Why.UNSUPPORTED,
    405: Why.UNSUPPORTED,
    408: Why.NO_ANSWER,
    409: Why.CHANGED,
    412: Why.CHANGED,
    429: Why.BUSY,
    501: Why.UNSUPPORTED,
    502: Why.NO_ANSWER,
    503: Why.BUSY,
    504: Why.NO_ANSWER,
}
_MAYBE_WRITTEN = frozenset((Why.NO_ANSWER, Why.UNREADABLE))
_FINAL = frozenset(
    (Why.NOT_GRANTED, Why.NOT_OWN, Why.CORRECTION, Why.FORBIDDEN, Why.INVALID, Why.UNSUPPORTED)
)
_LOOKED_UP = _MAYBE_WRITTEN | {Why.FAILED, Why.BUSY, Why.REDIRECTED, Why.CHANGED}


class Stands(Struct, frozen=True):
    """A resource on the server: `Type/id`, its version where that is told, and whether it is new there."""

    reference: str
    version: str = ""
    is_new: bool = False


class Refused(Struct, frozen=True):
    """Why a resource is not known to stand, the status that said so, and in how many seconds to try again."""

    why: Why
    status: int = 0
    retry_after: int = 0

    @property
    def may_stand(self) -> bool:
        """Whether it may be written nevertheless, also where it is not found at once."""
        return self.why in _MAYBE_WRITTEN

    @property
    def is_final(self) -> bool:
        """Whether the same again would be refused again."""
        return self.why in _FINAL

    @property
    def is_to_be_looked_up(self) -> bool:
        """Whether only the server's record tells if it stands."""
        return self.why in _LOOKED_UP


Written = Stands | Refused


def why_of_status(status: int) -> Why:
    """What a status that is no success says."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return Why.FAILED
    return Why.INVALID if status >= 400 else Why.REDIRECTED


def result_of_answer(answer: Answer, kind: str) -> Written:
    """What became of one resource of a type."""
    if not 200 <= answer.status < 300:
        return _refused(answer)
    located = [answer.headers.get(name, "") for name in ("Location", "Content-Location")]
    version = _version_in(answer.headers.get("ETag", ""))
    return _stands(kind, answer.status, [*located, _place_of(_json(answer.body))], version)


def results_of_transaction(answer: Answer, kinds: Sequence[str]) -> tuple[Written, ...] | Refused:
    """What became of each resource of a transaction, in its order, or why of none.

    An entry is judged by its own status: a server may take a transaction for a batch.
    """
    if not 200 <= answer.status < 300:
        return _refused(answer)
    bundle = _json(answer.body)
    entries = bundle.get("entry") if bundle.get("resourceType") == "Bundle" else None
    if not isinstance(entries, list) or len(entries) != len(kinds):
        return Refused(Why.UNREADABLE, answer.status)
    return tuple(_result_of_entry(each, kind) for each, kind in zip(entries, kinds, strict=True))


def resource_of_answer(answer: Answer, kind: str) -> dict[str, Any] | Refused:
    """The resource that was read, with its version in `meta` also where only the ETag has it.

    One that is gone has changed since it was known.
    """
    if answer.status in _GONE:
        return Refused(Why.CHANGED, answer.status)
    if not 200 <= answer.status < 300:
        return _refused(answer)
    found = _json(answer.body)
    if found.get("resourceType") != kind:
        return Refused(Why.UNREADABLE, answer.status)
    version = _version_in(answer.headers.get("ETag", ""))
    return {**found, "meta": {"versionId": version, **_object(found.get("meta"))}}


def _result_of_entry(entry: Any, kind: str) -> Written:
    response = _object(_object(entry).get("response"))
    status = re.match(r"\d{3}\b", str(response.get("status", "")))
    if status is None:
        return Refused(Why.UNREADABLE)
    if not status[0].startswith("2"):
        return Refused(why_of_status(int(status[0])), int(status[0]))
    places = [str(response.get("location", "")), _place_of(_object(entry.get("resource")))]
    return _stands(kind, int(status[0]), places, _version_in(str(response.get("etag", ""))))


def _stands(kind: str, status: int, places: Sequence[str], version: str) -> Written:
    """Where a resource stands; an answer that does not tell leaves that to be looked up."""
    for place in places:
        found = _LOCATION.fullmatch(place)
        if found and found["kind"] == kind:
            return Stands(f"{kind}/{found['id']}", found["version"] or version, status == _CREATED)
    return Refused(Why.UNREADABLE, status)


def _refused(answer: Answer) -> Refused:
    return Refused(why_of_status(answer.status), answer.status, _seconds(answer.headers))


def _seconds(headers: Mapping[str, str]) -> int:
    """Retry-After in seconds, 0 without one (RFC 9110, section 10.2.3)."""
    stated = headers.get("Retry-After", "").strip()
    if stated.isascii() and stated.isdigit():
        return min(int(stated[:9]), MAX_RETRY_AFTER_SECONDS)
    try:
        left = (parsedate_to_datetime(stated) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return 0
    return min(max(int(left), 0), MAX_RETRY_AFTER_SECONDS)


def _place_of(resource: Mapping[str, Any]) -> str:
    """Where a resource that was sent back stands, as a location is written."""
    place = f"{resource.get('resourceType')}/{resource.get('id')}"
    version = _object(resource.get("meta")).get("versionId")
    return f"{place}/_history/{version}" if version else place


def _version_in(tag: str) -> str:
    found = _VERSION.fullmatch(tag.strip())
    return found["version"] if found else ""


def _json(body: bytes) -> dict[str, Any]:
    try:
        return _object(msgspec.json.decode(body))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
