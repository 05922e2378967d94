"""A gap report in words: what would turn to not met, then the gaps by rank, then what would be settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.population.gap_report import KINDS, CriterionEffect, GapFound, GapReport, ProposedLines


def gap_text(report: GapReport, kind: str, limit: int, wants_all: bool) -> str:
    """The report for a terminal."""
    return "\n".join(_lines(report, kind, limit, wants_all))


def _lines(report: GapReport, kind: str, limit: int, wants_all: bool) -> Iterator[str]:
    yield f"Gaps of {report.site} in {report.source}, as of {report.on}"
    yield f"{report.resources} resources of {_patients(report.patients)}; {len(report.gaps)} gaps"
    yield from _unreadable(report)
    yield from _left_out(report)
    yield from _since(report)
    yield from _danger(report)
    listed = [gap for gap in _chosen(report, wants_all) if kind in ("", gap.kind.value)]
    for gap in listed[:limit]:
        yield ""
        yield from _gap(gap)
    if len(listed) > limit:
        yield f"\nand {len(listed) - limit} more: --limit, --kind or --json"
    yield from _settled(report.settled)


def _chosen(report: GapReport, wants_all: bool) -> tuple[GapFound, ...]:
    """All, or what asks for something: on a second run what is new, or was accepted and is still a gap."""
    if wants_all:
        return report.gaps
    if not report.compared_with:
        return report.open_gaps
    return tuple(gap for gap in report.open_gaps if gap.is_new or gap.decision)


def _unreadable(report: GapReport) -> Iterator[str]:
    if report.unreadable:
        named = ", ".join(report.problems[:5])
        yield f"{report.unreadable} lines or files are no FHIR resource, such as {named}"


def _left_out(report: GapReport) -> Iterator[str]:
    if report.patients > report.reviewed:
        others = _patients(report.patients - report.reviewed)
        yield f"{others} have no Patient on file, have died, or fit no policy"
    if report.of_nobody:
        listed = ", ".join(f"{count} {kind}" for kind, count in report.of_nobody.items())
        yield f"of no patient, and no patient's resources refer to them: {listed}"
    if report.untold:
        yield f"{report.untold} texts of one patient alone are not told"
    for policy, count in report.failed.items():
        yield f"{policy} could not be evaluated for {_patients(count)}: this is a mistake of the program"


def _since(report: GapReport) -> Iterator[str]:
    quiet = len(report.gaps) - len(report.open_gaps)
    if quiet:
        yield f"{quiet} are quiet, as refused or postponed"
    if report.compared_with:
        still = len(report.open_gaps) - len(report.new)
        told = f"{len(report.new)} new, {len(report.gone)} gone, {still} as before"
        yield f"Since the run of {report.compared_with}: {told}; --all lists all"
        yield from (f"  gone: {each}" for each in report.gone)
    for each in report.accepted:
        yield f"  accepted by {each.by} on {each.on}: {each.gap} {each.what} -> {each.fact}: {each.words}"


def _danger(report: GapReport) -> Iterator[str]:
    if report.to_not_met:
        yield ""
        yield f"LOOK FIRST: {report.to_not_met} criteria would turn to not met with all that is proposed"
        for gap in report.open_gaps:
            if gap.to_not_met:
                examples = ", ".join(gap.proposals[0].not_met_examples[:5])
                yield f"  {gap.id} {gap.what}: {gap.to_not_met}, such as {examples}"


def _gap(gap: GapFound) -> Iterator[str]:
    settles = f"would settle open criteria of {gap.would_settle} of {_patients(gap.patients)}"
    if gap.answers > gap.would_settle:
        settles += f", and answer what is lacking of {gap.answers}"
    yield f"{gap.id}  {gap.what}" + (f"  {gap.display!r}" if gap.display not in ("", gap.what) else "")
    rests = f"{_patients(gap.patients)}, {gap.rests} open criteria rest on it"
    lacks = rests if gap.rests else _patients(gap.patients)
    counted = [KINDS[gap.kind], settles if gap.proposals else lacks]
    if gap.reason:
        counted.append(gap.reason)
    if gap.rows:
        counted.append(f"{gap.rows} rows, last {gap.last or 'without a date'}")
    if gap.examples:
        counted.append(f"such as {', '.join(gap.examples)}")
    yield f"  {'; '.join(counted)}"
    if gap.decision:
        until = f" until {gap.decision.until}" if gap.decision.until else ""
        decided = gap.decision
        yield f"  {decided.decision}{until} by {decided.by} on {decided.on}: {decided.why}"
    for proposal in gap.proposals:
        yield from proposed(proposal)


def proposed(proposal: ProposedLines) -> Iterator[str]:
    """A proposal: the fact and why, what to check, what it would change, the lines to paste."""
    yield f"  may be {proposal.fact}: {proposal.why}"
    yield from (f"  to check: {each}" for each in proposal.caution)
    if proposal.to_not_met:
        yield f"  {proposal.to_not_met} criteria would turn to NOT MET"
    for effect in proposal.effects:
        now = f"settled for {effect.settled} of {effect.applies} now"
        with_it = f"{effect.would_settle} of {effect.would_apply} with it"
        undone = f", no longer for {effect.undone}" if effect.undone else ""
        yield f"  {_named(effect)}: {now}, {with_it}{undone}"
    yield from (f"    {line}" for line in proposal.lines.splitlines())


def _settled(effects: Iterable[CriterionEffect]) -> Iterator[str]:
    moved = [
        each for each in effects if (each.would_settle, each.would_apply) != (each.settled, each.applies)
    ]
    if moved:
        yield ""
        yield "Settled by what is on file, now and with all that is proposed"
        for each in moved:
            now, then = _share(each.settled, each.applies), _share(each.would_settle, each.would_apply)
            yield f"  {_named(each)}: {now} -> {then}"


def _named(effect: CriterionEffect) -> str:
    return f"{effect.rule_set} {effect.criterion} {effect.title}"


def _share(count: int, of: int) -> str:
    return f"{count} of {of} ({round(100 * count / of)} %)" if of else "applies to nobody"


def _patients(count: int) -> str:
    return "1 patient" if count == 1 else f"{count} patients"
