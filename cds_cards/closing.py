"""The last lines of a brief card: the phase, the orders, what is left to the clinician, what lapses first."""

from __future__ import annotations

from collections.abc import Iterator

from cds_cards.gap_text import left_out, resources_with_gaps, searches_with_gaps
from cds_cards.markdown import broken
from cds_cards.states import tally
from cds_cards.telling import Brevity, Telling
from criteria.findings import BELOW, Finding, walk
from criteria.truth import Truth


def closing(telling: Telling) -> str:
    """The last lines; empty ones are left out."""
    lines = (
        _discharge(telling),
        _consequence(telling),
        _phase(telling),
        _read_by_admission(telling),
        *_orders(telling),
        _left_out(telling),
        _left(telling),
        lapse(telling),
    )
    return "  \n".join(filter(None, lines))


def lapse(telling: Telling) -> str:
    """What is met and lapses first, with its last day; empty where nothing lapses."""
    population, *criteria = (telling.determination.population, *telling.determination.criteria)
    met = [each for each in criteria if each.counts_until and each.truth is Truth.MET]
    if not met:
        return ""
    brief, first = telling.wording.brief, min([each.counts_until for each in met])
    if population.counts_until and population.counts_until <= first:
        day = telling.text.day(population.counts_until)
        return brief.lapse.format(name=population.title, day=day)
    lapsing = [each for each in met if each.counts_until == first]
    day = telling.text.day(first)
    if len(lapsing) > 1:
        return brief.lapse_many.format(count=len(lapsing), day=day)
    own, _, below = _lapsing(lapsing[0]).partition(BELOW)
    name = brief.below.format(name=own, below=below) if below else own
    return brief.lapse.format(name=name, day=day)


def _lapsing(finding: Finding) -> str:
    """The path of the deepest part that lapses on the same day."""
    paths = [path for path, part in walk((finding,)) if part.counts_until == finding.counts_until]
    return paths[-1] if len(paths) == 1 else max(paths, key=len)


def _discharge(telling: Telling) -> str:
    """A discharge without a documented trigger, in one line."""
    if telling.discharge is None:
        return ""
    brief, counted = telling.wording.brief, tally(telling.discharge.inclusions)
    if telling.discharge.outcome is Truth.NOT_MET:
        sentence = brief.discharge_not_met
    else:
        sentence = brief.discharge_unread if counted.unread else brief.discharge_open
    numbers = {"open": counted.still_open, "unread": counted.unread, "total": counted.total}
    return sentence.format(**numbers)


def _consequence(telling: Telling) -> str:
    """The policy's own words on what follows when the rule set is not met."""
    found = telling.determination
    if found.outcome is not Truth.NOT_MET or not found.rule_set or not found.rule_set.not_met:
        return ""
    if telling.brevity >= Brevity.GROUPED:
        return ""
    return telling.wording.brief.end_of_service.format(text=found.rule_set.not_met.text)


def _phase(telling: Telling) -> str:
    """Since when the service is in progress; of one that is not, only what came near."""
    phase, brief = telling.context.phase, telling.wording.brief
    if telling.determination.phase.triggers or not telling.determination.rule_set:
        return ""
    if phase.is_unread:
        return ""  # told first of all
    if phase.truth is not Truth.MET:
        if not phase.hints:
            return ""
        return brief.read_as_admission.format(text=telling.text.written(phase.reason))
    shown = phase.evidence[0] if phase.evidence else None
    if shown is None or not shown.date:
        return f"{brief.in_progress}."
    note = f": {telling.text.written(shown.note)}" if shown.note else ""
    return f"{brief.in_progress_since.format(day=telling.text.day(shown.date))}{note}."


def _read_by_admission(telling: Telling) -> str:
    """That a service in progress is read by the admission criteria, where the policy has no others."""
    found = telling.determination
    if telling.context.phase.truth is not Truth.MET or found.phase.is_in_progress:
        return ""
    if found.policy.reviews_stay:
        return ""
    return telling.wording.brief.no_continued_stay


def _orders(telling: Telling) -> Iterator[str]:
    """Which orders a card answers, if it is not one; of one, what a reader should know of it."""
    orders, brief = telling.context.orders, telling.wording.brief
    if len(orders) > 1:
        yield brief.orders.format(text=telling.listed([_order(*order) for order in orders]))
    elif note := "".join(note for _, note in orders):
        yield brief.order_note.format(text=broken(note))


def _left_out(telling: Telling) -> str:
    """What is wrong with the record; searches that something is unread for have been told of before."""
    gaps = telling.context.gaps
    if not gaps:
        return ""
    told = any(item.is_unread for item in telling.every_item)
    searches = [] if told else searches_with_gaps(gaps, telling.listed)
    return left_out([*searches, *resources_with_gaps(gaps)], telling.wording.brief)


def _left(telling: Telling) -> str:
    if not telling.prepared or not telling.prepared.left_to_clinician:
        return ""
    text, brief = telling.prepared.left_to_clinician, telling.wording.brief
    if unlisted := telling.prepared.left_unlisted:
        text = brief.left_unlisted.format(text=text, count=unlisted)
    return brief.left.format(text=text)


def _order(reference: str, note: str) -> str:
    return f"{broken(reference)} ({broken(note)})" if note else broken(reference)
