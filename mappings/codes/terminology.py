"""Code systems and value sets, indexed once at start for lookup by a coding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from msgspec import Struct
from pydantic import ConfigDict, Field, RootModel, StringConstraints

from criteria.strict_model import Text
from criteria.strict_yaml import FileError, nearest, read, validate
from mappings.codes.fact_specs import Strict
from mappings.fhir.resources import Coding, Concept, codings, string_or_empty

HERE = Path(__file__).parent.parent
ICD_10_CM = "icd-10-cm"
SNOMED = "snomed"

Codes = dict[str, tuple[str, ...]]
"""Code lists by the alias of their code system."""

Release = Annotated[str, StringConstraints(pattern=r"^20\d\d-(04|10)$")]
"""The year and month of an ICD-10-CM release: one is in force from each October, its update from April."""


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
    """One concept: the codes that are it, the headers above them, those that say remission, near misses."""

    id: Text
    title: Text
    purpose: Text
    source: Text
    release: Release | None = None
    licence: str = ""
    codes: Codes
    headers: Codes = Field(default_factory=dict)
    remission: Codes = Field(default_factory=dict)
    review: tuple[ReviewGroup, ...] = ()


class Twin(Strict):
    """An ICD-10-CM code and the SNOMED CT ids that name the same disorder, or the same in remission."""

    code: Text
    title: Text
    snomed: tuple[str, ...] = ()
    in_remission: tuple[str, ...] = ()


class LeftOut(Strict):
    """SNOMED CT ids without a twin that are in no value set, beside the reason."""

    reason: Text
    snomed: tuple[str, ...]


class Twins(Strict):
    """The SNOMED CT ids of all value sets, each by its ICD-10-CM twin."""

    purpose: Text
    source: Text
    release: Release
    licence: str = ""
    twins: tuple[Twin, ...]
    left_out: tuple[LeftOut, ...] = ()


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

    def __init__(self, systems: CodeSystems, value_sets: Mapping[str, ValueSet], twins: Twins) -> None:
        self.systems = systems
        self.value_sets = value_sets
        self.twins = twins
        self._by_code: dict[str, dict[str, dict[str, Membership]]] = {}
        for value_set in value_sets.values():
            for alias, code, membership in _memberships(value_set):
                self._add(systems.uris[alias], code, value_set.id, membership)
        for twin in twins.twins:
            self._add_twin(twin)

    def _add_twin(self, twin: Twin) -> None:
        known = self.memberships(Token(self.systems.uris[ICD_10_CM], twin.code)) or {}
        for value_set_id, membership in known.items():
            over = Membership("remission") if membership.role == "code" else membership
            for code in twin.snomed:
                self._add(self.systems.uris[SNOMED], code, value_set_id, membership)
            for code in twin.in_remission:
                self._add(self.systems.uris[SNOMED], code, value_set_id, over)

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
    """Every value set, indexed, with the SNOMED CT twins of its ICD-10-CM codes.

    Raises:
        FileError: when a value set is wrong, names an unknown code system or
            holds a code in two of its lists; or when a twin is in no list, or
            a SNOMED CT id has two.
    """
    loaded = [_load_value_set(path, systems) for path in sorted((folder / "value_sets").glob("*.yaml"))]
    twins = _load_twins(folder / "snomed_twins.yaml", loaded)
    return Terminology(systems, {value_set.id: value_set for value_set in loaded}, twins)


def _load_value_set(path: Path, systems: CodeSystems) -> ValueSet:
    document = read(path)
    value_set = validate(document, ValueSet)
    if value_set.id != path.stem:
        raise document.error(("id",), f"the file is called {path.stem}")
    if ICD_10_CM in value_set.codes and value_set.release is None:
        raise document.error(("release",), "this key is required beside ICD-10-CM codes")
    seen: set[tuple[str, str]] = set()
    for alias, code, _ in _memberships(value_set):
        if alias not in systems.uris:
            raise FileError(path, 1, alias, f"no code system has this alias{nearest(alias, systems.uris)}")
        if (alias, normal_code(code)) in seen:
            raise FileError(path, 1, code, "this code stands here twice")
        seen.add((alias, normal_code(code)))
    return value_set


def _load_twins(path: Path, value_sets: Iterable[ValueSet]) -> Twins:
    document = read(path)
    twins = validate(document, Twins)
    listed = {(alias, code) for value_set in value_sets for alias, code, _ in _memberships(value_set)}
    seen = {code for alias, code in listed if alias == SNOMED}
    for index, twin in enumerate(twins.twins):
        at = ("twins", index)
        if (ICD_10_CM, twin.code) not in listed:
            raise document.error((*at, "code"), f"no value set holds {twin.code}")
        for code in (*twin.snomed, *twin.in_remission):
            if code in seen:
                raise document.error(at, f"{code} has a twin or a list of its own elsewhere")
            seen.add(code)
    return twins


def _memberships(value_set: ValueSet) -> Iterator[tuple[str, str, Membership]]:
    yield from _listed(value_set.codes, Membership("code"))
    yield from _listed(value_set.headers, Membership("header"))
    yield from _listed(value_set.remission, Membership("remission"))
    for group in value_set.review:
        yield from _listed(group.codes, Membership("review", group.reason))


def _listed(codes: Codes, membership: Membership) -> Iterator[tuple[str, str, Membership]]:
    for alias, listed in codes.items():
        for code in listed:
            yield alias, code, membership
