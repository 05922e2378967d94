"""Holds an answer against what was written by hand, and says in words where they part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from service.samples.hook_request import emitted_of
from service.samples.identities import Identities
from tests.goldens.case import Case, Expected
from tests.support.cards import DETERMINATION
from tests.support.fhir import Json


def contradictions(case: Case, response: Json) -> list[str]:
    """Where the cards are not what the case expects, in its own words; empty when they are."""
    response = Identities(emitted_of(case)).as_written(response)
    found = [each for card in response["cards"] for each in _results(card)]
    kinds = [_called(result.get("ruleSet", ""), rides) for _, result, rides in found]
    wanted = [_called(expected.rule_set, expected.rides) for expected in case.expect]
    if kinds != wanted:
        return [f"expected cards {wanted}, found {kinds}: {[card['summary'] for card in response['cards']]}"]
    return [
        f"{expected.rule_set or 'card'}: {problem}"
        for expected, (card, result, _) in zip(case.expect, found, strict=True)
        for problem in _problems(expected, card, result)
    ]


def _results(card: Json) -> Iterator[tuple[Json, Json, bool]]:
    """The determination of a card, and that of a discharge which rides on it."""
    result: Json = card.get("extension", {}).get(DETERMINATION, {})
    yield card, result, False
    if "discharge" in result:
        yield card, result["discharge"], True


def _called(rule_set: str, rides: bool) -> str:
    return f"{rule_set} (rides)" if rides else rule_set


def findings(result: Json) -> dict[str, Json]:
    """Every finding by its id; behind a slash those of the rule set that a criterion rests on."""
    return dict(_by_id(result.get("criteria", ()), ""))


def _by_id(criteria: Iterable[Json], above: str) -> Iterator[tuple[str, Json]]:
    for finding in criteria:
        name = above + finding["id"]
        yield name, finding
        parts = finding.get("criteria", ())
        is_rule_set = any(part["id"] == "population" for part in parts)
        yield from _by_id(parts, f"{name}/" if is_rule_set else above)


def _problems(expected: Expected, card: Json, result: Json) -> Iterator[str]:
    for name, want, got in (
        ("outcome", expected.outcome, result.get("outcome")),
        ("indicator", expected.indicator, card["indicator"]),
    ):
        if want != got and not (expected.rides and want is None):
            yield f"{name}: expected {want}, found {got}"
    by_id = findings(result)
    for criterion, outcome in expected.criteria.items():
        got = by_id.get(criterion, {}).get("outcome", "nothing")
        if got != outcome:
            yield f"{criterion}: expected {outcome}, found {got}"
    yield from _absent("evidence", expected.cites, by_id, "evidence", "reference")
    yield from _absent("hint", expected.hints, by_id, "hints", "reference")
    yield from _absent("missing fact", expected.missing, by_id, "missing", "fact")
    yield from _unsaid(expected, card, result)


def _absent(
    what: str,
    expected: Mapping[str, Sequence[str]],
    by_id: Mapping[str, Json],
    list_name: str,
    key: str,
) -> Iterator[str]:
    for criterion, wanted in expected.items():
        items: Sequence[Mapping[str, Any]] = by_id.get(criterion, {}).get(list_name, ())
        got = [item.get(key) for item in items]
        yield from (f"{criterion}: no {what} {each}, found {got}" for each in wanted if each not in got)


def _unsaid(expected: Expected, card: Json, result: Json) -> Iterator[str]:
    """What the card should say in words."""
    for where, wanted in (("summary", expected.summary), ("detail", expected.detail)):
        yield from (
            f"{where}: {each!r} does not occur in {card[where]!r}"
            for each in wanted
            if each not in card[where]
        )
    gaps = [f"{gap['reference']}: {gap['problem']}" for gap in result.get("gaps", ())]
    yield from (
        f"no gap speaks of {each!r}, found {gaps}"
        for each in expected.gaps
        if not any(each in gap for gap in gaps)
    )
