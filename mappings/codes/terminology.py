"""Code systems and value sets, indexed once at start for lookup by a coding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct
from pydantic import ConfigDict, Field, RootModel

from criteria.strict_model import Text
from criteria.strict_yaml import FileError, nearest, read, validate
from mappings.codes.fact_specs import Strict
from mappings.fhir.resources import Coding, Concept, codings, string_or_empty

HERE = Path(__file__).parent.parent
ICD_10_CM = "icd-10-cm"

Codes = dict[str, tuple[str, ...]]
"""Code lists by the alias of their code system."""


class CodeSystem(Strict):
    """A code system: the URI we emit, and the other spellings seen in the wild."""

    uri: Text
    spellings: tuple[str, ...] = ()
    note: str = ""


class _CodeSystemFile(RootModel[dict[str, CodeSystem]]):
    """The code systems by alias."""


class ReviewGroup(Strict):
    """Near misses of a value set, by system beside the reason: never the diagnosis, worth asking about."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: Codes

    reason: Text

    @property
    def codes(self) -> Codes:
        """The code lists."""
        return self.__pydantic_extra__


class ValueSet(Strict):
    """One concept: the codes that are it, those that say it is in remission, and its near misses."""

    id: Text
    title: Text
    purpose: Text
    source: Text
    version: Text
    licence: str = ""
    codes: Codes
    remission: Codes = Field(default_factory=dict)
    review: tuple[ReviewGroup, ...] = ()


class Membership(NamedTuple):
    """What a code is to a value set."""

    role: Literal["code", "header", "remission", "review"]
    reason: str = ""


Memberships = Mapping[str, Membership]
"""By value set id."""


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

    def canonical(self, system: object) -> str:
        """The canonical URI; one we do not know stays as it is, without the blanks vendors send in it."""
        if type(system) is not str:
            return ""
        known = self._canonical.get(system)
        if known is not None:
            return known
        squeezed = "".join(system.split())
        return self._canonical.get(squeezed, squeezed)

    def spellings(self, uri: str) -> Iterator[str]:
        """All the URIs under which a canonical one is known."""
        for spelling, canonical in self._canonical.items():
            if canonical == uri:
                yield spelling


class Terminology:
    """The compiled code systems and value sets."""

    def __init__(self, systems: CodeSystems, value_sets: Mapping[str, ValueSet]) -> None:
        self.systems = systems
        self.value_sets = value_sets
        self._by_code: dict[str, dict[str, dict[str, Membership]]] = {}
        for value_set in value_sets.values():
            for alias, code, membership in _memberships(value_set):
                self._add(systems.uris[alias], code, value_set.id, membership)
        for value_set_id, code, membership in _headers(value_sets.values()):
            self._add(systems.uris[ICD_10_CM], code, value_set_id, membership)

    def _add(self, uri: str, code: str, value_set_id: str, membership: Membership) -> None:
        self._by_code.setdefault(normal_code(code), {}).setdefault(uri, {}).setdefault(
            value_set_id, membership
        )

    def memberships(self, token: Token) -> Memberships | None:
        """What a code is to each value set that knows it; None when none does."""
        systems = self._by_code.get(token.code) or self._by_code.get(normal_code(token.code))
        return systems.get(token.system) if systems else None

    @property
    def codes(self) -> Iterable[str]:
        """Every code that some value set lists, in its normal form."""
        return self._by_code

    def in_set(self, value: object, value_set_id: str) -> bool:
        """Whether a CodeableConcept has a coding that is one of a value set's codes."""
        return any(value_set_id in (self.memberships(token) or ()) for token in self.tokens(value))

    def sets_of(self, tokens: Iterable[Token]) -> list[tuple[str, Token]]:
        """The value sets that know one of the codes, each with the code it knows."""
        return [(value_set, token) for token in tokens for value_set in self.memberships(token) or ()]

    def token(self, coding: Coding | Concept) -> Token:
        """A coding as a token."""
        return Token(self.systems.canonical(coding.system), string_or_empty(coding.code).strip())

    def tokens(self, concept: object) -> list[Token]:
        """The codings of a CodeableConcept as tokens."""
        return [self.token(coding) for coding in codings(concept)]


def normal_code(code: str) -> str:
    """A code without blanks and dot, in capitals: ICD-10-CM codes arrive in all of these forms."""
    return code.strip().upper().replace(".", "")


def load_code_systems(own: Mapping[str, str], folder: Path = HERE) -> CodeSystems:
    """The code systems of the file, with our own beside them by alias and URI.

    Raises:
        FileError: when the file is wrong.
    """
    systems = validate(read(folder / "code_systems.yaml"), _CodeSystemFile).root
    return CodeSystems({**systems, **{alias: CodeSystem(uri=uri) for alias, uri in own.items()}})


def load_terminology(systems: CodeSystems, folder: Path = HERE) -> Terminology:
    """Every value set, indexed.

    Raises:
        FileError: when a value set is wrong, names an unknown code system or
            holds a code in two of its lists.
    """
    loaded = [_load_value_set(path, systems) for path in sorted((folder / "value_sets").glob("*.yaml"))]
    return Terminology(systems, {value_set.id: value_set for value_set in loaded})


def _load_value_set(path: Path, systems: CodeSystems) -> ValueSet:
    document = read(path)
    value_set = validate(document, ValueSet)
    if value_set.id != path.stem:
        raise document.error(("id",), f"the file is called {path.stem}")
    seen: set[tuple[str, str]] = set()
    for alias, code, _ in _memberships(value_set):
        if alias not in systems.uris:
            raise FileError(path, 1, alias, f"no code system has this alias{nearest(alias, systems.uris)}")
        if (alias, normal_code(code)) in seen:
            raise FileError(path, 1, code, "this code stands here twice")
        seen.add((alias, normal_code(code)))
    return value_set


def _memberships(value_set: ValueSet) -> Iterator[tuple[str, str, Membership]]:
    yield from _listed(value_set.codes, Membership("code"))
    yield from _listed(value_set.remission, Membership("remission"))
    for group in value_set.review:
        yield from _listed(group.codes, Membership("review", group.reason))


def _listed(codes: Codes, membership: Membership) -> Iterator[tuple[str, str, Membership]]:
    for alias, listed in codes.items():
        for code in listed:
            yield alias, code, membership


def _headers(value_sets: Iterable[ValueSet]) -> Iterator[tuple[str, str, Membership]]:
    """ICD-10-CM codes above the leaves, where all their leaves belong to one value set.

    A header most of whose leaves are in remission (F31.7, F33.4) is itself so.
    """
    value_sets = list(value_sets)
    below = _leaves_below_headers(value_sets)
    for value_set in value_sets:
        remission = _icd(value_set.remission)
        members = _icd(value_set.codes) | remission
        for header, leaves in below.items():
            if leaves <= members:
                mostly_over = 2 * len(leaves & remission) > len(leaves)
                yield value_set.id, header, Membership("remission" if mostly_over else "header")


def _leaves_below_headers(value_sets: Iterable[ValueSet]) -> dict[str, set[str]]:
    below: dict[str, set[str]] = {}
    for value_set in value_sets:
        for alias, code, _ in _memberships(value_set):
            leaf = normal_code(code)
            for length in range(3, len(leaf) if alias == ICD_10_CM else 0):
                below.setdefault(leaf[:length], set()).add(leaf)
    return below


def _icd(codes: Codes) -> set[str]:
    return {normal_code(code) for code in codes.get(ICD_10_CM, ())}
