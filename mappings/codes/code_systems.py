"""Code systems: the canonical URI of each, by our alias and by every spelling seen in the wild."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from pydantic import RootModel

from criteria.strict_model import Strict, Text
from criteria.strict_yaml import read, validate
from mappings.codes.code_lists import Codes

CRITERIA_INPUT = "criteria-input"
DOMAIN_SEVERITY = "domain-severity"
ANSWER = "answer"
HCPCS = "hcpcs"
CPT = "cpt"
"""Aliases. The first three are of code systems of our own."""

_OWN = (CRITERIA_INPUT, DOMAIN_SEVERITY, ANSWER)


class CodeSystem(Strict):
    """A code system: the URI we emit, and the other spellings seen in the wild."""

    uri: Text
    spellings: tuple[str, ...] = ()
    note: str = ""


class _CodeSystemFile(RootModel[dict[str, CodeSystem]]):
    """The code systems by alias."""


class Token(Struct, frozen=True, gc=False):
    """A code in its canonical system; as text it is the FHIR token `system|code`."""

    system: str
    code: str

    def __str__(self) -> str:
        return f"{self.system}|{self.code}" if self.system else self.code


class CodeSystems:
    """Every spelling of a code system's URI, to the canonical one."""

    def __init__(self, systems: Mapping[str, CodeSystem]) -> None:
        self.uris = {alias: system.uri for alias, system in systems.items()}
        self._canonical = {
            spelling: system.uri
            for system in systems.values()
            for spelling in (system.uri, *system.spellings)
        }
        self._loosely = {_loosely(spelling): uri for spelling, uri in self._canonical.items()}
        self._known = frozenset(self.uris.values())

    def canonical(self, system: object) -> str:
        """The canonical URI; one we do not know stays as it is, without the blanks vendors send in it.

            A version (`|2026`), a last slash, capitals and https do not make another
        system, nor does an OID without its `urn:oid:`.
        """
        if type(system) is not str:
            return ""
        known = self._canonical.get(system)
        if known is not None:
            return known
        squeezed = "".join(system.split())
        bare = _loosely(squeezed)
        return self._loosely.get(bare) or self._loosely.get(f"urn:oid:{bare}", squeezed)

    def named(self, name: str) -> str:
        """The canonical URI of the code system with an alias of ours, or with any other URI."""
        return self.uris.get(name) or self.canonical(name)

    def knows(self, system: object) -> bool:
        """Whether a URI is of a code system of ours, in whatever spelling."""
        return self.canonical(system) in self._known

    def tokens(self, codes: Codes) -> Iterator[Token]:
        """Code lists by alias as tokens, in their order."""
        for alias, listed in codes.items():
            for code in listed:
                yield Token(self.uris[alias], code)


def _loosely(uri: str) -> str:
    """A URI without what does not tell one code system from another."""
    bare = uri.partition("|")[0].rstrip("/").lower()
    return f"http://{bare.removeprefix('https://')}" if bare.startswith("https://") else bare


def load_code_systems(base: str, path: Path) -> CodeSystems:
    """The code systems of the file, and our own beside them, whose URIs begin with the canonical base.

    Raises:
        FileError: when the file is wrong.
    """
    own = {alias: CodeSystem(uri=f"{base}/CodeSystem/{alias}") for alias in _OWN}
    return CodeSystems({**validate(read(path), _CodeSystemFile).root, **own})
