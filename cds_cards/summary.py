"""The one sentence a clinician reads first: service, path, state in numbers, and what is missing by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cds_cards.card import MAX_SUMMARY_LENGTH
from cds_cards.markdown import cut
from cds_cards.needs import OpenItem
from cds_cards.states import NONE, Tally, exclusions_told, overall
from cds_cards.wording import State, States, Wording
from criteria.determination import Determination
from criteria.findings import Finding
from criteria.policy import Policy
from criteria.truth import Truth


class ToldOf(NamedTuple):
    """What a card is of: a determination, its criteria by state, and what is still needed.

    `needed` is how many of the criteria are enough, where not all of them are. `excluding`
    counts its exclusions, and `exclusion_items` are what would rule out those that are open.
    """

    determination: Determination
    counted: Tally
    items: tuple[OpenItem, ...]
    needed: int = 0
    excluding: Tally = NONE
    exclusion_items: tuple[OpenItem, ...] = ()

    @property
    def state(self) -> State:
        """What the rule set comes to."""
        return overall(self.determination, self.counted, self.excluding)

    @property
    def every_item(self) -> tuple[OpenItem, ...]:
        """All that is open, of criteria and of exclusions."""
        return (*self.items, *self.exclusion_items)


def summary(told: ToldOf, wording: Wording, service: str, phase_is_read: bool = True) -> str:
    """One sentence of at most 139 characters; names that would make it longer are counted instead.

    `service` is how the service is called among those of the site. Where plans
    and orders were not read, nobody knows whether it is in progress.
    """
    template = _template(told, wording, phase_is_read)
    enough = f", {wording.brief.needed.format(count=told.needed)}" if told.needed else ""
    fields = {"service": service, "needed": enough, **_fields(told, wording), **_exclusions(told, wording)}
    said = template.format(names="", **fields)
    if "{names}" in template:
        names = _named(told, wording, MAX_SUMMARY_LENGTH - len(said))
        said = template.format(names=names, **fields)
    return cut(said, MAX_SUMMARY_LENGTH)


def service_names(policies: Sequence[Policy]) -> Mapping[str, str]:
    """How each policy's service is called, by policy id; with the payer where two are about one code."""
    codes = [policy.service.code for policy in policies]
    return {
        policy.id: f"{policy.service.code} {policy.service.short_name}"
        + (f" ({policy.source.payer})" if codes.count(policy.service.code) > 1 else "")
        for policy in policies
    }


def _template(told: ToldOf, wording: Wording, phase_is_read: bool) -> str:
    determination = told.determination
    if determination.rule_set is None:
        unread = any(item.is_unread for item in told.items)
        return wording.population_unread if unread else wording.population_unknown
    if not determination.criteria:
        return wording.outside_population
    if not phase_is_read and determination.outcome is Truth.UNKNOWN:
        return wording.phase_unread
    summaries = wording.summaries.triggers if determination.phase.triggers else wording.summaries.review
    sentence: str = getattr(summaries, told.state)
    return sentence


def _fields(told: ToldOf, wording: Wording) -> dict[str, str | int]:
    determination, counted, words = told.determination, told.counted, wording.states
    rest = ", ".join(_states(counted, words))
    besides = _in_numbers((counted.not_met, words.not_met), (counted.unread, words.unread))
    return {
        "rule_set": determination.rule_set.title if determination.rule_set else "",
        "total": counted.total,
        "all": wording.brief.all_criteria.of(counted.total),
        "rest": f"; {rest}" if rest else "",
        "besides": "".join(f", {said}" for said in besides),
        "met": counted.met,
        "not_met": counted.not_met,
        "open": counted.still_open,
        "unread": counted.unread + told.excluding.unread,
        **determination.policy.words.fields,
    }


def _exclusions(told: ToldOf, wording: Wording) -> dict[str, str]:
    """The exclusions that are not ruled out, but for those that the summary names, and those that are."""
    counted, brief = told.excluding, wording.brief
    said = exclusions_told(counted, brief, with_applying=told.state != "excluded")
    ruled_out = f", {brief.exclusions_ruled_out.of(counted.met)}" if counted.met else ""
    return {"exclusions": said, "ruled_out": ruled_out}


def _states(counted: Tally, words: States) -> Iterator[str]:
    """The states that are neither the first to be told nor empty, in numbers."""
    yield from _in_numbers(
        (counted.met, words.met), (counted.still_open, words.open), (counted.unread, words.unread)
    )


def _in_numbers(*counts: tuple[int, str]) -> Iterator[str]:
    for count, word in counts:
        if count:
            yield f"{count} {word}"


def _names(told: ToldOf) -> tuple[list[str], ...]:
    """What a summary names, and what it names where that is too long.

    Triggers documented, what is not met or excludes, by title or else by letter; what is missing otherwise.
    Where nothing is, since the policy is silent, what is open stands by its title too.
    """
    determination = told.determination
    if determination.rule_set and not determination.criteria:
        return ([determination.population.title],)
    named = Truth.MET if determination.phase.triggers else Truth.NOT_MET
    if told.state == "excluded":
        return _titled(determination.exclusions, Truth.NOT_MET)
    if told.state == "not_ruled_out":
        return _titled(determination.exclusions, Truth.UNKNOWN)
    if determination.outcome is named:
        return _titled(determination.inclusions, named)
    missing = list(dict.fromkeys(need.name for item in told.items for need in item.needs if need.name))
    return (missing,) if missing else _titled(determination.inclusions, Truth.UNKNOWN)


def _named(told: ToldOf, wording: Wording, room: int) -> str:
    """What a summary names; where no name of what is missing fits, the criteria that are open."""
    names, by_criterion = _names(told), _titled(told.determination.inclusions, Truth.UNKNOWN)
    said = _fitting(names, wording, room)
    none_is_named = said == wording.brief.more.format(count=len(names[-1]))
    return _fitting(by_criterion, wording, room) if none_is_named and by_criterion[-1] else said


def _titled(findings: Sequence[Finding], truth: Truth) -> tuple[list[str], list[str]]:
    """Those of a truth by title, and by letter."""
    found = [each for each in findings if each.truth is truth]
    return [f"{each.id}. {each.title}" for each in found], [each.id for each in found]


def _fitting(choices: Sequence[Sequence[str]], wording: Wording, room: int) -> str:
    """The first choice of names that there is room for; of the last as many as fit, and how many more."""
    for names in choices:
        if len(listed := ", ".join(names)) <= room:
            return listed
    kept, left, more = "", len(choices[-1]), wording.brief.more
    for name in choices[-1]:
        longer = f"{kept}{name}, "
        if len(longer) + len(more.format(count=left - 1)) <= room:
            kept, left = longer, left - 1
    return kept + more.format(count=left)
