"""Where the criteria stand in numbers, never a count without its whole, and what decides."""

from __future__ import annotations

from cds_cards.states import Tally, exclusions_told, tally
from cds_cards.worksheet_wording import Weighted
from criteria.determination import Determination
from criteria.truth import Truth
from service.worksheet.decisive import more_needed, told
from service.worksheet.desk import Desk
from service.worksheet.stand import Stand
from service.worksheet.view.parts import Said


def tally_of(desk: Desk, stand: Stand) -> str:
    """ "7 of 9 met, 2 open"; what is unread is told first, then what is not met with its letters.

    Behind it stand the exclusions that apply or are not ruled out.
    """
    excluding = tally(stand.determination.exclusions)
    said = _tally_of_criteria(desk, stand, excluding)
    return said + exclusions_told(excluding, desk.parts.wording.brief)


def _tally_of_criteria(desk: Desk, stand: Stand, excluding: Tally) -> str:
    found, words, states = stand.determination, desk.words.tally, desk.parts.wording.states
    counted = tally(found.inclusions)
    numbers = {
        "total": counted.total,
        "met": counted.met,
        "not_met": counted.not_met,
        "unread": counted.unread,
        "ids": ", ".join(each.id for each in found.inclusions if each.truth is Truth.NOT_MET),
    }
    met, is_open = (counted.met, states.met), (counted.still_open, states.open)
    not_met, unread = (counted.not_met, states.not_met), (counted.unread, states.unread)
    if not found.criteria:
        return ""
    if found.phase.triggers:
        return words.triggers.format(rest=_rest(desk, unread, is_open), **numbers)
    if counted.unread:
        return words.unread.format(rest=_rest(desk, not_met, met, is_open), **numbers)
    if counted.not_met:
        return words.not_met.format(rest=_rest(desk, met, is_open), **numbers)
    if counted.met == counted.total and excluding.met == excluding.total:
        return words.all_met.format(**numbers)
    return words.counted.format(rest=_rest(desk, is_open), **numbers)


def _rest(desk: Desk, *counts: tuple[int, str]) -> str:
    number = desk.words.tally.number
    said = [number.format(count=count, word=word) for count, word in counts if count]
    return "".join(f", {each}" for each in said)


def decide(desk: Desk, stand: Stand, lapse: str) -> Said:
    """What decides, in a sentence; of what is met, what lapses first."""
    found, words = stand.determination, desk.words.decide
    fields = {
        **desk.policy.words.fields,
        "lapse": lapse,
        "title": found.population.title,
        "text": ", ".join(dict.fromkeys(each.reason for each in found.population.missing)),
        **_numbers(desk, found),
    }
    if found.criteria:
        said = _decisive(found, desk)
    else:
        said = words.whether if found.outcome is Truth.UNKNOWN else words.outside
    rest = said.rest.format(**fields)
    return Said(said.strong.format(**fields), f" {rest}" if rest[:1].isalnum() else rest)


def _decisive(found: Determination, desk: Desk) -> Weighted:
    words, counted, excluding = desk.words.decide, tally(found.inclusions), tally(found.exclusions)
    if (counted.unread or excluding.unread) and found.outcome is Truth.UNKNOWN:
        return words.unread
    if found.phase.triggers:
        triggers = {Truth.MET: words.triggered, Truth.NOT_MET: words.no_triggers}
        return triggers.get(found.outcome, words.triggers)
    if found.outcome is Truth.MET:
        is_all = (counted.met, excluding.met) == (counted.total, excluding.total)
        return words.met if is_all else words.enough
    if excluding.not_met:
        return words.excluded
    if found.outcome is Truth.NOT_MET:
        return words.not_met if len(_of_outcome(found)) == 1 else words.not_met_several
    return told(found, found.rule_set, desk.policy, words) if found.rule_set else words.left


def _numbers(desk: Desk, found: Determination) -> dict[str, object]:
    counted, excluding, ids = tally(found.inclusions), tally(found.exclusions), _of_outcome(found)
    return {
        "ids": desk.words.decide.also.join(filter(None, (", ".join(ids[:-1]), *ids[-1:]))),
        "total": counted.total + excluding.unread,
        "count": counted.unread + excluding.unread,
        "needed": desk.parts.rule_sets[found.rule_set.id].needed if found.rule_set else 0,
        "more": more_needed(found, found.rule_set) if found.rule_set else 0,
    }


def _of_outcome(found: Determination) -> list[str]:
    """The criteria that came to what the whole came to, those that decide it: exclusions that apply alone."""
    excluded = [each.id for each in found.exclusions if each.truth is Truth.NOT_MET]
    return excluded or [each.id for each in found.criteria if each.truth is found.outcome]
