"""The cards of a policy in every state: whether each stands within one screen and says no more than is so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from criteria.determination import Determination
from criteria.truth import Truth
from service.authoring.at_length import at_length, nothing_read
from service.authoring.card_limits import breaches
from service.authoring.case_book import CaseBook, PolicyCase


class CardProblem(NamedTuple):
    """What is wrong with a card, and of which case."""

    of: PolicyCase
    said: str


def card_problems(book: CaseBook) -> Iterator[CardProblem]:
    """What is wrong with the cards of a policy's cases, each thing once."""
    told: set[tuple[str, str]] = set()
    for each, found in _determinations(book):
        card = book.card_of(found)
        for said in (*breaches(card.summary, card.detail), *_overstated(found, card.summary)):
            if (each.rule_set, said) not in told:
                told.add((each.rule_set, said))
                yield CardProblem(each, said)


def _overstated(found: Determination, summary: str) -> Iterator[str]:
    if ": all " in summary and any(each.truth is not Truth.MET for each in found.criteria):
        yield "the summary says all, though a criterion is open or not met"


def _determinations(book: CaseBook) -> Iterator[tuple[PolicyCase, Determination]]:
    """What each case comes to by evidence at length; of each rule set also what comes of nothing read."""
    unread: set[str] = set()
    for each in book.cases():
        if each.rule_set not in unread:
            unread.add(each.rule_set)
            yield each, book.determination(each, nothing_read)
        found = book.determination(each, at_length)
        if found.population.truth is Truth.MET:  # others get no criteria evaluated
            yield each, found
