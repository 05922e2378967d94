"""What a SMART access token lets its bearer do (SMART App Launch 2.2, scopes of version 1 and 2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests.support.bundles import operation_outcome

_OF_VERSION_1 = {"read": "rs", "write": "cud", "*": "cruds"}
_OF_METHOD = {"POST": "c", "PUT": "u", "PATCH": "u", "DELETE": "d"}
_OPEN = ("metadata", ".well-known")


class Grant(NamedTuple):
    """What a token was given: its scopes, and the patient they are about; empty for every patient."""

    scopes: frozenset[str]
    patient: str


class Wish(NamedTuple):
    """One thing that a request is about to do."""

    kind: str
    interaction: str
    """c, r, u, d or s."""
    patient: str
    """Whose, as far as the request says so."""


def refused(grant: Grant | None, method: str, target: str, body: bytes) -> tuple[int, bytes] | None:
    """The answer to a request that a token does not allow; None where it does."""
    if urlsplit(target).path.partition("/")[0] in _OPEN:
        return None
    if grant is None:
        return 401, json.dumps(operation_outcome("login")).encode()
    wishes = tuple(_wishes(method, target, json.loads(body) if body[:1] == b"{" else {}))
    allowed = all(
        wish.interaction in _granted(grant, wish.kind)
        and (not grant.patient or wish.patient in ("", grant.patient))
        for wish in wishes
    )
    return None if allowed else (403, json.dumps(operation_outcome("forbidden")).encode())


def _wishes(method: str, target: str, resource: dict[str, object]) -> Iterator[Wish]:
    parts = urlsplit(target)
    kind, _, identity = parts.path.partition("/")
    entries = resource.get("entry")
    if not kind and isinstance(entries, list):
        for entry in entries:
            request = entry["request"]
            yield from _wishes(request["method"], request["url"], entry.get("resource", {}))
    elif not kind and method in ("GET", "HEAD"):
        return  # a further page of a search that was allowed, at an address that the server made
    elif method in ("GET", "HEAD") or identity == "_search":
        about = dict(parse_qsl(parts.query)).get("patient", "").removeprefix("Patient/")
        own = identity if kind == "Patient" and identity != "_search" else about
        yield Wish(kind, "r" if identity and identity != "_search" else "s", own)
    else:
        subject = resource.get("subject")
        about = subject.get("reference", "") if isinstance(subject, dict) else ""
        yield Wish(kind, _OF_METHOD[method], str(about).rpartition("Patient/")[2])


def _granted(grant: Grant, kind: str) -> str:
    given = ""
    for scope in grant.scopes:
        where, _, what = scope.partition("/")
        named, _, may = what.partition("?")[0].partition(".")
        if where in ("patient", "user", "system") and named in (kind, "*"):
            given += _OF_VERSION_1.get(may, may)
    return given
