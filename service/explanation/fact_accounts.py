"""Accounts of facts: what each is worth, and what became of all that was considered for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from criteria.events import Events
from criteria.facts import SEVERITIES, Author, Count, Evidence, Fact, FactKind, Value
from criteria.reasons import ReasonCode
from criteria.spans import BirthDate
from criteria.truth import Truth
from mappings.codes.fact_specs import FactSpec
from mappings.fhir.resources import string_or_empty
from mappings.patient_facts import PatientFacts
from mappings.readers.registry import considered, looked_into
from mappings.readers.service_start import SERVICE_IN_PROGRESS, in_progress, progress_considered
from mappings.record.cut_short import SEARCHES
from mappings.search_keys import SearchKey
from service.explanation.explanation import Considered, FactAccount, FactState, Verdict
from service.explanation.hidden_names import names_of

_SAYS_THE_SAME = "it says the same"
_SETTLES_NOTHING = "shown beside the question; it settles nothing"
_PROGRESS_TITLE = "Service in progress"
_PROGRESS_SEARCHES: tuple[SearchKey, ...] = ("carePlans", "serviceRequests")
_TYPES = {search: kind for kind, searches in SEARCHES.items() for search in searches}


class FactAccounts:
    """Tells of the facts of one policy's review, each once."""

    def __init__(self, facts: PatientFacts) -> None:
        self.facts = facts
        self._told: dict[str, FactAccount] = {}
        self.names: set[str] = set()
        """Of those who gave what was considered, used or not."""
        self._sent = Counter(string_or_empty(each.resource.resourceType) for each in facts.record.sent)

    def of(self, name: str) -> Iterator[FactAccount]:
        """A fact, after it those behind it of which something is on file; of a group its members."""
        spec = self.facts.mapping.fact_map.facts[name]
        if members := spec.type.members:
            for member in members:
                yield from self.of(member)
            return
        yield self._account(name, spec)
        for behind in dict.fromkeys((*spec.rests_on, *spec.asked_with)):
            if behind != name and self._is_on_file(behind):
                yield self._account(behind, self.facts.mapping.fact_map.facts[behind])

    def progress(self) -> FactAccount:
        """Whether the service is received, which chooses between admission and a continued stay."""
        fact = in_progress(self.facts)
        items = [*_considered(fact, [*progress_considered(self.facts)])]
        items += self._places(fact, _PROGRESS_SEARCHES)
        return _account(fact, _PROGRESS_TITLE, in_words(fact.value, FactKind.TRUTH), tuple(items))

    def told(self) -> tuple[FactAccount, ...]:
        """Every account that was given so far."""
        return tuple(self._told.values())

    def _is_on_file(self, name: str) -> bool:
        record = self.facts.record
        return bool(record.answers.get(name) or record.hints.get(name)) or self.facts[name].value is not None

    def _account(self, name: str, spec: FactSpec) -> FactAccount:
        if name not in self._told:
            fact = self.facts[name]
            looked_at = [*considered(name, self.facts)]
            self.names |= names_of((*fact.evidence, *fact.hints, *looked_at))
            items = [*_considered(fact, looked_at)]
            items += self._places(fact, looked_into(name, self.facts.mapping.fact_map))
            value = in_words(fact.value, spec.type.kind)
            self._told[name] = _account(fact, spec.title, value, tuple(items), spec.supplied_by)
        return self._told[name]

    def _places(self, fact: Fact, searches: tuple[SearchKey, ...]) -> Iterator[Considered]:
        """Of a fact that is open: where it was looked for, and what of that was not read."""
        record = self.facts.record
        problems = {gap.reference: gap.problem for gap in record.gaps}
        for search in searches if fact.value is None else ():
            if search in record.unread:
                why = problems.get(f"prefetch/{search}", record.unread[search].value)
                yield Considered(Verdict.UNREAD, search, why=why)
            elif fact.code is ReasonCode.NOT_ON_FILE:
                kind = _TYPES.get(search, "Patient")
                yield Considered(Verdict.LOOKED_FOR, search, why=f"{self._sent[kind]} {kind} came")


def in_words(value: Value | None, kind: FactKind) -> str:
    """The value of a fact; empty where it has none."""
    match value:
        case None:
            return ""
        case Truth():
            return "yes" if value is Truth.MET else "no"
        case Count(low, high):
            return "none" if high == 0 else f"{low} or more" if high is None else f"{low} to {high}"
        case Events():
            return _events_in_words(value)
        case BirthDate():
            exact = value.earliest == value.latest
            return f"{value.earliest}" if exact else f"{value.earliest} to {value.latest}"
        case int():
            return SEVERITIES[value] if kind is FactKind.RATING else str(value)
    return str(value)


def _events_in_words(events: Events) -> str:
    """How many are on file, and how many somebody told."""
    undated = f", {events.undated} of them without a date" if events.undated else ""
    on_file = f"{len(events.dated) + events.undated} on file{undated}"
    return on_file if events.told is None else f"{on_file}; told: {events.told or 'none'}"


def _account(
    fact: Fact, title: str, value: str, items: tuple[Considered, ...], supplied_by: str = ""
) -> FactAccount:
    is_open = fact.value is None
    unread = FactState.UNREAD if fact.is_unread else FactState.OPEN
    return FactAccount(
        SERVICE_IN_PROGRESS if title == _PROGRESS_TITLE else fact.name,
        title,
        unread if is_open else FactState.KNOWN,
        value,
        fact.reason if is_open else "",
        fact.code.value if is_open else "",
        supplied_by,
        items,
    )


def _considered(fact: Fact, looked_at: list[Evidence]) -> Iterator[Considered]:
    """What was used, then what was set aside and what is a hint, each item of the record once."""
    own = {each.reference: each for each in reversed(looked_at)}
    told: set[tuple[str, str]] = set()
    used = {each.reference for each in fact.evidence}
    for each in fact.evidence if fact.value is not None else ():
        yield _cited(Verdict.USED, each, _used(each))
    for hint in (*fact.hints, *(fact.evidence if fact.value is None else ())):
        key = hint.reference, hint.code
        if key not in told and not (fact.value is not None and hint.reference in used):
            told.add(key)
            yield _hint(hint, fact, own.get(hint.reference))
    known = {reference for reference, _ in told} | (used if fact.value is not None else set())
    for each in looked_at:
        key = each.reference, each.code
        if each.reference not in known and key not in told:
            told.add(key)
            yield _looked_at(each, fact)


def _hint(hint: Evidence, fact: Fact, own: Evidence | None) -> Considered:
    """What stands beside a question: something of its own that does not count, or a hint."""
    if own is None or hint.fact != own.fact:
        return _cited(Verdict.HINT, hint, hint.note or _SETTLES_NOTHING)
    return _cited(Verdict.SET_ASIDE, hint, hint.note or own.note or fact.reason)


def _looked_at(each: Evidence, fact: Fact) -> Considered:
    if each.note:
        return _cited(Verdict.SET_ASIDE, each, each.note)
    if fact.value is None:
        return _cited(Verdict.SET_ASIDE, each, fact.reason)
    return _cited(Verdict.USED, each, _SAYS_THE_SAME)


def _used(each: Evidence) -> str:
    until = f"counts until {each.counts_until}" if each.counts_until else ""
    return "; ".join(filter(None, (each.note, until)))


def _cited(verdict: Verdict, each: Evidence, why: str) -> Considered:
    value = "" if each.value is True else str(each.value)
    return Considered(verdict, each.reference, value, each.date, each.code, each.display, why, _by(each.by))


def _by(author: Author | None) -> str:
    return ", ".join(filter(None, (author.name or author.reference, author.role))) if author else ""
