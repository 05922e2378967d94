"""What one patient's record comes to: where each criterion stands, and what of the record feeds none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from criteria.determination import Determination
from criteria.facts import Fact
from criteria.findings import Finding, walk
from criteria.policy import Policy
from criteria.truth import Truth
from mappings.fhir.resources import Entry
from mappings.readers.deceased import is_deceased
from mappings.record.read_record import read_record
from mappings.unmapped.finder import UnmappedFinder
from mappings.unmapped.row import UnmappedRow
from service.hooks.whole_record import as_prefetch
from service.review.judged import Judged
from service.review.reviewer import Reviewer
from service.review.site import Site

_decode_entry = msgspec.json.Decoder(Entry).decode


class HowToRead(NamedTuple):
    """On which day records are judged, of which server the ids in them are, and by which policies.

    `server` is empty where nothing tells; without `policies` it is by all of the site's.
    """

    on: date
    server: str = ""
    policies: tuple[str, ...] = ()

    def chosen(self, policies: Sequence[Policy]) -> tuple[Policy, ...]:
        """Those of the site's policies that are looked at."""
        return tuple(policy for policy in policies if not self.policies or policy.id in self.policies)


class Criterion(NamedTuple):
    """A criterion of a rule set or a part of one, by its path."""

    policy: str
    rule_set: str
    id: str


class PatientResult(NamedTuple):
    """Where the criteria that apply to a patient stand, which facts each open one lacks, and the rows.

    `failed` are the policies that could not be evaluated.
    """

    truths: Mapping[Criterion, Truth]
    lacking: Mapping[Criterion, frozenset[str]]
    rows: tuple[UnmappedRow, ...] = ()
    failed: tuple[str, ...] = ()


def entries_of(resources: Iterable[bytes]) -> tuple[Entry, ...]:
    """The entries of a Bundle, decoded as a request's are."""
    return tuple(map(_decode_entry, resources))


class PatientReviewer:
    """Reviews one patient after another for all policies of a site, as for services somebody considers."""

    def __init__(self, site: Site, how: HowToRead, reviewer: Reviewer | None = None) -> None:
        self._searches = site.searches
        self._reviewer = reviewer or site.reviewer
        self._policies = how.chosen(self._reviewer.policies)
        self._finder = UnmappedFinder(self._reviewer.mapping)
        self._how = how

    def result(self, patient: str, entries: Sequence[Entry], *, with_rows: bool = True) -> PatientResult:
        """What a record comes to; nothing where its Patient is not in it, or has died."""
        prefetch = as_prefetch(entries, self._searches)
        record = read_record(patient, prefetch, self._reviewer.mapping, self._how.server)
        if record.patient is None or is_deceased(record, self._how.on):
            return PatientResult({}, {})
        found = _Found({}, {}, {})
        failed: list[str] = []
        for policy in self._policies:
            try:
                found.add(self._reviewer.judged(policy, record, self._how.on))
            except Exception:  # counted, and costs only itself: the service says so on a card
                failed.append(policy.id)
        rows = self._finder.of(record, found.facts.values()) if with_rows else ()
        return PatientResult(found.truths, found.lacking, rows, tuple(failed))


class _Found(NamedTuple):
    """What the policies judged so far came to, and the facts that open criteria lack."""

    truths: dict[Criterion, Truth]
    lacking: dict[Criterion, frozenset[str]]
    facts: dict[str, Fact]

    def add(self, judged: Judged) -> None:
        """Take in one policy."""
        known = judged.facts.mapping.fact_map.facts
        for found in filter(_applies, judged.determinations):
            for criterion, finding in _criteria(found):
                self.truths[criterion] = finding.truth
                if finding.truth is Truth.UNKNOWN:
                    self.lacking[criterion] = names = _lacking(finding)
                    self.facts.update({name: judged.facts[name] for name in names if name in known})


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
