"""Why facts were missing on cards, in the few ways in which an operator can do something about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Subquery, func, select
from sqlalchemy.engine import Connection

from criteria.reasons import ReasonCode

_NOT_ON_FILE = "not_on_file"
_UNREADABLE = "value_unreadable"
_NOT_MAPPED = "not_mapped"
_SERVER = "server"
_WHO = "who_answered"
_OTHER = "other"
_COLUMNS = (_NOT_ON_FILE, _UNREADABLE, _NOT_MAPPED, _SERVER, _WHO, _OTHER)

WHY: Mapping[str, str] = {
    **dict.fromkeys(
        (ReasonCode.NOT_ON_FILE, ReasonCode.MAY_LACK_SOME, ReasonCode.STALE, ReasonCode.WITHDRAWN),
        _NOT_ON_FILE,
    ),
    **dict.fromkeys(
        (
            ReasonCode.OUT_OF_RANGE,
            ReasonCode.FUTURE,
            ReasonCode.UNDATED,
            ReasonCode.NOT_FINAL,
            ReasonCode.MODIFIER_NOT_UNDERSTOOD,
        ),
        _UNREADABLE,
    ),
    **dict.fromkeys((ReasonCode.UNCLEAR_SCALE, ReasonCode.NEAR_MISS), _NOT_MAPPED),
    **dict.fromkeys((code for code in ReasonCode if code.is_unread), _SERVER),
    **dict.fromkeys(
        (
            ReasonCode.NOT_A_CLINICIAN,
            ReasonCode.NOT_AN_LPHA,
            ReasonCode.WHO_NOT_SHOWN,
            ReasonCode.NOT_THE_PATIENT,
        ),
        _WHO,
    ),
}
"""What is none of these is for clinicians to settle, who contradict each other or cannot tell, or was written
by another version of the program."""


def missing_facts(connection: Connection, shown: Subquery, most: int) -> list[dict[str, Any]]:
    """The facts that were missing on the most cards, and on how many of them for which kind of reason."""
    counted: dict[str, Counter[str]] = {}
    for missing, cards in connection.execute(select(shown.c.missing, func.count()).group_by(shown.c.missing)):
        for fact, code in msgspec.json.decode(missing).items():
            counted.setdefault(fact, Counter())[WHY.get(code, _OTHER)] += cards
    ranked = sorted(counted.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        {"fact": fact, "cards": why.total(), **{name: why[name] for name in _COLUMNS}}
        for fact, why in ranked[:most]
    ]
