"""What a fact is worth where a search that it rests on was not read to its end.

The newest answer may stand among what was not read: a value is open then, but
one that nothing further can undo, and one that is newer than all that was not
read. Where nothing was found, the reason is that it was not read, not that it
is not on file. So is an answer open whose author's license decides, where the
EHR was asked for it and did not give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from criteria.events import Events
from criteria.facts import Evidence, Fact, License
from criteria.reasons import ReasonCode
from criteria.truth import Truth
from mappings.patient_facts import PatientFacts
from mappings.readers.fact_reader import FactReader
from mappings.readers.practitioners import is_reviewers
from mappings.record.patient_record import PatientRecord
from mappings.record.unread import WORST_FIRST
from mappings.search_keys import SearchKey

_WORDS: Mapping[ReasonCode, str] = {
    ReasonCode.UNREAD_WITHHELD: "the EHR withholds results of a search that this rests on",
    ReasonCode.UNREAD_FAILED: "a search that this rests on failed, and a newer answer may be on file",
    ReasonCode.UNREAD_LATE: "a search that this rests on took too long, and a newer answer may be on file",
    ReasonCode.UNREAD_CUT_OFF: "not all that a search found was read, and a newer answer may be on file",
}


def as_far_as_read(fact: Fact, reader: FactReader[Any], facts: PatientFacts) -> Fact:
    """The fact, as far as the searches that it rests on, and the licenses of its authors, were read."""
    record = facts.record
    if record.unread_resources and (unread := list(_unread_licenses(fact, facts))):
        return unlicensed(fact, unread, facts)
    if not record.unread:
        return fact
    if fact.value is None:
        return _open(fact, reader, record)
    if reader.lasts_when_met and fact.value is Truth.MET:
        return fact
    if isinstance(fact.value, Events) and fact.value.told is None:
        return fact  # what was found took place, whatever else did
    lost = list(_lost(fact.evidence, reader.undone_by or reader.searches, record))
    if not lost:
        return fact
    code = _worst(lost)
    if isinstance(fact.value, Events) and (fact.value.dated or fact.value.undated):
        return _without_the_number(fact, fact.value, code)
    return Fact(fact.name, None, _WORDS[code], hints=(*fact.evidence, *fact.hints), code=code)


def _without_the_number(fact: Fact, events: Events, code: ReasonCode) -> Fact:
    """The events of a fact alone: how many somebody told there were may be told anew."""
    told = tuple(each for each in fact.evidence if each.counts_until)
    found = tuple(each for each in fact.evidence if not each.counts_until)
    left = replace(events, told=None)
    return Fact(fact.name, left, _WORDS[code], evidence=found, hints=(*told, *fact.hints), code=code)


def unlicensed(fact: Fact, shown: Sequence[Evidence], facts: PatientFacts) -> Fact:
    """The fact where some evidence of it is by people whose licenses could not be read: open, with a hint."""
    resources = facts.record.unread_resources
    named = {each.by.reference for each in shown if each.by} & resources.keys()
    code = _worst(resources[each] for each in named or resources)  # of a role, the holder is not named
    reason = f"the license that would show whether {facts.mapping.words.reviewer} answered could not be read"
    return Fact(fact.name, None, reason, hints=(*(fact.evidence or shown), *fact.hints), code=code)


def _unread_licenses(fact: Fact, facts: PatientFacts) -> Iterator[Evidence]:
    """The evidence of a value that counts only by a license that could not be read."""
    for each in fact.evidence if fact.value is not None else ():
        if each.by and each.by.license is License.UNREAD and is_reviewers(each.fact, facts.mapping):
            yield each


def _open(fact: Fact, reader: FactReader[Any], record: PatientRecord) -> Fact:
    """A fact without a value, whose reason may lie in what was not read."""
    searches = reader.settled_by or reader.searches
    lost = list(_lost(fact.hints, searches, record))
    if fact.code is ReasonCode.NOT_ON_FILE:
        lost += [record.unread[each] for each in searches if each in record.unread]
    if not lost:
        return fact
    return Fact(fact.name, None, fact.reason, fact.evidence, fact.hints, _worst(lost))


def _lost(
    shown: Sequence[Evidence], searches: Iterable[SearchKey], record: PatientRecord
) -> Iterator[ReasonCode]:
    """The searches that were tried, and may hold something newer than what is shown."""
    newest = max((each.date for each in shown), default="")
    for search in searches:
        code = record.unread.get(search)
        if code is None or code is ReasonCode.NOT_SENT:
            continue
        last = record.read_back_to.get(search)
        if not (last and newest and newest >= last.isoformat()[: len(newest)]):
            yield code


def _worst(codes: Iterable[ReasonCode]) -> ReasonCode:
    return min(codes, key=WORST_FIRST.index)
