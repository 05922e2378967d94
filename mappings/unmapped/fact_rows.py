"""Facts that open criteria lack, as rows: why nothing on record settles one, and under which code of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from criteria.facts import Evidence, Fact
from criteria.reasons import ReasonCode
from mappings.codes.site_mapping import SiteMapping
from mappings.fhir.resources import string_or_empty
from mappings.record.patient_record import AnswerSource, PatientRecord
from mappings.unmapped.row import UnmappedKey, UnmappedKind, UnmappedRow
from mappings.unmapped.values_of import values_of

_NOT_ANSWERED = frozenset((ReasonCode.NOT_ON_FILE, ReasonCode.POLICY_SILENT))
_NOT_READ = frozenset(code for code in ReasonCode if code.is_unread)
_TOLD_BY_PEOPLE = frozenset(
    (ReasonCode.CANNOT_TELL, ReasonCode.CONFLICT_ONE_PERSON, ReasonCode.CONFLICT_PEOPLE)
)
"""What no mapping changes: somebody answered, and the answer settles nothing."""


def rows_of_facts(
    facts: Iterable[Fact], record: PatientRecord, mapping: SiteMapping
) -> Iterator[UnmappedRow]:
    """Facts of ours that something on record does not settle, or that nothing tells of."""
    for fact in facts:
        if fact.value is None and fact.code not in _TOLD_BY_PEOPLE:
            yield _of_fact(fact, record, mapping)


def _of_fact(fact: Fact, record: PatientRecord, mapping: SiteMapping) -> UnmappedRow:
    kind = _kind_of(fact.code)
    reason = "" if kind is UnmappedKind.NOT_IN_RECORD else fact.code.value
    key = UnmappedKey(kind, fact=fact.name, reason=reason)
    title = mapping.fact_map.facts[fact.name].title
    if not fact.hints or not reason:
        return UnmappedRow(key, title, 0)
    seen = fact.hints[0]
    row = UnmappedRow(key, title, len(fact.hints), day=seen.date[:10], reference=seen.reference)
    source = _source_of(seen, record)
    return replace(row, key=_at(key, source), values=values_of(source.valued)) if source else row


def _kind_of(code: ReasonCode) -> UnmappedKind:
    """Why a fact is open, as a kind of gap."""
    if code is ReasonCode.STALE:
        return UnmappedKind.TOO_OLD
    if code in _NOT_ANSWERED:
        return UnmappedKind.NOT_IN_RECORD
    return UnmappedKind.NEVER_SENT if code in _NOT_READ else UnmappedKind.WRONG_FORM


def _source_of(seen: Evidence, record: PatientRecord) -> AnswerSource | None:
    """The answer that a hint cites, where its code is one of the fact's own."""
    said = record.answers.get(seen.fact, ())
    return next(
        (each for each in said if (each.reference, str(each.token)) == (seen.reference, seen.code)), None
    )


def _at(key: UnmappedKey, source: AnswerSource) -> UnmappedKey:
    """The key with the code that an answer stands under."""
    system, code = source.token.system, source.token.code
    told = {"system": system, "code": code} if system else {"text": code}
    return replace(key, resource_type=string_or_empty(source.resource.resourceType), **told)
