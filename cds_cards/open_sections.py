"""The sections of a brief card that ask something of its reader: what is unread, not met, still needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cds_cards.evidence_text import Attestation, usual_attestation
from cds_cards.gap_text import again, searches_with_gaps
from cds_cards.needs import Need, OpenItem, leaves_of
from cds_cards.sentences import capitalized, sentences, uncapitalized
from cds_cards.telling import Brevity, Telling
from criteria.facts import Evidence
from criteria.findings import BELOW, POPULATION, Finding, Missing, walk
from criteria.leaves import BIRTH_DATE
from criteria.policy import Phase
from criteria.reasons import ReasonCode
from criteria.truth import Truth

MAX_BULLETS = 4
"""More open items than that are grouped by who acts."""
MAX_HINTS = 2


def unread_section(telling: Telling) -> str:
    """What could not be read, and which criteria were not judged without it."""
    unread = [_of_unread(item) for item in telling.items if item.is_unread]
    if not unread:
        return ""
    brief = telling.wording.brief
    codes = {each.code for item in unread for need in item.needs for each in need.missing}
    searches = "; ".join(_searches(telling, unread))
    said = [brief.unread.format(count=telling.counted.unread or len(unread), text=searches)]
    if len(unread) <= MAX_BULLETS and telling.brevity < Brevity.GROUPED:
        said.append(brief.unread_items.format(text="; ".join(item.label for item in unread)))
    else:
        letters = [each.id for each in telling.determination.criteria if each.is_unread]
        said.append(brief.unread_criteria.format(text=", ".join(letters)))
    if known := _known(telling):
        said.append(brief.known.format(text="; ".join(known)))
    if codes - {ReasonCode.NOT_SENT}:
        said.append(again(telling.context.request_id, brief))
    return "  \n".join(said)


def _known(telling: Telling) -> list[str]:
    """What is known all the same: the population, and of the criteria that are unread what is met."""
    population, criteria = telling.determination.population, telling.determination.criteria
    if telling.brevity >= Brevity.FEW or not criteria:
        return []
    unread = [each for each in criteria if each.is_unread]
    met = [part for _, part in walk(unread) if part.truth is Truth.MET and not part.criteria]
    values = telling.text.values([e for part in met for e in part.evidence], briefly=True)
    return [uncapitalized(population.title), *values]


def phase_section(telling: Telling) -> str:
    """That nobody can tell whether the service is in progress, where plans and orders were not read."""
    phase = telling.context.phase
    if not (phase.is_unread and telling.determination.phase is Phase.ADMISSION):
        return ""
    brief = telling.wording.brief
    said = brief.phase_unread.format(text=telling.text.written(phase.reason))
    told_below = any(item.failed_to_be_read for item in telling.items)
    if told_below or not telling.context.phase_failed_to_be_read:
        return said
    return "  \n".join((said, again(telling.context.request_id, brief)))


def not_met_section(telling: Telling) -> str:
    """What contrary evidence decided, with who gave it and when."""
    if not telling.counted.not_met:
        return ""
    criteria = [each for each in telling.determination.criteria if each.truth is Truth.NOT_MET]
    brief = telling.wording.brief
    leaves = [(each, *leaf) for each in criteria for leaf in leaves_of(each, Truth.NOT_MET)]
    evidence = [each for *_, leaf in leaves for each in leaf.evidence]
    usual = usual_attestation(evidence)
    bullets = [
        f"- **{_label(criterion, path, leaf)}**{_contrary(telling, leaf, usual)}."
        for criterion, path, leaf in leaves
    ]
    if usual:
        bullets[-1] += f" {brief.newer}"
    shown = bullets if telling.brevity < Brevity.FEW else bullets[:MAX_BULLETS]
    if more := len(bullets) - len(shown):
        shown.append(f"- {brief.more.format(count=more)}")
    mostly = telling.brevity >= Brevity.GROUPED and bool(telling.text.of_others(evidence, usual))
    header = f"{brief.not_met.format(count=len(criteria))}, {telling.text.origin(usual, mostly)}"
    return "\n".join((header, *shown))


def needed_section(telling: Telling) -> str:
    """What is open: a bullet for each item, more than four by who acts."""
    items = [item for item in telling.items if not item.is_unread]
    if not items:
        return ""
    if len(items) <= MAX_BULLETS and telling.brevity < Brevity.GROUPED:
        count, lines = len(items), list(_bullets(telling, items))
    else:
        groups = _by_who_acts(telling, items)
        count, lines = sum(map(len, groups.values())), list(_groups(telling, groups))
    return "\n".join((telling.wording.brief.still_needed.format(count=count), *lines))


def _of_unread(item: OpenItem) -> OpenItem:
    """An item with those of its needs that are unread."""
    needs = tuple([need for need in item.needs if need.is_unread])
    return item if needs == item.needs else item._replace(needs=needs)


def _searches(telling: Telling, unread: Sequence[OpenItem]) -> list[str]:
    """The searches that gave nothing or not everything, by what is wrong with them; else the reasons."""
    if searches := searches_with_gaps(telling.context.gaps, telling.listed):
        return searches
    missing = [each for item in unread for need in item.needs for each in need.missing]
    return list(dict.fromkeys(telling.text.written(each.reason) for each in missing))


def _label(criterion: Finding, path: str, leaf: Finding) -> str:
    own = leaf.title if leaf.id == POPULATION else f"{leaf.id}. {leaf.title}"
    return f"{criterion.id}. {criterion.title}: {own}" if BELOW in path else own


def _contrary(telling: Telling, leaf: Finding, usual: Attestation | None) -> str:
    text = telling.text
    evidence = [each for each in leaf.evidence if each.fact != BIRTH_DATE]
    if [each.value for each in evidence] == ["no"]:
        values = [str(evidence[0].value)]  # the title has just said to what
    else:
        values = text.values(_nearest_first(evidence))
    who = text.of_others(leaf.evidence, usual) if telling.brevity < Brevity.GROUPED else ""
    said = telling.listed(values, "; ") + who
    return f": {said}" if said else ""


def _nearest_first(evidence: Sequence[Evidence]) -> list[Evidence]:
    """What decides before what may be folded: every score is asked at or above a minimum, so the highest."""
    return sorted(evidence, key=lambda each: -each.value if isinstance(each.value, int) else 0)


def _bullets(telling: Telling, items: Sequence[OpenItem]) -> Iterator[str]:
    """One for each item; what stands beside several of them is told with the first."""
    told: set[tuple[str, str]] = set()
    for item in items:
        hints = tuple([hint for hint in item.hints if (hint.reference, hint.note) not in told])
        told.update([(hint.reference, hint.note) for hint in hints])
        yield _bullet(telling, item if hints == item.hints else item._replace(hints=hints))


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
    doubts = dict.fromkeys(_doubt(telling, item, each) for each in on_file if each not in silent)
    said = [brief.does_not_settle.format(text="; ".join(doubts))] if doubts else []
    said += [brief.left_to_judgment.format(text=each.reason) for each in silent]
    return "; ".join(said)


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
    hints = [hint for hint in item.hints if hint not in told][:MAX_HINTS]
    said = [telling.text.hint(hint) for hint in hints]
    return [telling.wording.brief.nearby.format(text="; ".join(said))] if said else []


def _by_who_acts(telling: Telling, items: Sequence[OpenItem]) -> dict[tuple[str, str], dict[str, None]]:
    """What is needed, by who can supply it; what is on file and does not settle it, apart with the reason."""
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for item in items:
        silent = [need for need in item.needs if not need.supplier]
        asked = [need for need in item.needs if need.supplier]
        for need in asked or silent:
            reasons = dict.fromkeys(telling.wording.reasons[each.code] for each in need.missing)
            supplier = need.supplier or telling.wording.brief.judgment
            group = supplier, ", ".join(filter(None, reasons))
            name = need.name or item.label
            said = telling.wording.brief.else_judgment.format(name=name) if asked and silent else name
            groups.setdefault(group, {})[said] = None
    return groups


def _groups(telling: Telling, groups: Mapping[tuple[str, str], dict[str, None]]) -> Iterator[str]:
    """What is needed of each person, in one line."""
    for (supplier, why), names in sorted(groups.items(), key=lambda each: -len(each[1])):
        count = ", ".join(filter(None, (str(len(names)), why)))
        listed = telling.listed(tuple(names), "; ", most=10)
        yield f"- **{capitalized(supplier)} ({count})**: {listed}."
