"""What of one patient's record feeds no criterion: one row for each code, by kind of gap."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from mappings.unmapped.answer_values import NO_VALUES, AnswerValues


class UnmappedKind(StrEnum):
    """Why something on record settles nothing, or why there is nothing."""

    NO_CODE = "no-code"
    """A text alone."""
    NEAR = "near-one-of-ours"
    """A code of the site's whose words are near those of a fact, a service or a plan of ours."""
    UNKNOWN_CODE = "unknown-code"
    """A code that nothing of ours is like."""
    WRONG_FORM = "right-code-wrong-form"
    """A code of ours whose unit, status, scale, age or performer does not count: the reason says which."""
    TOO_OLD = "right-code-too-old"
    NEVER_SENT = "never-sent"
    """A type of resource, or a search, that never came."""
    NOT_IN_RECORD = "not-in-the-record"
    """A fact of which no code, text or form says anything: only a person can answer it."""


class UnmappedKey(Struct, frozen=True, order=True, rename="camel"):
    """What tells one gap from another.

    `fact` is empty unless the code is ours or nothing at all is on record.
    Of an item of a form `system` is the form's canonical and `code` the linkId;
    `text` is that of an entry without a code. `reason` is a ReasonCode.
    """

    kind: UnmappedKind
    resource_type: str = ""
    system: str = ""
    code: str = ""
    text: str = ""
    fact: str = ""
    reason: str = ""


class UnmappedRow(Struct, frozen=True, rename="camel"):
    """All that one patient's record holds under one key.

    `day` is the last one, as an ISO date, or empty; `reference` one of the
    resources, and `performers` the types of those who gave the answers.
    """

    key: UnmappedKey
    display: str = ""
    rows: int = 1
    values: AnswerValues = NO_VALUES
    day: str = ""
    reference: str = ""
    performers: tuple[str, ...] = ()
