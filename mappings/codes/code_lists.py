"""The files of code lists: value sets of ICD-10-CM and other codes, and the SNOMED CT twins of ICD-10-CM."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from criteria.nearest import nearest
from criteria.strict_model import Strict, Text
from criteria.strict_yaml import Document, FileError, Location, Mistake, read, refuse, validate
from mappings.codes.printed_codes import could_be_hcpcs, normal_code, printed_range, written_codes

ICD_10_CM = "icd-10-cm"
SNOMED = "snomed"

Codes = dict[str, tuple[str, ...]]
"""Code lists by the alias of their code system."""


def _by_system(value: object) -> object:
    """A list without a code system is of ICD-10-CM, unless it could be of another as well."""
    if not isinstance(value, list):
        return value
    for code in could_be_hcpcs(each for each in value if isinstance(each, str)):
        raise ValueError(f"{code!r} could be of HCPCS as well: list the codes under {ICD_10_CM} or hcpcs")
    return {ICD_10_CM: value}


def _each_code(listed: Codes) -> Codes:
    """Each code by itself, where a list names several by a range of services."""
    return {
        alias: tuple(code for entry in entries for code in written_codes(alias, entry))
        for alias, entries in listed.items()
    }


Listed = Annotated[Codes, BeforeValidator(_by_system), AfterValidator(_each_code)]
"""Code lists of a value set; one without the alias of its code system is of ICD-10-CM."""
Release = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(04|10)$")]
"""The year and month of an ICD-10-CM release: one is in force from each October, its update from April."""


class ReviewGroup(Strict):
    """Near misses of a value set, by system beside the reason: never the diagnosis, worth asking about."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: Codes

    reason: Text
    says_less: bool = False
    """Whether they only leave unsaid what a code of the same category says, and do not contradict it."""

    @model_validator(mode="after")
    def _written(self) -> ReviewGroup:
        self.__pydantic_extra__.update(_each_code(self.__pydantic_extra__))
        return self

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
    codes: Listed
    headers: Listed = Field(default_factory=dict)
    remission: Listed = Field(default_factory=dict)
    review: tuple[ReviewGroup, ...] = ()

    takes_in_below: ClassVar[bool] = False
    """Whether a code of ICD-10-CM stands for those below it as well."""


class PolicyValueSet(ValueSet):
    """A value set of one policy, as its text prints it: the text is its source, and says no release.

    A text that prints a category, such as F20, means what is below it: nobody is billed under F20.
    """

    purpose: str = ""
    source: str = ""

    takes_in_below: ClassVar[bool] = True


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
    says_less: bool = False
    """Whether it only leaves unsaid what an ICD-10-CM code of its category says."""


Memberships = Mapping[str, Membership]
"""By value set id."""


def load_value_set(path: Path, systems: Collection[str], model: type[ValueSet] = ValueSet) -> ValueSet:
    """The value set of a file, whose codes are of code systems with these aliases.

    Raises:
        FileError: when it is wrong, names another code system, holds a code in two of its lists, or one
            of ICD-10-CM that is printed in no known form.
    """
    document = read(path)
    value_set = validate(document, model)
    if value_set.id != path.stem:
        raise document.error(("id",), f"the file is called {path.stem}")
    if ICD_10_CM in value_set.codes and value_set.release is None and model is ValueSet:
        raise document.error(("release",), "this key is required beside ICD-10-CM codes")
    seen: set[tuple[str, str]] = set()
    for alias, code, _ in memberships(value_set):
        if alias not in systems:
            raise FileError(
                Mistake(path, 1, alias, f"no code system has this alias{nearest(alias, systems)}")
            )
        if (alias, normal_code(code)) in seen:
            raise FileError(Mistake(path, 1, code, "this code stands here twice"))
        seen.add((alias, normal_code(code)))
    refuse(_of_no_form(document, value_set))
    return value_set


def _of_no_form(document: Document, value_set: ValueSet) -> Iterator[Mistake]:
    """Codes of ICD-10-CM that are printed in no form of it, each with its place."""
    sections: list[tuple[Location, Codes]] = [
        *((((name,), getattr(value_set, name))) for name in ("codes", "headers", "remission")),
        *((("review", i), group.codes) for i, group in enumerate(value_set.review)),
    ]
    for at, codes in sections:
        under = (*at, ICD_10_CM) if codes and isinstance(document.at(at), dict) else at
        for i, code in enumerate(codes.get(ICD_10_CM, ())):
            try:
                printed_range(code)
            except ValueError as error:
                yield document.mistake((*under, i), str(error))


def load_twins(path: Path, value_sets: Iterable[ValueSet]) -> Twins:
    """The twins of a file.

    Raises:
        FileError: when it is wrong, a twin is in none of the value sets, or a SNOMED CT id has two.
    """
    document = read(path)
    twins = validate(document, Twins)
    listed = {(alias, code) for value_set in value_sets for alias, code, _ in memberships(value_set)}
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


def memberships(value_set: ValueSet) -> Iterator[tuple[str, str, Membership]]:
    """What each code that a value set lists is to it, with the alias of its code system."""
    yield from _listed(value_set.codes, Membership("code"))
    yield from _listed(value_set.headers, Membership("header"))
    yield from _listed(value_set.remission, Membership("remission"))
    for group in value_set.review:
        yield from _listed(group.codes, Membership("review", group.reason, group.says_less))


def _listed(codes: Codes, membership: Membership) -> Iterator[tuple[str, str, Membership]]:
    for alias, listed in codes.items():
        for code in listed:
            yield alias, code, membership
