"""What a leaf comes to on one fact, and what leaves share of days and bounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from criteria.facts import Fact
from criteria.findings import Missing
from criteria.node_result import NodeResult, earliest
from criteria.reasons import ReasonCode
from criteria.spans import Span
from criteria.truth import Truth

FUTURE_DATE = "the date on file lies in the future"
NO_SUCH_DATE = "somebody stated that there was none, and the policy does not say what holds then"


def leaf(truth: Truth, fact: Fact, reason: str = "", code: ReasonCode | None = None) -> NodeResult:
    """A leaf on one fact: what is unknown is missing, for the fact's own reason where no other is given."""
    if truth is Truth.UNKNOWN:
        missing = Missing(fact.name, reason or fact.reason, code or fact.code)
        return NodeResult(truth, fact.evidence, fact.hints, (missing,))
    until = _until(fact)
    if truth is Truth.NOT_MET:
        return NodeResult(truth, fact.evidence, fails_until=until)
    return NodeResult(truth, fact.evidence, counts_until=until)


def of_a_day(fact: Fact, within: Span | None, on: date, compare: Callable[[Fact], Truth]) -> NodeResult:
    """A leaf on a score or a rating, which may have to be of a day in a span.

    The span ends on the evaluation date. One of an earlier day is unknown: a
    later one may be missing from the record.
    """
    result = leaf(compare(fact), fact)
    if within is None or result.truth is Truth.UNKNOWN:
        return result
    if fact.day is None:
        return leaf(Truth.UNKNOWN, fact, "the day it is of is not known", ReasonCode.UNDATED)
    if fact.day > on:
        return leaf(Truth.UNKNOWN, fact, FUTURE_DATE, ReasonCode.FUTURE)
    if fact.day < within.before(on):
        reason = f"the latest, of {fact.day}, is more than {within} ago"
        shown = tuple([replace(each, note=reason) for each in fact.evidence])
        missing = Missing(fact.name, reason, ReasonCode.STALE)
        return NodeResult(Truth.UNKNOWN, hints=(*shown, *fact.hints), missing=(missing,))
    return lapsing(result, within.last_day(fact.day).isoformat())


def lapsing(result: NodeResult, *days: str) -> NodeResult:
    """A result that, if it is settled, stays so no longer than until the first of these ISO dates."""
    if result.truth is Truth.UNKNOWN:
        return result
    if result.truth is Truth.MET:
        return replace(result, counts_until=earliest([result.counts_until, *days]))
    return replace(result, fails_until=earliest([result.fails_until, *days]))


def _until(fact: Fact) -> str:
    evidence: Sequence[str] = [each.counts_until for each in fact.evidence]
    return evidence[0] if len(evidence) == 1 else earliest(evidence)
