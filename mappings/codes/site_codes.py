"""Codes as a site's file gives them, compiled for lookup."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from pydantic import model_validator

from criteria.strict_model import Strict, Text
from mappings.codes.code_systems import CodeSystems, Token
from mappings.fhir.resources import Concept, code_of, codings, string_or_empty

T = TypeVar("T")


class SystemCode(Strict):
    """A system and a code."""

    system: Text
    code: Text


class LocalCode(Strict):
    """A code a site uses: a system and a code, or the exact `text` of an entry without one."""

    system: str = ""
    code: str = ""
    text: str = ""

    @model_validator(mode="after")
    def _one_form(self) -> LocalCode:
        given = (bool(self.system), bool(self.code), bool(self.text))
        if given not in ((True, True, False), (False, False, True)):
            raise ValueError("give either system and code, or text")
        return self


class SiteCode(LocalCode):
    """A code of the site for a fact, or for a hint beside it."""

    title: str = ""
    """What the code is called there; shown with a hint."""


class Meant(NamedTuple, Generic[T]):
    """What a code or text stands for, and the token that says so; a text is a token without a system."""

    value: T
    token: Token


class LocalCodes(Generic[T]):
    """What the codes and texts of a site stand for, each for one thing."""

    def __init__(self, meanings: Iterable[tuple[LocalCode, T]], systems: CodeSystems) -> None:
        self._systems = systems
        self._by_token: dict[Token, T] = {}
        self._by_text: dict[str, T] = {}
        for code, value in meanings:
            if code.text:
                self._by_text[code.text] = value
            else:
                self._by_token[token_of(code, systems)] = value

    def __len__(self) -> int:
        return len(self._by_token) + len(self._by_text)

    @property
    def tokens(self) -> Collection[Token]:
        """The codes."""
        return self._by_token

    @property
    def texts(self) -> Collection[str]:
        """The texts."""
        return self._by_text

    def of(self, concept: object) -> Iterator[Meant[T]]:
        """What the codings and the text of a CodeableConcept stand for."""
        if self._by_token:
            for coding in codings(concept):
                token = Token(self._systems.canonical(coding.system), code_of(coding))
                if token in self._by_token:
                    yield Meant(self._by_token[token], token)
        if self._by_text and type(concept) is Concept:
            text = string_or_empty(concept.text).strip()
            if text in self._by_text:
                yield Meant(self._by_text[text], Token("", text))


def token_of(code: SystemCode | LocalCode, systems: CodeSystems) -> Token:
    """The code in its canonical system; a text as a token without a system."""
    text = code.text if isinstance(code, LocalCode) else ""
    return Token("", text) if text else Token(systems.canonical(code.system), code.code)


def tokens_of(codes: Iterable[SystemCode], systems: CodeSystems) -> frozenset[Token]:
    """The codes in their canonical systems."""
    return frozenset(token_of(code, systems) for code in codes)
