"""Scopes: the least that the worksheet is asked to be granted, in the spelling that the server knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.auth.smart_app import SmartApp
from service.smart.discovery import Endpoints
from service.smart.grants import ANSWERS, Grants, grants_of, is_of_version

_USER = ("openid", "fhirUser")
_ONLINE = "online_access"
"""By which a token is renewed while the user is there, and not longer."""


def scopes_to_ask(
    app: SmartApp, kinds: Iterable[str], endpoints: Endpoints, is_ehr_launch: bool
) -> tuple[str, ...]:
    """The scopes to ask for: who the user is, the patient, to read these types, to write answers."""
    supported = endpoints.scopes_supported
    spelling = _VERSION_1 if _knows_only_version_1(endpoints) else _VERSION_2
    scopes = [*_USER, "launch" if is_ehr_launch else "launch/patient"]
    scopes += [_ONLINE] if _ONLINE in supported else []
    scopes += [f"patient/{kind}.{spelling['read']}" for kind in dict.fromkeys(kinds)]
    scopes += [f"patient/{kind}.{spelling['create']}" for kind in ANSWERS]
    scopes += [f"patient/{kind}.{spelling[right]}" for kind, right in _optional(app, supported)]
    return tuple(dict.fromkeys((*scopes, *app.scopes)))


_VERSION_2 = {"read": "rs", "create": "c", "update": "u"}
_VERSION_1 = {"read": "read", "create": "write", "update": "write"}


def _knows_only_version_1(endpoints: Endpoints) -> bool:
    if "permission-v2" in endpoints.capabilities:
        return False
    known = [scope for scope in endpoints.scopes_supported if "/" in scope]
    has_1, has_2 = (any(is_of_version(number, scope) for scope in known) for number in (1, 2))
    return (has_1 or "permission-v1" in endpoints.capabilities) and not has_2


def _optional(app: SmartApp, supported: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What can be done without, where the client is registered for it and the server seems to grant it."""
    may = grants_of(supported)
    says_nothing = may == Grants()
    if "update" in app.optional and (says_nothing or may.may_update):
        yield from ((kind, "update") for kind in ANSWERS)
    if "document" in app.optional and (says_nothing or may.may_file):
        yield "DocumentReference", "create"
