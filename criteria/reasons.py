"""Why a fact is not known, as a code: a contract for machines; docs/determination.md lists them.

What is *unread* was there to be read and could not be: nothing is known of it,
not even that it is not on file.
"""

from __future__ import annotations

from enum import StrEnum


class ReasonCode(StrEnum):
    """The reasons, in the words of the wire.

    `is_unread` says that what the fact is read from could not be had, or not all of it.
    """

    is_unread: bool

    def __init__(self, word: str) -> None:
        self.is_unread = word == "not-sent" or word.startswith("unread-")

    NOT_ON_FILE = "not-on-file"
    MAY_LACK_SOME = "may-lack-some"
    STALE = "stale"
    CONFLICT_ONE_PERSON = "conflict-one-person"
    CONFLICT_PEOPLE = "conflict-people"
    NOT_A_CLINICIAN = "not-a-clinician"
    NOT_AN_LPHA = "not-an-lpha"
    WHO_NOT_SHOWN = "who-not-shown"
    CANNOT_TELL = "cannot-tell"
    UNCLEAR_SCALE = "unclear-scale"
    OUT_OF_RANGE = "out-of-range"
    WRONG_TOOL_FOR_AGE = "wrong-tool-for-age"
    FUTURE = "future"
    UNDATED = "undated"
    NOT_FINAL = "not-final"
    WITHDRAWN = "withdrawn"
    REMISSION = "remission"
    PROVISIONAL = "provisional"
    NEAR_MISS = "near-miss"
    NOT_THE_PATIENT = "not-the-patient"
    MODIFIER_NOT_UNDERSTOOD = "modifier-not-understood"
    POLICY_SILENT = "policy-silent"
    NOT_SENT = "not-sent"
    UNREAD_FAILED = "unread-failed"
    UNREAD_LATE = "unread-late"
    UNREAD_CUT_OFF = "unread-cut-off"
    UNREAD_WITHHELD = "unread-withheld"


UNREAD = frozenset(
    (
        *(ReasonCode.NOT_ON_FILE, ReasonCode.NOT_SENT, ReasonCode.UNREAD_FAILED),
        *(ReasonCode.UNREAD_LATE, ReasonCode.UNREAD_CUT_OFF, ReasonCode.UNREAD_WITHHELD),
    )
)
"""The reasons that nothing of a fact was read at all."""
