"""Evaluates a saved request again and compares the outcomes with those on record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.engine import Engine, RowMapping
from xxhash import xxh3_128_hexdigest

from service.app import CdsService
from service.errors import RequestProblem
from service.events import CardRecord, card_records
from service.hooks import HOOKS
from service.store import cards, evaluations

_UNKNOWN = "nothing is on record of this request; it has to be, byte for byte, as it was sent"


class Recorded(Struct, frozen=True):
    """The latest evaluation of a request, as it was recorded."""

    call: Any
    cards: Mapping[str, CardRecord]


class Replayed(Struct, frozen=True):
    """Whether the answer is the same (None when that cannot be told), and what there is to say of it."""

    same: bool | None
    lines: tuple[str, ...]


def replay(service: CdsService, engine: Engine, body: bytes) -> Replayed:
    """Evaluate a request as of its recorded day; the record is found by the digest of the body.

    The policies and mappings are the ones installed here: where the record names
    other versions, that is said, and the answers may differ for it.
    """
    recorded = _recorded(engine, xxh3_128_hexdigest(body))
    if recorded is None:
        return Replayed(None, (_UNKNOWN,))
    call = recorded.call
    said = [f"recorded {call.at} by {call.service}, evaluation date {call.on}, site {call.site or 'none'}"]
    if call.service not in HOOKS:
        return Replayed(None, (*said, "there is no such service any more"))
    try:
        answered, mapping_version = service.again(call.service, body, call.on, call.site)
    except RequestProblem as problem:
        where = f" ({problem.field})" if problem.field else ""
        return Replayed(False, (*said, f"the request is refused now: {problem.problem}{where}"))
    now = {_key(card): card for card in card_records(answered)}
    said += _circumstances(recorded, now, mapping_version)
    differences = tuple(_differences(recorded.cards, now))
    if not differences:
        return Replayed(True, (*said, "the answer is the same"))
    count = "1 difference" if len(differences) == 1 else f"{len(differences)} differences"
    return Replayed(False, (*said, *differences, f"the answer is another one: {count}"))


def _recorded(engine: Engine, digest: str) -> Recorded | None:
    latest = select(evaluations).where(evaluations.c.digest == digest).order_by(evaluations.c.at.desc())
    with engine.connect() as connection:
        call = connection.execute(latest.limit(1)).first()
        if call is None:
            return None
        answered = connection.execute(select(cards).where(cards.c.evaluation == call.id)).mappings()
        return Recorded(call, {_key(card): card for card in (_card(row) for row in answered)})


def _card(row: RowMapping) -> CardRecord:
    outcomes = msgspec.json.decode(row["outcomes"])
    return CardRecord(
        row["uuid"],
        row["policy"],
        row["policy_version"],
        row["kind"],
        row["outcome"],
        row["rule_set"],
        outcomes=outcomes,
    )


def _circumstances(recorded: Recorded, now: Mapping[str, CardRecord], mapping_version: str) -> Iterator[str]:
    """What is not as it was, and may be why the answer is another one."""
    versions = {card.policy: card.policy_version for card in now.values()}
    for policy, version in sorted({(card.policy, card.policy_version) for card in recorded.cards.values()}):
        if versions.get(policy, version) != version:
            yield f"{policy}: version {version} then, {versions[policy]} now"
    if recorded.call.mapping_version != mapping_version:
        yield f"mappings: version {recorded.call.mapping_version} then, {mapping_version} now"
    if recorded.call.fetched:
        yield f"then {recorded.call.fetched} searches were made at the EHR's server; they are not repeated"


def _differences(then: Mapping[str, CardRecord], now: Mapping[str, CardRecord]) -> Iterator[str]:
    for key in sorted(then.keys() | now.keys()):
        if key not in now:
            yield f"{key}: a card then, none now"
        elif key not in then:
            yield f"{key}: no card then, one now"
        else:
            yield from _changed(key, _outcomes(then[key]), _outcomes(now[key]))


def _changed(key: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(then.keys() | now.keys()):
        before, after = then.get(name, "absent"), now.get(name, "absent")
        if before != after:
            yield f"{key} {name}: {before} then, {after} now"


def _outcomes(card: CardRecord) -> Mapping[str, str]:
    return {"outcome": card.outcome, **card.outcomes}


def _key(card: CardRecord) -> str:
    return f"{card.policy}/{card.rule_set or card.kind}"
