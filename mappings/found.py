"""What of a record matters: resources and answers, how to cite each, and the code that made it matter."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from mappings.resources import Resource, Valued
from mappings.terminology import Memberships, Token

NO_TOKEN = Token("", "")


class Gap(Struct, frozen=True):
    """Something the EHR did not send, or sent in a form that cannot be read."""

    reference: str
    problem: str


class Found(NamedTuple):
    """A resource that matters, how to cite it, and the code that made it matter, if one did."""

    resource: Resource
    reference: str
    token: Token


class Diagnosis(NamedTuple):
    """A Condition with a coding that some diagnosis value set knows."""

    resource: Resource
    reference: str
    known: tuple[tuple[Token, Memberships, bool], ...]
    """Each known coding: its token, what it is to the value sets, whether a user selected it."""
    unlisted: int
    """How many further codings stand in none of our lists."""


class Source(NamedTuple):
    """Where the code of a fact stands: an Observation, its component, or a questionnaire answer."""

    valued: Valued
    resource: Resource
    reference: str
    token: Token
    title: str
