"""What a period's cards came to: outcomes, feedback, open criteria, gaps and latency.

The database counts; what is held here does not grow with the period. Every
section is a table, and the same whether printed or given as JSON.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Subquery, case, func, select
from sqlalchemy.engine import Connection, Engine

from service.audit.accepted_suggestions import suggestion_rows
from service.audit.calls import Period, by_service, calls_of, rows_of
from service.audit.engines import consistent_read
from service.audit.missing_facts import missing_facts
from service.audit.tables import cards, evaluations, feedback
from service.audit.text_table import Row, table

_MAX_ROWS = 15


class Report(msgspec.Struct, frozen=True):
    """The numbers of a period."""

    since: str
    until: str
    time_zone: str
    site: str
    calls: list[Row]
    cards: list[Row]
    feedback: list[Row]
    suggestions: list[Row]
    override_reasons: list[Row]
    most_often_unknown: list[Row]
    missing_facts: list[Row]
    gaps: list[Row]


def report(engine: Engine, period: Period) -> Report:
    """Count what a period's calls, their cards, and the feedback on these came to, all at one moment."""
    with consistent_read(engine) as connection:
        calls = calls_of(period)
        of_calls = select(cards, calls.c.client, calls.c.service)
        shown = of_calls.join(calls, cards.c.evaluation == calls.c.id).subquery()
        return Report(
            since=period.since.isoformat(),
            until=period.until.isoformat(),
            time_zone=period.zone.key,
            site=period.site or "all sites",
            calls=by_service(connection, calls),
            cards=_by_outcome(connection, shown),
            feedback=_by_feedback(connection, shown),
            suggestions=suggestion_rows(connection, shown, _accepted(shown)),
            override_reasons=_reasons(connection, shown),
            most_often_unknown=_unknown(connection, shown),
            missing_facts=missing_facts(connection, shown, _MAX_ROWS),
            gaps=_gaps(connection, calls),
        )


def sites(engine: Engine) -> list[str]:
    """The sites of which there are calls on record."""
    with engine.connect() as connection:
        return sorted(connection.execute(select(evaluations.c.site).distinct()).scalars())


def as_json(numbers: Report) -> str:
    """The report as JSON."""
    return msgspec.json.format(msgspec.json.encode(numbers)).decode() + "\n"


def as_text(numbers: Report) -> str:
    """The report for a terminal."""
    period = f"{numbers.since} to {numbers.until} ({numbers.time_zone}), {numbers.site}"
    sections = (
        ("Calls, and milliseconds until the answer", numbers.calls),
        ("Cards", numbers.cards),
        ("Feedback; each card counts by what was last said of it", numbers.feedback),
        ("Suggestions", numbers.suggestions),
        ("Reasons for overriding", numbers.override_reasons),
        ("Criteria most often unknown", numbers.most_often_unknown),
        ("Facts missing on cards, and why", numbers.missing_facts),
        ("Gaps in what the EHRs sent", numbers.gaps),
    )
    return "\n\n".join([period, *(f"{title}\n{table(rows)}" for title, rows in sections)]) + "\n"


def _by_outcome(connection: Connection, shown: Subquery) -> list[Row]:
    by = (shown.c.policy, shown.c.policy_version, shown.c.kind, shown.c.outcome)
    return rows_of(connection, select(*by, func.count().label("cards")).group_by(*by))


def _last_said(shown: Subquery) -> Subquery:
    """Of each card on which there is feedback of its own client and service, the latest.

    A client's clock is not trusted beyond ours.
    """
    on_card = (
        (feedback.c.card == shown.c.uuid)
        & (feedback.c.client == shown.c.client)
        & (feedback.c.service == shown.c.service)
    )
    said_at = case((feedback.c.outcome_at < feedback.c.at, feedback.c.outcome_at), else_=feedback.c.at)
    newest_first = (said_at.desc(), feedback.c.at.desc(), feedback.c.id)
    rank = func.row_number().over(partition_by=feedback.c.card, order_by=newest_first).label("rank")
    query = select(
        shown.c.policy,
        shown.c.kind,
        feedback.c.outcome.label("said"),
        feedback.c.reason_code.label("reason"),
        feedback.c.accepted,
        shown.c.suggestions,
        rank,
    ).join(shown, on_card)
    ranked = query.subquery()
    return select(ranked).where(ranked.c.rank == 1).subquery()


def _by_feedback(connection: Connection, shown: Subquery) -> list[Row]:
    by = (shown.c.policy, shown.c.kind)
    totals = rows_of(connection, select(*by, func.count().label("cards")).group_by(*by))
    last = _last_said(shown)
    group = (last.c.policy, last.c.kind, last.c.said)
    said = {
        (policy, kind, outcome): count
        for policy, kind, outcome, count in connection.execute(select(*group, func.count()).group_by(*group))
    }
    return [row | _rates(row, said) for row in totals]


def _accepted(shown: Subquery) -> Subquery:
    """The cards of which a suggestion was accepted, as was last said of them."""
    last = _last_said(shown)
    return select(last).where(last.c.said == "accepted").subquery()


def _rates(row: Row, said: Mapping[tuple[str, str, str], int]) -> Row:
    accepted, overridden = (
        said.get((row["policy"], row["kind"], outcome), 0) for outcome in ("accepted", "overridden")
    )
    return {
        "accepted": accepted,
        "accept_rate": round(accepted / row["cards"], 4),
        "overridden": overridden,
        "override_rate": round(overridden / row["cards"], 4),
    }


def _reasons(connection: Connection, shown: Subquery) -> list[Row]:
    last = _last_said(shown)
    by = (last.c.policy, last.c.kind, last.c.reason)
    query = select(*by, func.count().label("cards")).where(last.c.said == "overridden").group_by(*by)
    rows = sorted(rows_of(connection, query), key=lambda row: (row["policy"], row["kind"], -row["cards"]))
    return [row | {"reason": row["reason"] or "none given"} for row in rows]


def _unknown(connection: Connection, shown: Subquery) -> list[Row]:
    by = (shown.c.policy, shown.c.rule_set, shown.c.open)
    counted: Counter[tuple[str, str, str]] = Counter()
    for policy, rule_set, opened, count in connection.execute(select(*by, func.count()).group_by(*by)):
        innermost = _innermost(msgspec.json.decode(opened))
        counted.update({(policy, rule_set, criterion): count for criterion in innermost})
    return [
        {"policy": policy, "rule_set": rule_set, "criterion": criterion, "cards": count}
        for (policy, rule_set, criterion), count in _highest(counted)
    ]


def _innermost(opened: Sequence[str]) -> list[str]:
    """Those of the open criteria that are not open merely because a part of them is."""
    return [
        each for each in opened if not any(other.startswith((f"{each}.", f"{each}/")) for other in opened)
    ]


def _gaps(connection: Connection, calls: Subquery) -> list[Row]:
    counted: Counter[tuple[str]] = Counter()
    for gaps, count in connection.execute(select(calls.c.gaps, func.count()).group_by(calls.c.gaps)):
        counted.update({(kind,): times * count for kind, times in msgspec.json.decode(gaps).items()})
    return [{"gap": kind, "times": count} for (kind,), count in _highest(counted)]


def _highest(counted: Counter[Any]) -> Iterable[tuple[Any, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_MAX_ROWS]
