"""The section of a brief card that tells what is still needed: by item, or by who acts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from cds_cards.needs import Need, OpenItem
from cds_cards.sentences import capitalized, sentences
from cds_cards.telling import MAX_BULLETS, Brevity, Telling
from criteria.facts import CANNOT_TELL, Evidence
from criteria.findings import Missing
from criteria.reasons import ReasonCode

MAX_HINTS = 2
MAX_NAMED_WHEN_SHORT = 2
"""Contradictions whose people a card names that has to be as short as can be."""


def needed_section(telling: Telling) -> str:
    """What is open: a bullet for each item, more than four by who acts."""
    count, lines = _counted(telling, telling.items)
    return "\n".join((telling.wording.brief.still_needed.format(count=count), *lines)) if count else ""


def not_ruled_out_section(telling: Telling) -> str:
    """The exclusions that are open, told as what is needed."""
    count, lines = telling.excluding.still_open, _counted(telling, telling.exclusion_items)[1]
    return "\n".join((telling.wording.brief.not_ruled_out.format(count=count), *lines)) if count else ""


def needed_count(telling: Telling) -> int | None:
    """How many things these sections say are needed; None where there are none."""
    return sum(_counted(telling, items)[0] for items in (telling.items, telling.exclusion_items)) or None


def _counted(telling: Telling, of: Sequence[OpenItem]) -> tuple[int, Iterator[str]]:
    """How many there are, and their lines, which are written when they are taken."""
    items = [item for item in of if not item.is_unread]
    if len(items) <= MAX_BULLETS and telling.brevity < Brevity.GROUPED:
        return len(items), _bullets(telling, items)
    contrary = _contradictions(telling, items)
    groups = _by_who_acts(telling, _without(items, contrary))
    bullets = (_bullet(telling, each) for each in contrary)
    return len(contrary) + sum(map(len, groups.values())), chain(bullets, _groups(telling, groups))


def _bullets(telling: Telling, items: Sequence[OpenItem]) -> Iterator[str]:
    """One for each item; what stands beside several of them is told with the first."""
    told: set[tuple[str, str]] = set()
    for item in items:
        hints = tuple([hint for hint in item.hints if _is_new(hint, told)])
        told.update([(hint.reference, hint.note) for hint in hints])
        yield _bullet(telling, item if hints == item.hints else item._replace(hints=hints))


def _is_new(hint: Evidence, told: Collection[tuple[str, str]]) -> bool:
    """Whether nothing told of it; that somebody cannot tell is told of each fact."""
    return hint.value == CANNOT_TELL or (hint.reference, hint.note) not in told


def _bullet(telling: Telling, item: OpenItem) -> str:
    brief = telling.wording.brief
    by_person: dict[tuple[str, str], list[str]] = {}
    for need in item.needs:
        by_person.setdefault((need.supplier, _why(telling, item, need)), []).append(need.name)
    names_said = len(item.needs) > 1 or bool(item.total) or item.is_one_of_several
    said = []
    for (supplier, why), names in by_person.items():
        listed = telling.listed([name for name in names if name]) if names_said else ""
        who = f"{supplier} ({listed})" if supplier and listed else supplier or listed
        said.append("; ".join(filter(None, (who, why))))
    progress = f" {brief.progress.format(met=item.met, total=item.total)}" if item.total else ""
    nearby = _nearby(telling, item)
    return f"- **{item.label}**{progress}: {sentences([*said, *nearby])}"


def _why(telling: Telling, item: OpenItem, need: Need) -> str:
    """Why it is open: not on file, on file and why it does not settle the question, or left to judgment."""
    brief = telling.wording.brief
    on_file = [each for each in need.missing if each.code is not ReasonCode.NOT_ON_FILE]
    if not on_file:
        return brief.not_on_file
    silent = [each for each in on_file if each.code is ReasonCode.POLICY_SILENT]
    by_fact: dict[str, list[str]] = {}
    for each in on_file:
        if each not in silent:
            by_fact.setdefault(each.fact, []).extend(_doubts(telling, item, each))
    doubts = dict.fromkeys(doubt for of_one in by_fact.values() for doubt in _apart(of_one))
    said = [brief.does_not_settle.format(text="; ".join(doubts))] if doubts else []
    said += [brief.left_to_judgment.format(text=each.reason) for each in silent]
    return "; ".join(said)


def _apart(doubts: Sequence[str]) -> list[str]:
    """The doubts of one fact, but for those that another says as well."""
    return [each for each in doubts if not any(each != other and other.endswith(each) for other in doubts)]


def _doubts(telling: Telling, item: OpenItem, missing: Missing) -> list[str]:
    """Everybody who could not tell, where that is the reason; else the reason."""
    unsure = [telling.text.unsure(hint) for hint in _unsure(item, missing)]
    return unsure or [_doubt(telling, item, missing)]


def _unsure(item: OpenItem, missing: Missing) -> list[Evidence]:
    """The answers of those who could not tell a fact, where it is missing for that."""
    if missing.code is not ReasonCode.CANNOT_TELL:
        return []
    return [each for each in item.hints if each.fact == missing.fact and each.value == CANNOT_TELL]


def _doubt(telling: Telling, item: OpenItem, missing: Missing) -> str:
    """A reason, behind what it is about where that is shown; or what it speaks of, which says it as well."""
    spoken_of = [hint for hint in item.hints if hint.code and _is_in(hint, missing.reason)]
    if spoken_of:
        return telling.text.hint(spoken_of[0])
    about = [
        telling.text.value(hint)
        for hint in item.hints
        if hint.fact == missing.fact and hint.note == missing.reason and hint.value not in ("", "yes", "no")
    ]
    reason = telling.text.written(missing.reason.removeprefix(telling.wording.brief.said_already))
    return f"{about[0]}, {reason}" if about else reason


def _is_in(hint: Evidence, reason: str) -> bool:
    """Whether a reason is about a code of the record, and says of it what the hint says."""
    return hint.note != reason and hint.note in reason and hint.code.rpartition("|")[2] in reason


def _nearby(telling: Telling, item: OpenItem) -> list[str]:
    """What stands beside an open item in the record and settles nothing."""
    if telling.brevity >= Brevity.WITHOUT_HINTS:
        return []
    reasons = {each.reason for need in item.needs for each in need.missing}
    told = [hint for hint in item.hints if any(hint.note == each or _is_in(hint, each) for each in reasons)]
    missing = [each for need in item.needs for each in need.missing]
    told += [hint for each in missing for hint in _unsure(item, each)]
    hints = [hint for hint in item.hints if hint not in told][:MAX_HINTS]
    said = [telling.text.hint(hint) for hint in hints]
    return [telling.wording.brief.nearby.format(text="; ".join(said))] if said else []


def _contradictions(telling: Telling, items: Sequence[OpenItem]) -> list[OpenItem]:
    """Each need on which people contradict each other, for a bullet that names them; of many the first."""
    most = MAX_BULLETS if telling.brevity < Brevity.FEW else MAX_NAMED_WHEN_SHORT
    found: dict[Need, OpenItem] = {}
    for item in items:
        several = item.is_one_of_several or len(item.needs) > 1
        for need in item.needs:
            if any(each.code is ReasonCode.CONFLICT_PEOPLE for each in need.missing):
                found.setdefault(need, OpenItem(item.path, item.label, (need,), is_one_of_several=several))
    return list(found.values())[:most]


def _without(items: Sequence[OpenItem], told: Sequence[OpenItem]) -> list[OpenItem]:
    """Some items without the needs that were told of."""
    gone = [need for each in told for need in each.needs]
    return [item._replace(needs=tuple(need for need in item.needs if need not in gone)) for item in items]


def _by_who_acts(telling: Telling, items: Sequence[OpenItem]) -> dict[tuple[str, str], dict[str, None]]:
    """What is needed, by who can supply it; what is on file and does not settle it, apart with the reason."""
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for item in items:
        silent = [need for need in item.needs if not need.supplier]
        asked = [need for need in item.needs if need.supplier]
        for need in asked or silent:
            reasons = dict.fromkeys(why for each in need.missing for why in _in_short(telling, item, each))
            supplier = need.supplier or telling.wording.brief.judgment
            group = supplier, ", ".join(filter(None, reasons))
            name = need.name or item.label
            said = telling.wording.brief.else_judgment.format(name=name) if asked and silent else name
            groups.setdefault(group, {})[said] = None
    return groups


def _in_short(telling: Telling, item: OpenItem, missing: Missing) -> list[str]:
    """Why a fact on file does not settle it, in a word or two; who could not tell, where there is room."""
    unsure = [] if telling.brevity >= Brevity.FEW else _unsure(item, missing)
    return [telling.text.unsure(hint) for hint in unsure] or [telling.wording.reasons[missing.code]]


def _groups(telling: Telling, groups: Mapping[tuple[str, str], dict[str, None]]) -> Iterator[str]:
    """What is needed of each person, in one line."""
    for (supplier, why), names in sorted(groups.items(), key=lambda each: -len(each[1])):
        count = ", ".join(filter(None, (str(len(names)), why)))
        listed = telling.listed(tuple(names), "; ", most=10)
        yield f"- **{capitalized(supplier)} ({count})**: {listed}."
