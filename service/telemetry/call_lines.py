"""What one line of the log tells of an answered call: what it came to, and why not to more.

Nothing in it is of the patient: keys and codes of ours, counts, and what an
integration engineer has to compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mappings.codes.code_systems import Token
from service.audit.events import CallRecord, FeedbackRecord
from service.ehr.allowed_urls import origin_of
from service.ehr.complete_prefetch import Searched
from service.errors import RequestProblem
from service.hooks.answer import Answered
from service.hooks.completed_record import NoPatient

_MAX_CODES = 5
_PLAIN_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,19}")
_PLAIN_SYSTEM = re.compile(r"[A-Za-z0-9.:/\-_]{0,100}")


def told(answered: Answered, record: CallRecord) -> Mapping[str, Any]:
    """What the line says; what there is nothing to say of is left out."""
    results = [result for card in answered.review.cards if (result := card.determination) is not None]
    always = {
        "hook": answered.hook.hook,
        "service": record.service,
        "client": record.client,
        "outcomes": [f"{r.policy}/{r.rule_set or r.kind}: {r.outcome}" for r in results],
        "cards": len(record.cards),
        "gaps": sum(record.gaps.values()),
        "fetched": record.fetched,
        "gather_ms": record.gather_ms,
        "ms": record.ms,
    }
    return always | dict(_amiss(answered))


def told_of_refusal(problem: RequestProblem) -> Mapping[str, Any]:
    """What the line of a refused request says; where the Patient could not be had, also why not."""
    told = {"status": problem.status, "field": problem.field}
    if not isinstance(problem, NoPatient):
        return told
    return told | dict(_of_server(problem.searches, problem.unlisted_server))


def told_of_feedback(given: FeedbackRecord) -> Mapping[str, Any]:
    """What the line of one feedback says: which card, and what was done with it, without the comment."""
    told = {
        "service": given.service,
        "client": given.client,
        "card": given.card,
        "outcome": given.outcome,
        "reason": given.reason_code,
        "has_comment": bool(given.comment),
    }
    return told | (
        {"outcome_at": "of receipt, as it came without an offset"} if given.at == given.outcome_at else {}
    )


def _amiss(answered: Answered) -> Iterator[tuple[str, Any]]:
    yield from _of_server(answered.gathered.searches, answered.unlisted_server)
    if answered.question.not_ours:
        yield "orders_not_ours", [_code(each) for each in answered.question.not_ours[:_MAX_CODES]]


def _of_server(searches: Iterable[Searched], unlisted: str) -> Iterator[tuple[str, Any]]:
    if lacking := [_searched(each) for each in searches if each.lacking]:
        yield "searches_lacking", lacking
    if unlisted:
        yield "fhir_server_not_listed", origin_of(unlisted) or "what is no plain URL"


def _searched(search: Searched) -> Mapping[str, Any]:
    """A search that lacks something, with the server's status in the words; of a read the type alone."""
    problem = search.lacking.problem if search.lacking else ""
    return {"search": search.key.partition("/")[0], "problem": problem, "ms": round(search.seconds * 1000, 1)}


def _code(token: Token) -> str:
    """`system|code` of an order; of what is written like no code only that it is."""
    is_plain = _PLAIN_CODE.fullmatch(token.code) and _PLAIN_SYSTEM.fullmatch(token.system)
    return f"{token.system}|{token.code}" if is_plain else "what is no plain code"
