"""Scopes: the least that the worksheet is asked to be granted, in the spelling that the server knows.

A server's list of scopes need not be whole (SMART App Launch 2.2, Conformance). Of a resource
type that it tells something of, what it does not tell is not asked for; some servers refuse a
request with one scope that they do not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from service.auth.smart_app import SmartApp
from service.smart.discovery import Endpoints
from service.smart.grants import ANSWERS, Grants, Right, grants_of, is_of_version

_USER = ("openid", "fhirUser")
_ONLINE = "online_access"
"""By which a token is renewed while the user is there, and not longer."""
_LEVELS = ("patient", "user")
"""The narrower first; some servers know practitioners as the user's alone."""

_SPELLINGS: Mapping[int, Mapping[Right, str]] = {
    1: {"read": "read", "create": "write", "update": "write"},
    2: {"read": "rs", "create": "c", "update": "u"},
}


def scopes_to_ask(
    app: SmartApp, kinds: Iterable[str], endpoints: Endpoints, is_ehr_launch: bool
) -> tuple[str, ...]:
    """The scopes to ask for: who the user is, the patient, to read these types, to write answers."""
    supported = endpoints.scopes_supported
    version = 1 if _knows_only_version_1(endpoints) else 2
    of_version = [scope for scope in supported if is_of_version(version, scope)]
    told = {level: grants_of(s for s in of_version if s.startswith(f"{level}/")) for level in _LEVELS}
    scopes = [*_USER, "launch" if is_ehr_launch else "launch/patient"]
    scopes += [_ONLINE] if _ONLINE in supported else []
    for kind, right in _wanted(kinds):
        if level := _level(kind, right, told):
            scopes.append(f"{level}/{kind}.{_SPELLINGS[version][right]}")
    asked = dict.fromkeys((*scopes, *app.extra_scopes))
    return tuple(scope for scope in asked if scope not in app.omit_scopes)


def _wanted(kinds: Iterable[str]) -> Iterator[tuple[str, Right]]:
    """What is needed, and then what can be done without: corrections of one's own, and filing a summary."""
    yield from ((kind, "read") for kind in kinds)
    yield from ((kind, "create") for kind in ANSWERS)
    yield from ((kind, "update") for kind in ANSWERS)
    yield "DocumentReference", "create"


def _level(kind: str, right: Right, told: Mapping[str, Grants]) -> str:
    """At which level to ask; empty where the server tells of the type, and not of this right."""
    if not any(grants.tell_of(kind) for grants in told.values()):
        return _LEVELS[0]
    return next((level for level in _LEVELS if told[level].allow(right, kind)), "")


def _knows_only_version_1(endpoints: Endpoints) -> bool:
    if "permission-v2" in endpoints.capabilities:
        return False
    has_1, has_2 = (
        any(is_of_version(number, scope) for scope in endpoints.scopes_supported) for number in (1, 2)
    )
    return (has_1 or "permission-v1" in endpoints.capabilities) and not has_2
