"""The database: what is on record, seen tokens, worksheets that are open. SQLite embedded, or PostgreSQL.

The tables are described here and made by the migrations; a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from service.audit.events import CallRecord, Event, FeedbackRecord

metadata = MetaData()
_JSON = ("open", "not_met", "outcomes", "missing", "suggestions")
"""The columns of a card that hold JSON."""

seen_tokens = Table(
    "seen_tokens",
    metadata,
    Column("token", String, primary_key=True),
    Column("expires", Float, nullable=False),
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", String, nullable=False, index=True),
    Column("on", String, nullable=False),
    Column("service", String, nullable=False),
    Column("client", String, nullable=False),
    Column("site", String, nullable=False),
    Column("mapping_version", String, nullable=False),
    Column("digest", String, nullable=False, index=True),
    Column("ms", Float, nullable=False),
    Column("gather_ms", Float, nullable=False),
    Column("fetched", Integer, nullable=False),
    Column("gaps", String, nullable=False),
    Column("edition", String, nullable=False, server_default=""),
    Column("answer", String, nullable=False, server_default=""),
    Column("hook_instance", String, nullable=False, server_default=""),
    Column("patient", String, nullable=False, server_default="", index=True),
    Column("user", String, nullable=False, server_default="", index=True),
    Column("worksheet", String, nullable=False, server_default=""),
)

editions = Table(
    "editions",
    metadata,
    Column("edition", String, primary_key=True),
    Column("content", String, nullable=False),
)

cards = Table(
    "cards",
    metadata,
    Column("uuid", String, primary_key=True),
    Column("evaluation", String, nullable=False, index=True),
    Column("policy", String, nullable=False),
    Column("policy_version", String, nullable=False),
    Column("rule_set", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("open", String, nullable=False),
    Column("not_met", String, nullable=False),
    Column("outcomes", String, nullable=False),
    Column("missing", String, nullable=False, server_default="{}"),
    Column("suggestions", String, nullable=False, server_default="{}"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", String, primary_key=True),
    Column("at", String, nullable=False, index=True),
    Column("service", String, nullable=False),
    Column("client", String, nullable=False),
    Column("card", String, nullable=False, index=True),
    Column("outcome", String, nullable=False),
    Column("outcome_at", String, nullable=False),
    Column("accepted", String, nullable=False),
    Column("reason_system", String, nullable=False),
    Column("reason_code", String, nullable=False),
    Column("comment", String, nullable=False),
    Column("request", String, nullable=False, server_default=""),
)

launches = Table(
    "launches",
    metadata,
    Column("state", String, primary_key=True),
    Column("browser", String, nullable=False),
    Column("expires", Float, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

worksheets = Table(
    "worksheets",
    metadata,
    Column("launch", String, primary_key=True),
    Column("secret", String, nullable=False),
    Column("expires", Float, nullable=False, index=True),
    Column("session", LargeBinary, nullable=False),
    Column("draft", LargeBinary, nullable=False),
    Column("chart", String, nullable=False, index=True),
    Column("patient", String, nullable=False),
    Column("standing", String, nullable=False),
)


def store(connection: Connection, events: Iterable[Event]) -> None:
    """Insert events; one that is there already is left as it is."""
    rows: dict[Table, list[Mapping[str, Any]]] = {evaluations: [], cards: [], feedback: []}
    for each in events:
        if isinstance(each, CallRecord):
            rows[evaluations].append(_evaluation_row(each))
            rows[cards].extend(_card_rows(each))
        else:
            rows[feedback].append(_feedback_row(each))
    for table, listed in rows.items():
        _insert(connection, table, listed)


def store_editions(connection: Connection, contents: Mapping[str, str]) -> None:
    """Insert editions by their digests; one that is there already is left as it is."""
    listed = [{"edition": digest, "content": content} for digest, content in contents.items()]
    _insert(connection, editions, listed)


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    if rows:
        connection.execute(insert(table).on_conflict_do_nothing(), rows)


def _evaluation_row(evaluation: CallRecord) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.structs.asdict(evaluation)
    del row["cards"]
    return row | {"gaps": _json(evaluation.gaps)}


def _card_rows(evaluation: CallRecord) -> Iterable[dict[str, Any]]:
    for card in evaluation.cards:
        row: dict[str, Any] = msgspec.structs.asdict(card)
        lists = {name: _json(row[name]) for name in _JSON}
        yield row | lists | {"evaluation": evaluation.id}


def _feedback_row(given: FeedbackRecord) -> dict[str, Any]:
    return msgspec.structs.asdict(given) | {"accepted": _json(given.accepted)}


def _json(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
