"""What one patient's record comes to: where each criterion stands, and what of the record feeds none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from criteria.determination import Determination
from criteria.facts import Fact
from criteria.findings import Finding, walk
from criteria.truth import Truth
from mappings.fhir.resources import Entry
from mappings.record.read_record import read_record
from mappings.unmapped.finder import UnmappedFinder
from mappings.unmapped.row import UnmappedRow
from service.hooks.whole_record import as_prefetch
from service.review.reviewer import Reviewer
from service.review.site import Site

_decode_entry = msgspec.json.Decoder(Entry).decode


class Criterion(NamedTuple):
    """A criterion of a rule set or a part of one, by its path."""

    policy: str
    rule_set: str
    id: str


class PatientResult(NamedTuple):
    """Where the criteria that apply to a patient stand, which facts each open one lacks, and the rows."""

    truths: Mapping[Criterion, Truth]
    lacking: Mapping[Criterion, frozenset[str]]
    rows: tuple[UnmappedRow, ...] = ()


def entries_of(resources: Iterable[bytes]) -> tuple[Entry, ...]:
    """The entries of a Bundle, decoded as a request's are."""
    return tuple(map(_decode_entry, resources))


class PatientReviewer:
    """Reviews one patient after another for all policies of a site, as for services somebody considers."""

    def __init__(self, site: Site, on: date, reviewer: Reviewer | None = None) -> None:
        self._searches = site.searches
        self._reviewer = reviewer or site.reviewer
        self._finder = UnmappedFinder(self._reviewer.mapping)
        self._on = on

    def result(self, patient: str, entries: Sequence[Entry], *, with_rows: bool = True) -> PatientResult:
        """What a record comes to; nothing where its Patient is not in it."""
        prefetch = as_prefetch(entries, self._searches)
        record = read_record(patient, prefetch, self._reviewer.mapping)
        if record.patient is None:
            return PatientResult({}, {})
        truths: dict[Criterion, Truth] = {}
        lacking: dict[Criterion, frozenset[str]] = {}
        facts: dict[str, Fact] = {}
        for policy in self._reviewer.policies:
            judged = self._reviewer.judged(policy, record, self._on)
            for found in filter(_applies, judged.determinations):
                for criterion, finding in _criteria(found):
                    truths[criterion] = finding.truth
                    if finding.truth is Truth.UNKNOWN:
                        lacking[criterion] = names = _lacking(finding)
                        known = judged.facts.mapping.fact_map.facts
                        facts.update({name: judged.facts[name] for name in names if name in known})
        rows = self._finder.of(record, facts.values()) if with_rows else ()
        return PatientResult(truths, lacking, rows)


def _applies(found: Determination) -> bool:
    """Whether the patient belongs to whom the rule set is for."""
    return found.rule_set is not None and found.population.truth is Truth.MET


def _criteria(found: Determination) -> Iterator[tuple[Criterion, Finding]]:
    """The criteria and their parts; those of a rule set that one rests on are that rule set's own."""
    rule_set = found.rule_set.id if found.rule_set else ""
    for path, finding in walk(found.criteria, only=lambda each: not each.rests_on_rule_set):
        yield Criterion(found.policy.id, rule_set, path), finding
    for finding in found.criteria:
        if finding.rests_on_rule_set:
            yield Criterion(found.policy.id, rule_set, finding.id), finding


def _lacking(finding: Finding) -> frozenset[str]:
    parts = walk((finding,), only=lambda each: each.truth is Truth.UNKNOWN)
    return frozenset(missing.fact for _, part in parts for missing in part.missing)
