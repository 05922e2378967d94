"""The recipe of a run: everything that decides what an EHR sends, so that a run can be repeated.

A Run is what came of a recipe: what was sent, what came back, and what the specification says of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from service.samples.fhir import Json
from service.simulator.checked import Checked, RuleVerdict


class Position(StrEnum):
    """What reaches the service under a prefetch key (CDS Hooks 2.0.1, Prefetch Template)."""

    SENT = "sent"
    NULL = "null"
    LEFT_OUT = "left-out"
    ERROR = "error"
    """An OperationOutcome in place of what was asked for."""
    FIRST_PAGE = "first-page"
    """The first half of the entries, with a next link; of a search alone."""


class TokenKind(StrEnum):
    """How the client says who it is (CDS Hooks 2.0.1, Trusting CDS Clients)."""

    SIGNED = "signed"
    NONE = "none"
    """No token at all."""
    UNSIGNED = "unsigned"
    """With the algorithm `none`."""
    WRONG_AUDIENCE = "wrong-audience"
    """For the discovery endpoint of the service."""
    EXPIRED = "expired"
    UNKNOWN_KEY = "unknown-key"
    """Signed by a key that nobody registered."""


class Trouble(StrEnum):
    """How the FHIR server behaves that the request names."""

    NOT_NAMED = "not-named"
    ANSWERS = "answers"
    SLOW = "slow"
    UNAUTHORIZED = "unauthorized"
    FAILS = "fails"
    HALF_A_PAGE = "half-a-page"
    """Each answer breaks off in its middle."""


class Recipe(Struct, frozen=True, rename="camel", omit_defaults=True, forbid_unknown_fields=True):
    """What to send to a service.

    `service` is the id of a service of discovery; empty for the first one of the hook. `patient` is the name
    of a shipped patient, or the id of the Patient among the `resources` or on a FHIR server. `on` is the day,
    such as 2026-03-01; a service of ours takes it where its operator allows that. `orders` are the draft
    orders where `order`, the code of one, does not do; `selected` are references such as `ServiceRequest/1`,
    all of them when left out. `context` is laid over the context that is made, member by member, and null
    removes one; `request` takes the place of the whole body.
    """

    service: str = ""
    hook: str = "order-select"
    patient: str = ""
    resources: tuple[Json, ...] = ()
    user: str = "Practitioner/lpha"
    encounter: str = ""
    order: str = ""
    orders: tuple[Json, ...] = ()
    selected: tuple[str, ...] | None = None
    on: str = ""
    positions: Mapping[str, Position] = {}
    token: TokenKind = TokenKind.SIGNED
    trouble: Trouble = Trouble.NOT_NAMED
    context: Mapping[str, Any] = {}
    request: Json | None = None


class Filled(Struct, frozen=True, rename="camel", omit_defaults=True):
    """What became of one prefetch key: the query its template was resolved to, and what is sent under it.

    `reason` says why a key is left out that should be sent. `status` is the FHIR server's, 0 where none was
    asked.
    """

    key: str
    template: str
    query: str = ""
    position: Position = Position.SENT
    entries: int = 0
    status: int = 0
    ms: float = 0.0
    reason: str = ""


class Asked(Struct, frozen=True, rename="camel"):
    """What the service asked the FHIR server, how it answered, and when in ms after the call began."""

    query: str
    status: int
    at: float


class Said(Struct, frozen=True, rename="camel", omit_defaults=True):
    """One line of a refusal: what was sent or expected, such as `aud sent`."""

    name: str
    value: str


class Refusal(Struct, frozen=True, rename="camel", omit_defaults=True):
    """Why a service refused a call, in words, with what was sent beside what is expected, and what to do."""

    title: str
    said: tuple[Said, ...] = ()
    do: str = ""


class Run(Struct, frozen=True, rename="camel", omit_defaults=True):
    """What came of a recipe: the call as it was sent, the answer as it came, what is to be said of both."""

    recipe: Recipe
    url: str
    headers: Mapping[str, str]
    body: bytes
    prefetch: tuple[Filled, ...]
    status: int
    answer_headers: Mapping[str, str]
    answer: bytes
    ms: float
    checked: tuple[Checked, ...]
    asked: tuple[Asked, ...] = ()
    refusal: Refusal | None = None

    @property
    def request(self) -> Json:
        """The body that was sent."""
        sent: Json = msgspec.json.decode(self.body)
        return sent

    @property
    def cards(self) -> list[Any]:
        """The cards that came; none where the answer is no answer of CDS Hooks."""
        try:
            answer = msgspec.json.decode(self.answer)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return []
        cards = answer.get("cards") if isinstance(answer, dict) else None
        return cards if self.status == 200 and isinstance(cards, list) else []

    @property
    def broken(self) -> tuple[Checked, ...]:
        """What the specification asks for and the exchange does not keep; advice does not count."""
        return tuple(
            each for each in self.checked if each.verdict is RuleVerdict.BROKEN and not each.is_advice
        )


def read_recipe(text: bytes | str) -> Recipe:
    """A recipe out of its JSON.

    Raises:
        ValueError: when it is none, with the member that is wrong.
    """
    try:
        return msgspec.json.decode(text, type=Recipe)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(f"this is no recipe: {error}") from error


def written(recipe: Recipe) -> bytes:
    """A recipe as JSON for people to read."""
    return msgspec.json.format(msgspec.json.encode(recipe), indent=2) + b"\n"
