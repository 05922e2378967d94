"""The user's name, which the id_token seldom tells: read from the resource that it names."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from service.ehr.allowed_urls import allowed_server
from service.ehr.fhir_server import FhirServer
from service.smart.asking import Asking, NotAnswered


class _Name(Struct, frozen=True):
    use: str = ""
    text: str = ""
    family: str = ""
    given: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    suffix: tuple[str, ...] = ()

    def written(self) -> str:
        """The name in one line."""
        if self.text:
            return self.text
        name = " ".join((*self.prefix, *self.given, self.family)).strip()
        return ", ".join(each for each in (name, *self.suffix) if each)


class _Reference(Struct, frozen=True):
    display: str = ""


class _User(Struct, frozen=True):
    """A Practitioner, or one of the others that a fhirUser may be; of a role its holder's display."""

    name: tuple[_Name, ...] = ()
    practitioner: _Reference = _Reference()


def name_of(user: str, base: str, server: FhirServer, token: str, asking: Asking) -> str:
    """The name of the user that a reference is to; empty where it cannot be read there."""
    if not user or allowed_server(url := f"{base}/{user}", (server,)) is None:
        return ""
    try:
        found = asking.json(url, server, _User, token)
    except NotAnswered:
        return ""
    names = [each for each in found.name if each.use not in ("old", "nickname")]
    return names[0].written() if names else found.practitioner.display


def name_claimed(claims: Any) -> str:
    """The name in an id_token; empty where it tells none."""
    name = claims.get("name")
    return name if isinstance(name, str) else ""
