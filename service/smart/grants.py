"""Grants: what the scopes of an access token allow (SMART App Launch 2.2, Scopes for FHIR Resources)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, get_args

from msgspec import Struct

Right = Literal["read", "create", "update"]
_RIGHTS: tuple[Right, ...] = get_args(Right)
_EVERY = "*"
_SCOPE = re.compile(
    r"(?:patient|user)/(?P<kind>[A-Za-z]+|\*)\.(?P<may>read|write|\*|(?=[cruds])c?r?u?d?s?)(?P<part>\?.*)?"
)
_VERSION_1 = {"read": "rs", "write": "cud", "*": "cruds"}
ANSWERS = ("QuestionnaireResponse", "Observation")
"""What a save writes."""


class Grants(Struct, frozen=True):
    """The types that may be read and searched, created and updated; `*` stands for every type.

    A scope that is narrowed by a query (`?category=...`) grants nothing here: what it leaves
    out would else be taken for absent.
    """

    read: frozenset[str] = frozenset()
    create: frozenset[str] = frozenset()
    update: frozenset[str] = frozenset()

    def may_read(self, kinds: Iterable[str]) -> bool:
        """Whether all of these types may be read."""
        return not self.unreadable(kinds)

    def unreadable(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Those of these types that may not be read."""
        return tuple(kind for kind in kinds if not self.allow("read", kind))

    def allow(self, right: Right, kind: str) -> bool:
        """Whether a right to a type is granted."""
        granted: frozenset[str] = getattr(self, right)
        return not granted.isdisjoint((kind, _EVERY))

    def tell_of(self, kind: str) -> bool:
        """Whether any right to a type is granted."""
        return any(self.allow(right, kind) for right in _RIGHTS)

    @property
    def may_create_response(self) -> bool:
        """Whether a QuestionnaireResponse may be created."""
        return self.allow("create", "QuestionnaireResponse")

    @property
    def may_create_observation(self) -> bool:
        """Whether an Observation may be created."""
        return self.allow("create", "Observation")

    @property
    def may_update(self) -> bool:
        """Whether an answer of one's own may be corrected: its response and its Observation."""
        return all(self.allow("update", kind) for kind in ANSWERS)

    @property
    def may_file(self) -> bool:
        """Whether a summary may be filed as a DocumentReference."""
        return self.allow("create", "DocumentReference")


EVERYTHING = Grants(*[frozenset((_EVERY,))] * 3)
"""Of a server that asks for no token."""
READ_ONLY = Grants(read=frozenset((_EVERY,)))
"""Of a patient who has no chart."""


def grants_of(scopes: Iterable[str]) -> Grants:
    """What scopes grant, in the spelling of SMART's version 1 (`.read`) or 2 (`.rs`)."""
    may: dict[str, set[str]] = {}
    for scope in scopes:
        found = _SCOPE.fullmatch(scope)
        if found and not found["part"]:
            may.setdefault(found["kind"], set()).update(_VERSION_1.get(found["may"], found["may"]))
    return Grants(
        frozenset(kind for kind, letters in may.items() if letters >= _to_read(kind)),
        frozenset(kind for kind, letters in may.items() if "c" in letters),
        frozenset(kind for kind, letters in may.items() if "u" in letters),
    )


def is_of_version(number: int, scope: str) -> bool:
    """Whether a scope is for resources, in the spelling of a version of SMART; `.*` is of version 1."""
    found = _SCOPE.fullmatch(scope)
    return found is not None and (found["may"] in _VERSION_1) == (number == 1)


def _to_read(kind: str) -> set[str]:
    """The Patient is read by its id, all else is searched."""
    return {"r"} if kind == "Patient" else {"r", "s"}
