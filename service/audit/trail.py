"""Which patients' records were looked at, for whom and when: calls, by pseudonyms of the operator's key.

Only ids that somebody names are told; what was never asked about stays a pseudonym, also for the operator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection, Engine

from service.audit.calls import Period
from service.audit.engines import consistent_read
from service.audit.pseudonyms import Pseudonyms
from service.audit.tables import cards, evaluations
from service.audit.text_table import Row

_BATCH = 500


class Persons(NamedTuple):
    """Patients and users by their pseudonyms, each with the id that somebody named."""

    patients: Mapping[str, str]
    users: Mapping[str, str]


def persons(pseudonyms: Pseudonyms, patients: Iterable[str], users: Iterable[str]) -> Persons:
    """Some patients and users, by every pseudonym that one of the keys makes of them."""
    return Persons(
        {made: each for each in patients for made in pseudonyms.of_patient(each)},
        {made: each for each in users for made in pseudonyms.of_user(each)},
    )


def trail(engine: Engine, period: Period, asked: Persons, known: Persons) -> list[Row]:
    """The calls of a period, in order: those about or by whom is asked, all where nobody is.

    Whoever is known or asked about is told by the id, all others by their pseudonyms.
    """
    first, after = period.bounds
    query = select(evaluations).where(evaluations.c.at >= first, evaluations.c.at < after)
    if period.site:
        query = query.where(evaluations.c.site == period.site)
    if asked.patients or asked.users:
        query = query.where(
            or_(evaluations.c.patient.in_(asked.patients), evaluations.c.user.in_(asked.users))
        )
    named = Persons({**known.patients, **asked.patients}, {**known.users, **asked.users})
    with consistent_read(engine) as connection:
        calls = connection.execute(query.order_by(evaluations.c.at, evaluations.c.id)).all()
        shown = _shown(connection, [call.id for call in calls])
        return [_row(call, shown.get(call.id, ()), named) for call in calls]


def _row(call: Any, shown: Iterable[str], named: Persons) -> Row:
    return {
        "at": call.at,
        "client": call.client or "unregistered",
        "patient": named.patients.get(call.patient, call.patient) or "not kept",
        "user": named.users.get(call.user, call.user) or "not kept",
        "service": call.service,
        "cards": "; ".join(sorted(shown)) or "none",
        "request": call.id,
        "hook_instance": call.hook_instance,
    }


def _shown(connection: Connection, calls: list[str]) -> Mapping[str, list[str]]:
    """What was shown in each of these calls: the outcome of each card."""
    found: dict[str, list[str]] = {}
    for start in range(0, len(calls), _BATCH):
        some = select(cards).where(cards.c.evaluation.in_(calls[start : start + _BATCH]))
        for card in connection.execute(some):
            told = f"{card.policy}/{card.rule_set or card.kind}: {card.outcome}"
            found.setdefault(card.evaluation, []).append(told)
    return found
