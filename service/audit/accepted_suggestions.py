"""What cards suggested, by kind, and how often it was accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

import msgspec
from sqlalchemy import Subquery, func, select
from sqlalchemy.engine import Connection

from cds_cards.card import SuggestionKind
from service.audit.text_table import Row

_KINDS: tuple[SuggestionKind, ...] = get_args(SuggestionKind)


def suggestion_rows(connection: Connection, shown: Subquery, accepted: Subquery) -> list[Row]:
    """Of some cards: by policy, phase and kind, how many suggested it, and on how many it was accepted.

    `accepted` has the columns `policy`, `kind`, `suggestions` of the card and `accepted`, the ids that came.
    """
    by = (shown.c.policy, shown.c.kind)
    rows: list[Row] = []
    taken = Counter(_taken(connection, accepted))
    for suggested in _KINDS:
        query = select(*by, func.count()).where(shown.c.suggestions.contains(f'"{suggested}"')).group_by(*by)
        for policy, kind, cards in connection.execute(query):
            count = taken[policy, kind, suggested]
            told: Row = {"policy": policy, "kind": kind, "suggestion": suggested, "cards": cards}
            rows.append(told | {"accepted": count, "accept_rate": round(count / cards, 4)})
    return sorted(rows, key=lambda row: tuple(row.values()))


def _taken(connection: Connection, accepted: Subquery) -> Iterator[tuple[str, str, str]]:
    """Each kind that was accepted on a card, once; an id that the card does not know tells nothing."""
    columns = accepted.c
    query = select(columns.policy, columns.kind, columns.suggestions, columns.accepted)
    for policy, kind, suggestions, ids in connection.execute(query):
        kinds = msgspec.json.decode(suggestions, type=dict[str, str])
        for suggested in {kinds[each] for each in msgspec.json.decode(ids, type=list[str]) if each in kinds}:
            yield policy, kind, suggested
