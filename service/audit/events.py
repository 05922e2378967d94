"""What is remembered: each evaluation without patient data, and each feedback. One JSON line apiece."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Struct

from cds_cards.card import Card
from cds_cards.determination import DeterminationResult
from criteria.findings import BELOW, walk
from criteria.truth import Truth
from service.audit.digests import digest
from service.audit.pseudonyms import Pseudonyms
from service.hooks.answer import Answered

FAILED = "failed"
REQUEST_BENCH = "request-bench"
"""The client whose calls are the console's own: no EHR made them, so reports leave them out unless asked."""


class CardRecord(Struct, frozen=True, omit_defaults=True):
    """A card that was answered: what it was about and what was open or not met, by criterion id.

    `missing` are the facts that were not known, each with the code of the reason,
    `suggestions` what was suggested, each by its uuid.
    A policy that could not be evaluated has the outcome `failed` and nothing more.
    """

    uuid: str
    policy: str
    policy_version: str = ""
    kind: str = ""
    outcome: str = FAILED
    rule_set: str = ""
    open: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()
    outcomes: dict[str, str] = {}  # msgspec copies an empty default for each struct
    missing: dict[str, str] = {}
    suggestions: dict[str, str] = {}


class CallRecord(Struct, frozen=True, tag="evaluation", omit_defaults=True):
    """One answered hook call; nothing in it is of the patient, but where the operator has keys a pseudonym.

    `id` is that of the request in the logs, which some cards name;
    `at` is when, `on` the evaluation date; `digest` tells the same request
    apart from another; `mapping_version` is a digest of our code lists, fact map
    and the site's file, `edition` one of everything that decided the answer but
    the request (service/audit/rule_snapshots.py), and `answer` one of the answer's bytes;
    durations are milliseconds; `worksheet` is how a reader of the cards gets there;
    `patient` and `user` are pseudonyms (service/audit/pseudonyms.py).
    """

    id: str
    at: str
    on: str
    service: str
    client: str
    site: str
    mapping_version: str
    digest: str
    ms: float
    gather_ms: float
    fetched: int
    edition: str = ""
    answer: str = ""
    cards: tuple[CardRecord, ...] = ()
    gaps: dict[str, int] = {}
    hook_instance: str = ""
    patient: str = ""
    user: str = ""
    worksheet: str = ""


class FeedbackRecord(Struct, frozen=True, tag="feedback", omit_defaults=True):
    """What a clinician did with a card. `comment` is their free text: it is stored and never logged.

    `request` is the id of the request that brought it. Where the client's time had no offset `outcome_at` is
    `at`, the time of receipt.
    """

    id: str
    at: str
    service: str
    client: str
    card: str
    outcome: str
    outcome_at: str
    accepted: tuple[str, ...] = ()
    reason_system: str = ""
    reason_code: str = ""
    comment: str = ""
    request: str = ""


Event = CallRecord | FeedbackRecord

encode = msgspec.json.Encoder().encode
decode: Callable[[bytes], Event] = msgspec.json.Decoder(Event).decode


def card_records(cards: Iterable[Card]) -> Iterator[CardRecord]:
    """The records of cards."""
    for card in cards:
        result: DeterminationResult | None = card.determination
        if result is None:
            yield CardRecord(card.uuid, card.source.topic.code)
            continue
        outcomes = _outcomes(result)
        yield CardRecord(
            uuid=card.uuid,
            policy=result.policy,
            policy_version=result.policy_version,
            kind=result.kind,
            outcome=result.outcome,
            rule_set=result.rule_set,
            open=_with(Truth.UNKNOWN, outcomes),
            not_met=_with(Truth.NOT_MET, outcomes),
            missing=_missing(result),
            outcomes=outcomes | _of_discharge(result),
            suggestions={each.uuid: each.kind for each in card.suggestions},
        )


def _missing(result: DeterminationResult) -> dict[str, str]:
    found = (finding for _, finding in walk(result.criteria) if finding.missing)
    return {each.fact: each.code.value for finding in found for each in finding.missing}


def _outcomes(result: DeterminationResult) -> dict[str, str]:
    return {path: finding.outcome for path, finding in walk(result.criteria)}


def _of_discharge(result: DeterminationResult) -> dict[str, str]:
    """The outcomes of the discharge criteria that have no card of their own, below their name."""
    if result.discharge is None:
        return {}
    below = {f"discharge{BELOW}{path}": outcome for path, outcome in _outcomes(result.discharge).items()}
    return {"discharge": result.discharge.outcome, **below}


def call_record(answered: Answered, pseudonyms: Pseudonyms) -> CallRecord:
    """What is recorded of an answered call: outcomes, counts, versions, and of whom it was by pseudonyms."""
    caller, cards = answered.caller, answered.review.cards
    return CallRecord(
        id=caller.request_id or str(uuid4()),
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        on=answered.on.isoformat(),
        service=answered.hook.id,
        client=caller.client,
        site=caller.site.name,
        mapping_version=caller.site.reviewer.mapping.version,
        digest=digest(answered.body),
        ms=round(sum(answered.stages) * 1000, 1),
        gather_ms=round(answered.stages.gather * 1000, 1),
        fetched=len(answered.gathered.searches),
        edition=caller.site.rules,
        answer=digest(answered.answer),
        cards=tuple(card_records(cards)),
        gaps=dict(Counter(gap.kind.value for gap in answered.review.gaps)),
        hook_instance=answered.instance,
        patient=pseudonyms.patient(answered.context.patientId),
        user=pseudonyms.user(answered.context.userId),
        worksheet=caller.worksheet,
    )


def feedback_id(parts: Mapping[str, Any]) -> str:
    """The same id for the same feedback, however often a client sends it."""
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()[:32]


def _with(truth: Truth, outcomes: Mapping[str, str]) -> tuple[str, ...]:
    wanted = truth.value
    return tuple([each for each, outcome in outcomes.items() if outcome == wanted])
