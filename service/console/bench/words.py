"""What the choices of the bench are called."""

from __future__ import annotations

from collections.abc import Mapping

from service.console.bench.form import Source
from service.explanation.explanation import Verdict
from service.simulator.recipe import Position, TokenKind, Trouble
from service.simulator.trouble_server import SLOW_SECONDS

POSITIONS: Mapping[Position, str] = {
    Position.SENT: "sent",
    Position.NULL: "null",
    Position.LEFT_OUT: "left out",
    Position.ERROR: "error",
    Position.FIRST_PAGE: "page 1",
}
TOKENS: Mapping[TokenKind, str] = {
    TokenKind.SIGNED: "Signed",
    TokenKind.NONE: "None",
    TokenKind.UNSIGNED: "Unsigned",
    TokenKind.WRONG_AUDIENCE: "Wrong audience",
    TokenKind.EXPIRED: "Expired",
    TokenKind.UNKNOWN_KEY: "Unknown key",
}
TROUBLES: Mapping[Trouble, str] = {
    Trouble.NOT_NAMED: "Not named",
    Trouble.ANSWERS: "Answers",
    Trouble.SLOW: f"Slow: {SLOW_SECONDS:.0f} s",
    Trouble.UNAUTHORIZED: "401",
    Trouble.FAILS: "500",
    Trouble.HALF_A_PAGE: "Half a page",
}
SOURCES: Mapping[Source, str] = {
    Source.SHIPPED: "Shipped patient",
    Source.SERVER: "FHIR server",
    Source.PASTED: "Paste a request",
}
VERDICTS: Mapping[Verdict, tuple[str, str, str]] = {
    Verdict.USED: ("met", "met", "used"),
    Verdict.SET_ASIDE: ("na", "aside", "set aside"),
    Verdict.HINT: ("hint", "hint", "hint"),
    Verdict.LOOKED_FOR: ("open", "open", "looked for"),
    Verdict.UNREAD: ("unread", "unread", "unread"),
}
"""The class, the icon and the words of each verdict."""
