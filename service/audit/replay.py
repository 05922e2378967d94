"""Evaluates a saved request again, by the rules of then, and compares the answer with the one on record.

The outcomes are compared one by one; the answer as a whole by the digest of
its bytes, for which the cards get the ids that they had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.engine import Engine, RowMapping

from cds_cards.card import Card, encoded
from criteria.strict_yaml import FileError
from service.audit.digests import digests
from service.audit.events import CardRecord, card_records
from service.audit.rule_snapshots import DamagedSnapshot, RuleSnapshot, unpacked
from service.audit.tables import cards, editions, evaluations
from service.ehr.complete_prefetch import PrefetchCompleter
from service.errors import RequestProblem
from service.hooks.answer import answer
from service.hooks.caller import Caller
from service.hooks.registry import HOOKS
from service.review.site import Site

_UNKNOWN = (
    "nothing is on record of this request; it has to be, byte for byte, as it was sent, or name a --card"
)
_NOT_INSTALLED = "the site of the record is not installed here: give the command the settings of the service"
_NO_CARD = "no card of this uuid is on record"
_OTHER_BYTES = "the request is not, byte for byte, the one that was sent"
_NO_EDITION = "the rules of then are not on record; --installed evaluates by the ones that are installed here"


class Installed(NamedTuple):
    """What is installed here: it finds a site by its name, and may validate evidence."""

    site_called: Callable[[str], Site | None]
    validates_evidence: bool


class _NoSuchSite(Exception):
    """The site of the record is not installed here."""


class Recorded(Struct, frozen=True):
    """The latest evaluation of a request, as it was recorded, and its edition where there is one."""

    call: Any
    cards: Mapping[str, CardRecord]
    edition: str


class Replayed(Struct, frozen=True):
    """Whether the answer is the same (None when that cannot be told), and what there is to say of it."""

    same: bool | None
    lines: tuple[str, ...]


class _Rules(NamedTuple):
    """What a request is evaluated by, and how that is called."""

    site: Site
    validates_evidence: bool
    told: str


def replay(engine: Engine, body: bytes, installed: Installed | None = None, card: str = "") -> Replayed:
    """Evaluate a request as of its recorded day; the record is that of a card, or found by the body's digest.

    That is done by the rules on record, or by those that are installed, where a way to find these is given.
    """
    recorded = _recorded(engine, body, card)
    if recorded is None:
        return Replayed(None, (_NO_CARD if card else _UNKNOWN,))
    call = recorded.call
    said = f"recorded {call.at} by {call.service}, evaluation date {call.on}, site {call.site or 'none'}"
    if call.service not in HOOKS:
        return Replayed(None, (said, "there is no such service any more"))
    if installed is None and not recorded.edition:
        return Replayed(None, (said, _NO_EDITION))
    return _replayed(recorded, body, installed, said)


def _replayed(recorded: Recorded, body: bytes, installed: Installed | None, said: str) -> Replayed:
    as_sent = recorded.call.digest in digests(body)
    told = (said,) if as_sent else (said, _OTHER_BYTES)
    try:
        with _rules(recorded, installed) as rules:
            answered = _answered(recorded, body, rules)
    except _NoSuchSite:
        return Replayed(None, (*told, _NOT_INSTALLED))
    except (FileError, DamagedSnapshot) as error:
        return Replayed(None, (*told, f"the rules of then cannot be read by this program: {error}"))
    except RequestProblem as problem:
        where = f" ({problem.field})" if problem.field else ""
        refused = f"the request is refused: {problem.problem}{where}"
        same = False if as_sent and not recorded.call.fetched else None
        return Replayed(same, (*told, rules.told, refused, *_searched(recorded)))
    return _compared(recorded, answered, rules.site.reviewer.mapping.version, (*told, rules.told))


def _recorded(engine: Engine, body: bytes, card: str) -> Recorded | None:
    of_card = select(cards.c.evaluation).where(cards.c.uuid == card)
    found = evaluations.c.id.in_(of_card) if card else evaluations.c.digest.in_(digests(body))
    latest = select(evaluations).where(found).order_by(evaluations.c.at.desc())
    with engine.connect() as connection:
        call = connection.execute(latest.limit(1)).first()
        if call is None:
            return None
        answered = connection.execute(select(cards).where(cards.c.evaluation == call.id)).mappings()
        edition = select(editions.c.content).where(editions.c.edition == call.edition)
        return Recorded(
            call,
            {_key(card): card for card in map(_card, answered)},
            connection.execute(edition).scalar() or "",
        )


def _card(row: RowMapping) -> CardRecord:
    return CardRecord(
        row["uuid"],
        row["policy"],
        row["policy_version"],
        row["kind"],
        row["outcome"],
        row["rule_set"],
        outcomes=msgspec.json.decode(row["outcomes"]),
    )


@contextmanager
def _rules(recorded: Recorded, installed: Installed | None) -> Iterator[_Rules]:
    """The rules to evaluate by; those of then stand in a folder that goes with the block."""
    call = recorded.call
    if installed:
        site = installed.site_called(call.site)
        if site is None:
            raise _NoSuchSite
        yield _Rules(site, installed.validates_evidence, "by the rules that are installed here")
        return
    with unpacked(call.edition, recorded.edition) as (snapshot, files):
        site = files.load_site(files.load_policies(), snapshot.settings)
        yield _Rules(site, snapshot.settings.validates_evidence, _told(call.edition, snapshot))


def _told(edition: str, snapshot: RuleSnapshot) -> str:
    here = version("criteria-cards")
    other = f"; this program is {here}" if here != snapshot.program else ""
    return f"by the rules of then: edition {edition}, of program {snapshot.program}{other}"


def _answered(recorded: Recorded, body: bytes, rules: _Rules) -> list[Card]:
    """The cards, each with the id it had then."""
    hook, on = HOOKS[recorded.call.service], date.fromisoformat(recorded.call.on)
    offline = Caller(
        rules.site,
        on,
        PrefetchCompleter(),
        validates_evidence=rules.validates_evidence,
        request_id=recorded.call.id,
        worksheet=recorded.call.worksheet,
    )
    answered = answer(hook, body, offline).review.cards
    then = [recorded.cards.get(_key(record)) for record in card_records(answered)]
    return [replace(card, uuid=was.uuid) if was else card for card, was in zip(answered, then, strict=True)]


def _compared(
    recorded: Recorded, answered: Sequence[Card], mapping_version: str, said: tuple[str, ...]
) -> Replayed:
    now = {_key(card): card for card in card_records(answered)}
    said += tuple(_circumstances(recorded, now, mapping_version))
    differences = tuple(_differences(recorded.cards, now))
    if recorded.call.fetched:
        return Replayed(None, (*said, *differences, *_searched(recorded)))
    if differences:
        count = "1 difference" if len(differences) == 1 else f"{len(differences)} differences"
        return Replayed(False, (*said, *differences, f"the answer is another one: {count}"))
    if recorded.call.answer in digests(encoded(answered)):
        return Replayed(True, (*said, "the answer is the same, byte for byte"))
    return Replayed(True, (*said, "every outcome is the same; the words of the answer are not"))


def _circumstances(recorded: Recorded, now: Mapping[str, CardRecord], mapping_version: str) -> Iterator[str]:
    """What is not as it was, and may be why the answer is another one."""
    versions = {card.policy: card.policy_version for card in now.values()}
    for policy, then in sorted({(card.policy, card.policy_version) for card in recorded.cards.values()}):
        if versions.get(policy, then) != then:
            yield f"{policy}: version {then} then, {versions[policy]} now"
    if recorded.call.mapping_version != mapping_version:
        yield f"mappings: version {recorded.call.mapping_version} then, {mapping_version} now"


def _searched(recorded: Recorded) -> Iterator[str]:
    """That the EHR's server was asked, whose answers of then nobody kept."""
    if fetched := recorded.call.fetched:
        searches = "1 search was" if fetched == 1 else f"{fetched} searches were"
        told = "and what came was not kept: whether the answer is the same cannot be told"
        yield f"then {searches} made at the EHR's server, {told}"


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
