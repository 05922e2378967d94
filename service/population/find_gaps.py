"""Finds the gaps of a source: two walks over its patients, and the report of what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from mappings.codes.site_file import SiteFile
from mappings.unmapped.proposal import MappingGap, Proposal
from mappings.unmapped.proposals import mapping_gaps
from mappings.unmapped.row import UnmappedKey, UnmappedKind
from service.population.effects import Effect, Tried
from service.population.gap_report import DecisionTold, GapReport
from service.population.ledger import Ledger
from service.population.never_sent import never_sent
from service.population.passes import Effects, Standing, first_pass, second_pass
from service.population.patient_result import HowToRead
from service.population.rechecked import rechecked
from service.population.reporter import Reporter
from service.population.site_spec import SiteSpec
from service.population.workers import Result, Workers
from service.review.site import Site
from service.sources.private_folder import private_folder
from service.sources.staging import Stage
from service.sources.streams import files_of

MAX_TRIED = 60
"""Proposals whose effect is computed: those that most patients have."""

Told = Callable[[str, int, int], None]
"""Is told what is done, how many patients of how many are done with."""


class Asked(NamedTuple):
    """Of which source the gaps are found, by which site, on which day, with how many processes.

    Without `policies` it is by all of the site's.
    """

    source: Path
    spec: SiteSpec
    on: date
    workers: int = 1
    tell: Told = lambda _what, _done, _of: None
    policies: tuple[str, ...] = ()

    def load(self, site: Site) -> Callable[[], Site]:
        """How who reviews patients has the site: other processes load it for themselves."""
        return self.spec.load if self.workers > 1 else lambda: site

    def how(self, stage: Stage) -> HowToRead:
        """How what is staged is read."""
        return HowToRead(self.on, stage.server(), self.policies)


def find_gaps(asked: Asked, ledger: Ledger, before: GapReport | None = None) -> GapReport:
    """The report of a source.

    Raises:
        FileError: when a policy, a mapping or the site's file is wrong.
        OSError: when the source is not there or holds no files of FHIR JSON.
    """
    site = asked.spec.load()
    with _staged(asked) as stage:
        standing = _standing(asked, site, stage)
        policies = asked.how(stage).chosen(site.reviewer.policies)
        found = mapping_gaps(standing.profiles, site.reviewer.mapping, policies)
        tried = _tried(found)
        effects = _effects(asked, site, stage, [each for each, _ in tried]) if tried else Effects([])
        by_proposal = {id(each): effect for (_, each), effect in zip(tried, effects.each, strict=True)}
        sent = stage.resources()
        searched = [query.partition("?")[0] for query in site.searches.values() if "?" in query]
        reporter = Reporter(policies, standing, by_proposal)
        report = GapReport(
            site.name,
            asked.on.isoformat(),
            asked.source.name,
            sum(sent.values()),
            stage.patients(),
            stage.unreadable,
            tuple(f"{each.file}:{each.line}" for each in stage.problems),
            tuple(reporter.gaps(found, never_sent(sent, standing, searched))),
            tuple(reporter.settled(effects.together)),
            sum(effects.together.not_met.values()),
            reviewed=standing.patients,
            failed=dict(standing.failed),
            of_nobody=stage.of_nobody(),
            untold=reporter.untold(found),
        )
    return compared(decided(report, ledger, asked.on, site.reviewer.mapping.site), before)


def find_proposals(asked: Asked) -> tuple[Proposal, ...]:
    """The proposals for the codes of a source, those of most patients first; their effect is not computed.

    Raises:
        FileError: when a policy, a mapping or the site's file is wrong.
        OSError: when the source is not there or holds no files of FHIR JSON.
    """
    site = asked.spec.load()
    with _staged(asked) as stage:
        standing = _standing(asked, site, stage)
    found = mapping_gaps(standing.profiles, site.reviewer.mapping, site.reviewer.policies)
    return tuple(each for gap in _by_patients(found) for each in gap.proposals)


@contextmanager
def _staged(asked: Asked) -> Iterator[Stage]:
    """The resources of a source by patient, in a private folder."""
    files = files_of(asked.source)
    with private_folder() as folder:
        stage = Stage(folder, asked.workers)
        try:
            many, done = len(files.lines) + len(files.documents), count(1)
            stage.load(files, lambda _: asked.tell("Reading files", next(done), many))
            yield stage
        finally:
            stage.close()


def decided(report: GapReport, ledger: Ledger, on: date, site: SiteFile) -> GapReport:
    """The report with what was decided of each gap, and accepted ones looked at again."""
    gaps = []
    for gap in report.gaps:
        if entry := ledger.of(gap.id):
            until = entry.until.isoformat() if entry.until else ""
            told = DecisionTold(entry.decision, entry.by, entry.on.isoformat(), entry.why, until)
            gap = replace(gap, decision=told, is_quiet=entry.is_quiet(on))
        gaps.append(gap)
    return replace(report, gaps=tuple(gaps), accepted=rechecked(report, ledger, site))


def compared(report: GapReport, before: GapReport | None) -> GapReport:
    """The report beside that of an earlier run."""
    if before is None:
        return report
    known = {gap.id for gap in before.gaps}
    gaps = tuple(replace(gap, is_new=gap.id not in known) for gap in report.gaps)
    now = {gap.id for gap in gaps}
    gone = tuple(f"{gap.id} {gap.what}" for gap in before.gaps if gap.id not in now)
    return replace(report, gaps=gaps, gone=gone, compared_with=before.on)


def _standing(asked: Asked, site: Site, stage: Stage) -> Standing:
    workers: Workers[Standing] = Workers(asked.workers, first_pass, asked.load(site), asked.how(stage))
    standing = Standing()
    for part in _walk(asked, stage, workers, "Reading patients"):
        standing.merge(part)
    return standing


def _effects(asked: Asked, site: Site, stage: Stage, tried: Sequence[Tried]) -> Effects:
    workers: Workers[Effects] = Workers(asked.workers, second_pass, asked.load(site), asked.how(stage), tried)
    effects = Effects([Effect() for _ in tried])
    for part in _walk(asked, stage, workers, "Trying proposals"):
        effects.merge(part)
    return effects


def _walk(asked: Asked, stage: Stage, workers: Workers[Result], what: str) -> Iterator[Result]:
    """What became of all patients, batch by batch, with a word on how far it is."""
    patients, done = stage.patients(), 0
    for patients_done, part in workers.results(stage.grouped()):
        done += patients_done
        asked.tell(what, done, patients)
        yield part


def _tried(found: Iterable[MappingGap]) -> list[tuple[Tried, Proposal]]:
    """What is tried: the proposals for the codes that most patients have, the likeliest first."""
    proposals = [each for gap in _by_patients(found) for each in gap.proposals]
    return [(Tried(_as_found(each.key), each.addition), each) for each in proposals[:MAX_TRIED]]


def _by_patients(found: Iterable[MappingGap]) -> list[MappingGap]:
    return sorted(found, key=lambda gap: (-gap.profile.patients, gap.profile.key))


def _as_found(key: UnmappedKey) -> UnmappedKey:
    """The key of the rows in a record: that a name is near is found later."""
    return replace(key, kind=UnmappedKind.UNKNOWN_CODE) if key.kind is UnmappedKind.NEAR else key
