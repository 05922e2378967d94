"""What the page of a policy's cases shows: every case with what it comes to, and one of them in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from cds_cards.card import Card
from service.authoring.case_book import CaseBook, CaseResult, PolicyCase

_MARKS = {"met": ("met", "met"), "not_met": ("not", "not\u00a0met"), "unknown": ("open", "open")}


class CaseRow(Struct, frozen=True):
    """A case in the list: its number, what it comes to, and whether that is what it expects."""

    number: int
    name: str
    mark: str
    words: str
    is_wrong: bool


class RuleSetCases(Struct, frozen=True):
    """The cases of one rule set."""

    title: str
    rows: tuple[CaseRow, ...]


class CaseShown(Struct, frozen=True):
    """One case in full: its card, the facts in which it differs from the baseline, and what comes of it."""

    number: int
    name: str
    day: str
    given: Mapping[str, str]
    result: CaseResult
    card: Card


class CasesShown(Struct, frozen=True):
    """A policy's cases by rule set, and the one that is looked at."""

    policy: str
    title: str
    rule_sets: tuple[RuleSetCases, ...]
    case: CaseShown


def cases_shown(book: CaseBook, number: int) -> CasesShown:
    """The cases of a policy, the one of that number in full; the first, where there is none such."""
    cases = list(enumerate(book.cases()))
    number = number if 0 <= number < len(cases) else 0
    policy = book.policy
    return CasesShown(
        policy.id,
        f"{policy.service.code} {policy.service.name}",
        tuple(_rule_sets(book, cases)),
        _shown(book, number, cases[number][1]),
    )


def _rule_sets(book: CaseBook, cases: list[tuple[int, PolicyCase]]) -> Iterator[RuleSetCases]:
    for rule_set in book.policy.rule_sets:
        own = [(number, each) for number, each in cases if each.rule_set == rule_set.id]
        rows = tuple(_row(number, book.result(each)) for number, each in own)
        yield RuleSetCases(rule_set.title, rows)


def _row(number: int, result: CaseResult) -> CaseRow:
    return CaseRow(number, result.name, *_MARKS[result.outcome], bool(result.wrong))


def _shown(book: CaseBook, number: int, each: PolicyCase) -> CaseShown:
    given = {book.fact_map.facts[name].title: value for name, value in each.case.given.items()}
    return CaseShown(number, each.case.name, each.day.isoformat(), given, book.result(each), book.card(each))
